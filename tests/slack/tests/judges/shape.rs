//! The shape of JSON: which paths it has and of which type their values are.

use serde_json::Value;
use std::collections::BTreeSet;

/// All paths with their types, such as `channel.id: string` and `members[].deleted: bool`.
pub fn shape(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(value, "", &mut found);
    found
}

fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            items
                .iter()
                .for_each(|item| walk(item, &format!("{path}[]"), found));
            "array"
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                walk(field, &path, found);
            }
            "object"
        }
    };
    found.insert(format!("{path}: {kind}"));
}
