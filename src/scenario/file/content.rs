//! `[[content]]`, and laws of random sizes.

use crate::scenario::decode::shorthand::text_or_table;
use crate::scenario::meant::Popularity;
use crate::scenario::quantity::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// What there is to be asked for: pages, images, files.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    /// What it is called. Default: content-1, content-2 and so on.
    pub name: Option<String>,
    /// How many different objects there are.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub objects: u32,
    /// Which of them are asked for more.
    #[schemars(extend("default" = { "zipf": 0.8 }))]
    pub popularity: Option<Popularity>,
    /// The size of an object, drawn once for each.
    #[schemars(extend("default" = "10kB"))]
    pub size: Option<SizeLaw>,
}

/// The law of a random size. A plain size is short for `{ constant = ... }`.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct SizeLaw(pub SizeLawTable);

/// A table with one key, the name of the law.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SizeLawTable {
    /// Always the same.
    Constant(Bytes),
    /// Memoryless.
    Exponential {
        /// The mean.
        mean: Bytes,
    },
    /// Equally likely everywhere between two bounds.
    Uniform {
        /// The smallest.
        min: Bytes,
        /// The largest.
        max: Bytes,
    },
    /// Its logarithm is normal.
    Lognormal {
        /// The mean.
        mean: Bytes,
        /// Coefficient of variation: standard deviation ÷ mean.
        #[schemars(range(min = 0.001, max = 1000.0))]
        cv: f64,
    },
    /// Bounded Pareto: heavy-tailed between two bounds.
    Pareto {
        /// The tail exponent alpha: the smaller, the heavier.
        #[schemars(range(min = 0.01, max = 100.0))]
        shape: f64,
        /// The smallest.
        min: Bytes,
        /// The largest.
        max: Bytes,
    },
    /// One of these, each equally likely.
    Empirical {
        /// The sizes.
        values: Vec<Bytes>,
    },
}

impl<'de> Deserialize<'de> for SizeLaw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a size, such as \"12KiB\", or a law, such as { lognormal = { mean = \"12KiB\", cv = 2.0 } }";
        text_or_table(deserializer, expected, |size| Self(SizeLawTable::Constant(size)), Self)
    }
}

impl JsonSchema for SizeLaw {
    fn schema_name() -> Cow<'static, str> {
        "SizeLaw".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (constant, table) = (generator.subschema_for::<Bytes>(), generator.subschema_for::<SizeLawTable>());
        json_schema!({
            "description": "a law of random sizes; a plain size is always the same",
            "oneOf": [constant, table]
        })
    }
}
