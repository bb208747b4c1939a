//! A button was pressed or a menu entry chosen, in a message, in a whisper or on the Home tab.

use super::{Arrived, Back, Bots, Did, Door, Reading, account, known, misshapen, shared};
use crate::target::Target;
use kiku_chat::{Event, On, Place, What};
use serde::Deserialize;

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
    actions: Vec<Pressed>,
}

#[derive(Deserialize)]
struct Team {
    id: String,
}

#[derive(Deserialize)]
struct User {
    id: String,
    team_id: Option<String>,
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
    pub fn read(self, raw: &[u8], bots: &Bots) -> Reading {
        let body = self;
        let team = body.team.map(|team| team.id).or(body.user.team_id);
        let team = team.ok_or_else(|| misshapen(raw))?;
        known(&team, bots)?;
        let pressed = body.actions.into_iter().next();
        let pressed = pressed.ok_or_else(|| misshapen(raw))?;
        let chosen = pressed.selected_option.map(|option| option.value);
        // A button that only opens a link, or a control that is not ours.
        let Some(action) = pressed.value.or(chosen) else {
            return Ok(Arrived::Ignored);
        };
        let container = body.container.as_ref();
        let channel = container.and_then(|container| container.channel_id.clone());
        let channel = channel.or(body.channel.map(|channel| channel.id));
        let channel = channel.unwrap_or_default();
        let ts = container.and_then(|container| container.message_ts.clone());
        let home = body.view.as_ref().is_some_and(|view| view.r#type == "home");
        let whisper = container.is_some_and(|container| container.is_ephemeral);
        let on = match &ts {
            _ if home => On::Home,
            Some(ts) if !whisper => On::Message(Target::handle(&team, &channel, ts)),
            _ => On::Nothing,
        };
        let place = ts.or(body.view.map(|view| view.id)).unwrap_or_default();
        let moment = pressed.action_ts.ok_or_else(|| misshapen(raw))?;
        let id = format!(
            "press:{}:{place}:{moment}:{}",
            body.user.id, pressed.action_id
        );
        let door = match home {
            true => Door::HomePress,
            false => Door::Press {
                channel: channel.clone(),
                whisper,
            },
        };
        Ok(Arrived::Did(Box::new(Did {
            event: Event {
                id,
                who: account(&team, &body.user.id),
                place: Place {
                    channel: shared(&channel),
                    on,
                },
                what: What::Press(action),
            },
            back: Back {
                trigger: body.trigger_id,
                url: body.response_url.map(Into::into),
                door,
            },
        })))
    }
}
