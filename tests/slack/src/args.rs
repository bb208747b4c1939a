//! The arguments of a call: from the query, a form or JSON, all as text.

use axum::body::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::BTreeMap;

/// Arguments by name. What came as a JSON object or array stands here as JSON text, as in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Args(pub BTreeMap<String, String>);

impl Args {
    /// Reads the query and the body of a call; the error is Slack's word for it (*methods*, common errors).
    pub fn read(query: &str, headers: &HeaderMap, body: &Bytes) -> Result<Args, &'static str> {
        let mut args = Args(fields(query));
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        match kind {
            _ if body.is_empty() => {}
            "" => return Err("missing_post_type"),
            "application/json" => args.0.extend(json_fields(body)?),
            "application/x-www-form-urlencoded" => {
                let text = std::str::from_utf8(body).map_err(|_| "invalid_form_data")?;
                args.0.extend(fields(text));
            }
            _ => return Err("invalid_post_type"),
        }
        Ok(args)
    }

    /// An argument that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// Whether a flag is set.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1"))
    }

    /// An argument that is JSON; none if it is absent.
    pub fn json(&self, name: &str) -> Result<Option<Value>, serde_json::Error> {
        self.get(name).map(serde_json::from_str).transpose()
    }
}

/// The fields of a form or query.
pub(crate) fn fields(text: &str) -> BTreeMap<String, String> {
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn json_fields(body: &Bytes) -> Result<BTreeMap<String, String>, &'static str> {
    let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(body) else {
        // Slack's answer to a body that is no JSON object is `invalid_json`; *methods* lists `invalid_arguments`.
        return Err("invalid_arguments");
    };
    let text = |value: Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let pairs = object.into_iter();
    Ok(pairs
        .filter_map(|(name, value)| Some((name, text(value)?)))
        .collect())
}
