//! A configuration read by the table of keywords: everything in its place, every value read, nothing yet interpreted.

use super::item::Line;
use super::keyword::Keyword;
use super::value::Value;
use crate::diagnosis::Span;
use crate::keepalived::config::ForwardingMethod;
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// What stands in a block.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Its keywords, in file order, those that are not modelled among them.
    pub(super) entries: Vec<Entry>,
    /// Its lines, if it is a list.
    pub(super) lines: Vec<(Line, Span)>,
    /// Keywords that stand there with a value that was refused.
    pub(super) refused: Vec<&'static str>,
}

/// A keyword with its value and its block.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its row in the table.
    pub(super) keyword: &'static Keyword,
    /// The keyword itself.
    pub(super) span: Span,
    /// What stands behind it; the keyword itself if nothing does.
    pub(super) value_span: Span,
    /// What was read there.
    pub(super) value: Value,
    /// What stands in its braces.
    pub(super) form: Form,
}

impl Form {
    /// All entries of a keyword.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.keyword.name == name)
    }

    /// The entry that counts if a keyword stands there more than once: the last.
    pub(super) fn last(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.keyword.name == name)
    }

    /// Whether the keyword stands there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    /// Whether it stands there, right or wrong: what is wrong was told already.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.has(name) || self.refused.contains(&name)
    }

    /// Its whole number.
    pub(super) fn whole(&self, name: &str) -> Option<i64> {
        match self.last(name)?.value {
            Value::Whole(value) => Some(value),
            _ => None,
        }
    }

    /// Its whole number, which the table keeps in these bounds.
    pub(super) fn count(&self, name: &str) -> Option<u32> {
        self.whole(name).and_then(|value| u32::try_from(value).ok())
    }

    /// Its time.
    pub(super) fn seconds(&self, name: &str) -> Option<SimDuration> {
        match self.last(name)?.value {
            Value::Seconds(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is on; none if it is not there.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        match self.last(name)?.value {
            Value::Switch(value) => Some(value),
            _ => None,
        }
    }

    /// Its text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.last(name)?.text()
    }

    /// Its word.
    pub(super) fn word(&self, name: &str) -> Option<&'static str> {
        match self.last(name)?.value {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Its address.
    pub(super) fn address(&self, name: &str) -> Option<Ipv4Addr> {
        match self.last(name)?.value {
            Value::Address(address) => Some(address),
            _ => None,
        }
    }

    /// Its forwarding method.
    pub(super) fn method(&self, name: &str) -> Option<ForwardingMethod> {
        match self.last(name)?.value {
            Value::Method(method) => Some(method),
            _ => None,
        }
    }

    /// The lines of all its lists of this name.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &(Line, Span)> {
        self.all(name).flat_map(|entry| &entry.form.lines)
    }
}

impl Entry {
    /// Its text: of a named block, the name.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
