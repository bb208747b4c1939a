//! What platforms bring: inputs, and how their answers fared.

use crate::Engine;
use crate::handle::Refusal;
use kiku_chat::{Busy, DirectoryPerson, Event, Handle, Inbox, Reply};
use kiku_store::StoreError;

/// How often a decision is made anew when somebody else was faster.
const ATTEMPTS: usize = 3;

#[async_trait::async_trait]
impl Inbox for Engine {
    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        for _ in 0..ATTEMPTS {
            match self.handle(&event).await {
                Ok(reply) => return Ok(reply),
                Err(Refusal::Conflict) => {}
                Err(Refusal::Failed(error)) => {
                    tracing::error!(error = %error, event.platform = event.who.platform, "an event was not stored");
                    return Err(Busy);
                }
            }
        }
        Ok(self.reply_to_loser(&event).await)
    }

    async fn arrived(&self, platform: &str, message: &Handle, state: i64) {
        // A process that is alone shows the states of a message one after the other.
        if !self.store.dialect().is_shared() {
            return;
        }
        match self.store.overtaken(platform, message, state).await {
            Ok(false) => {}
            Ok(true) => self.woken.notify_one(),
            Err(error) => self.stays_behind(&error),
        }
    }

    async fn missed(&self, platform: &str, message: &Handle) {
        match self.store.lower_shown(platform, message).await {
            Ok(()) => self.woken.notify_one(),
            Err(error) => self.stays_behind(&error),
        }
    }

    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy> {
        self.link_one(person).await.map_err(|error| {
            tracing::error!(error = %error, "a changed account was not taken over");
            Busy
        })
    }

    async fn undecoded(&self, platform: &str, workspace: &str, raw: &[u8]) -> Result<(), Busy> {
        let now = self.clock.now();
        let kept = self
            .store
            .keep_undecoded(platform, workspace, raw, now)
            .await;
        match kept {
            Ok(true) => {
                metrics::counter!("kiku_undecoded_total", "platform" => platform.to_owned())
                    .increment(1);
                tracing::warn!(
                    event.platform = platform,
                    event.length_bytes = raw.len(),
                    "an input could not be read; it is kept"
                );
                Ok(())
            }
            Ok(false) => Ok(()),
            Err(error) => {
                tracing::error!(error = %error, event.platform = platform, "an input that could not be read was not kept");
                Err(Busy)
            }
        }
    }
}

impl Engine {
    fn stays_behind(&self, error: &StoreError) {
        tracing::error!(%error, "a message shows an older state until it changes again");
    }
}
