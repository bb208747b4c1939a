//! Requests as they go to the app over HTTP, so that a test can forge, replay and double them.

use crate::sign::signature;
use axum::body::{Body, Bytes};
use http::Request;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::io;
use std::sync::OnceLock;

/// JSON, as events are sent.
pub const JSON: &str = "application/json";
/// A form, as interactions and commands are sent.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A request to the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Where to, such as `http://127.0.0.1:8080/slack/events`.
    pub url: String,
    /// Its headers, in order; a name may stand there twice.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Delivered {
    /// A request that is signed at `timestamp`, in seconds since the epoch.
    pub fn signed(
        secret: &str,
        timestamp: u64,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Self {
        let header = |name: &str, value: String| (name.to_owned(), value);
        Delivered {
            url: url.to_owned(),
            headers: vec![
                header("content-type", content_type.to_owned()),
                header("x-slack-request-timestamp", timestamp.to_string()),
                header("x-slack-signature", signature(secret, timestamp, &body)),
            ],
            body,
        }
    }

    /// Sends it and returns the status and the body of the answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self) -> io::Result<(u16, Bytes)> {
        exchange(self.request()?).await
    }

    fn request(&self) -> io::Result<Request<Body>> {
        let mut request = Request::post(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = Body::from(self.body.clone());
        request.body(body).map_err(io::Error::other)
    }
}

/// Sends one request after the other over a connection that stays open.
pub struct Sender(Client<HttpConnector, Body>);

impl Default for Sender {
    fn default() -> Self {
        Sender(Client::builder(TokioExecutor::new()).build_http())
    }
}

impl Sender {
    /// Sends a request and returns the status and the body of the answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, delivered: &Delivered) -> io::Result<(u16, Bytes)> {
        answer(&self.0, delivered.request()?).await
    }
}

/// Fields as a form.
pub fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

/// Sends a request over plain HTTP and reads the whole answer.
///
/// # Errors
/// When there is no answer.
pub async fn exchange(request: Request<Body>) -> io::Result<(u16, Bytes)> {
    static CLIENT: OnceLock<Client<HttpConnector, Body>> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        // A pooled connection belongs to the runtime that opened it; tests have one runtime each.
        Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build_http()
    });
    answer(client, request).await
}

async fn answer(
    client: &Client<HttpConnector, Body>,
    request: Request<Body>,
) -> io::Result<(u16, Bytes)> {
    let response = client.request(request).await.map_err(io::Error::other)?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await;
    Ok((status, body.map_err(io::Error::other)?.to_bytes()))
}
