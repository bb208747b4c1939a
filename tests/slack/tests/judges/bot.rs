//! A bot of a few lines: keeps what it gets over HTTP and answers what it was told to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use http::{HeaderMap, StatusCode};
use kiku_slack_model::{Delivery, Slack};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A request that the bot got: path, headers, body.
pub type Got = (String, HeaderMap, Vec<u8>);

/// The bot.
#[derive(Clone, Default)]
pub struct Bot(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    got: Vec<Got>,
    answers: VecDeque<(u16, String)>,
}

impl Bot {
    /// Starts it and connects it to the model.
    pub async fn start(slack: &Slack) -> Bot {
        let bot = Bot::default();
        let router = Router::new().fallback(take).with_state(bot.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        slack.deliver_by(Delivery::Http(format!("http://{address}")));
        bot
    }

    /// Answers the next request with this, then with an empty 200.
    pub fn answer(&self, status: u16, body: &str) {
        self.kept().answers.push_back((status, body.to_owned()));
    }

    /// What came since the last call.
    pub fn got(&self) -> Vec<Got> {
        std::mem::take(&mut self.kept().got)
    }

    /// The one interaction that came since the last call.
    pub fn interaction(&self) -> Value {
        let got = self.got();
        let [(_, _, body)] = &got[..] else {
            panic!("one request was expected: {got:?}");
        };
        let body = std::str::from_utf8(body).expect("text");
        let payload = body.strip_prefix("payload=").expect("a payload");
        let payload = percent_encoding::percent_decode_str(payload)
            .decode_utf8()
            .expect("text");
        serde_json::from_str(&payload).expect("JSON")
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().expect("no test panics while it holds this")
    }
}

async fn take(
    State(bot): State<Bot>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let mut kept = bot.kept();
    kept.got
        .push((uri.path().to_owned(), headers, body.to_vec()));
    let (status, body) = kept.answers.pop_front().unwrap_or((200, String::new()));
    (StatusCode::from_u16(status).expect("a status"), body)
}
