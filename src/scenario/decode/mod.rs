//! From the tree to typed values: a serde data format whose errors are data.
//!
//! serde reports an unknown key or a missing one as values, not as a message; this room keeps them that way, notes the
//! path they came up through, and only then puts them into words ([`error`]).

mod access;
pub(crate) mod error;
pub(crate) mod shorthand;

use super::mistake::Mistake;
use super::tree::{Node, Value};
use access::{ArrayAccess, TableAccess, VariantAccess, WordAccess};
use error::{DecodeError, Problem};
use serde::de::{Deserialize, Deserializer, Error, Expected, Visitor};

/// Reads a value of type `T` from the tree; the first thing that does not fit is the mistake.
pub(crate) fn decode<'de, T: Deserialize<'de>>(root: &'de Node) -> Result<T, Mistake> {
    T::deserialize(Decoder(root)).map_err(DecodeError::into_mistake)
}

/// The serde view of one node.
#[derive(Clone, Copy)]
struct Decoder<'de>(&'de Node);

impl Decoder<'_> {
    fn expected(self, expected: impl Into<String>) -> DecodeError {
        Problem::Unexpected { found: self.0.in_words(), expected: expected.into() }.into()
    }

    fn expected_by(self, visitor: &dyn Expected) -> DecodeError {
        self.expected(visitor.to_string())
    }
}

/// Whole numbers: say what is wrong in the user's terms, not in those of a Rust type.
macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            match self.0.value {
                Value::Integer(number) => match <$type>::try_from(number) {
                    Ok(number) => visitor.$visit(number),
                    Err(_) if number < 0 => Err(self.expected("0 or more")),
                    Err(_) => Err(self.expected(format!("at most {}", <$type>::MAX))),
                },
                _ => Err(self.expected("a whole number, 0 or more")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Decoder<'de> {
    type Error = DecodeError;

    whole_numbers! {
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::Datetime(_) => Err(self.expected_by(&visitor)),
            Value::Array(items) => visitor.visit_seq(ArrayAccess::new(items)),
            Value::Table(entries) => {
                let mut access = TableAccess::new(entries);
                let value = visitor.visit_map(&mut access)?;
                access.finish().map(|()| value)
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.value {
            Value::Boolean(value) => visitor.visit_bool(value),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.value {
            Value::Integer(number) => visitor.visit_f64(number as f64),
            Value::Float(number) => visitor.visit_f64(number),
            _ => Err(self.expected("a number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.expected_by(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        // TOML has no null: what is not there is not in the tree.
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Array(items) => visitor.visit_seq(ArrayAccess::new(items)),
            _ => Err(self.expected("an array")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Table(entries) => visitor.visit_map(&mut TableAccess::new(entries)),
            _ => Err(self.expected("a table")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Text(word) => visitor.visit_enum(WordAccess::new(word)),
            Value::Table(entries) => match (entries.first(), entries.len()) {
                (Some((key, entry)), 1) => visitor.visit_enum(VariantAccess::new(key, entry)),
                _ => Err(Problem::NotOne { given: entries.keys().cloned().collect(), known }.into()),
            },
            _ => Err(self.expected(format!("one of: {}", super::words::list(known)))),
        }
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

impl From<Problem> for DecodeError {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

/// What a hand-written visitor says of a table with no key in it.
pub(crate) fn empty_table<E: Error>(visitor: &dyn Expected) -> E {
    E::invalid_value(serde::de::Unexpected::Other("an empty table"), visitor)
}
