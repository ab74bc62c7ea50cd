//! The committed JSON Schema is the one the program prints, and editors can complete from it.

use lvsim::scenario::json_schema;
use serde_json::Value;
use std::fs;

const PATH: &str = "schema/scenario.schema.json";

#[test]
fn the_committed_schema_is_fresh() {
    let schema = json_schema();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(PATH, &schema).expect("writable");
    }
    let committed = fs::read_to_string(PATH).unwrap_or_default();
    assert!(committed == schema, "{PATH} is stale: refresh it with `lvsim schema > {PATH}`");
}

#[test]
fn the_command_prints_what_is_committed() {
    let committed = fs::read(PATH).expect("committed");
    assert_cmd::Command::cargo_bin("lvsim").expect("built").arg("schema").assert().success().stdout(committed);
}

/// Calls `see` for every schema in the tree, with its path.
fn walk(value: &Value, path: &str, see: &mut impl FnMut(&str, &Value)) {
    see(path, value);
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), see)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| walk(value, &format!("{path}/{index}"), see));
        }
        _ => {}
    }
}

#[test]
fn every_key_is_described_and_none_may_be_null() {
    let schema: Value = serde_json::from_str(&json_schema()).expect("JSON");
    let mut keys = 0;
    walk(&schema, "", &mut |path, value| {
        assert_ne!(value, "null", "{path}");
        let Some(properties) = value.get("properties").and_then(Value::as_object) else { return };
        for (key, property) in properties {
            // The one key of a variant is described by the variant.
            let description = property.get("description").or(value.get("description"));
            assert!(description.is_some(), "{path}/properties/{key} has no description");
            keys += 1;
        }
    });
    assert!(keys > 80, "only {keys} keys");
}

#[test]
fn the_schema_knows_the_schedulers_and_the_laws() {
    let schema: Value = serde_json::from_str(&json_schema()).expect("JSON");
    let text = schema.to_string();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert!(text.contains("\"wlc\"") && text.contains("\"twos\""));
    let laws = schema["definitions"]["LawTable"]["oneOf"].as_array().map(Vec::len);
    assert_eq!(laws, Some(9));
}
