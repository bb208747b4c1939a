//! `/healthz`: the process runs. `/readyz`: what people do can be taken.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use kiku_store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long the database may take to say that it can be written.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer stays true: whoever asks often must not cost a commit each time.
const FRESH: Duration = Duration::from_secs(1);

/// Whether the process can take what people do.
#[derive(Clone)]
pub struct Ready {
    store: Store,
    inner: Arc<Inner>,
}

struct Inner {
    connected: AtomicBool,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Ready {
    /// Not ready before the platforms are connected.
    pub fn new(store: Store) -> Self {
        let inner = Inner {
            connected: AtomicBool::new(false),
            last: Mutex::new(None),
        };
        Ready {
            store,
            inner: Arc::new(inner),
        }
    }

    /// The platforms are connected.
    pub fn connected(&self) {
        self.inner.connected.store(true, Ordering::Relaxed);
    }

    /// `/healthz` and `/readyz`.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .with_state(self.clone())
    }

    async fn writable(&self) -> bool {
        let mut last = self.inner.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < FRESH
        {
            return answer;
        }
        let answer = match tokio::time::timeout(PATIENCE, self.store.touch()).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "not ready");
                false
            }
            Err(_) => {
                tracing::warn!(
                    patience_ms = PATIENCE.as_millis(),
                    "not ready: the database takes too long"
                );
                false
            }
        };
        *last = Some((Instant::now(), answer));
        answer
    }
}

async fn ready(State(ready): State<Ready>) -> (StatusCode, &'static str) {
    const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
    if !ready.writable().await {
        return (UNAVAILABLE, "the database cannot be written\n");
    }
    match ready.inner.connected.load(Ordering::Relaxed) {
        true => (StatusCode::OK, "ready\n"),
        false => (UNAVAILABLE, "the platforms are not connected yet\n"),
    }
}
