//! Socket Mode: connections that Kiku opens itself, so that it needs no public address.
//!
//! Written by hand: the library acknowledges an envelope it cannot decode before anybody could keep it, takes one
//! envelope at a time, and waits a fixed time before it connects again.

mod connection;
mod envelope;

use crate::Slack;
use crate::api::Method;
use crate::call_error::{CallError, passing};
use connection::End;
use serde_json::{Value, json};
use slack_morphism::SlackApiToken;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Connections of an app at the same time: one takes over while the other is renewed (Slack allows ten).
const CONNECTIONS: usize = 2;
/// The first pause before connecting again; it doubles up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// A connection that lasts no longer is followed by a pause, however politely it ended.
const SHORT: Duration = Duration::from_secs(1);
/// A pause is believed up to this long.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

impl Slack {
    /// Takes events over Socket Mode until `stop`; then waits for what was promised.
    pub async fn listen(self: Arc<Self>, stop: impl Future<Output = ()> + Send) {
        let (stopping, stopped) = watch::channel(false);
        let mut connections = JoinSet::new();
        if self.app_tokens.is_empty() {
            tracing::error!("no app token; set KIKU_SLACK_APP_TOKEN, or KIKU_SLACK_MODE=http");
        }
        for token in &self.app_tokens {
            for number in 0..CONNECTIONS {
                let slack = self.clone();
                connections.spawn(slack.stay_connected(token.clone(), number, stopped.clone()));
            }
        }
        stop.await;
        stopping.send_replace(true);
        while connections.join_next().await.is_some() {}
        self.finish().await;
    }

    /// Keeps one connection open, and the next one before the last is gone.
    async fn stay_connected(
        self: Arc<Self>,
        token: SlackApiToken,
        number: usize,
        mut stopped: watch::Receiver<bool>,
    ) {
        let mut pause = Pause::new(number);
        // Connections that Slack is about to close still bring and take frames for a moment.
        let mut leaving = JoinSet::new();
        while !*stopped.borrow() {
            let connected = tokio::select! {
                connected = self.connected(&token) => connected,
                _ = stopped.changed() => break,
            };
            let asked = match connected {
                Ok(connection) => {
                    let (renew, renewed) = tokio::sync::oneshot::channel();
                    let (slack, stopped) = (self.clone(), stopped.clone());
                    let opened = Instant::now();
                    while leaving.try_join_next().is_some() {}
                    leaving.spawn(connection.serve(slack, stopped, renew));
                    // A refresh is announced: the next one opens at once. A break: after a pause.
                    let end = renewed.await.unwrap_or(End::Broken);
                    if end.was_greeted() && opened.elapsed() > SHORT {
                        pause.reset();
                    }
                    match end {
                        End::Renew if opened.elapsed() > SHORT => continue,
                        End::Stopped => break,
                        End::Renew | End::Broken | End::BrokenLater => None,
                        End::Disabled => {
                            tracing::error!(
                                "Socket Mode is switched off for this app; switch it on in the app's settings, or set KIKU_SLACK_MODE=http"
                            );
                            Some(LONGEST_ASKED)
                        }
                    }
                }
                Err(error) => asked(&error),
            };
            let wait = pause.next(asked);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stopped.changed() => break,
            }
        }
        while leaving.join_next().await.is_some() {}
    }

    async fn connected(&self, token: &SlackApiToken) -> Result<connection::Connection, CallError> {
        let url = self.socket_url(token).await?;
        connection::open(&url, self.api.tls()).await
    }

    /// Asks where to connect; each address is good for one connection.
    pub(crate) async fn socket_url(&self, token: &SlackApiToken) -> Result<String, CallError> {
        let nothing = json!({});
        let called = self.api.call(token, Method::ConnectionsOpen, &nothing);
        let answer = called.await?;
        let url = answer.get("url").and_then(Value::as_str);
        url.map(str::to_owned).ok_or(CallError::Unreadable)
    }
}

/// Tells the operator what only they can mend, and how long to wait.
fn asked(error: &CallError) -> Option<Duration> {
    metrics::counter!("kiku_slack_failed_connections_total").increment(1);
    match error {
        CallError::Limited(wait) => Some((*wait).min(LONGEST_ASKED)),
        CallError::Refused(code) if !passing(code) => {
            tracing::error!(
                slack.code = code,
                "Slack opens no Socket Mode connection; check KIKU_SLACK_APP_TOKEN (xapp-…, scope connections:write)"
            );
            Some(LONGEST_PAUSE)
        }
        other => {
            tracing::warn!(error = %other, "Socket Mode did not connect");
            None
        }
    }
}

/// Pauses that grow while connecting fails, and differ between connections.
struct Pause {
    next: Duration,
    number: u32,
}

impl Pause {
    fn new(number: usize) -> Self {
        Pause {
            next: SHORTEST_PAUSE,
            number: u32::try_from(number).unwrap_or(0),
        }
    }

    fn reset(&mut self) {
        self.next = SHORTEST_PAUSE;
    }

    fn next(&mut self, asked: Option<Duration>) -> Duration {
        let apart = SHORTEST_PAUSE / 4 * self.number;
        let wait = asked.unwrap_or(self.next) + apart;
        self.next = (self.next * 2).min(LONGEST_PAUSE);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_begin_anew() {
        let mut pause = Pause::new(0);
        let waits: Vec<u128> = (0..8).map(|_| pause.next(None).as_millis()).collect();
        assert_eq!(
            waits,
            [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
        );
        pause.reset();
        assert_eq!(pause.next(None), SHORTEST_PAUSE);
        assert_eq!(pause.next(Some(LONGEST_ASKED)), LONGEST_ASKED);
        assert_ne!(Pause::new(1).next(None), Pause::new(0).next(None));
    }
}
