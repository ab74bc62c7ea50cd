//! From TOML text to the tree.

use super::{Entry, Node, Origin, Value};
use crate::scenario::mistake::Mistake;
use indexmap::IndexMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a scenario file.
pub(crate) fn parse_file(text: &str) -> Result<Node, Mistake> {
    let table = DeTable::parse(text).map_err(|error| syntax(&error, 0, 0, text.len()))?;
    let value = table_value(table.into_inner(), 0, 0)?;
    Ok(Node { value, origin: Origin { source: 0, span: 0..0 } })
}

/// Reads one TOML value that starts at byte `offset` of source number `source`.
pub(crate) fn parse_value(text: &str, source: usize, offset: usize) -> Result<Node, Mistake> {
    let value = DeValue::parse(text).map_err(|error| syntax(&error, source, offset, text.len()))?;
    node(value, source, offset)
}

fn syntax(error: &toml::de::Error, source: usize, offset: usize, len: usize) -> Mistake {
    let span = error.span().unwrap_or(len..len);
    Mistake::in_text(Origin { source, span: shift(span, offset) }, "this is not TOML", error.message())
}

fn shift(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

fn node(spanned: Spanned<DeValue<'_>>, source: usize, offset: usize) -> Result<Node, Mistake> {
    let origin = Origin { source, span: shift(spanned.span(), offset) };
    let value = match spanned.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => return Err(too_big(origin, "a whole number is at most 9223372036854775807")),
        },
        DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => return Err(too_big(origin, "a number must be finite, at most 1.7e308")),
        },
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(moment) => Value::Datetime(moment.to_string()),
        DeValue::Array(items) => {
            Value::Array(items.into_iter().map(|item| node(item, source, offset)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => table_value(table, source, offset)?,
    };
    Ok(Node { value, origin })
}

fn too_big(origin: Origin, why: &str) -> Mistake {
    Mistake::in_text(origin, "this number cannot be used", why)
}

fn table_value(table: DeTable<'_>, source: usize, offset: usize) -> Result<Value, Mistake> {
    let mut entries = IndexMap::with_capacity(table.len());
    for (key, value) in table {
        let origin = Origin { source, span: shift(key.span(), offset) };
        entries.insert(key.into_inner().into_owned(), Entry { key: origin, node: node(value, source, offset)? });
    }
    Ok(Value::Table(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tree::{Path, Spot};

    #[test]
    fn a_path_leads_to_the_bytes_of_its_key_and_of_its_value() {
        let text = "title = \"t\"\n[[real_server]]\nname = \"web\"\nweight = 3\n";
        let tree = parse_file(text).expect("valid TOML");
        let weight = Path::root().to("real_server").to(0).to("weight");
        assert_eq!(&text[tree.locate(&weight, Spot::Key).span], "weight");
        assert_eq!(&text[tree.locate(&weight, Spot::Value).span], "3");
        assert_eq!(weight.subject(&tree), "`weight` in [[real_server]] \"web\"");
    }

    #[test]
    fn what_was_not_typed_is_located_at_the_table_that_lacks_it() {
        let text = "[run]\nseed = 1\n";
        let tree = parse_file(text).expect("valid TOML");
        let duration = Path::root().to("run").to("duration");
        assert_eq!(&text[tree.locate(&duration, Spot::Value).span], "[run]");
    }
}
