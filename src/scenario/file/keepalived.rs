//! `[director.keepalived]`: keepalived's words as TOML. Which words there are, its own reader knows.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The tables as they were typed. They are read where the place of every word is known, in the tree.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Keepalived(pub toml::Table);

impl JsonSchema for Keepalived {
    fn schema_name() -> Cow<'static, str> {
        "Keepalived".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "a keepalived.conf as tables", "type": "object" })
    }
}
