//! What turns: events are handled, due steps are taken, the outbox is delivered.
//!
//! The engine is the only place where the core, the store, the platforms and the clock meet.
//! Nothing here decides; use cases do, and the engine stores and sends what they decided.

mod after;
pub mod background;
pub mod clock;
mod deliver;
mod digest;
mod directory;
mod handle;
mod import;
mod inbox;
mod input;
mod material;
mod next_event;
mod release;
mod reply;
mod run;
mod tick;

pub use digest::{ExportAudience, ExportError, ExportFormat};
pub use directory::Linked;
pub use import::{ImportError, ImportOptions};
pub use next_event::NextEvent;

use chrono::{DateTime, Utc};
use clock::Clock;
use kiku_chat::Platform;
use kiku_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What an engine is made of.
pub struct EngineParts {
    /// Where everything is kept.
    pub store: Store,
    /// The only way to learn the time.
    pub clock: Arc<dyn Clock>,
    /// The platforms to send through, found by their names.
    pub platforms: Vec<Arc<dyn Platform>>,
    /// This process among its replicas, different for each: names its leases and seeds the chance in its pauses.
    pub replica: String,
}

/// The running heart of Kiku.
pub struct Engine {
    store: Store,
    clock: Arc<dyn Clock>,
    platforms: BTreeMap<String, Arc<dyn Platform>>,
    replica: String,
    /// Wakes the loops when something was queued or answered.
    woken: Arc<run::Woken>,
    /// What is being sent.
    sender: Mutex<deliver::Sender>,
    /// One turn of the timetable at a time in this process; until when no other replica turns it.
    turning: Mutex<Option<DateTime<Utc>>>,
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
    /// The thread that counted a month ended early.
    #[error("the figures of the month could not be counted: {0}")]
    Counting(#[from] tokio::task::JoinError),
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
            sender: Mutex::new(deliver::Sender::new(&parts.replica)),
            replica: parts.replica,
            woken: Arc::default(),
            turning: Mutex::new(None),
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

    /// Takes every step that is due and sends everything that may be sent now, until nothing is left at this instant.
    /// Waits for the answers of the platforms.
    ///
    /// # Errors
    /// When the database fails; what was committed before stays.
    pub async fn settle(&self) -> Result<usize, EngineError> {
        let mut turn = self.turning.lock().await;
        let mut total = 0;
        loop {
            let done = self.step(&mut turn).await? + self.deliver().await?;
            if done == 0 {
                return Ok(total);
            }
            total += done;
        }
    }

    /// Does what can be done at this instant without waiting for the answer of any platform: for whoever moves the
    /// clock while calls are in flight. Returns how much that was; zero means that time has to pass.
    ///
    /// # Errors
    /// When the database fails; what was committed before stays.
    pub async fn advance(&self) -> Result<usize, EngineError> {
        let mut turn = self.turning.lock().await;
        let done = self.step(&mut turn).await?;
        Ok(done + self.send_turn(&mut *self.sender.lock().await).await?)
    }

    /// Turns the timetable once, if no other replica does.
    async fn step(&self, turn: &mut Option<DateTime<Utc>>) -> Result<usize, EngineError> {
        match self.holds_timetable(turn).await? {
            true => self.tick().await,
            false => Ok(0),
        }
    }

    /// Sends what may be sent now and waits for the answers, until nothing is left at this instant.
    async fn deliver(&self) -> Result<usize, EngineError> {
        let mut sender = self.sender.lock().await;
        let mut total = 0;
        loop {
            let done = self.send_turn(&mut sender).await?;
            total += done;
            if !sender.wait_for_answer().await && done == 0 {
                return Ok(total);
            }
        }
    }
}
