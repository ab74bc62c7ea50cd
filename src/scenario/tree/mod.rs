//! The text of a scenario as a tree in which every key and value knows where it was typed.
//!
//! Typing errors, `--set` arguments and mistakes in meaning all name a [`Path`] into this tree; the tree turns it into
//! a place in a file. So the layers above hold plain values and still point at the right column.

pub(crate) mod overrides;
pub(crate) mod parse;
pub(crate) mod path;

use indexmap::IndexMap;
use std::ops::Range;

pub(crate) use path::{Path, Step};

/// Where something was typed: a span of bytes in one of the sources of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// 0 is the scenario file, n is the n-th `--set` argument; then come the files of keepalived.
    pub source: usize,
    /// Bytes of that source.
    pub span: Range<usize>,
}

/// One value of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What was typed.
    pub value: Value,
    /// Where: the value itself, or the header of a `[table]`.
    pub origin: Origin,
}

/// What TOML can say.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time of day, which no key of a scenario takes.
    Datetime(String),
    /// Values in brackets, or the entries of an array of tables.
    Array(Vec<Node>),
    /// Keys and their values, in the order typed.
    Table(IndexMap<String, Entry>),
}

/// A key's value, and where the key stands.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Where the key was typed.
    pub key: Origin,
    /// Its value.
    pub node: Node,
}

/// Which half of `key = value` a mistake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// The word left of the equals sign.
    Key,
    /// What stands right of it.
    Value,
}

impl Node {
    /// The entry of a table with this key; none if there is none, or if this is no table.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Table(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value at `path`, if it was typed.
    pub(crate) fn find(&self, path: &Path) -> Option<&Self> {
        path.steps().iter().try_fold(self, |node, step| match (step, &node.value) {
            (Step::Key(key), _) => node.get(key).map(|entry| &entry.node),
            (Step::Index(index), Value::Array(items)) => items.get(*index),
            (Step::Index(_), _) => None,
        })
    }

    /// Where `path` was typed, or the nearest thing around it that was.
    pub(crate) fn locate(&self, path: &Path, spot: Spot) -> Origin {
        let (mut node, mut origin) = (self, &self.origin);
        for step in path.steps() {
            match (step, &node.value) {
                (Step::Key(key), Value::Table(entries)) if entries.contains_key(key) => {
                    let entry = &entries[key];
                    node = &entry.node;
                    origin = if spot == Spot::Key { &entry.key } else { &node.origin };
                }
                (Step::Index(index), Value::Array(items)) if *index < items.len() => {
                    node = &items[*index];
                    origin = &node.origin;
                }
                // A default: nothing was typed here, so point at the table that lacks it.
                _ => return node.origin.clone(),
            }
        }
        origin.clone()
    }

    /// This value in a sentence: `the string "rr"`, `the number 5`, `a table`.
    pub(crate) fn in_words(&self) -> String {
        match &self.value {
            Value::Text(text) => format!("the string {text:?}"),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Boolean(value) => format!("`{value}`"),
            Value::Datetime(text) => format!("the date or time {text}"),
            Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
            Value::Array(_) => "an array".to_owned(),
            Value::Table(_) => "a table".to_owned(),
        }
    }
}
