//! `[director.keepalived]`: keepalived's words as TOML. Which words there are, its own reader knows.

use crate::keepalived::conf::keyword;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The name of the schema, and the beginning of those of its blocks.
const NAME: &str = "Keepalived";

/// The tables as they were typed. They are read where the place of every word is known, in the tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keepalived(pub toml::Table);

impl<'de> Deserialize<'de> for Keepalived {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, &[], Tables)
    }
}

impl Serialize for Keepalived {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

struct Tables;

impl<'de> Visitor<'de> for Tables {
    type Value = Keepalived;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table with keepalived's words")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keepalived, A::Error> {
        let mut tables = toml::Table::new();
        while let Some((key, value)) = map.next_entry()? {
            tables.insert(key, value);
        }
        Ok(Keepalived(tables))
    }
}

impl JsonSchema for Keepalived {
    fn schema_name() -> Cow<'static, str> {
        NAME.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (whole, blocks) = keyword::json_schema(NAME);
        generator.definitions_mut().extend(blocks);
        whole
    }
}
