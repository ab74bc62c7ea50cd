//! A block of keywords as a table.

use crate::time::SimDuration;
use toml::{Table, Value};

/// A block of keywords, one after the other.
#[derive(Debug, Default)]
pub(super) struct Block(Table);

impl Block {
    /// A keyword and what stands behind it.
    pub(super) fn value(mut self, keyword: &str, value: impl Into<Value>) -> Self {
        self.0.insert(keyword.to_owned(), value.into());
        self
    }

    /// The same, if there is something to say.
    pub(super) fn some(self, keyword: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.value(keyword, value),
            None => self,
        }
    }

    /// A keyword that says it by being there.
    pub(super) fn flag(self, keyword: &str, is_set: bool) -> Self {
        self.some(keyword, is_set.then_some(true))
    }

    /// A time; keepalived counts microseconds.
    pub(super) fn seconds(self, keyword: &str, time: SimDuration) -> Self {
        let micros = time.as_nanos() / 1000;
        if micros.is_multiple_of(1_000_000) {
            return self.value(keyword, (micros / 1_000_000) as i64);
        }
        self.value(keyword, micros as f64 / 1e6)
    }

    /// A list in braces; nothing if it is empty.
    pub(super) fn list(self, keyword: &str, lines: impl Iterator<Item = String>) -> Self {
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { self } else { self.value(keyword, lines) }
    }

    /// A block inside of this one.
    pub(super) fn block(self, keyword: &str, block: Self) -> Self {
        self.value(keyword, block.0)
    }

    /// Blocks of one kind; nothing if there are none.
    pub(super) fn blocks(self, keyword: &str, blocks: impl Iterator<Item = Self>) -> Self {
        let blocks: Vec<Value> = blocks.map(|block| Value::Table(block.0)).collect();
        if blocks.is_empty() { self } else { self.value(keyword, blocks) }
    }

    /// One more block of a kind, beside those that are there.
    pub(super) fn another(mut self, keyword: &str, block: Self) -> Self {
        let blocks = self.0.entry(keyword).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(blocks) = blocks {
            blocks.push(Value::Table(block.0));
        }
        self
    }

    /// As TOML.
    pub(super) fn into_table(self) -> Table {
        self.0
    }
}

/// A word of a line, in quotes if it needs them.
pub(super) fn word(word: &str) -> String {
    if word.is_empty() || word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}
