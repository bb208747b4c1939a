//! JSON objects whose parts move in. `json!` copies every value it is given, at each level of a message once more.

use serde_json::Value;

/// An object with these fields.
pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.into_iter();
    Value::Object(fields.map(|(key, value)| (key.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_under_their_names() {
        let text = object([("type", "text".into()), ("length", 3.into())]);
        assert_eq!(text, serde_json::json!({ "type": "text", "length": 3 }));
    }
}
