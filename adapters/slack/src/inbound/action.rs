//! A button was pressed or a menu entry chosen, in a message, in a whisper or on the Home tab.

use super::{
    Arrived, Back, Bots, Did, Door, Reading, Team, User, account, known, misshapen, shared,
    workspace,
};
use crate::platform::METADATA;
use crate::target::Target;
use kiku_chat::{DeliveryId, Event, On, Place, What};
use serde::Deserialize;
use serde_json::Value;

/// The type of these payloads.
pub(super) const KIND: &str = "block_actions";

#[derive(Deserialize)]
pub(super) struct Body {
    r#type: String,
    team: Option<Team>,
    user: User,
    container: Option<Container>,
    channel: Option<Channel>,
    trigger_id: Option<String>,
    response_url: Option<String>,
    view: Option<View>,
    message: Option<Message>,
    actions: Vec<Pressed>,
}

#[derive(Deserialize)]
struct Channel {
    id: String,
}

#[derive(Deserialize)]
struct View {
    id: String,
    r#type: String,
}

#[derive(Deserialize)]
struct Message {
    metadata: Option<Value>,
}

#[derive(Deserialize)]
struct Container {
    message_ts: Option<String>,
    channel_id: Option<String>,
    #[serde(default)]
    is_ephemeral: bool,
}

#[derive(Deserialize)]
struct Pressed {
    action_id: String,
    action_ts: Option<String>,
    value: Option<String>,
    selected_option: Option<Selected>,
}

#[derive(Deserialize)]
struct Selected {
    value: String,
}

/// The payload, if it is one of these.
pub(super) fn parse(raw: &[u8]) -> Option<Body> {
    let body: Body = serde_json::from_slice(raw).ok()?;
    (body.r#type == KIND).then_some(body)
}

impl Body {
    pub fn read(mut self, raw: &[u8], bots: &Bots) -> Reading {
        let team = workspace(self.team.take(), &self.user);
        let team = team.ok_or_else(|| misshapen(raw))?;
        known(&team, bots)?;
        if self.actions.is_empty() {
            return Err(misshapen(raw));
        }
        let pressed = self.actions.swap_remove(0);
        let moment = pressed.action_ts.ok_or_else(|| misshapen(raw))?;
        let chosen = pressed.selected_option.map(|option| option.value);
        // A button that only opens a link, or a control that is not ours.
        let Some(action) = pressed.value.or(chosen) else {
            return Ok(Arrived::Ignored);
        };
        let user = &self.user.id;
        let place = self.place();
        let id = format!("press:{user}:{place}:{moment}:{}", pressed.action_id);
        let event = Event {
            id,
            who: account(&team, user),
            place: Place {
                channel: shared(self.channel()),
                on: self.on(&team),
            },
            what: What::Press(action),
        };
        Ok(Arrived::Did(Box::new(Did {
            event,
            back: self.back(),
        })))
    }

    fn channel(&self) -> &str {
        let container = self.container.as_ref();
        let channel = container.and_then(|container| container.channel_id.as_deref());
        let channel = channel.or(self.channel.as_ref().map(|channel| channel.id.as_str()));
        channel.unwrap_or_default()
    }

    fn ts(&self) -> Option<&str> {
        let container = self.container.as_ref();
        container.and_then(|container| container.message_ts.as_deref())
    }

    fn on_home(&self) -> bool {
        let view = self.view.as_ref();
        view.is_some_and(|view| view.r#type == "home")
    }

    fn in_whisper(&self) -> bool {
        let container = self.container.as_ref();
        container.is_some_and(|container| container.is_ephemeral)
    }

    /// The message or view, by its name.
    fn place(&self) -> &str {
        let view = self.view.as_ref().map(|view| view.id.as_str());
        self.ts().or(view).unwrap_or_default()
    }

    fn on(&self, team: &str) -> On {
        match self.ts() {
            _ if self.on_home() => On::Home,
            Some(ts) if !self.in_whisper() => On::Message(Target::handle(team, self.channel(), ts)),
            _ => On::Nothing,
        }
    }

    fn back(self) -> Back {
        let door = match self.on_home() {
            true => Door::HomePress,
            false => Door::Press {
                channel: self.channel().to_owned(),
                whisper: self.in_whisper(),
            },
        };
        Back {
            delivery: self.message.as_ref().and_then(delivery),
            trigger: self.trigger_id,
            url: self.response_url.map(Into::into),
            door,
        }
    }
}

/// The delivery that brought the message, where Slack tells it.
fn delivery(message: &Message) -> Option<DeliveryId> {
    let metadata = message.metadata.as_ref()?;
    let ours = metadata.get("event_type")?.as_str()? == METADATA;
    let id = metadata.pointer("/event_payload/delivery_id")?.as_str()?;
    ours.then(|| DeliveryId(id.to_owned()))
}
