//! What comes in from a platform, and who takes it.

use crate::{Account, DirectoryPerson, Handle, Reply};
use async_trait::async_trait;
use std::collections::BTreeMap;

/// Something a person did. The platform has already proven who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Unique for this input on this platform; the same id again is the same input again.
    pub id: String,
    /// Who did it.
    pub who: Account,
    /// Where it was done.
    pub place: Place,
    /// What was done.
    pub what: What,
}

/// Where an event happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The channel, or none in a direct message with the bot.
    pub channel: Option<String>,
    /// What carried the control that was used or that opened the form.
    pub on: On,
}

/// What carries a control.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum On {
    /// Nothing: a command, plain words, or an answer that only this person sees.
    #[default]
    Nothing,
    /// A message that was sent.
    Message(Handle),
    /// The person's own page with Kiku (Slack's App Home).
    Home,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A button, a menu entry or a scale step was chosen; carries its action string.
    Press(String),
    /// A form was sent.
    Submit {
        /// The form's action string.
        action: String,
        /// Field key to what was typed.
        values: BTreeMap<String, String>,
    },
    /// A command word with what followed it.
    Command {
        /// The first word, as typed.
        word: String,
        /// The rest, trimmed.
        rest: String,
    },
    /// Plain words in the direct message with the bot.
    Said(String),
    /// The person opened their own page with Kiku; the reply's `refresh` is what it shows.
    Home,
}

impl Place {
    /// A direct message, on no particular message.
    pub fn direct() -> Self {
        Place {
            channel: None,
            on: On::Nothing,
        }
    }

    /// The message whose control was used, if it was one.
    pub fn message(&self) -> Option<&Handle> {
        match &self.on {
            On::Message(handle) => Some(handle),
            On::Nothing | On::Home => None,
        }
    }
}

/// Who takes events: changes are stored before the answer comes back.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Takes one event and answers it. `Err` means nothing was stored and the platform
    /// should report a passing failure (HTTP 503), so that the input is sent again.
    async fn take(&self, event: Event) -> Result<Reply, Busy>;

    /// The `refresh` of a reply reached the message, which shows this `state` now. If another process has shown a newer
    /// one before, the sender edits it.
    async fn arrived(&self, platform: &str, message: &Handle, state: i64);

    /// The `refresh` of a reply did not reach the message: the sender edits it instead.
    async fn missed(&self, platform: &str, message: &Handle);

    /// The platform tells of one person, new or changed.
    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy>;

    /// Something arrived from a workspace that the platform's code cannot read. It is kept, sealed, and counted,
    /// so that nobody's answer is lost without a trace.
    async fn undecoded(&self, platform: &str, workspace: &str, raw: &[u8]) -> Result<(), Busy>;
}

/// The event could not be taken just now; nothing was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event could not be stored just now; send it again")]
pub struct Busy;
