//! Laws of random durations: `"20ms"`, `{ exponential = { mean = "20ms" } }` and the like.

use crate::scenario::decode::shorthand::text_or_table;
use crate::scenario::text::Duration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// The law of a random duration. A plain duration is short for `{ constant = ... }`.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Law(pub LawTable);

/// A table with one key, the name of the law.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum LawTable {
    /// Always the same.
    Constant(Duration),
    /// Memoryless.
    Exponential {
        /// The mean.
        mean: Duration,
    },
    /// Equally likely everywhere between two bounds.
    Uniform {
        /// The shortest.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    /// Its logarithm is normal.
    Lognormal {
        /// The mean.
        mean: Duration,
        /// Coefficient of variation: standard deviation ÷ mean.
        #[schemars(range(min = 0.001, max = 1000.0))]
        cv: f64,
    },
    /// Gamma.
    Gamma {
        /// The mean.
        mean: Duration,
        /// Coefficient of variation: standard deviation ÷ mean.
        #[schemars(range(min = 0.001, max = 1000.0))]
        cv: f64,
    },
    /// The sum of equal exponential stages.
    Erlang {
        /// The mean of the sum.
        mean: Duration,
        /// How many stages.
        #[schemars(range(min = 1, max = 1000))]
        stages: u32,
    },
    /// Bounded Pareto: heavy-tailed between two bounds.
    Pareto {
        /// The tail exponent alpha: the smaller, the heavier.
        #[schemars(range(min = 0.01, max = 100.0))]
        shape: f64,
        /// The shortest.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    /// One of several exponentials: give `branches`, or `mean` and `cv`.
    Hyperexponential(Hyperexponential),
    /// Measured values, sampled with replacement: give `file` (CSV) or `values`.
    Empirical(Empirical),
}

/// One of several exponentials.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hyperexponential {
    /// The exponentials and how often each is picked.
    pub branches: Option<Vec<Branch>>,
    /// The mean, with `cv`: two branches that contribute equally to it ("balanced means").
    pub mean: Option<Duration>,
    /// Coefficient of variation, at least 1.
    #[schemars(range(min = 1))]
    pub cv: Option<f64>,
}

/// One exponential of several.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Branch {
    /// How often it is picked; all together are 1.
    #[schemars(range(min = 0, max = 1))]
    pub probability: f64,
    /// Its mean.
    pub mean: Duration,
}

/// Measured values.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empirical {
    /// A CSV file beside the scenario.
    pub file: Option<String>,
    /// The column, by the name in the first line. Default: the only one.
    pub column: Option<String>,
    /// Unit of the values. Default: what the column's name ends with (`service_time_s`).
    pub unit: Option<Unit>,
    /// The values themselves, instead of a file.
    pub values: Option<Vec<Duration>>,
}

/// Unit of a column of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// Nanoseconds.
    Ns,
    /// Microseconds.
    Us,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
}

impl<'de> Deserialize<'de> for Law {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a duration, such as \"20ms\", or a law, such as { exponential = { mean = \"20ms\" } }";
        text_or_table(deserializer, expected, |duration| Self(LawTable::Constant(duration)), Self)
    }
}

impl JsonSchema for Law {
    fn schema_name() -> Cow<'static, str> {
        "Law".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (constant, table) = (generator.subschema_for::<Duration>(), generator.subschema_for::<LawTable>());
        json_schema!({
            "description": "a law of random durations; a plain duration is always the same",
            "oneOf": [constant, table]
        })
    }
}
