//! The table of keywords as JSON Schema, for configurations written as TOML tables.

use super::{Args, Content, Item, Keyword, TOP};
use serde_json::{Map, Value, json};

/// The schema of a whole configuration. Keys are keywords; a list, a block of blocks and a repeated keyword are arrays.
pub fn json_schema() -> Value {
    object(TOP)
}

fn object(keywords: &'static [Keyword]) -> Value {
    let mut properties = Map::new();
    for keyword in keywords {
        let mut schema = schema(keyword);
        schema["description"] = json!(keyword.doc);
        for name in std::iter::once(keyword.name).chain(keyword.older) {
            properties.insert(name.to_owned(), schema.clone());
        }
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn schema(keyword: &'static Keyword) -> Value {
    match keyword.content {
        None => args(&keyword.args),
        Some(Content::Keywords(keywords)) => {
            let mut table = object(keywords);
            for (key, schema) in own_keys(&keyword.args) {
                table["properties"][key] = schema;
            }
            json!({ "oneOf": [table.clone(), { "type": "array", "items": table }] })
        }
        Some(Content::Items(Item::Services)) => {
            let items = json!({ "type": "array", "items": { "type": "string" } });
            let table = json!({ "name": { "type": "string" }, "addresses": items });
            json!({ "type": "array", "items": { "type": "object", "properties": table } })
        }
        Some(Content::Items(item)) => {
            json!({ "type": "array", "items": { "type": "string", "title": item.expected() } })
        }
        Some(Content::Anything) => json!({}),
    }
}

/// The keys of a table that say what stands behind the keyword of a block.
fn own_keys(args: &Args) -> Vec<(&'static str, Value)> {
    let text = || json!({ "type": "string" });
    match args {
        Args::Name => vec![("name", text())],
        Args::Endpoint => vec![("address", text())],
        Args::Service => {
            let mark = json!({ "type": "integer", "minimum": 1 });
            vec![("address", text()), ("fwmark", mark), ("group", text())]
        }
        _ => Vec::new(),
    }
}

fn args(args: &Args) -> Value {
    match args {
        Args::Nothing | Args::Switch => json!({ "type": "boolean" }),
        Args::Whole { min, max: 0xffff_ffff.. } => json!({ "type": "integer", "minimum": min }),
        Args::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Args::Seconds { min_us, max_us, fractions } => {
            let kind = if *fractions { "number" } else { "integer" };
            json!({ "type": kind, "minimum": *min_us as f64 / 1e6, "maximum": *max_us as f64 / 1e6 })
        }
        Args::Persistence => json!({ "type": ["integer", "boolean"] }),
        Args::Word(words) | Args::AnyCase(words) => json!({ "enum": words }),
        Args::Anything | Args::StatusCodes | Args::Weight | Args::Netmask => {
            json!({ "type": ["string", "integer", "boolean"], "title": args.expected() })
        }
        Args::Text | Args::Name | Args::Texts | Args::Address | Args::Endpoint | Args::Service | Args::Method => {
            json!({ "type": "string", "title": args.expected() })
        }
        Args::SyncDaemon => json!({ "type": "string", "title": args.expected() }),
    }
}
