//! What a sender has in its hands: its lanes with their budgets, the calls in flight, the marks not yet written.

use super::budget::Budgets;
use super::dice::Dice;
use super::outcome::Done;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Address, Rates};
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
    /// When the last new message went to each conversation, for as long as that matters.
    sent: BTreeMap<Address, DateTime<Utc>>,
}

/// Platforms that limit messages take about one a second in one conversation; calls arrive less evenly than they leave.
const SPACING: Duration = Duration::milliseconds(1_200);
/// How many conversations are remembered before those of which it does not matter any more are forgotten.
const REMEMBERED: usize = 1_024;

impl LaneWork {
    /// When the next new message may go to this conversation; `now` if at once.
    pub fn next_to(&self, to: &Address, now: DateTime<Utc>) -> DateTime<Utc> {
        match self.sent.get(to) {
            Some(last) if !self.budgets.look(Kind::Send).pace.is_free() => now.max(*last + SPACING),
            _ => now,
        }
    }

    /// A new message goes to this conversation. Where nothing is limited there is nothing to remember.
    pub fn sent_to(&mut self, to: &Address, now: DateTime<Utc>) {
        if self.budgets.look(Kind::Send).pace.is_free() {
            return;
        }
        if self.sent.len() >= REMEMBERED {
            self.sent.retain(|_, last| *last + SPACING > now);
        }
        self.sent.insert(to.clone(), now);
    }
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
            sent: BTreeMap::new(),
        })
    }

    /// The clock was set back to `now`.
    pub fn clock_went_back(&mut self, now: DateTime<Utc>) {
        for work in self.lanes.values_mut() {
            work.budgets.clock_went_back(now);
            work.sent.clear();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_conversation_takes_one_message_a_second() {
        let lane = Lane {
            platform: "slack".to_owned(),
            workspace: "T1".to_owned(),
        };
        let to = |channel: &str| Address::Channel {
            platform: "slack".to_owned(),
            workspace: "T1".to_owned(),
            channel: channel.to_owned(),
        };
        let rates = |send| Rates {
            send,
            ..Rates::UNLIMITED
        };
        let (mut limited, mut free) = (Sender::new("a"), Sender::new("b"));
        let now = DateTime::<Utc>::UNIX_EPOCH + Duration::days(9_000);
        let work = limited.lane(&lane, rates(300));
        work.sent_to(&to("one"), now);
        assert_eq!(work.next_to(&to("one"), now), now + SPACING);
        assert_eq!(work.next_to(&to("two"), now), now);
        assert_eq!(work.next_to(&to("one"), now + SPACING), now + SPACING);
        limited.clock_went_back(now - Duration::hours(1));
        let back = now - Duration::hours(1);
        let work = limited.lane(&lane, rates(300));
        assert_eq!(work.next_to(&to("one"), back), back);
        for number in 0..2 * REMEMBERED {
            work.sent_to(&to(&number.to_string()), now + Duration::minutes(2));
            assert!(work.sent.len() <= 2 * REMEMBERED);
        }
        let work = free.lane(&lane, Rates::UNLIMITED);
        work.sent_to(&to("one"), now);
        assert_eq!(work.next_to(&to("one"), now), now, "no limit, no waiting");
    }
}
