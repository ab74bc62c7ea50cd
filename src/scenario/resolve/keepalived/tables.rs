//! The tree of the scenario as the reader of configurations takes tables.

use crate::keepalived::conf::{Given, Item, Key, Span};
use crate::scenario::tree::{Node, Origin, Value};

/// The keys of a table; none if it is none, which reading the tree has told already.
pub(super) fn keys(node: &Node) -> Vec<Key> {
    match &node.value {
        Value::Table(entries) => entries
            .iter()
            .map(|(name, entry)| Key { name: name.clone(), span: span(&entry.key), item: item(&entry.node) })
            .collect(),
        _ => Vec::new(),
    }
}

fn item(node: &Node) -> Item {
    let value = match &node.value {
        Value::Text(text) | Value::Datetime(text) => Given::Text(text.clone()),
        Value::Integer(number) => Given::Text(number.to_string()),
        // Never with an exponent, which keepalived does not know.
        Value::Float(number) => Given::Text(number.to_string()),
        Value::Boolean(value) => Given::Switch(*value),
        Value::Array(items) => Given::List(items.iter().map(item).collect()),
        Value::Table(_) => Given::Table(keys(node)),
    };
    Item { value, span: span(&node.origin) }
}

fn span(origin: &Origin) -> Span {
    Span { source: origin.source, start: origin.span.start, end: origin.span.end }
}
