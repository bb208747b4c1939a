//! A form: text fields only (Slack modals cost a scarce call, Discord's library loses selects in modals).

use serde::{Deserialize, Serialize};

/// A form that opens after a press or a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The opaque string that comes back with the values, at most 100 characters.
    pub action: String,
    /// At most 24 characters (Slack's modal title).
    pub title: String,
    /// 1 to 5 fields (Discord's limit).
    pub fields: Vec<Field>,
    /// The label of the sending button, at most 24 characters.
    pub submit: String,
    /// The label of the button that closes it unsent, at most 24 characters.
    pub close: String,
}

/// A text field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The key under which the value comes back.
    pub key: String,
    /// At most 45 characters (Discord's limit).
    pub label: String,
    /// A short example or explanation; may be empty.
    pub hint: String,
    /// What stands in it at first.
    pub initial: String,
    /// Several lines or one.
    pub multiline: bool,
    /// Whether it must be filled in.
    pub required: bool,
    /// The longest value in characters, at most 3,000.
    pub max_length: usize,
}

/// What is wrong with one field; the form stays open and keeps what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's key.
    pub field: String,
    /// What to do about it, in the person's language.
    pub message: String,
}
