//! `/metrics`: how much waits, how much was done, in the words of Prometheus.

use crate::exit::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kiku_engine::{Engine, EngineError};
use kiku_store::Store;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The content type of the text format, version 0.0.4.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Slack waits three seconds for an answer; the goal is 15 ms.
const BUCKETS: [f64; 11] = [
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.05, 0.1, 0.5, 1.0, 3.0,
];
/// How often histograms are folded, so that they do not grow between two scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// What the engine measures in each lane.
const OUTBOX: [(&str, &str); 9] = [
    ("kiku_outbox_due", "Messages to send now."),
    ("kiku_outbox_later", "Messages whose time has not come."),
    (
        "kiku_outbox_oldest_due_seconds",
        "How long the message that has been due for longest has waited.",
    ),
    (
        "kiku_outbox_edits",
        "Messages that stand and show an older state.",
    ),
    (
        "kiku_outbox_unknown",
        "Messages of which it is not known whether they arrived; the platform is asked.",
    ),
    ("kiku_outbox_dead", "Messages that could not be delivered."),
    (
        "kiku_outbox_expired",
        "Messages whose time was over before they could be sent.",
    ),
    (
        "kiku_outbox_possible_duplicates",
        "Messages that were sent again though the first may have arrived.",
    ),
    (
        "kiku_outbox_held",
        "1 where this process sends for the workspace.",
    ),
];

/// The numbers of this process.
#[derive(Clone)]
pub struct Numbers {
    handle: PrometheusHandle,
    store: Store,
    engine: Arc<OnceLock<Arc<Engine>>>,
}

impl Numbers {
    /// Begins to count.
    ///
    /// # Errors
    /// When something else counts in this process already.
    pub fn start(store: Store) -> Result<Self, Failure> {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full("kiku_event_seconds".to_owned()), &BUCKETS)
            .map_err(Failure::failed)?;
        let handle = builder.install_recorder().map_err(Failure::failed)?;
        describe();
        gauge!("kiku_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Numbers {
            handle,
            store,
            engine: Arc::default(),
        })
    }

    /// From now on the outbox of this engine is measured.
    pub fn measure(&self, engine: Arc<Engine>) {
        // One process, one engine.
        let _ = self.engine.set(engine);
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
    let answers = match numbers.look().await {
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

impl Numbers {
    /// Sets what is true now rather than counted while it happens.
    async fn look(&self) -> Result<(), EngineError> {
        gauge!("kiku_undecoded").set(self.store.undecoded_count().await? as f64);
        if let Some(engine) = self.engine.get() {
            engine.measure_outbox().await?;
        }
        Ok(())
    }
}

fn describe() {
    describe_gauge!("kiku_build_info", "Always 1; the label names the version.");
    describe_gauge!(
        "kiku_database_up",
        "1 if the database answered for this page, else 0."
    );
    for (name, meaning) in OUTBOX {
        describe_gauge!(name, meaning);
    }
    describe_counter!(
        "kiku_outbox_calls_total",
        "Calls of a platform, by kind and outcome."
    );
    describe_counter!(
        "kiku_outbox_ended_total",
        "Messages that came to an end without having arrived, by how."
    );
    describe_counter!(
        "kiku_outbox_possible_duplicates_total",
        "Sends that this process repeated though they may have arrived."
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
