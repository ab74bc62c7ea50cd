//! The table of keywords as JSON Schema, for configurations written as tables. Only what is modelled stands there; other
//! keywords of keepalived are possible.

use super::{Args, Content, Item, Keyword, TOP};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

/// The schema of a whole configuration, and those of its blocks by their names among the definitions, which begin with
/// `name`. Keys are keywords; a list and a block that stands there several times are arrays.
pub fn json_schema(name: &str) -> (Schema, Map<String, Value>) {
    let mut definitions = Map::new();
    let properties = properties(name, TOP, &mut definitions);
    let whole = json_schema!({
        "description": "What a keepalived.conf says, as tables. Words of keepalived.conf(5) that are missing here have no effect.",
        "type": "object",
        "properties": properties
    });
    (whole, definitions)
}

fn properties(name: &str, keywords: &'static [Keyword], definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let mut properties = Map::new();
    for keyword in keywords.iter().filter(|keyword| keyword.modelled) {
        let mut schema = match keyword.content {
            None => args(&keyword.args),
            Some(_) => block(&format!("{name}.{}", keyword.name), keyword, definitions),
        };
        schema["description"] = json!(keyword.doc);
        properties.insert(keyword.name.to_owned(), schema);
    }
    properties
}

/// What may stand behind the key of a block called `name`.
fn block(name: &str, keyword: &'static Keyword, definitions: &mut Map<String, Value>) -> Value {
    let inside = match keyword.content {
        Some(Content::Keywords(keywords)) => properties(name, keywords, definitions),
        Some(Content::Items(Item::Services)) => {
            let addresses =
                json!({ "description": "The lines of the list.", "type": "array", "items": { "type": "string" } });
            Map::from_iter([("addresses".to_owned(), addresses)])
        }
        _ => return json!({ "type": "array", "items": { "type": "string" } }),
    };
    let mut all = Map::from_iter(own_keys(&keyword.args));
    all.extend(inside);
    definitions.insert(name.to_owned(), json!({ "description": keyword.doc, "type": "object", "properties": all }));
    let table = json!({ "$ref": format!("#/definitions/{name}") });
    json!({ "oneOf": [table, { "type": "array", "items": table }] })
}

/// The keys of a table that say what stands behind the keyword of a block.
fn own_keys(args: &Args) -> Vec<(String, Value)> {
    let text = |key: &str, what: &str| (key.to_owned(), json!({ "description": what, "type": "string" }));
    match args {
        Args::Name => vec![text("name", "What it is called.")],
        Args::Endpoint => vec![text("address", "Its address and port: 10.0.1.1:80.")],
        Args::Service => {
            let mark = json!({ "description": "Instead of an address: a mark of the firewall.", "type": "integer", "minimum": 1 });
            vec![
                text("address", "Its address and port: 10.0.0.1:80."),
                ("fwmark".to_owned(), mark),
                text("group", "Instead of an address: a virtual_server_group."),
            ]
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
        _ => json!({ "type": "string", "title": args.expected() }),
    }
}
