//! A command was typed: its first word, and the rest.

use super::{Arrived, Back, Bots, Did, Door, Reading, account, known, misshapen, on_nothing, text};
use kiku_chat::{Event, What};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Body {
    team_id: String,
    user_id: String,
    #[serde(default)]
    channel_id: String,
    #[serde(default)]
    text: String,
    trigger_id: String,
    response_url: Option<String>,
}

/// Over HTTP it comes as a form.
pub(super) fn read_form(body: &[u8], bots: &Bots) -> Reading {
    let utf8 = |bytes| String::from_utf8(bytes).ok();
    let mut fields = Map::new();
    for (key, value) in text::form_fields(body) {
        let (Some(key), Some(value)) = (utf8(key), utf8(value)) else {
            return Err(misshapen(&[]));
        };
        fields.entry(key).or_insert(Value::String(value));
    }
    // Slack looks now and then whether the address is served by TLS.
    if fields.contains_key("ssl_check") {
        return Ok(Arrived::Ignored);
    }
    let fields = Value::Object(fields);
    let raw = fields.to_string();
    let body = serde_json::from_value(fields).map_err(|_| misshapen(raw.as_bytes()))?;
    typed(body, bots)
}

pub(super) fn read(raw: &[u8], bots: &Bots) -> Reading {
    let body = serde_json::from_slice(raw).map_err(|_| misshapen(raw))?;
    typed(body, bots)
}

fn typed(body: Body, bots: &Bots) -> Reading {
    known(&body.team_id, bots)?;
    let line = text::typed(&body.text);
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    Ok(Arrived::Did(Box::new(Did {
        event: Event {
            id: format!("command:{}", body.trigger_id),
            who: account(&body.team_id, &body.user_id),
            place: on_nothing(&body.channel_id),
            what: What::Command {
                word: word.to_owned(),
                rest: rest.trim().to_owned(),
            },
        },
        back: Back {
            delivery: None,
            trigger: Some(body.trigger_id),
            url: body.response_url.map(Into::into),
            door: Door::Command {
                channel: body.channel_id,
            },
        },
    })))
}
