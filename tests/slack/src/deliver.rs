//! Payloads on their way to the app: over Socket Mode or as signed requests, events again if need be.

use crate::model::Slack;
use crate::payloads;
use crate::setup::Delivery;
use crate::socket;
use crate::state::Retry;
use crate::wire::{Delivered, FORM, JSON, form};
use serde_json::{Value, json};
use std::time::Duration;

/// When an event that was not acknowledged is repeated (*facts*, deadlines: at once, 1 min, 5 min).
const REPEATS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(60),
    Duration::from_secs(300),
];

/// The scope without which an event is not sent (docs.slack.dev, events).
fn scope_of(event: &Value) -> Option<&'static str> {
    match event["type"].as_str()? {
        "message" => Some("im:history"),
        "user_change" | "team_join" => Some("users:read"),
        _ => None,
    }
}

/// What is delivered, in the three ways that differ.
enum Kind {
    Event,
    Interaction,
    Command,
}

/// Delivers an interaction once. The body of its acknowledgement, null if it is empty; none if it was not
/// acknowledged in time, of which the person is told (*facts*, deadlines).
pub(crate) async fn interaction(slack: &Slack, payload: Value) -> Option<Value> {
    attempt(slack, &Kind::Interaction, payload, None).await.ok()
}

/// Delivers a command once, like an interaction.
pub(crate) async fn command(slack: &Slack, fields: Value) -> Option<Value> {
    attempt(slack, &Kind::Command, fields, None).await.ok()
}

/// Delivers an event in the background.
pub(crate) fn event_later(slack: &Slack, team: &str, event: Value) {
    let Some(wrapped) = wrap(slack, team, event) else {
        return;
    };
    let slack = slack.clone();
    tokio::spawn(async move { event_attempt(&slack, wrapped, 0, "").await });
}

/// Delivers an event and says whether the first attempt was acknowledged.
pub(crate) async fn event(slack: &Slack, team: &str, event: Value) -> bool {
    match wrap(slack, team, event) {
        Some(wrapped) => event_attempt(slack, wrapped, 0, "").await,
        None => false,
    }
}

/// The event in its wrapper, counted as under way; none if the app may not see it.
fn wrap(slack: &Slack, team: &str, event: Value) -> Option<Value> {
    let mut state = slack.0.lock();
    let scope = scope_of(&event);
    let about = state.team(team).about.clone();
    if scope.is_some_and(|scope| !about.scopes.iter().any(|own| own == scope)) {
        return None;
    }
    let (id, app) = (state.id("Ev0"), state.app.clone());
    state.in_flight += 1;
    Some(payloads::event_callback(
        &app,
        &about,
        event,
        &id,
        slack.0.now().as_secs(),
    ))
}

async fn event_attempt(slack: &Slack, event: Value, number: usize, reason: &'static str) -> bool {
    let retry = (number > 0).then_some((number, reason));
    let answer = attempt(slack, &Kind::Event, event.clone(), retry).await;
    let mut state = slack.0.lock();
    state.in_flight -= 1;
    match answer {
        Ok(_) => true,
        Err(reason) => {
            if let Some(pause) = REPEATS.get(number) {
                let (due, number) = (slack.0.now() + *pause, number + 1);
                state.retries.push(Retry {
                    due,
                    event,
                    number,
                    reason,
                });
            }
            false
        }
    }
}

/// Repeats events when their time has come, for as long as the model lives.
pub(crate) async fn repeat_what_is_due(slack: Slack) {
    loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let now = slack.0.now();
        let due: Vec<Retry> = {
            let mut state = slack.0.lock();
            let due: Vec<Retry> = state
                .retries
                .extract_if(.., |retry| retry.due <= now)
                .collect();
            state.in_flight += due.len();
            due
        };
        for retry in due {
            let slack = slack.clone();
            tokio::spawn(async move {
                event_attempt(&slack, retry.event, retry.number, retry.reason).await
            });
        }
    }
}

/// One delivery. The error is Slack's word for why it counts as failed (`X-Slack-Retry-Reason`).
async fn attempt(
    slack: &Slack,
    kind: &Kind,
    payload: Value,
    retry: Option<(usize, &'static str)>,
) -> Result<Value, &'static str> {
    let delivery = slack.0.lock().app.delivery.clone();
    match delivery {
        Delivery::Socket => {
            let envelope = envelope(slack, kind, payload, retry);
            socket::send(slack, &envelope).await.ok_or("timeout")
        }
        Delivery::Http(base) => over_http(slack, kind, &payload, &base, retry).await,
    }
}

/// docs.slack.dev, Socket Mode, "events": the envelope. Only commands and submitted views can be answered in the
/// acknowledgement (*facts*, rate limits: the acknowledgement body of a button press is ignored).
fn envelope(
    slack: &Slack,
    kind: &Kind,
    payload: Value,
    retry: Option<(usize, &'static str)>,
) -> Value {
    let name = match kind {
        Kind::Event => "events_api",
        Kind::Interaction => "interactive",
        Kind::Command => "slash_commands",
    };
    let answerable = matches!(kind, Kind::Command) || payload["type"] == "view_submission";
    let id = slack.0.lock().id("envelope-");
    let mut envelope = json!({
        "envelope_id": id, "type": name, "accepts_response_payload": answerable, "payload": payload,
    });
    if matches!(kind, Kind::Event) {
        let (number, reason) = retry.unwrap_or((0, ""));
        envelope["retry_attempt"] = number.into();
        envelope["retry_reason"] = reason.into();
    }
    envelope
}

async fn over_http(
    slack: &Slack,
    kind: &Kind,
    payload: &Value,
    base: &str,
    retry: Option<(usize, &'static str)>,
) -> Result<Value, &'static str> {
    let mut request = request(slack, kind, payload, base);
    if let Some((number, reason)) = retry {
        let header = |name: &str, value: String| (name.to_owned(), value);
        request
            .headers
            .push(header("x-slack-retry-num", number.to_string()));
        request
            .headers
            .push(header("x-slack-retry-reason", reason.to_owned()));
    }
    slack.0.lock().delivered.push(request.clone());
    match tokio::time::timeout(slack.0.patience, request.send()).await {
        Err(_) => Err("http_timeout"),
        Ok(Err(_)) => Err("connection_failed"),
        Ok(Ok((status, _))) if !(200..300).contains(&status) => Err("http_error"),
        Ok(Ok((_, body))) if body.is_empty() => Ok(Value::Null),
        Ok(Ok((_, body))) => Ok(serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()))),
    }
}

/// Events are JSON; interactions are a form with `payload`; commands are a form of their fields.
fn request(slack: &Slack, kind: &Kind, payload: &Value, base: &str) -> Delivered {
    let secret = slack.0.lock().app.signing_secret.clone();
    let (path, content_type, body) = match kind {
        Kind::Event => ("events", JSON, payload.to_string().into_bytes()),
        Kind::Interaction => (
            "interactions",
            FORM,
            form(&[("payload", &payload.to_string())]),
        ),
        Kind::Command => {
            let fields = payload.as_object().into_iter().flatten();
            let fields: Vec<(&str, &str)> = fields
                .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
                .collect();
            ("commands", FORM, form(&fields))
        }
    };
    let url = format!("{base}/slack/{path}");
    Delivered::signed(&secret, slack.0.now().as_secs(), &url, content_type, body)
}
