//! Values that are either a short text or a table with one key: `"20ms"` for `{ constant = "20ms" }`.
//!
//! serde's own `untagged` would try one after the other and forget why each failed.

use super::empty_table;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// Reads a `Text` or a `Table` and turns either into a `T`; `expected` describes both.
pub(crate) fn text_or_table<'de, D, T, Text, Table>(
    deserializer: D,
    expected: &'static str,
    from_text: fn(Text) -> T,
    from_table: fn(Table) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    Text: FromStr<Err = String>,
    Table: Deserialize<'de>,
{
    deserializer.deserialize_any(Shorthand { expected, from_text, from_table, lifetime: PhantomData })
}

struct Shorthand<'de, T, Text, Table> {
    expected: &'static str,
    from_text: fn(Text) -> T,
    from_table: fn(Table) -> T,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, T, Text: FromStr<Err = String>, Table: Deserialize<'de>> Visitor<'de> for Shorthand<'de, T, Text, Table> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map(self.from_text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        if map.size_hint() == Some(0) {
            return Err(empty_table(&self));
        }
        Table::deserialize(MapAccessDeserializer::new(map)).map(self.from_table)
    }
}
