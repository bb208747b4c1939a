//! One connection of Socket Mode, from the handshake to its end.

use super::envelope::{Frame, Reason};
use crate::Slack;
use crate::call_error::CallError;
use futures_util::{SinkExt, StreamExt};
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How often the connection is felt for a pulse, and how long it may be silent.
const PULSE: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(30);
/// Envelopes of one connection that are taken at the same time; more wait in Slack's buffers.
const AT_ONCE: usize = 128;
/// How long a connection that said goodbye, or that is stopped, is still served.
const LEAVE: Duration = Duration::from_secs(10);

/// How a connection ended, or that the next one should be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Slack announced that it will close it.
    Renew,
    /// Socket Mode was switched off.
    Disabled,
    /// It broke before Slack said hello.
    Broken,
    /// It broke after it had worked.
    BrokenLater,
    /// We stop.
    Stopped,
}

impl End {
    /// Whether the connection had worked.
    pub fn was_greeted(self) -> bool {
        matches!(self, End::Renew | End::BrokenLater)
    }
}

/// An open connection.
pub(super) struct Connection(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Opens a connection at the address Slack gave.
pub(super) async fn open(url: &str, tls: Arc<ClientConfig>) -> Result<Connection, CallError> {
    let connecting = connect_async_tls_with_config(url, None, true, Some(Connector::Rustls(tls)));
    match timeout(HANDSHAKE, connecting).await {
        Ok(Ok((stream, _))) => Ok(Connection(stream)),
        Ok(Err(_)) => Err(CallError::NotConnected),
        Err(_) => Err(CallError::Slow),
    }
}

/// What the loop of a connection holds.
struct Serving {
    slack: Arc<Slack>,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    taking: JoinSet<()>,
    turns: Arc<Semaphore>,
    acks: mpsc::UnboundedSender<String>,
    renew: Option<oneshot::Sender<End>>,
    greeted: bool,
    heard: Instant,
    /// When a connection that takes leave is dropped.
    until: Option<Instant>,
}

impl Connection {
    /// Takes envelopes until the connection ends, and acknowledges those that were stored. `renew` is told as soon as
    /// another connection should be opened.
    pub async fn serve(
        self,
        slack: Arc<Slack>,
        mut stopped: watch::Receiver<bool>,
        renew: oneshot::Sender<End>,
    ) {
        let (acks, mut stored) = mpsc::unbounded_channel();
        let mut serving = Serving {
            slack,
            stream: self.0,
            taking: JoinSet::new(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            acks,
            renew: Some(renew),
            greeted: false,
            heard: Instant::now(),
            until: None,
        };
        let mut pulse = pulse();
        let end = loop {
            let leaving = serving.until;
            tokio::select! {
                frame = serving.stream.next(), if serving.turns.available_permits() > 0 => {
                    match frame {
                        Some(Ok(message)) => if let Some(end) = serving.hear(message) { break end; },
                        Some(Err(_)) | None => break serving.broken(),
                    }
                }
                Some(ack) = stored.recv() => {
                    if serving.stream.send(Message::text(ack)).await.is_err() { break serving.broken(); }
                }
                _ = serving.taking.join_next(), if !serving.taking.is_empty() => {}
                _ = pulse.tick() => {
                    if serving.heard.elapsed() > SILENCE { break serving.broken(); }
                    if serving.stream.send(Message::Ping(Default::default())).await.is_err() { break serving.broken(); }
                }
                _ = stopped.changed() => break End::Stopped,
                () = sleep_until(leaving) => break End::Renew,
            }
        };
        serving.tell(end);
        serving.leave(stored).await;
    }
}

impl Serving {
    /// One message of the connection; an end if that was the last one.
    fn hear(&mut self, message: Message) -> Option<End> {
        self.heard = Instant::now();
        match message {
            Message::Text(text) => match Frame::read(text.to_string()) {
                Frame::Hello => self.greeted = true,
                Frame::Goodbye(Reason::Disabled) => return Some(End::Disabled),
                Frame::Goodbye(Reason::Renewal) => {
                    self.tell(End::Renew);
                    self.until = Some(Instant::now() + LEAVE);
                }
                Frame::Envelope(envelope) => {
                    let (slack, acks) = (self.slack.clone(), self.acks.clone());
                    let turn = self.turns.clone().try_acquire_owned();
                    self.taking.spawn(async move {
                        let _turn = turn;
                        if let Some(ack) = envelope.take(&slack).await {
                            // A connection that is gone cannot be told; Slack sends the envelope again.
                            let _ = acks.send(ack);
                        }
                    });
                }
            },
            Message::Close(_) => return Some(self.broken()),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
        None
    }

    fn broken(&self) -> End {
        match (self.until, self.greeted) {
            (Some(_), _) => End::Renew,
            (None, true) => End::BrokenLater,
            (None, false) => End::Broken,
        }
    }

    fn tell(&mut self, end: End) {
        if let Some(renew) = self.renew.take() {
            // Nobody listens any more when we stop.
            let _ = renew.send(end);
        }
    }

    /// Waits for what is being stored, acknowledges it if that is still possible, and closes.
    async fn leave(self, mut stored: mpsc::UnboundedReceiver<String>) {
        drop(self.acks);
        let mut taking = self.taking;
        let mut stream = self.stream;
        let ending = async {
            let all = async { while taking.join_next().await.is_some() {} };
            let told = async {
                while let Some(ack) = stored.recv().await {
                    let _ = stream.send(Message::text(ack)).await;
                }
            };
            tokio::join!(all, told);
            let _ = stream.close(None).await;
        };
        if timeout(LEAVE, ending).await.is_err() {
            // What is half stored goes on; its envelope comes again and is recognised.
            taking.detach_all();
        }
    }
}

fn pulse() -> Interval {
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pulse
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
