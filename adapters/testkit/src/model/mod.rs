//! A model of a chat platform of one of three kinds: one that can be asked what it got, one that recognises a
//! delivery for some minutes, one that can do neither.
//!
//! It enforces limits with 429 and Retry-After, takes its time, fails as it is told to, and keeps a log that only
//! grows: the judge of what was sent. A call that has left its caller arrives whether or not the caller still lives.

mod faults;
mod judge;
mod limits;
mod platform;

pub use faults::{Fault, Faults};
pub use judge::{Act, Entry};
pub use limits::WINDOW;

use crate::chat::Posted;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Address, DirectoryPerson, Handle, Once, Rates, SendError, View};
use kiku_engine::clock::Clock;
use limits::Limits;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a model platform is like.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Its name.
    pub name: String,
    /// How a send whose outcome is unknown can be settled.
    pub once: Once,
    /// The limits that it states, and enforces until told otherwise.
    pub rates: Rates,
    /// How long a call takes, there and back: drawn evenly between the two.
    pub latency: (Duration, Duration),
    /// How often it fails, and how.
    pub faults: Faults,
    /// Where its chance comes from.
    pub seed: u64,
}

impl Terms {
    /// A platform of a kind that is fast, never fails and limits nothing.
    pub fn of(name: &str, once: Once) -> Self {
        Terms {
            name: name.to_owned(),
            once,
            rates: Rates::UNLIMITED,
            latency: (Duration::zero(), Duration::zero()),
            faults: Faults::none(),
            seed: 0,
        }
    }
}

/// The platform.
pub struct ModelChat {
    terms: Terms,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    limits: Limits,
    faults: Faults,
    chance: ChaCha8Rng,
    posted: BTreeMap<Address, Vec<Posted>>,
    sent_at: BTreeMap<String, DateTime<Utc>>,
    blocked: BTreeSet<Address>,
    directory: Vec<DirectoryPerson>,
    next_errors: VecDeque<SendError>,
    next_faults: VecDeque<Fault>,
    log: Vec<Entry>,
    arriving: BTreeMap<(DateTime<Utc>, u64), platform::Arrival>,
    arrived: BTreeMap<u64, Result<platform::Got, SendError>>,
    next: u64,
}

impl ModelChat {
    /// A platform on a clock.
    pub fn new(terms: Terms, clock: Arc<dyn Clock>) -> Self {
        let state = State {
            limits: Limits::new(terms.rates),
            faults: terms.faults,
            chance: ChaCha8Rng::seed_from_u64(terms.seed),
            posted: BTreeMap::new(),
            sent_at: BTreeMap::new(),
            blocked: BTreeSet::new(),
            directory: Vec::new(),
            next_errors: VecDeque::new(),
            next_faults: VecDeque::new(),
            log: Vec::new(),
            arriving: BTreeMap::new(),
            arrived: BTreeMap::new(),
            next: 0,
        };
        ModelChat {
            terms,
            clock,
            state: Mutex::new(state),
        }
    }

    /// Enforces these limits from now on, whatever is stated.
    pub fn enforce(&self, rates: Rates) {
        self.lock().limits.set(rates);
    }

    /// Fails like this from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// The next sends are answered like this, in order, and not accepted.
    pub fn fail_next(&self, errors: impl IntoIterator<Item = SendError>) {
        self.lock().next_errors.extend(errors);
    }

    /// The next sends meet these faults, in order.
    pub fn meet_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().next_faults.extend(faults);
    }

    /// This address cannot be reached from now on.
    pub fn block(&self, address: Address) {
        self.lock().blocked.insert(address);
    }

    /// Who is listed in the directory.
    pub fn set_directory(&self, directory: Vec<DirectoryPerson>) {
        self.lock().directory = directory;
    }

    /// Everything in a conversation, oldest first.
    pub fn posted(&self, address: &Address) -> Vec<Posted> {
        self.lock().posted.get(address).cloned().unwrap_or_default()
    }

    /// Everything in all conversations, by address.
    pub fn everything(&self) -> Vec<(Address, Posted)> {
        let state = self.lock();
        let all = state.posted.iter();
        all.flat_map(|(at, list)| list.iter().map(|posted| (at.clone(), posted.clone())))
            .collect()
    }

    /// Replaces what a message shows, as a reply does.
    pub fn refresh(&self, address: &Address, handle: &Handle, view: View) {
        let mut state = self.lock();
        if let Some(posted) = find(&mut state, address, handle) {
            posted.view = view;
            posted.edits += 1;
        }
    }

    /// What happened so far, what has just arrived included.
    pub fn log(&self) -> Vec<Entry> {
        let mut state = self.lock();
        state.arrive(self.clock.precise(), &self.terms);
        state.log.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find<'a>(state: &'a mut State, address: &Address, handle: &Handle) -> Option<&'a mut Posted> {
    let list = state.posted.get_mut(address)?;
    list.iter_mut().find(|posted| posted.handle == *handle)
}
