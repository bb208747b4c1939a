//! `/metrics`: how much waits, how much was done, in the words of Prometheus.

use crate::exit::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use kiku_engine::clock::Clock;
use kiku_store::{Backlog, Store, StoreError};
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::Arc;
use std::time::Duration;

/// The content type of the text format, version 0.0.4.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Slack waits three seconds for an answer; the goal is 15 ms.
const BUCKETS: [f64; 11] = [
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.05, 0.1, 0.5, 1.0, 3.0,
];
/// How often histograms are folded, so that they do not grow between two scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// The numbers of this process.
#[derive(Clone)]
pub struct Numbers {
    handle: PrometheusHandle,
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Numbers {
    /// Begins to count.
    ///
    /// # Errors
    /// When something else counts in this process already.
    pub fn start(store: Store, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full("kiku_event_seconds".to_owned()), &BUCKETS)
            .map_err(Failure::failed)?;
        let handle = builder.install_recorder().map_err(Failure::failed)?;
        describe();
        gauge!("kiku_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Numbers {
            handle,
            store,
            clock,
        })
    }

    /// Folds histograms until `stop` completes.
    pub async fn upkeep(self, stop: impl Future<Output = ()>) {
        let mut fold = tokio::time::interval(UPKEEP);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = fold.tick() => self.handle.run_upkeep(),
            }
        }
    }

    /// `/metrics`.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/metrics", get(print))
            .with_state(self.clone())
    }
}

async fn print(State(numbers): State<Numbers>) -> Response {
    let now = numbers.clock.now();
    let answers = match count(&numbers.store, now).await {
        Ok(()) => 1.0,
        Err(error) => {
            tracing::warn!(error = %error, "the queue could not be counted");
            0.0
        }
    };
    gauge!("kiku_database_up").set(answers);
    let head = [(header::CONTENT_TYPE, FORMAT)];
    (StatusCode::OK, head, numbers.handle.render()).into_response()
}

async fn count(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    show(&store.backlog(now).await?, now);
    gauge!("kiku_undecoded").set(store.undecoded_count().await? as f64);
    Ok(())
}

fn show(backlog: &Backlog, now: DateTime<Utc>) {
    let set = |state: &'static str, count: i64| {
        gauge!("kiku_outbox_messages", "state" => state).set(count as f64);
    };
    set("due", backlog.due);
    set("later", backlog.later);
    set("edit", backlog.edits);
    set("unknown", backlog.unknown);
    set("dead", backlog.dead);
    let age = backlog
        .oldest_due
        .map_or(0, |at| (now - at).num_seconds().max(0));
    gauge!("kiku_outbox_oldest_due_seconds").set(age as f64);
}

fn describe() {
    describe_gauge!("kiku_build_info", "Always 1; the label names the version.");
    describe_gauge!(
        "kiku_database_up",
        "1 if the database answered for this page, else 0."
    );
    describe_gauge!(
        "kiku_outbox_messages",
        "Messages by state: due, later, edit (stands and shows an older state), unknown (may have arrived), dead."
    );
    describe_gauge!(
        "kiku_outbox_oldest_due_seconds",
        Unit::Seconds,
        "How long the message that has been due for longest has waited."
    );
    describe_counter!(
        "kiku_events_total",
        "What people did, by platform and outcome: taken (stored before it was answered) or busy (503, sent again)."
    );
    describe_histogram!(
        "kiku_event_seconds",
        Unit::Seconds,
        "From an event's arrival in the engine to its reply, the commit included."
    );
    describe_counter!(
        "kiku_refreshes_missed_total",
        "Replies that did not reach their message, which the sender then edits."
    );
    describe_gauge!(
        "kiku_undecoded",
        "Arrivals that could not be read since the database was made; the newest are kept, sealed."
    );
}
