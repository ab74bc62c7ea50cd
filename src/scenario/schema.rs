//! The JSON Schema of scenario files, made from the structs of [`super::file`]: editors complete and check by it.

use super::file::ScenarioFile;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::Value;

/// The schema (JSON Schema draft 7) as indented text with a line break at the end.
pub fn json_schema() -> String {
    let settings = SchemaSettings::draft07().with_transform(WithoutNull);
    let schema = settings.into_generator().into_root_schema_for::<ScenarioFile>();
    let text = serde_json::to_string_pretty(&schema).expect("a schema is a tree of JSON values");
    text + "\n"
}

/// Optional keys are left out of a TOML file, never null: takes the null away that schemars allows them.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                schema.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
            choices.retain(|choice| choice.get("type") != Some(&Value::from("null")));
            if let [only] = choices.as_slice() {
                // Draft 7 ignores what stands beside a $ref, so the one choice is wrapped.
                let only = Value::Array(vec![only.clone()]);
                schema.remove("anyOf");
                schema.insert("allOf".to_owned(), only);
            }
        }
        transform_subschemas(self, schema);
    }
}
