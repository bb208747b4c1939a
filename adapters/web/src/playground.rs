//! The playground itself: its people, its conversations, who takes its events, and the open windows.

use crate::guard::Hosts;
use crate::keep;
use crate::people::{CommandHelp, Directory, Language, Resident, Room};
use crate::stage::Stage;
use crate::timeline::{Conversation, Timeline};
use kiku_chat::{Handle, Inbox, Memory, MemoryError, View};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::broadcast;

/// Signals that a slow window may lag behind before it is told to read everything anew.
const SIGNALS: usize = 1_024;

/// What a playground is made of.
pub struct Setup {
    /// The company's name.
    pub company: String,
    /// The language of the entrance, where nobody in particular is reading.
    pub language: Language,
    /// Where it listens, `127.0.0.1:8080`; requests that name another host are refused.
    pub listen: std::net::SocketAddr,
    /// Everybody one can be.
    pub residents: Vec<Resident>,
    /// The channels.
    pub rooms: Vec<Room>,
    /// What the command line proposes.
    pub commands: Vec<CommandHelp>,
    /// The company's clock.
    pub stage: Arc<dyn Stage>,
    /// Where messages outlive a restart.
    pub memory: Arc<dyn Memory>,
}

/// A chat platform in the browser.
pub struct Playground {
    pub(crate) company: String,
    pub(crate) language: Language,
    pub(crate) hosts: Hosts,
    pub(crate) commands: Vec<CommandHelp>,
    pub(crate) stage: Arc<dyn Stage>,
    pub(crate) inbox: OnceLock<Arc<dyn Inbox>>,
    pub(crate) signals: broadcast::Sender<Signal>,
    pub(crate) moving: AtomicBool,
    /// Differs after each start, so that open windows notice a restart.
    pub(crate) boot: String,
    memory: Arc<dyn Memory>,
    directory: RwLock<Arc<Directory>>,
    timeline: Mutex<Timeline>,
}

/// What open windows are told.
#[derive(Debug, Clone)]
pub(crate) enum Signal {
    /// An item is new or looks different.
    Shown {
        conversation: Conversation,
        only_for: Option<String>,
        seq: u64,
    },
    /// A private item went away.
    Removed {
        user: String,
        conversation: Conversation,
        handle: Handle,
    },
    /// Somebody has read on in another window.
    Read { user: String },
    /// The clock was moved, or begins or ends to move.
    Clock,
    /// The people or the channels are others.
    People,
    /// The playground closes.
    Close,
}

impl Playground {
    /// Opens the playground with everything its memory holds.
    pub async fn open(setup: Setup) -> Result<Arc<Self>, MemoryError> {
        let timeline = keep::load(&*setup.memory).await?;
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        let boot = started.unwrap_or_default().as_nanos().to_string();
        Ok(Arc::new(Playground {
            company: setup.company,
            language: setup.language,
            hosts: Hosts::new(setup.listen),
            commands: setup.commands,
            stage: setup.stage,
            inbox: OnceLock::new(),
            signals: broadcast::channel(SIGNALS).0,
            moving: AtomicBool::new(false),
            boot,
            memory: setup.memory,
            directory: RwLock::new(Arc::new(Directory::new(setup.residents, setup.rooms))),
            timeline: Mutex::new(timeline),
        }))
    }

    /// Names who takes events; until then every input is answered with 503. A second call changes nothing.
    pub fn connect(&self, inbox: Arc<dyn Inbox>) {
        if self.inbox.set(inbox).is_err() {
            tracing::warn!("the playground was connected twice; the first inbox stays");
        }
    }

    /// Replaces everybody and all channels; open windows follow.
    pub fn replace_people(&self, residents: Vec<Resident>, rooms: Vec<Room>) {
        let directory = Arc::new(Directory::new(residents, rooms));
        *self
            .directory
            .write()
            .unwrap_or_else(PoisonError::into_inner) = directory;
        self.tell(Signal::People);
    }

    /// Somebody reads another language from now on; their open windows follow. Without a difference nothing happens.
    pub fn set_language(&self, user: &str, language: Language) {
        let directory = self.directory();
        if directory
            .resident(user)
            .is_some_and(|me| me.language != language)
        {
            let (residents, rooms) = directory.with_language(user, language);
            self.replace_people(residents, rooms);
        }
    }

    /// Tells all windows that time or what comes next has changed.
    pub fn clock_changed(&self) {
        self.tell(Signal::Clock);
    }

    /// Ends all streams, so that a graceful shutdown does not wait for open windows.
    pub fn close(&self) {
        self.tell(Signal::Close);
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        let directory = self.directory.read();
        directory.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn timeline(&self) -> MutexGuard<'_, Timeline> {
        self.timeline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self, signal: Signal) {
        // An error means that no window is open.
        let _ = self.signals.send(signal);
    }

    /// Lets windows know of an item that is new or changed.
    pub(crate) fn tell_shown(&self, seq: u64) {
        let item = self.timeline().item(seq).cloned();
        if let Some(item) = item {
            let (conversation, only_for) = (item.conversation, item.only_for);
            self.tell(Signal::Shown {
                conversation,
                only_for,
                seq,
            });
        }
    }

    /// Replaces what a message or whisper shows, in all windows and in memory.
    pub(crate) async fn replace(&self, seq: u64, view: &View) -> Result<(), MemoryError> {
        let now = self.stage.now();
        if self.timeline().replace(seq, view, now) {
            self.tell_shown(seq);
        }
        self.keep(seq).await
    }

    /// Moves a read mark; it is a convenience, so that a failure to store it is only logged.
    pub(crate) async fn mark_read(&self, user: &str, conversation: &Conversation, seq: u64) {
        let moved = self.timeline().mark_read(user, conversation, seq);
        if !moved {
            return;
        }
        self.tell(Signal::Read {
            user: user.to_owned(),
        });
        if let Err(error) = keep::read_mark(&*self.memory, user, conversation, seq).await {
            tracing::warn!(%error, "a read mark was not stored");
        }
    }

    /// Stores a message, and again if it changed meanwhile, so that the last state is what stays.
    pub(crate) async fn keep(&self, seq: u64) -> Result<(), MemoryError> {
        loop {
            let item = self.timeline().item(seq).cloned();
            let Some(item) = item.filter(|item| item.only_for.is_none()) else {
                return Ok(());
            };
            keep::message(&*self.memory, &item).await?;
            let latest = self.timeline().item(seq).map(|item| item.version);
            if latest == Some(item.version) {
                return Ok(());
            }
        }
    }
}
