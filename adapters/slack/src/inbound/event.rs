//! Events: words in the direct message, the Home tab, people who join or change.

use super::{Arrived, Back, Bots, Did, Door, Reading, account, known, misshapen, text};
use crate::people::User;
use kiku_chat::{Event, On, Place, What};
use serde::Deserialize;

#[derive(Deserialize)]
struct Body {
    r#type: String,
    challenge: Option<String>,
    team_id: Option<String>,
    event_id: Option<String>,
    event: Option<Happened>,
}

#[derive(Deserialize)]
struct Happened {
    r#type: String,
    subtype: Option<String>,
    user: Option<Who>,
    bot_id: Option<String>,
    text: Option<String>,
    channel: Option<String>,
    channel_type: Option<String>,
    tab: Option<String>,
    ts: Option<String>,
    event_ts: Option<String>,
}

/// `user` is an id in most events, and a whole user in those about users.
#[derive(Deserialize)]
#[serde(untagged)]
enum Who {
    Id(String),
    Whole(Box<User>),
    Other(serde::de::IgnoredAny),
}

impl Happened {
    fn user_id(&self) -> Option<&str> {
        match &self.user {
            Some(Who::Id(id)) => Some(id),
            _ => None,
        }
    }
}

pub(super) fn read(raw: &[u8], bots: &Bots) -> Reading {
    let body: Body = serde_json::from_slice(raw).map_err(|_| misshapen(raw))?;
    match body.r#type.as_str() {
        "url_verification" => {
            let challenge = body.challenge.ok_or_else(|| misshapen(raw))?;
            Ok(Arrived::Challenge(challenge))
        }
        "event_callback" => {
            let event = body.event.ok_or_else(|| misshapen(raw))?;
            let team = body.team_id.ok_or_else(|| misshapen(raw))?;
            happened(event, &team, body.event_id, bots, raw)
        }
        // app_rate_limited and whatever else Slack may tell.
        _ => Ok(Arrived::Ignored),
    }
}

fn happened(event: Happened, team: &str, id: Option<String>, bots: &Bots, raw: &[u8]) -> Reading {
    let wanted = ["message", "app_home_opened", "user_change", "team_join"];
    if !wanted.contains(&event.r#type.as_str()) {
        return Ok(Arrived::Ignored);
    }
    known(team, bots)?;
    match event.r#type.as_str() {
        "message" => said(event, team, id, bots, raw),
        "app_home_opened" if event.tab.as_deref() == Some("messages") => Ok(Arrived::Ignored),
        "app_home_opened" => {
            let user = event.user_id().ok_or_else(|| misshapen(raw))?;
            let id = id.unwrap_or_else(|| stand_in(&event, team));
            Ok(did(id, team, user, What::Home, Door::Home))
        }
        _ => match event.user {
            Some(Who::Whole(user)) => Ok(Arrived::Met(Box::new(user.into_person(team)))),
            _ => Err(misshapen(raw)),
        },
    }
}

/// Only what a person writes to Kiku alone is heard; edits, bots and channels are not.
fn said(event: Happened, team: &str, id: Option<String>, bots: &Bots, raw: &[u8]) -> Reading {
    let direct = event.channel_type.as_deref() == Some("im");
    let edited = event.subtype.is_some() || event.bot_id.is_some();
    if !direct || edited || event.user_id() == bots.get(team).map(String::as_str) {
        return Ok(Arrived::Ignored);
    }
    let user = event.user_id().ok_or_else(|| misshapen(raw))?;
    let words = text::typed(event.text.as_deref().unwrap_or_default());
    if words.trim().is_empty() {
        return Ok(Arrived::Ignored);
    }
    let id = id.unwrap_or_else(|| stand_in(&event, team));
    Ok(did(id, team, user, What::Said(words), Door::Said))
}

fn did(id: String, team: &str, user: &str, what: What, door: Door) -> Arrived {
    let on = match door {
        Door::Home => On::Home,
        _ => On::Nothing,
    };
    Arrived::Did(Box::new(Did {
        event: Event {
            id,
            who: account(team, user),
            place: Place { channel: None, on },
            what,
        },
        back: Back {
            delivery: None,
            trigger: None,
            url: None,
            door,
        },
    }))
}

/// Recorded payloads of old lack the event's id; what happened once has one moment in one channel.
fn stand_in(event: &Happened, team: &str) -> String {
    let moment = event.event_ts.as_deref().or(event.ts.as_deref());
    format!(
        "{}:{team}:{}:{}:{}",
        event.r#type,
        event.channel.as_deref().unwrap_or_default(),
        event.user_id().unwrap_or_default(),
        moment.unwrap_or_default()
    )
}
