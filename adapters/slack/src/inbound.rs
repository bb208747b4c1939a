//! What Slack sends becomes an event. Only the few fields that are needed are read, for speed and for robustness.
//!
//! Both connections end here: HTTP and Socket Mode carry the same three kinds of payload.

mod action;
mod command;
mod event;
mod form;
mod text;

pub(crate) use form::{Origin, OriginOn};

use kiku_chat::{Account, DeliveryId, DirectoryPerson, Event, FieldError, On};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// The platform's name as it stands in [`Account::platform`].
pub const PLATFORM: &str = "slack";

/// Kiku's own user ids, by workspace.
pub(crate) type Bots = HashMap<String, String>;

/// What arrived.
#[derive(Debug)]
pub(crate) enum Arrived {
    /// Slack asks whether the address is ours.
    Challenge(String),
    /// Somebody did something.
    Did(Box<Did>),
    /// Slack tells of a person.
    Met(Box<DirectoryPerson>),
    /// Valid, and not for us.
    Ignored,
}

/// What somebody did, and how an answer reaches them.
#[derive(Debug)]
pub(crate) struct Did {
    pub event: Event,
    pub back: Back,
}

/// How an answer goes back.
#[derive(Debug)]
pub(crate) struct Back {
    /// What brought the message, so that it keeps its name when it is replaced.
    pub delivery: Option<DeliveryId>,
    /// Opens one form within three seconds.
    pub trigger: Option<String>,
    /// Where answers can be posted for half an hour; a secret.
    pub url: Option<SecretString>,
    /// What it was.
    pub door: Door,
}

/// The kind of input, by the way its answer goes.
#[derive(Debug)]
pub(crate) enum Door {
    /// A control of a message.
    Press {
        /// The channel's id, a direct message's too.
        channel: String,
        /// Whether the message is a whisper.
        whisper: bool,
    },
    /// A control of the Home tab.
    HomePress,
    /// A form that was sent.
    Form {
        /// What opened it.
        origin: Origin,
        /// The keys of its fields, top to bottom.
        fields: Vec<String>,
    },
    /// A command.
    Command {
        /// The channel in which it was typed.
        channel: String,
    },
    /// Words in the direct message.
    Said,
    /// The Home tab was opened.
    Home,
}

/// Something that cannot be read, and the workspace it came from where that much can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub workspace: String,
    pub why: Why,
}

/// Why something is kept instead of taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is not what Slack documents.
    Shape,
    /// It comes from a workspace for which there is no token.
    Workspace,
}

impl Why {
    /// The word under which it is counted.
    pub fn word(self) -> &'static str {
        match self {
            Why::Shape => "shape",
            Why::Workspace => "workspace",
        }
    }
}

pub(crate) type Reading = Result<Arrived, Unreadable>;

/// The body of `/slack/events`, or the payload of an `events_api` envelope.
pub(crate) fn event(raw: &[u8], bots: &Bots) -> Reading {
    event::read(raw, bots)
}

/// The `payload` of `/slack/interactions`, or that of an `interactive` envelope.
pub(crate) fn interaction(raw: &[u8], bots: &Bots) -> Reading {
    // Most are presses, and they are read in one pass.
    if let Some(press) = action::parse(raw) {
        return press.read(raw, bots);
    }
    let kind: Kind = serde_json::from_slice(raw).map_err(|_| misshapen(raw))?;
    match kind.r#type.as_str() {
        action::KIND => Err(misshapen(raw)),
        "view_submission" => form::read(raw, bots),
        _ => Ok(Arrived::Ignored),
    }
}

#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

/// The workspace of an interaction; in one that was installed for a whole organisation it is `null`.
#[derive(Deserialize)]
struct Team {
    id: String,
}

/// Who interacts.
#[derive(Deserialize)]
struct User {
    id: String,
    team_id: Option<String>,
}

/// The workspace in which somebody interacts.
fn workspace(team: Option<Team>, user: &User) -> Option<String> {
    team.map(|team| team.id).or_else(|| user.team_id.clone())
}

/// The body of `/slack/commands`.
pub(crate) fn command_form(body: &[u8], bots: &Bots) -> Reading {
    command::read_form(body, bots)
}

/// The payload of a `slash_commands` envelope.
pub(crate) fn command(raw: &[u8], bots: &Bots) -> Reading {
    command::read(raw, bots)
}

/// The `payload` field of an interaction's body.
pub(crate) fn payload(body: &[u8]) -> Option<Vec<u8>> {
    text::form_field(body, "payload")
}

/// An answer to a form that stays open. A field the form does not have shows its problem at the first one.
pub(crate) fn form_errors(errors: &[FieldError], fields: &[String]) -> Value {
    let mut shown = serde_json::Map::new();
    for FieldError { field, message } in errors {
        let known = fields.contains(field).then_some(field);
        if let Some(key) = known.or(fields.first()) {
            shown.insert(key.clone(), message.clone().into());
        }
    }
    serde_json::json!({ "response_action": "errors", "errors": shown })
}

fn account(team: &str, user: &str) -> Account {
    Account {
        platform: PLATFORM.into(),
        workspace: team.into(),
        user: user.into(),
    }
}

/// The channel as others read it; a direct message with Kiku is none.
fn shared(channel: &str) -> Option<String> {
    (!channel.is_empty() && !channel.starts_with('D')).then(|| channel.to_owned())
}

fn on_nothing(channel: &str) -> kiku_chat::Place {
    kiku_chat::Place {
        channel: shared(channel),
        on: On::Nothing,
    }
}

/// Whether we have a token for the workspace.
fn known(team: &str, bots: &Bots) -> Result<(), Unreadable> {
    match bots.contains_key(team) {
        true => Ok(()),
        false => Err(Unreadable {
            workspace: team.to_owned(),
            why: Why::Workspace,
        }),
    }
}

/// What cannot be read is kept under its workspace, if that much can be found.
pub(crate) fn misshapen(raw: &[u8]) -> Unreadable {
    let value: Value = serde_json::from_slice(raw).unwrap_or_default();
    let places = [
        "/team/id",
        "/team_id",
        "/payload/team/id",
        "/payload/team_id",
        "/user/team_id",
    ];
    let team = places
        .iter()
        .find_map(|place| value.pointer(place)?.as_str());
    Unreadable {
        workspace: team.unwrap_or_default().to_owned(),
        why: Why::Shape,
    }
}

#[cfg(test)]
mod damaged_tests;
#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
