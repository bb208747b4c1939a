//! What turns: events are handled, due steps are taken, the outbox is delivered.
//!
//! The engine is the only place where the core, the store, the platforms and the clock meet.
//! Nothing here decides; use cases do, and the engine stores and sends what they decided.

pub mod clock;
mod deliver;
mod digest;
mod directory;
mod handle;
mod import;
mod input;
mod material;
mod next_event;
mod release;
mod reply;
mod tick;

pub use digest::{ExportAudience, ExportError, ExportFormat};
pub use directory::Linked;
pub use import::{ImportError, ImportOptions};
pub use next_event::NextEvent;

use clock::Clock;
use kiku_chat::Platform;
use kiku_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify};

/// What an engine is made of.
pub struct EngineParts {
    /// Where everything is kept.
    pub store: Store,
    /// The only way to learn the time.
    pub clock: Arc<dyn Clock>,
    /// The platforms to send through, found by their names.
    pub platforms: Vec<Arc<dyn Platform>>,
    /// This process among its replicas; names its leases.
    pub replica: String,
}

/// The running heart of Kiku.
pub struct Engine {
    store: Store,
    clock: Arc<dyn Clock>,
    platforms: BTreeMap<String, Arc<dyn Platform>>,
    replica: String,
    /// Wakes the loop when something was queued.
    woken: Notify,
    /// One turn of the timetable at a time in this process.
    turning: Mutex<()>,
    /// Pictures of digests: drawing one takes a moment.
    pictures: digest::Pictures,
}

/// Something the engine needs did not work; said to the operator.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The database.
    #[error(transparent)]
    Store(#[from] kiku_store::StoreError),
    /// A commit that failed for another reason than a race.
    #[error(transparent)]
    Commit(#[from] kiku_store::CommitError),
    /// A platform's directory could not be read.
    #[error("the platform's directory could not be read: {0}")]
    Directory(String),
    /// The programme cannot be used as it stands.
    #[error("programme: {0}")]
    Programme(String),
}

impl Engine {
    /// Puts the parts together. Nothing runs before [`Engine::run`] or [`Engine::settle`].
    pub fn new(parts: EngineParts) -> Arc<Self> {
        let platforms = parts.platforms.into_iter();
        Arc::new(Engine {
            store: parts.store,
            clock: parts.clock,
            platforms: platforms.map(|p| (p.name().to_owned(), p)).collect(),
            replica: parts.replica,
            woken: Notify::new(),
            turning: Mutex::new(()),
            pictures: digest::Pictures::default(),
        })
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Makes the loop of [`Engine::run`] turn at once, for example because the clock was moved.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Takes every step that is due and sends everything that can be sent, until nothing is left at this instant.
    ///
    /// # Errors
    /// When the database fails; what was committed before stays.
    pub async fn settle(&self) -> Result<usize, EngineError> {
        let _turn = self.turning.lock().await;
        let mut total = 0;
        loop {
            let done = self.tick().await? + self.deliver().await?;
            if done == 0 {
                return Ok(total);
            }
            total += done;
        }
    }

    /// Runs until `shutdown` completes: settles, then sleeps until the next event, a wake-up, or half a minute.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        tokio::pin!(shutdown);
        loop {
            if let Err(error) = self.settle().await {
                tracing::error!(error = %error, "the engine could not finish its turn and tries again");
            }
            let pause = self.pause().await;
            tokio::select! {
                () = &mut shutdown => return,
                () = self.woken.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn pause(&self) -> std::time::Duration {
        const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);
        const SHORTEST: std::time::Duration = std::time::Duration::from_millis(200);
        let Ok(Some((at, _))) = self.next_event().await else {
            return LONGEST;
        };
        let ahead = (at - self.clock.now()).to_std().unwrap_or_default();
        ahead.clamp(SHORTEST, LONGEST)
    }
}
