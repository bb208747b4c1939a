//! Response URLs: five uses within thirty minutes (*facts*, rate limits); they answer where an interaction happened.

use crate::Call;
use crate::methods::{Content, Refusal, change, whisper};
use crate::model::Slack;
use crate::payloads;
use crate::state::{Kind, State};
use crate::{args::fields, deliver};
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

const USES: usize = 5;
const LIFE: Duration = Duration::from_secs(30 * 60);
/// *facts*, Block Kit limits: text 40,000.
const TEXT_CHARS: usize = 40_000;

/// Carries out what the app posted to a response URL.
pub(crate) fn respond(slack: &Slack, key: &str, body: &Bytes) -> Response {
    let now = slack.0.now();
    let message: Value = serde_json::from_slice(body).unwrap_or_else(|_| {
        let form = fields(&String::from_utf8_lossy(body));
        form.get("payload")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Value::Null)
    });
    let (team, answered, told) = {
        let mut state = slack.0.lock();
        answer(&mut state, key, &message, now)
    };
    let args = message.as_object().into_iter().flatten();
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let (status, word) = match &answered {
        Ok(()) => (StatusCode::OK, None),
        Err(refusal) if ["used_url", "expired_url"].contains(&&*refusal.word) => {
            (StatusCode::NOT_FOUND, Some(refusal.word.clone()))
        }
        Err(refusal) => (StatusCode::BAD_REQUEST, Some(refusal.word.clone())),
    };
    slack.0.enter(Call {
        at: now,
        team: team.clone(),
        method: "response_url".to_owned(),
        args: args
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        status: status.as_u16(),
        error: word.clone(),
        ts: None,
    });
    if let Some(event) = told {
        deliver::event_later(slack, &team, event);
    }
    match word {
        None => axum::Json(json!({"ok": true})).into_response(),
        Some(word) => (status, axum::Json(json!({"ok": false, "error": word}))).into_response(),
    }
}

type Answered = (String, Result<(), Refusal>, Option<Value>);

fn answer(state: &mut State, key: &str, message: &Value, now: Duration) -> Answered {
    let refuse = |team: &str, word: &str| (team.to_owned(), Err(Refusal::new(word)), None);
    let Some(url) = state.urls.get_mut(key) else {
        return refuse("", "expired_url");
    };
    let (team, room, user) = (url.team.clone(), url.room.clone(), url.user.clone());
    if url.given + LIFE < now {
        return refuse(&team, "expired_url");
    }
    if url.uses >= USES {
        return refuse(&team, "used_url");
    }
    url.uses += 1;
    let original = url.message.clone();
    let content = Content {
        text: message["text"].as_str().map(str::to_owned),
        blocks: message["blocks"].as_array().cloned(),
    };
    if message["delete_original"] == true {
        if let Some(ts) = original {
            let room = state.team(&team).room(&room);
            room.messages.remove(&ts);
            room.whispers.retain(|(_, whisper)| whisper.ts != ts);
        }
        return (team, Ok(()), None);
    }
    if let Err(refusal) = content.check(state, &team, TEXT_CHARS) {
        return (team, Err(refusal), None);
    }
    let told = match original.filter(|_| message["replace_original"] == true) {
        Some(ts) => replace(state, (&team, &room, &ts), content),
        None if message["response_type"] == "in_channel" => {
            post(state, (&team, &room), content, now);
            None
        }
        // Without a type the answer is for the person alone (docs.slack.dev, handling interactions).
        None => {
            whisper(state, (&team, &room, &user), content, now);
            None
        }
    };
    (team, Ok(()), told)
}

/// Replaces the message whose control was used, or the answer that only one person sees.
fn replace(
    state: &mut State,
    (team, room, ts): (&str, &str, &str),
    content: Content,
) -> Option<Value> {
    let found = state.team(team).room(room);
    if found.messages.contains_key(ts) {
        let direct = found.kind == Kind::Direct;
        let now = change(state, (team, room, ts), content, None);
        let about = &state.team(team).about;
        return direct.then(|| payloads::message_changed(about, room, &now));
    }
    let mut whispers = found.whispers.iter_mut().map(|(_, whisper)| whisper);
    if let Some(whisper) = whispers.find(|whisper| whisper.ts == ts) {
        whisper.text = content.text.unwrap_or_default();
        whisper.blocks = content.blocks.unwrap_or_default();
        whisper.changes += 1;
    }
    None
}

fn post(state: &mut State, (team, room): (&str, &str), content: Content, now: Duration) {
    let ts = state.ts(now);
    let team = state.team(team);
    let message = content.by_bot(&team.about.bot_user, &ts);
    team.room(room).messages.insert(ts, message);
}
