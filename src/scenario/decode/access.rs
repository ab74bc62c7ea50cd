//! What serde walks through: the entries of a table, the items of an array, the one key that names a variant.

use super::Decoder;
use super::error::{DecodeError, Problem};
use crate::scenario::tree::{Entry, Node, Step};
use indexmap::IndexMap;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Visitor};

/// The entries of a table, in the order typed.
pub(super) struct TableAccess<'de> {
    entries: &'de IndexMap<String, Entry>,
    next: usize,
}

impl<'de> TableAccess<'de> {
    pub(super) fn new(entries: &'de IndexMap<String, Entry>) -> Self {
        Self { entries, next: 0 }
    }

    /// After a visitor that takes the one key naming a variant: nothing may be left.
    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        if self.next >= self.entries.len() {
            return Ok(());
        }
        Err(Problem::NotOne { given: self.entries.keys().cloned().collect(), known: &[] }.into())
    }
}

impl<'de> de::MapAccess<'de> for &mut TableAccess<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((key, _)) = self.entries.get_index(self.next) else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some).map_err(DecodeError::about_a_key)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DecodeError> {
        let (key, entry) = self.entries.get_index(self.next).expect("serde asks for a value after its key");
        self.next += 1;
        seed.deserialize(Decoder(&entry.node)).map_err(|error| error.below(Step::Key(key.clone())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len() - self.next)
    }
}

/// The items of an array.
pub(super) struct ArrayAccess<'de> {
    items: std::iter::Enumerate<std::slice::Iter<'de, Node>>,
}

impl<'de> ArrayAccess<'de> {
    pub(super) fn new(items: &'de [Node]) -> Self {
        Self { items: items.iter().enumerate() }
    }
}

impl<'de> de::SeqAccess<'de> for ArrayAccess<'de> {
    type Error = DecodeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeError> {
        let Some((index, node)) = self.items.next() else { return Ok(None) };
        seed.deserialize(Decoder(node)).map(Some).map_err(|error| error.below(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// A variant written as a table with one key: `{ zipf = 1.1 }`.
pub(super) struct VariantAccess<'de> {
    key: &'de str,
    entry: &'de Entry,
}

impl<'de> VariantAccess<'de> {
    pub(super) fn new(key: &'de str, entry: &'de Entry) -> Self {
        Self { key, entry }
    }
}

impl<'de> de::EnumAccess<'de> for VariantAccess<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), DecodeError> {
        let word = BorrowedStrDeserializer::new(self.key);
        seed.deserialize(word).map(|variant| (variant, self)).map_err(DecodeError::about_a_key)
    }
}

impl<'de> de::VariantAccess<'de> for VariantAccess<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Err(Problem::NoContent { word: self.key.to_owned() }.into())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, DecodeError> {
        seed.deserialize(Decoder(&self.entry.node)).map_err(|error| error.below(Step::from(self.key)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        de::Deserializer::deserialize_seq(Decoder(&self.entry.node), visitor)
            .map_err(|error| error.below(Step::from(self.key)))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        de::Deserializer::deserialize_struct(Decoder(&self.entry.node), "", keys, visitor)
            .map_err(|error| error.below(Step::from(self.key)))
    }
}

/// A variant written as a word: `"uniform"`.
pub(super) struct WordAccess<'de> {
    word: &'de str,
}

impl<'de> WordAccess<'de> {
    pub(super) fn new(word: &'de str) -> Self {
        Self { word }
    }

    fn content_missing(&self) -> DecodeError {
        Problem::ContentMissing { word: self.word.to_owned() }.into()
    }
}

impl<'de> de::EnumAccess<'de> for WordAccess<'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), DecodeError> {
        seed.deserialize(BorrowedStrDeserializer::new(self.word)).map(|variant| (variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for WordAccess<'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, DecodeError> {
        Err(self.content_missing())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DecodeError> {
        Err(self.content_missing())
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, DecodeError> {
        Err(self.content_missing())
    }
}
