//! Socket Mode: up to ten WebSockets, each payload to one of them, again if it was not acknowledged.

use crate::model::Slack;
use crate::state::Socket;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// *facts*, Socket Mode: up to 10 connections for each app.
const CONNECTIONS: usize = 10;

/// Takes a connection whose address apps.connections.open gave out; each address is good for one.
pub(crate) async fn connect(
    State(slack): State<Slack>,
    Query(query): Query<BTreeMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let ticket = query.get("ticket").map(String::as_str).unwrap_or_default();
    if !slack.0.lock().tickets.remove(ticket) {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.on_upgrade(move |socket| converse(slack, socket))
}

async fn converse(slack: Slack, mut socket: WebSocket) {
    let (frames, mut outgoing) = mpsc::unbounded_channel::<String>();
    let (alive, open) = watch::channel(true);
    let Some(id) = register(&slack, frames, open) else {
        // docs.slack.dev, Socket Mode, `disconnect` frames carry a reason.
        let _ = socket
            .send(text(&disconnect_frame("too_many_websockets")))
            .await;
        return;
    };
    loop {
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(frame) if socket.send(Message::Text(frame.as_str().into())).await.is_ok() => {}
                _ => break,
            },
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(frame))) => acknowledge(&slack, &frame),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
            },
        }
    }
    slack.0.lock().sockets.retain(|socket| socket.id != id);
    drop(alive);
}

/// Adds a connection and greets it; none if there are too many.
fn register(
    slack: &Slack,
    frames: mpsc::UnboundedSender<String>,
    open: watch::Receiver<bool>,
) -> Option<u64> {
    let mut state = slack.0.lock();
    if state.sockets.len() >= CONNECTIONS {
        return None;
    }
    let id = state
        .sockets
        .iter()
        .map(|socket| socket.id)
        .max()
        .unwrap_or(0)
        + 1;
    let hello = json!({
        "type": "hello", "num_connections": state.sockets.len() + 1,
        "connection_info": {"app_id": state.app.id},
        "debug_info": {"host": "applink-model", "build_number": 1, "approximate_connection_time": 18_060},
    });
    let _ = frames.send(hello.to_string());
    state.sockets.push(Socket { id, frames, open });
    Some(id)
}

/// An acknowledgement names its envelope and may carry a payload.
fn acknowledge(slack: &Slack, frame: &str) {
    let Ok(mut frame) = serde_json::from_str::<Value>(frame) else {
        return;
    };
    let id = frame["envelope_id"].as_str().unwrap_or_default().to_owned();
    if let Some(waiting) = slack.0.lock().awaited.remove(&id) {
        let _ = waiting.send(frame["payload"].take());
    }
}

/// Sends an envelope until it is acknowledged, its time is over, or nobody is connected for so long. A connection
/// that closes with it hands it to another (*facts*, Socket Mode envelopes are redelivered).
pub(crate) async fn send(slack: &Slack, envelope: &Value) -> Option<Value> {
    let id = envelope["envelope_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let (tell, mut told) = oneshot::channel();
    {
        let mut state = slack.0.lock();
        state.envelopes.push(envelope.clone());
        state.awaited.insert(id.clone(), tell);
    }
    let over = Instant::now() + slack.0.patience;
    loop {
        let chosen = choose(slack, envelope);
        let lost = async {
            match chosen {
                Some(mut open) => while open.changed().await.is_ok() {},
                None => sleep(Duration::from_millis(10)).await,
            }
        };
        tokio::select! {
            payload = &mut told => return payload.ok(),
            () = sleep_until(over) => {
                slack.0.lock().awaited.remove(&id);
                return None;
            }
            () = lost => {}
        }
    }
}

/// Hands the envelope to the connection whose turn it is.
fn choose(slack: &Slack, envelope: &Value) -> Option<watch::Receiver<bool>> {
    let mut state = slack.0.lock();
    if state.sockets.is_empty() {
        return None;
    }
    state.sockets.rotate_left(1);
    let socket = state.sockets.last()?;
    let _ = socket.frames.send(envelope.to_string());
    Some(socket.open.clone())
}

/// Says goodbye on every connection and closes it.
pub(crate) fn disconnect(slack: &Slack, reason: &str) {
    let frame = disconnect_frame(reason);
    for socket in slack.0.lock().sockets.drain(..) {
        let _ = socket.frames.send(frame.to_string());
    }
}

fn disconnect_frame(reason: &str) -> Value {
    json!({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-model"}})
}

fn text(frame: &Value) -> Message {
    Message::Text(frame.to_string().into())
}
