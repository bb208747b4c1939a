//! HTTP mode: Slack's signed requests.
//!
//! In this order: is it small enough, is it Slack's, can it be read, is it stored; only then 200.

use crate::Slack;
use crate::inbound::{self, Reading};
use crate::respond::Ack;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The largest body, in bytes. A modal of 250 kB and what was typed into it, form-encoded, stay below.
const LARGEST: usize = 1 << 20;
/// How long a body may take to arrive; Slack waits three seconds for everything.
const ARRIVAL: Duration = Duration::from_secs(10);

/// Which of the three addresses.
#[derive(Debug, Clone, Copy)]
enum Address {
    Events,
    Interactions,
    Commands,
}

impl Slack {
    /// Serves `/slack/events`, `/slack/interactions` and `/slack/commands`.
    pub fn router(self: &Arc<Self>) -> Router {
        let slack = self;
        Router::new()
            .route("/slack/events", post(events))
            .route("/slack/interactions", post(interactions))
            .route("/slack/commands", post(commands))
            .with_state(slack.clone())
    }

    async fn receive(self: Arc<Self>, address: Address, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = match read(&parts.headers, body).await {
            Ok(body) => body,
            Err(status) => return refused(status, "body"),
        };
        if let Err(doubt) = self.signature.check(&parts.headers, &body, self.now()) {
            return refused(StatusCode::UNAUTHORIZED, doubt.word());
        }
        // In a task of its own: whoever hangs up does not stop what is half stored, nor its answer.
        let work = tokio::spawn(async move {
            let (reading, raw) = self.decode(address, &body);
            self.take(reading, &raw).await
        });
        match work.await {
            Ok(Ok(ack)) => ack.into_response(),
            Ok(Err(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// What it says, and what to keep if that cannot be read.
    fn decode(&self, address: Address, body: &Bytes) -> (Reading, Bytes) {
        match address {
            Address::Events => (inbound::event(body, &self.bots), body.clone()),
            Address::Commands => (inbound::command_form(body, &self.bots), body.clone()),
            Address::Interactions => match inbound::payload(body) {
                Some(payload) => {
                    let reading = inbound::interaction(&payload, &self.bots);
                    (reading, payload.into())
                }
                None => (Err(inbound::misshapen(body)), body.clone()),
            },
        }
    }
}

async fn events(State(slack): State<Arc<Slack>>, request: Request) -> Response {
    slack.receive(Address::Events, request).await
}

async fn interactions(State(slack): State<Arc<Slack>>, request: Request) -> Response {
    slack.receive(Address::Interactions, request).await
}

async fn commands(State(slack): State<Arc<Slack>>, request: Request) -> Response {
    slack.receive(Address::Commands, request).await
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, StatusCode> {
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > LARGEST) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match tokio::time::timeout(ARRIVAL, to_bytes(body, LARGEST)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if too_large(&error) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn too_large(error: &axum::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn refused(status: StatusCode, why: &'static str) -> Response {
    metrics::counter!("kiku_slack_refused_requests_total", "why" => why).increment(1);
    status.into_response()
}

impl IntoResponse for Ack {
    fn into_response(self) -> Response {
        match self {
            Ack::Empty => StatusCode::OK.into_response(),
            Ack::Challenge(text) => text.into_response(),
            Ack::Body(body) => Json(body).into_response(),
        }
    }
}
