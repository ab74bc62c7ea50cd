//! Values that can be written in two ways: `"20ms"` for `{ constant = "20ms" }`, `"web"` for `["web"]`, `5` for a law.
//!
//! serde's own `untagged` would try one after the other and forget why each failed.

use super::empty_table;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
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

/// Reads a whole number or a `Table` and turns either into a `T`; `expected` describes both.
pub(crate) fn number_or_table<'de, D: Deserializer<'de>, T, Table: Deserialize<'de>>(
    deserializer: D,
    expected: &'static str,
    from_number: fn(u32) -> T,
    from_table: fn(Table) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(NumberOrTable { expected, from_number, from_table, lifetime: PhantomData })
}

struct NumberOrTable<'de, T, Table> {
    expected: &'static str,
    from_number: fn(u32) -> T,
    from_table: fn(Table) -> T,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, T, Table: Deserialize<'de>> Visitor<'de> for NumberOrTable<'de, T, Table> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let whole = u32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))?;
        Ok((self.from_number)(whole))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        if map.size_hint() == Some(0) {
            return Err(empty_table(&self));
        }
        Table::deserialize(MapAccessDeserializer::new(map)).map(self.from_table)
    }
}

/// Reads a name or an array of names and turns either into a `T`.
pub(crate) fn name_or_names<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_one: fn(String) -> T,
    from_several: fn(Vec<String>) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(NameOrNames { from_one, from_several })
}

/// Reads a table or an array of tables and turns either into a `T`.
pub(crate) fn table_or_tables<'de, D: Deserializer<'de>, T, Table: Deserialize<'de>>(
    deserializer: D,
    from_one: fn(Table) -> T,
    from_several: fn(Vec<Table>) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(TableOrTables { from_one, from_several, lifetime: PhantomData })
}

struct NameOrNames<T> {
    from_one: fn(String) -> T,
    from_several: fn(Vec<String>) -> T,
}

impl<'de, T> Visitor<'de> for NameOrNames<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name, or an array of names")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        Ok((self.from_one)(name.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(self.from_several)
    }
}

struct TableOrTables<'de, T, Table> {
    from_one: fn(Table) -> T,
    from_several: fn(Vec<Table>) -> T,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, T, Table: Deserialize<'de>> Visitor<'de> for TableOrTables<'de, T, Table> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table, or an array of tables")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        Table::deserialize(MapAccessDeserializer::new(map)).map(self.from_one)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(self.from_several)
    }
}
