//! The clients: they sign and press over kept connections, and play Slack's side.

use super::{SECRET, TEAM};
use anyhow::{Context, Result};
use axum::Router;
use axum::routing::{any, post};
use kiku_slack_model::sign::signature;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A message with a topic to choose.
pub struct Control {
    user: String,
    channel: String,
    ts: String,
    topics: Vec<String>,
}

/// Presses, one after the other; whoever is free takes the next.
pub struct Load {
    pub server: String,
    pub slack: String,
    pub controls: Vec<Control>,
    pub next: AtomicUsize,
    /// No more of them.
    pub over: AtomicBool,
}

/// What a client met.
#[derive(Default)]
pub struct Met {
    /// The seconds that each acknowledged press took.
    pub times: Vec<f64>,
    /// How many were told to come again.
    pub busy: usize,
}

/// When presses begin.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each as soon as the one before is answered.
    Closed,
    /// Press number n of those from `first` on at `begin` + n / `a_second`, whatever became of the others; waiting
    /// for a free connection counts.
    Open {
        begin: Instant,
        first: usize,
        a_second: u32,
    },
}

/// Presses until `end`, or until it is over.
pub async fn client(load: Arc<Load>, end: usize, pace: Pace) -> Result<Met> {
    let mut stream = TcpStream::connect(&load.server).await?;
    stream.set_nodelay(true)?;
    let (mut met, mut answer) = (Met::default(), vec![0; 4096]);
    loop {
        let number = load.next.fetch_add(1, Ordering::Relaxed);
        if number >= end || load.over.load(Ordering::Relaxed) {
            return Ok(met);
        }
        let request = load.request(number)?;
        let begin = match pace {
            Pace::Closed => Instant::now(),
            Pace::Open {
                begin,
                first,
                a_second,
            } => {
                let due =
                    begin + Duration::from_secs(1) / a_second * u32::try_from(number - first)?;
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        stream.write_all(&request).await?;
        let length = stream.read(&mut answer).await?;
        let head = String::from_utf8_lossy(&answer[..length]);
        match head.split(' ').nth(1) {
            Some("200") => met.times.push(begin.elapsed().as_secs_f64()),
            Some("503") => met.busy += 1,
            _ => anyhow::bail!("press {number} was answered: {head}"),
        }
    }
}

impl Load {
    /// Press number `number`: round after round, everybody chooses the next topic.
    fn request(&self, number: usize) -> Result<Vec<u8>> {
        let control = &self.controls[number % self.controls.len()];
        let topic = &control.topics[number / self.controls.len() % control.topics.len()];
        let Control {
            user, channel, ts, ..
        } = control;
        let payload = serde_json::json!({
            "type": "block_actions",
            "team": { "id": TEAM, "domain": "bench" },
            "user": { "id": user, "username": user, "team_id": TEAM },
            "api_app_id": "A1",
            "container": { "type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": false },
            "trigger_id": format!("{number}.1.abc"),
            "channel": { "id": channel, "name": "directmessage" },
            "message": { "type": "message", "ts": ts, "text": "x".repeat(1500) },
            "response_url": format!("{}/replace", self.slack),
            "actions": [{ "type": "button", "action_id": topic, "block_id": "b", "value": topic,
                          "action_ts": format!("{}.{number:06}", 1_767_326_200 + number) }],
        });
        let payload = payload.to_string();
        let encoded =
            percent_encoding::utf8_percent_encode(&payload, percent_encoding::NON_ALPHANUMERIC);
        let body = format!("payload={encoded}");
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let signature = signature(SECRET, now, body.as_bytes());
        Ok(format!(
            "POST /slack/interactions HTTP/1.1\r\nHost: kiku\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: {signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes())
    }
}

/// Slack's side: who the bot is, and the address that replaces a message.
/// `replacing` is how long that takes.
pub async fn play_slack(replaced: Arc<AtomicU64>, replacing: Duration) -> Result<String> {
    let who = r#"{"ok":true,"team_id":"T1","team":"Bench","user_id":"UBOT","url":"https://bench.slack.com/"}"#;
    let replace = move || {
        let replaced = replaced.clone();
        async move {
            tokio::time::sleep(replacing).await;
            replaced.fetch_add(1, Ordering::Relaxed);
            ([("content-type", "application/json")], r#"{"ok":true}"#)
        }
    };
    let router = Router::new()
        .route(
            "/api/auth.test",
            any(move || async move { ([("content-type", "application/json")], who) }),
        )
        .route("/replace", post(replace));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

/// What the server left to be pressed.
pub fn read_controls(path: &Path) -> Result<Vec<Control>> {
    let text = std::fs::read_to_string(path)?;
    let read = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some(Control {
            user: words.next()?,
            channel: words.next()?,
            ts: words.next()?,
            topics: words.collect(),
        })
    };
    text.lines()
        .map(|line| read(line).context("a control"))
        .collect()
}
