//! Forms as modals: text inputs, nothing else.

use super::Unfit;
use super::words::{clean, label};
use kiku_chat::{Field, Form, limits};
use serde_json::{Value, json};

/// Characters of what a modal carries along.
const METADATA_CHARS: usize = 3_000;
/// Characters of a hint.
const HINT_CHARS: usize = 2_000;
/// The id of every text input; its block carries the field's key.
pub(crate) const INPUT: &str = "text";

/// A form that carries `metadata` along until it is sent.
pub(crate) fn modal(form: &Form, metadata: &str) -> Result<Value, Unfit> {
    limits::check_form(form).map_err(|breach| Unfit(breach.to_string()))?;
    let length = metadata.chars().count();
    if length > METADATA_CHARS {
        return Err(Unfit(format!(
            "form metadata of {length} characters, at most {METADATA_CHARS}"
        )));
    }
    let mut blocks = Vec::with_capacity(form.fields.len());
    for asked in &form.fields {
        blocks.push(field(asked)?);
    }
    let mut modal = json!({
        "type": "modal",
        "callback_id": "form",
        "title": label("a title", &form.title, limits::TITLE_CHARS)?,
        "submit": label("a button", &form.submit, limits::TITLE_CHARS)?,
        "private_metadata": metadata,
        "blocks": blocks,
    });
    if !clean(&form.close).trim().is_empty() {
        modal["close"] = json!(label("a button", &form.close, limits::TITLE_CHARS)?);
    }
    Ok(modal)
}

fn field(field: &Field) -> Result<Value, Unfit> {
    let mut input = json!({
        "type": "plain_text_input",
        "action_id": INPUT,
        "multiline": field.multiline,
        "max_length": field.max_length.max(1),
    });
    let initial = clean(&field.initial);
    if !initial.is_empty() {
        input["initial_value"] = initial.into();
    }
    let mut block = json!({
        "type": "input",
        "block_id": field.key,
        "label": label("a field", &field.label, limits::FIELD_LABEL_CHARS)?,
        "optional": !field.required,
        "element": input,
    });
    if !clean(&field.hint).trim().is_empty() {
        block["hint"] = json!(label("a hint", &field.hint, HINT_CHARS)?);
    }
    Ok(block)
}
