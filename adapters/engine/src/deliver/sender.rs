//! What a sender has in its hands: its lanes with their budgets, the calls in flight, the marks not yet written.

use super::budget::Budgets;
use super::dice::Dice;
use super::outcome::Done;
use chrono::{DateTime, Utc};
use kiku_chat::Rates;
use kiku_store::{Kind, Lane, Mark};
use std::collections::{BTreeMap, BTreeSet};
use tokio::task::JoinSet;

/// The state of sending in this process. Dropping it drops the calls in flight, as a crash does.
#[derive(Debug)]
pub(crate) struct Sender {
    /// The lanes that this process knows, by name.
    pub lanes: BTreeMap<Lane, LaneWork>,
    /// The calls in flight.
    pub calls: JoinSet<Done>,
    /// The rows of those calls.
    pub busy: BTreeSet<i64>,
    /// Calls that were answered.
    pub done: Vec<Done>,
    /// What became of rows and is not written yet.
    pub marks: Vec<(i64, Mark)>,
    /// What else is to be written.
    pub asides: Vec<Aside>,
    /// Rows of which the platform said that it cannot tell whether they arrived.
    pub blind: BTreeSet<i64>,
    /// Chance for pauses.
    pub dice: Dice,
    /// The last instant seen, to notice that the clock went back.
    pub last: Option<DateTime<Utc>>,
}

/// What is written beside the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aside {
    /// The platform asked to wait with these calls until then.
    Wait(Lane, Kind, DateTime<Utc>),
    /// A row that was counted as possibly doubled was certainly not.
    NoDoubt(Lane, i64),
}

/// A lane as this process works on it.
#[derive(Debug)]
pub(crate) struct LaneWork {
    /// What may be called.
    pub budgets: Budgets,
    /// Until when the lane is ours.
    pub held_until: Option<DateTime<Utc>>,
}

impl Sender {
    /// A sender of a replica that has done nothing yet.
    pub fn new(replica: &str) -> Self {
        Sender {
            lanes: BTreeMap::new(),
            calls: JoinSet::new(),
            busy: BTreeSet::new(),
            done: Vec::new(),
            marks: Vec::new(),
            asides: Vec::new(),
            blind: BTreeSet::new(),
            dice: Dice::new(replica),
            last: None,
        }
    }

    /// The work on a lane, begun if it is new.
    pub fn lane(&mut self, lane: &Lane, rates: Rates) -> &mut LaneWork {
        self.lanes.entry(lane.clone()).or_insert_with(|| LaneWork {
            budgets: Budgets::new(rates),
            held_until: None,
        })
    }

    /// All marks are written.
    pub fn marked(&mut self) {
        for (id, _) in self.marks.drain(..) {
            self.busy.remove(&id);
        }
    }

    /// Takes calls that have been answered out of those in flight, without waiting.
    pub fn take_answers(&mut self) {
        while let Some(joined) = self.calls.try_join_next() {
            self.take(joined);
        }
    }

    /// Waits until a call is answered. False when none is in flight.
    pub async fn wait_for_answer(&mut self) -> bool {
        match self.calls.join_next().await {
            Some(joined) => {
                self.take(joined);
                true
            }
            None => false,
        }
    }

    fn take(&mut self, joined: Result<Done, tokio::task::JoinError>) {
        match joined {
            Ok(done) => self.done.push(done),
            // A call catches its own panics; it can only have been aborted with the process.
            Err(error) => tracing::error!(%error, "a call to a platform was cut short"),
        }
    }
}
