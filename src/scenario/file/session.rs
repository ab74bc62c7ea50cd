//! `session` of a `[[client]]`, and whole numbers that may be random.

use super::Law;
use crate::scenario::decode::shorthand::number_or_table;
use crate::scenario::meant::DataMode;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// Several connections from one address, one after the other or side by side.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// How many connections it has; how many requests each carries is said by `keep_alive`.
    #[schemars(extend("default" = 1))]
    pub connections: Option<Count>,
    /// How many of them at a time.
    #[schemars(extend("default" = 1), range(min = 1, max = 1000))]
    pub parallel: Option<u32>,
    /// From the end of a connection to the next one in its place.
    #[schemars(extend("default" = "0s"))]
    pub think_time: Option<Law>,
    /// A connection for data beside each request but the first one of a connection, as in FTP. Default: none.
    pub data: Option<DataMode>,
}

/// A whole number from 1 on, or a law of them. A plain number is always the same.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Count {
    /// `5`.
    Constant(u32),
    /// `{ geometric = { mean = 5 } }`.
    Random(CountTable),
}

/// A table with one key, the name of the law.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CountTable {
    /// All numbers between two bounds are equally likely.
    Uniform {
        /// The smallest.
        #[schemars(range(min = 1))]
        min: u32,
        /// The largest.
        max: u32,
    },
    /// After each there is another one with the same probability.
    Geometric {
        /// The mean.
        #[schemars(range(min = 1.001, max = 1e6))]
        mean: f64,
    },
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "a whole number, 1 or more, or a law, such as { geometric = { mean = 5 } }";
        number_or_table(deserializer, expected, Self::Constant, Self::Random)
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Constant(count) => count.serialize(serializer),
            Self::Random(table) => table.serialize(serializer),
        }
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<CountTable>();
        let constant =
            json_schema!({ "type": "integer", "minimum": 1, "maximum": u32::MAX, "description": "always so many" });
        json_schema!({ "description": "a whole number, or a law of them", "oneOf": [constant, table] })
    }
}
