//! `docs/scenario.md` against the JSON Schema: a table for everything that can be written.

use crate::tables::{check_page, table};
use serde_json::{Map, Value};

/// What the page calls the schema's root.
const ROOT: &str = "Scenario";

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema[key].as_str().unwrap_or_default()
}

/// The name of the definition that a schema refers to, alone or wrapped.
fn reference(schema: &Value) -> Option<&str> {
    let schema = schema["allOf"].get(0).unwrap_or(schema);
    schema["$ref"].as_str()?.strip_prefix("#/definitions/")
}

/// What can be written as a value, in a few words.
fn value(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        // Virtual and real servers have sections named as their tables are.
        let name = if name.contains('.') { name } else { &name.replace("Server", "_server") };
        return format!("[{}](#{})", reference(schema).unwrap_or_default(), name.replace('.', "").to_lowercase());
    }
    if let Some(only) = schema.get("const") {
        return format!("`{only}`").replace('"', "");
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(value).collect::<Vec<_>>().join(" or ");
    }
    if let (Some(words), true) = (schema["enum"].as_array(), schema.get("type").is_none()) {
        return words
            .iter()
            .map(|word| format!("`{}`", word.as_str().unwrap_or_default()))
            .collect::<Vec<_>>()
            .join(", ");
    }
    if let Some(types) = schema["type"].as_array() {
        return types.iter().map(|one| value(&serde_json::json!({ "type": one }))).collect::<Vec<_>>().join(" or ");
    }
    match text(schema, "type") {
        "array" => format!("list of {}", value(&schema["items"])),
        "string" if schema.get("enum").is_some() => "name of a [scheduler](schedulers.md)".to_owned(),
        "string" => "text".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "integer" => range(schema, "whole number"),
        "number" => range(schema, "number"),
        other => panic!("how is a value of type {other:?} written?"),
    }
}

fn range(schema: &Value, what: &str) -> String {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) if most.as_f64() < Some(1e18) => format!("{what} ({least} to {most})"),
        (Some(least), _) => format!("{what} (at least {least})"),
        _ => what.to_owned(),
    }
}

fn default(key: &str, schema: &Value, owner: &Value) -> String {
    let required = owner["required"].as_array().is_some_and(|keys| keys.iter().any(|required| required == key));
    match schema.get("default") {
        Some(default) => format!("`{default}`"),
        None if required => "required".to_owned(),
        None => String::new(),
    }
}

/// One row for each key of a table.
fn keys(schema: &Value, properties: &Map<String, Value>) -> String {
    let row = |(key, property): (&String, &Value)| {
        vec![
            format!("`{key}`"),
            value(property),
            default(key, property, schema),
            text(property, "description").to_owned(),
        ]
    };
    table(&["key", "value", "default", "what it is"], properties.iter().map(row))
}

/// One row for each alternative: a word, or a table with one key.
fn alternatives(choices: &[Value], definitions: &Value) -> String {
    let row = |choice: &Value| {
        let Some((key, inner)) = choice["properties"].as_object().and_then(|keys| keys.iter().next()) else {
            let described = reference(choice).map_or(choice, |name| &definitions[name]);
            return vec![value(choice), text(described, "description").to_owned()];
        };
        let inside = match inner["properties"].as_object() {
            Some(keys) => {
                let keys: Vec<String> = keys.iter().map(|(key, of)| format!("{key} = {}", value(of))).collect();
                format!("{{ {} }}", keys.join(", "))
            }
            None => value(inner),
        };
        vec![format!("{{ {key} = {inside} }}"), text(choice, "description").to_owned()]
    };
    table(&["value", "what it is"], choices.iter().map(row))
}

/// The table of one definition.
fn definition(schema: &Value, definitions: &Value) -> String {
    if let Some(properties) = schema["properties"].as_object() {
        keys(schema, properties)
    } else if let Some(choices) = schema["oneOf"].as_array() {
        alternatives(choices, definitions)
    } else {
        let examples = schema["examples"].as_array().map(Vec::as_slice).unwrap_or_default();
        let examples: Vec<String> = examples.iter().map(|example| format!("`{example}`")).collect();
        table(&["value", "examples"], [vec![text(schema, "description").to_owned(), examples.join(", ")]])
    }
}

#[test]
fn the_page_of_the_scenario_language_has_every_key_and_every_word() {
    let schema: Value = serde_json::from_str(&lvsim::scenario::json_schema()).expect("JSON");
    let definitions = &schema["definitions"];
    let mut shown = check_page("docs/scenario.md", |name| {
        let schema = if name == ROOT { &schema } else { &definitions[name] };
        assert!(!schema.is_null(), "docs/scenario.md: there is no {name} any more");
        definition(schema, definitions)
    });
    shown.sort();
    let mut expected: Vec<String> =
        definitions.as_object().expect("a table").keys().cloned().chain([ROOT.to_owned()]).collect();
    expected.sort();
    assert_eq!(shown, expected, "each has its table in docs/scenario.md, once");
}
