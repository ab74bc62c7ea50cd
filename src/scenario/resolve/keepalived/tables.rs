//! The tree of the scenario as the reader of configurations takes tables.

use crate::diagnosis::Span;
use crate::keepalived::conf::keyword::TOP;
use crate::keepalived::conf::table::{Field, Given};
use crate::scenario::tree::{Node, Origin, Value};

/// A whole configuration. Its blocks stand in the order of the reader's table of keywords: the order of keys means
/// nothing, and keepalived wants scripts before those who track them.
pub(super) fn configuration(node: &Node) -> Vec<Field> {
    let mut fields = fields(node);
    fields.sort_by_key(|field| TOP.iter().position(|keyword| keyword.name == field.key));
    fields
}

/// The keys of a table; none if it is none, which reading the tree has told already.
fn fields(node: &Node) -> Vec<Field> {
    match &node.value {
        Value::Table(entries) => entries
            .iter()
            .map(|(key, entry)| Field {
                key: key.clone(),
                key_span: span(&entry.key),
                value: given(&entry.node),
                value_span: span(&entry.node.origin),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn given(node: &Node) -> Given {
    match &node.value {
        Value::Text(text) | Value::Datetime(text) => Given::Text(text.clone()),
        Value::Integer(number) => Given::Text(number.to_string()),
        // Never with an exponent, which keepalived does not know.
        Value::Float(number) => Given::Text(number.to_string()),
        Value::Boolean(value) => Given::Bool(*value),
        Value::Array(items) => Given::List(items.iter().map(|item| (given(item), span(&item.origin))).collect()),
        Value::Table(_) => Given::Table(fields(node)),
    }
}

fn span(origin: &Origin) -> Span {
    Span { source: origin.source, start: origin.span.start, end: origin.span.end }
}
