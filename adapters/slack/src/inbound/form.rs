//! A form was sent. It carries along what opened it, so that an answer finds its way after a restart too.

use super::{
    Arrived, Back, Bots, Did, Door, Reading, Team, User, account, known, misshapen, shared,
    workspace,
};
use crate::target::Target;
use kiku_chat::{Event, On, Place, What};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What opened a form; travels in its `private_metadata`. The response_url does not: it is a secret, and `back`
/// only names it in our own memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The form's action.
    pub action: String,
    /// What carried the control.
    pub on: OriginOn,
    /// The name of the kept response_url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
}

/// What carried the control that opened a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OriginOn {
    /// A message.
    Message {
        /// Its channel.
        channel: String,
        /// Its timestamp, which is its id.
        ts: String,
    },
    /// A whisper in this channel.
    Whisper(String),
    /// The Home tab.
    Home,
    /// A command in this channel.
    Command(String),
}

impl OriginOn {
    fn channel(&self) -> &str {
        match self {
            OriginOn::Message { channel, .. } => channel,
            OriginOn::Whisper(channel) | OriginOn::Command(channel) => channel,
            OriginOn::Home => "",
        }
    }
}

#[derive(Deserialize)]
struct Body {
    team: Option<Team>,
    user: User,
    trigger_id: Option<String>,
    view: View,
}

#[derive(Deserialize)]
struct View {
    id: String,
    #[serde(default)]
    hash: String,
    private_metadata: String,
    state: State,
    #[serde(default)]
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct Block {
    block_id: Option<String>,
}

#[derive(Deserialize)]
struct State {
    values: BTreeMap<String, BTreeMap<String, Typed>>,
}

#[derive(Deserialize)]
struct Typed {
    value: Option<String>,
}

pub(super) fn read(raw: &[u8], bots: &Bots) -> Reading {
    let body: Body = serde_json::from_slice(raw).map_err(|_| misshapen(raw))?;
    let team = workspace(body.team, &body.user);
    let team = team.ok_or_else(|| misshapen(raw))?;
    known(&team, bots)?;
    let view = body.view;
    let origin: Origin =
        serde_json::from_str(&view.private_metadata).map_err(|_| misshapen(raw))?;
    let values: BTreeMap<String, String> = (view.state.values.into_iter())
        .map(|(key, inputs)| {
            let typed = inputs.into_values().find_map(|typed| typed.value);
            (key, typed.unwrap_or_default())
        })
        .collect();
    let on = match &origin.on {
        OriginOn::Message { channel, ts } => On::Message(Target::handle(&team, channel, ts)),
        OriginOn::Home => On::Home,
        OriginOn::Whisper(_) | OriginOn::Command(_) => On::Nothing,
    };
    let id = format!("form:{}:{}:{}", view.id, view.hash, digest(&values));
    let ids = view.blocks.into_iter().filter_map(|block| block.block_id);
    let fields = ids.filter(|id| values.contains_key(id)).collect();
    Ok(Arrived::Did(Box::new(Did {
        event: Event {
            id,
            who: account(&team, &body.user.id),
            place: Place {
                channel: shared(origin.on.channel()),
                on,
            },
            what: What::Submit {
                action: origin.action.clone(),
                values,
            },
        },
        back: Back {
            delivery: None,
            trigger: body.trigger_id,
            url: None,
            door: Door::Form { origin, fields },
        },
    })))
}

/// Tells two fillings of one form apart: mended and sent again, it is a new input; sent again as it was, it is not.
fn digest(values: &BTreeMap<String, String>) -> String {
    let mut digest = Sha256::new();
    for part in values.iter().flat_map(|(key, value)| [key, value]) {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hex::encode(&digest.finalize()[..12])
}
