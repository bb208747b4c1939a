//! A rehearsal: the whole product against counterparts on this machine, with a clock that can be moved.

use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::settings::slack::is_loopback;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use kiku_chat::Memory;
use kiku_engine::Engine;
use kiku_engine::clock::{Clock, MovableClock};
use kiku_store::{PlatformMemory, Store};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// The name under which the clock is kept.
const CLOCK: &str = "clock";

/// Refuses a rehearsal that could reach real people: every platform must be on this machine.
///
/// # Errors
/// Names the setting that leads elsewhere.
pub fn only_this_machine(settings: &Settings) -> Outcome {
    let url = &settings.slack.api_url;
    let uri: Option<Uri> = url.parse().ok();
    match uri.as_ref().and_then(Uri::host) {
        Some(host) if is_loopback(host) => Ok(()),
        _ => Err(Failure::input(format!(
            "slack.api_url: {url} is not on this machine, and a rehearsal must not reach real people; set \
             slack.api_url or KIKU_SLACK_API_URL to a counterpart such as http://127.0.0.1:9000/api, or leave out \
             --rehearsal"
        ))),
    }
}

/// The clock that can be moved. It runs on, and a restart goes on where it was set last.
#[derive(Clone)]
pub struct Rehearsal {
    clock: Arc<MovableClock>,
    memory: PlatformMemory,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    now: DateTime<Utc>,
}

impl Rehearsal {
    /// Begins at `start`, or where the clock was set last, or at the machine's time; so many seconds pass in a real one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn begin(
        store: &Store,
        start: Option<DateTime<Utc>>,
        speed: NonZeroU32,
    ) -> Result<Self, Failure> {
        let memory = store.memory("rehearsal");
        let kept = memory.all(CLOCK).await.map_err(Failure::database)?;
        let kept = kept.first().and_then(|(_, text)| text.parse().ok());
        let at = start.or(kept).unwrap_or_else(Utc::now);
        Ok(Rehearsal {
            clock: Arc::new(MovableClock::running_at(speed, at)),
            memory,
        })
    }

    /// The clock.
    pub fn clock(&self) -> Arc<MovableClock> {
        self.clock.clone()
    }

    /// `GET` and `POST /rehearsal/clock`, for this machine only.
    pub fn routes(&self, engine: Arc<Engine>) -> Router {
        Router::new()
            .route("/rehearsal/clock", get(show).post(set))
            .with_state((self.clone(), engine))
            .layer(middleware::from_fn(from_this_machine))
    }
}

type Parts = (Rehearsal, Arc<Engine>);

async fn show(State((rehearsal, _)): State<Parts>) -> Json<Shown> {
    let now = rehearsal.clock.now();
    Json(Shown { now })
}

/// Moves the clock, forward or back; the engine turns at once.
async fn set(State((rehearsal, engine)): State<Parts>, Json(wanted): Json<Shown>) -> Response {
    rehearsal.clock.set(wanted.now);
    if let Err(error) = rehearsal.memory.put(CLOCK, &wanted.now.to_rfc3339()).await {
        tracing::warn!(error = %error, "the rehearsal's clock was not kept");
        let told =
            "the clock was moved, but a restart will not know it: the database cannot be written\n";
        return (StatusCode::SERVICE_UNAVAILABLE, told).into_response();
    }
    tracing::info!(clock.now = %wanted.now.to_rfc3339(), "the rehearsal's clock was moved");
    engine.wake();
    Json(Shown {
        now: rehearsal.clock.now(),
    })
    .into_response()
}

async fn from_this_machine(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if peer.ip().to_canonical().is_loopback() {
        return next.run(request).await;
    }
    let told = "the clock of a rehearsal is moved from its own machine only\n";
    (StatusCode::FORBIDDEN, told).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use tower::ServiceExt;

    #[tokio::test]
    async fn other_machines_do_not_move_the_clock() {
        let router: Router = Router::new()
            .route("/rehearsal/clock", get(|| async { "shown" }))
            .layer(middleware::from_fn(from_this_machine));
        let status = async |peer: &str| {
            let peer: SocketAddr = peer.parse().expect("an address");
            let request = Request::get("/rehearsal/clock").extension(ConnectInfo(peer));
            let request = request.body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await;
            answer.into_response().status()
        };
        for here in [
            "127.0.0.1:1",
            "127.9.9.9:1",
            "[::1]:1",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert_eq!(status(here).await, StatusCode::OK, "{here}");
        }
        for elsewhere in [
            "192.0.2.1:1",
            "[2001:db8::1]:1",
            "[::ffff:192.0.2.1]:1",
            "0.0.0.0:1",
        ] {
            assert_eq!(
                status(elsewhere).await,
                StatusCode::FORBIDDEN,
                "{elsewhere}"
            );
        }
    }
}
