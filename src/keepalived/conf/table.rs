//! A configuration written as tables: a key for a keyword, a value for what stands behind it, a table for its block,
//! several tables for a block that stands there several times.
//!
//! What a block is called stands inside of it: `name`; `address`, `fwmark` or `group` of a virtual server; `address` of a
//! real server. `true` is a keyword alone, `false` is no keyword. Addresses and ports are joined by a colon.
//!
//! ```toml
//! [[vrrp_instance]]
//! name = "VI_1"
//! interface = "eth0"
//! virtual_router_id = 51
//! nopreempt = true
//! virtual_ipaddress = ["10.0.0.1/24"]
//! ```

use super::findings::Findings;
use super::keyword::{Args, Content, Item, Keyword, TOP};
use super::syntax::{Directive, Word};
use super::{Errors, Read, understand};
use crate::diagnosis::{Source, Span};

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// Where the key was typed.
    pub key_span: Span,
    /// The value.
    pub value: Given,
    /// Where the value was typed.
    pub value_span: Span,
}

/// A value as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Text, or a number as it was written.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list, each value with its place.
    List(Vec<(Given, Span)>),
    /// A table.
    Table(Vec<Field>),
}

/// What a table means that holds a whole configuration; the spans in it are places in `sources`.
///
/// # Errors
/// Everything that is wrong, as in a file.
pub fn read_table(fields: &[Field], sources: Vec<Source>) -> Result<Read, Errors> {
    understand(directives(fields, TOP), sources, Findings::default())
}

fn directives(fields: &[Field], keywords: &'static [Keyword]) -> Vec<Directive> {
    fields.iter().flat_map(|field| from_field(field, keywords)).collect()
}

/// The lines that a key stands for: several if its value is a list of tables, none if it is `false`.
fn from_field(field: &Field, keywords: &'static [Keyword]) -> Vec<Directive> {
    let row = keywords.iter().find(|keyword| keyword.is(&field.key));
    let is_list = matches!(row.and_then(|row| row.content), Some(Content::Items(_)));
    match &field.value {
        Given::List(values) if !is_list && values.iter().any(|(value, _)| matches!(value, Given::Table(_))) => {
            values.iter().filter_map(|(value, span)| directive(field, row, value, *span)).collect()
        }
        Given::List(values) if is_list && values.iter().all(|(value, _)| matches!(value, Given::Table(_))) => {
            values.iter().filter_map(|(value, span)| directive(field, row, value, *span)).collect()
        }
        value => directive(field, row, value, field.value_span).into_iter().collect(),
    }
}

fn directive(field: &Field, row: Option<&'static Keyword>, value: &Given, span: Span) -> Option<Directive> {
    let keyword = Word { text: field.key.clone(), span: field.key_span };
    let args = row.map_or(Args::Anything, |row| row.args);
    let content = row.and_then(|row| row.content);
    let mut directive = Directive { keyword, args: Vec::new(), block: None };
    match value {
        Given::Bool(false) if args == Args::Switch => directive.args.push(Word { text: "off".to_owned(), span }),
        Given::Bool(false) if matches!(args, Args::Nothing | Args::Persistence | Args::Anything) => return None,
        Given::Bool(false) => directive.args.push(Word { text: "false".to_owned(), span }),
        Given::Bool(true) => {}
        Given::Text(text) => directive.args = words(text, &args, span),
        Given::List(values) if content.is_some() => directive.block = Some(items(values, content)),
        Given::List(values) => {
            let each = values.iter().flat_map(|(value, span)| match value {
                Given::Text(text) => words(text, &Args::Anything, *span),
                _ => vec![Word { text: "a list or table".to_owned(), span: *span }],
            });
            directive.args = each.collect();
        }
        Given::Table(fields) => table(&mut directive, fields, row),
    }
    Some(directive)
}

/// Fills in name and block from a table.
fn table(directive: &mut Directive, fields: &[Field], row: Option<&'static Keyword>) {
    let args = row.map_or(Args::Nothing, |row| row.args);
    let own: &[&str] = match args {
        Args::Name => &["name"],
        Args::Endpoint => &["address"],
        Args::Service => &["address", "fwmark", "group"],
        _ => &[],
    };
    let mut inner = Vec::new();
    for field in fields {
        match &field.value {
            Given::Text(text) if own.contains(&field.key.as_str()) => {
                if matches!(field.key.as_str(), "fwmark" | "group") {
                    directive.args.push(Word { text: field.key.clone(), span: field.key_span });
                }
                let args = if field.key == "address" { args } else { Args::Name };
                directive.args.extend(words(text, &args, field.value_span));
            }
            _ => inner.push(field.clone()),
        }
    }
    let content = row.and_then(|row| row.content);
    let block = match (content, &inner[..]) {
        // The one list that has a name.
        (Some(Content::Items(_)), [Field { key, value: Given::List(values), .. }]) if key == "addresses" => {
            items(values, content)
        }
        _ => directives(&inner, row.map_or(&[], Keyword::keywords)),
    };
    directive.block = Some(block);
}

/// The lines of a list.
fn items(values: &[(Given, Span)], content: Option<Content>) -> Vec<Directive> {
    let args = match content {
        Some(Content::Items(Item::Services)) => Args::Endpoint,
        Some(Content::Items(Item::Names)) => Args::Name,
        _ => Args::Anything,
    };
    let item = |(value, span): &(Given, Span)| {
        let text = match value {
            Given::Text(text) => text.as_str(),
            _ => "a list or table",
        };
        let mut words = words(text, &args, *span).into_iter();
        Some(Directive { keyword: words.next()?, args: words.collect(), block: None })
    };
    values.iter().filter_map(item).collect()
}

/// A text as the words behind a keyword, all at its place.
fn words(text: &str, args: &Args, span: Span) -> Vec<Word> {
    let word = |text: &str| Word { text: text.to_owned(), span };
    match args {
        Args::Text | Args::Name => vec![word(text)],
        Args::Endpoint | Args::Service => {
            // An address of IPv6 has colons of its own; it is told apart by having several.
            let (address, port) = match text.split_once(':') {
                Some((address, port)) if !port.contains(':') => (address, Some(port)),
                _ => (text, None),
            };
            address.split_whitespace().chain(port).map(word).collect()
        }
        _ => separate(text).into_iter().map(word).collect(),
    }
}

/// Words with space between them; in double quotes a word may hold space.
fn separate(text: &str) -> Vec<&str> {
    let (mut words, mut rest) = (Vec::new(), text.trim_start());
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word);
        rest = behind.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_quotes_may_hold_space() {
        assert_eq!(separate(" two  words "), ["two", "words"]);
        assert_eq!(separate("\"two words\" weight 2"), ["two words", "weight", "2"]);
        assert_eq!(separate("\"open"), ["open"]);
        assert!(separate("  ").is_empty());
    }
}
