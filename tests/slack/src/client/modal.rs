//! An open modal: what stands in it, and what becomes of it when it is sent.

use super::{Client, Outcome};
use crate::blocks::initial_values;
use crate::deliver;
use crate::methods::checked_view;
use crate::payloads;
use crate::read;
use crate::state::OpenView;
use serde_json::Value;
use std::collections::BTreeMap;

/// An open modal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// Its title.
    pub title: String,
    /// What stands on the button that sends it.
    pub submit: String,
    /// All its words.
    pub text: String,
    /// Its text fields, top to bottom.
    pub fields: Vec<ModalField>,
}

/// A text field of a modal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModalField {
    /// The block it stands in; errors are told by it.
    pub block_id: String,
    /// The element's id.
    pub action_id: String,
    /// Its label.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What is said to be wrong with it.
    pub error: Option<String>,
    /// Whether it may be empty.
    pub optional: bool,
    /// How many characters it takes.
    pub max_length: usize,
}

impl Client {
    /// The modal that is open.
    pub fn modal(&self) -> Option<Modal> {
        let mut state = self.slack.0.lock();
        let open = state.team(&self.team).modals.get(&self.user)?;
        let blocks = open.view["blocks"].as_array().cloned().unwrap_or_default();
        Some(Modal {
            title: read::text(&open.view["title"]).text,
            submit: read::text(&open.view["submit"]).text,
            text: read::blocks(&blocks).text,
            fields: blocks
                .iter()
                .filter_map(|block| field(open, block))
                .collect(),
        })
    }

    /// Types into the open modal, by block id or action id, and sends it.
    ///
    /// # Panics
    /// When no modal is open, or it has no such field.
    pub async fn submit(&self, values: &[(&str, &str)]) -> Outcome {
        let Some(modal) = self.modal() else {
            panic!("{} has no open modal", self.user);
        };
        let mut typed = BTreeMap::new();
        for (key, value) in values {
            let mut fields = modal.fields.iter();
            let field = fields.find(|field| field.block_id == *key || field.action_id == *key);
            let field = field.unwrap_or_else(|| panic!("no field '{key}' in {modal:#?}"));
            typed.insert(field.block_id.clone(), (*value).to_owned());
        }
        let Some(payload) = self.typed(&modal, typed) else {
            return Outcome::Incomplete;
        };
        match deliver::interaction(&self.slack, payload).await {
            Some(answer) => self.answered(answer),
            None => Outcome::Failed,
        }
    }

    /// Closes the open modal without sending it.
    pub fn close_modal(&self) {
        self.slack
            .0
            .lock()
            .team(&self.team)
            .modals
            .remove(&self.user);
    }

    /// Keeps what was typed; the payload, if the client would send the form.
    fn typed(&self, modal: &Modal, typed: BTreeMap<String, String>) -> Option<Value> {
        let state = &mut *self.slack.0.lock();
        let trigger = self.trigger(state);
        let app = state.app.clone();
        let team = state.team(&self.team);
        let open = team.modals.get_mut(&self.user)?;
        open.typed.extend(typed);
        open.errors.clear();
        for field in &modal.fields {
            let value = open
                .typed
                .get(&field.block_id)
                .map(String::as_str)
                .unwrap_or_default();
            let missing = value.is_empty() && !field.optional;
            if missing || value.chars().count() > field.max_length {
                open.errors.insert(
                    field.block_id.clone(),
                    "Please complete this required field.".to_owned(),
                );
            }
        }
        let open = open.clone();
        let person = team.people[&self.user].clone();
        open.errors
            .is_empty()
            .then(|| payloads::view_submission((&app, team, &person), &trigger, &open))
    }

    /// What the acknowledgement does to the modal (docs.slack.dev, modals, "closing, updating, errors").
    fn answered(&self, answer: Value) -> Outcome {
        let state = &mut *self.slack.0.lock();
        let Some(open) = state.team(&self.team).modals.get(&self.user).cloned() else {
            return Outcome::Taken;
        };
        let next = match answer["response_action"].as_str() {
            None | Some("clear") => None,
            Some("errors") => {
                let Some(errors) = errors_of(&open, &answer) else {
                    return Outcome::Failed;
                };
                Some(OpenView { errors, ..open })
            }
            // A pushed view stands before the person like an updated one; the stack below it is not modelled.
            Some("update" | "push") => {
                let Ok(view) = checked_view(state, &self.team, "modal", answer["view"].clone())
                else {
                    return Outcome::Failed;
                };
                let typed = initial_values(&view);
                Some(OpenView {
                    view,
                    typed,
                    errors: BTreeMap::new(),
                    ..open
                })
            }
            Some(_) => return Outcome::Failed,
        };
        let team = state.team(&self.team);
        match next {
            Some(next) => team.modals.insert(self.user.clone(), next),
            None => team.modals.remove(&self.user),
        };
        Outcome::Taken
    }
}

/// Errors name input blocks of the view; anything else makes no sense to the client.
fn errors_of(open: &OpenView, answer: &Value) -> Option<BTreeMap<String, String>> {
    let blocks = open.view["blocks"].as_array()?;
    let is_input = |id: &str| {
        let mut inputs = blocks.iter().filter(|block| block["type"] == "input");
        inputs.any(|block| block["block_id"] == id)
    };
    let errors = answer["errors"]
        .as_object()
        .filter(|errors| !errors.is_empty())?;
    let errors = errors.iter().map(|(id, error)| {
        let error = error.as_str().filter(|_| is_input(id))?;
        Some((id.clone(), error.to_owned()))
    });
    errors.collect()
}

fn field(open: &OpenView, block: &Value) -> Option<ModalField> {
    let element =
        Some(&block["element"]).filter(|element| element["type"] == "plain_text_input")?;
    let block_id = block["block_id"].as_str().unwrap_or_default().to_owned();
    let max_length = element["max_length"].as_u64().unwrap_or(3_000);
    Some(ModalField {
        action_id: element["action_id"].as_str().unwrap_or_default().to_owned(),
        label: read::text(&block["label"]).text,
        value: open.typed.get(&block_id).cloned().unwrap_or_default(),
        error: open.errors.get(&block_id).cloned(),
        optional: block["optional"] == true,
        max_length: usize::try_from(max_length).unwrap_or(usize::MAX),
        block_id,
    })
}
