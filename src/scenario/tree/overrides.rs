//! `--set path=value`: changes to the tree before it is read as a scenario.
//!
//! A path is the keys from the top, with dots between them. An entry of an array answers to its number (from 0) and,
//! if it has one, to its name: `real_server.web.weight=3`. A key may be quoted. The value is TOML, or a bare word.
//!
//! An override wins: setting one of several alternatives (`arrivals.poisson` where the file says `arrivals.closed`)
//! takes the others away.

use super::parse::parse_value;
use super::path::REPEATED;
use super::{Entry, Node, Origin, Value};
use crate::scenario::mistake::Mistake;
use crate::scenario::words;
use indexmap::IndexMap;
use std::ops::Range;

/// Keys of which a table holds exactly one.
pub(crate) const ALTERNATIVES: [&[&str]; 5] = [
    &["poisson", "deterministic", "mmpp", "on_off", "flash_crowd", "daily", "trace", "closed"],
    &["rate", "utilization", "interval"],
    &["steps", "ramps"],
    &["constant", "exponential", "uniform", "lognormal", "gamma", "erlang", "pareto", "hyperexponential", "empirical"],
    &["uniform", "geometric"],
];

/// The language is not half as deep.
const MAX_KEYS: usize = 32;

/// One word of the path, and where it stands in the argument.
struct Segment {
    word: String,
    span: Range<usize>,
}

/// Applies the argument `text`, which is source number `source`.
pub(crate) fn apply(root: &mut Node, text: &str, source: usize) -> Result<(), Mistake> {
    let whole = Origin { source, span: 0..text.len() };
    let Some(equals) = equals_sign(text) else {
        return Err(Mistake::in_text(whole, "`--set` needs a path and a value", "expected `path=value`")
            .with_help("for example --set run.seed=2"));
    };
    let segments = segments(&text[..equals], source)?;
    let value = value(text, equals + 1, source)?;
    let mut node = root;
    for (depth, segment) in segments.iter().enumerate() {
        node = step(node, segment, &segments[..depth], source)?;
    }
    *node = value;
    Ok(())
}

/// The first equals sign outside of quotes.
fn equals_sign(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == '=' && !quoted).then_some(at)
    })
}

fn segments(path: &str, source: usize) -> Result<Vec<Segment>, Mistake> {
    let mut segments = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, letter) in path.char_indices().chain([(path.len(), '.')]) {
        quoted ^= letter == '"';
        if letter != '.' || (quoted && at < path.len()) {
            continue;
        }
        let word = path[start..at].trim().trim_matches('"');
        let span = start..at;
        if word.is_empty() {
            let origin = Origin { source, span };
            return Err(Mistake::in_text(origin, "`--set` needs a path and a value", "a key is missing here"));
        }
        if segments.len() == MAX_KEYS {
            let origin = Origin { source, span };
            return Err(Mistake::in_text(origin, "`--set` needs a path and a value", "no path is that long"));
        }
        segments.push(Segment { word: word.to_owned(), span });
        start = at + 1;
    }
    Ok(segments)
}

/// The value behind the equals sign: TOML, or a bare word such as `rr`, `80/s` or `20ms`.
fn value(text: &str, start: usize, source: usize) -> Result<Node, Mistake> {
    let typed = text[start..].trim();
    let offset = start + text[start..].len() - text[start..].trim_start().len();
    match parse_value(typed, source, offset) {
        Ok(node) => Ok(node),
        // What begins like TOML was meant to be TOML.
        Err(mistake) if typed.starts_with(['{', '[', '"', '\'']) => Err(mistake),
        Err(_) => {
            let origin = Origin { source, span: offset..offset + typed.len() };
            Ok(Node { value: Value::Text(typed.to_owned()), origin })
        }
    }
}

/// The node one segment down. What is neither array nor table becomes a table: if none belongs here, reading the tree
/// will say so.
fn step<'a>(node: &'a mut Node, segment: &Segment, above: &[Segment], source: usize) -> Result<&'a mut Node, Mistake> {
    let origin = Origin { source, span: segment.span.clone() };
    if !matches!(node.value, Value::Array(_) | Value::Table(_)) {
        *node = Node { value: Value::Table(IndexMap::new()), origin: origin.clone() };
    }
    match &mut node.value {
        Value::Array(items) => {
            let key = above.last().map_or("", |segment| segment.word.as_str());
            let index = index_of(items, segment, key, origin)?;
            Ok(&mut items[index])
        }
        Value::Table(entries) if above.is_empty() && is_new_entry(entries, &segment.word) => {
            let label = format!("the file has no [[{}]]", segment.word);
            Err(Mistake::in_text(origin, "`--set` cannot add an entry", label))
        }
        Value::Table(entries) => Ok(into_table(entries, &segment.word, origin)),
        _ => unreachable!("made a table just above"),
    }
}

fn is_new_entry(entries: &IndexMap<String, Entry>, key: &str) -> bool {
    REPEATED.contains(&key) && !entries.contains_key(key)
}

/// The value of `key`, made if need be; alternatives of the key go away.
fn into_table<'a>(entries: &'a mut IndexMap<String, Entry>, key: &str, origin: Origin) -> &'a mut Node {
    for rivals in ALTERNATIVES.iter().filter(|words| words.contains(&key)) {
        entries.retain(|other, _| other == key || !rivals.contains(&other.as_str()));
    }
    let empty = Node { value: Value::Table(IndexMap::new()), origin: origin.clone() };
    let entry = entries.entry(key.to_owned()).or_insert_with(|| Entry { key: origin.clone(), node: empty });
    entry.key = origin;
    &mut entry.node
}

/// Which entry of the array `key` a segment means: its number from 0, its name, or the name it has by default.
fn index_of(items: &[Node], segment: &Segment, key: &str, origin: Origin) -> Result<usize, Mistake> {
    let names: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let name = item.get("name").and_then(|entry| entry.node.as_text());
            name.map_or_else(|| format!("{key}-{}", index + 1), str::to_owned)
        })
        .collect();
    let number = segment.word.parse::<usize>().ok().filter(|index| *index < items.len());
    if let Some(index) = number.or_else(|| names.iter().position(|name| *name == segment.word)) {
        return Ok(index);
    }
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let title = format!("`--set`: there is no `{}` in `{key}`", segment.word);
    let label = match (words::nearest(&segment.word, &known), items.len()) {
        (_, 0) => "it is empty".to_owned(),
        (Some(name), _) => format!("did you mean `{name}`?"),
        (None, 1) => "it has one entry, number 0".to_owned(),
        (None, count) => format!("its entries are numbered 0 to {}", count - 1),
    };
    Err(Mistake::in_text(origin, &title, label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::json_schema;
    use crate::scenario::tree::parse::parse_file;

    fn applied(text: &str, argument: &str) -> Node {
        let mut root = parse_file(text).expect("valid TOML");
        apply(&mut root, argument, 1).expect("valid argument");
        root
    }

    #[test]
    fn a_value_that_is_no_toml_is_a_word() {
        for (value, words) in [
            ("rr", "the string \"rr\""),
            ("80/s", "the string \"80/s\""),
            ("5", "the number 5"),
            ("true", "`true`"),
            ("\"5\"", "the string \"5\""),
            ("a=b", "the string \"a=b\""),
            ("", "the string \"\""),
            ("[1, 2]", "an array"),
        ] {
            let root = applied("", &format!("key={value}"));
            assert_eq!(root.get("key").map(|entry| entry.node.in_words()).as_deref(), Some(words));
        }
    }

    #[test]
    fn a_quoted_key_may_hold_dots_and_equals_signs() {
        let root = applied("", "\"a.b=c\".d=1");
        let outer = root.get("a.b=c").expect("the quoted key");
        assert!(outer.node.get("d").is_some());
    }

    #[test]
    fn the_alternatives_are_those_of_the_language() {
        let schema: serde_json::Value = serde_json::from_str(&json_schema()).expect("JSON");
        for (name, words) in
            ["Arrivals", "Deterministic", "RateCurve", "LawTable", "CountTable"].iter().zip(ALTERNATIVES)
        {
            let variants = schema["definitions"][name]["oneOf"].as_array().expect("an enum");
            let keys: Vec<&str> = variants.iter().filter_map(|variant| variant["required"][0].as_str()).collect();
            assert_eq!(keys, words, "{name}");
        }
    }
}
