//! The engine as the platforms see it, with everything that comes in counted and timed.

use kiku_chat::{Busy, DirectoryPerson, Event, Handle, Inbox, Reply};
use kiku_engine::Engine;
use metrics::{counter, histogram};
use std::sync::Arc;
use std::time::Instant;

/// Counts what it hands on.
pub struct Counted {
    engine: Arc<Engine>,
}

impl Counted {
    /// In front of an engine.
    pub fn new(engine: Arc<Engine>) -> Arc<Self> {
        Arc::new(Counted { engine })
    }
}

#[async_trait::async_trait]
impl Inbox for Counted {
    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        let platform = event.who.platform.clone();
        let since = Instant::now();
        let taken = self.engine.take(event).await;
        let outcome = if taken.is_ok() { "taken" } else { "busy" };
        histogram!("kiku_event_seconds", "platform" => platform.clone()).record(since.elapsed());
        counter!("kiku_events_total", "platform" => platform, "outcome" => outcome).increment(1);
        taken
    }

    async fn arrived(&self, platform: &str, message: &Handle, state: i64) {
        self.engine.arrived(platform, message, state).await;
    }

    async fn missed(&self, platform: &str, message: &Handle) {
        counter!("kiku_refreshes_missed_total", "platform" => platform.to_owned()).increment(1);
        self.engine.missed(platform, message).await;
    }

    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy> {
        self.engine.met(person).await
    }

    async fn undecoded(&self, platform: &str, workspace: &str, raw: &[u8]) -> Result<(), Busy> {
        self.engine.undecoded(platform, workspace, raw).await
    }
}
