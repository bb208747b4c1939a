//! What befalls a victim, and when.

use rand::{Rng, RngExt};
use std::collections::BTreeMap;

/// How often an undisturbed victim comes by each point: within that a mishap is placed.
pub type Reach = BTreeMap<String, u64>;

/// Calls to a platform in an undisturbed run.
pub const CALLS: &str = "calls";

/// A kind of mishap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// The process ends itself at a named point of the store; the number is how often a run comes by.
    Point(&'static str, u64),
    /// The judge has read the request and kills before it looks at it.
    BytesIn(u64),
    /// The message stands; the answer is never written.
    Accepted(u64),
    /// The answer is out.
    Answered(u64),
    /// Killed after the claim; the next start comes when the lease just ends.
    AtLeaseEnd(u64),
    /// Killed while the write-ahead log is copied into the database.
    InCheckpoint,
    /// Ends itself while a company in the middle of its day is brought to a newer version.
    InUpgrade,
    /// Killed at any moment.
    AnyTime,
}

/// One mishap, placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub mishap: Mishap,
    /// At which passage, from 1; for kills at any moment the microsecond.
    pub at: u64,
}

/// The named points, in the order of a message's life.
const POINTS: [&str; 6] = [
    "commit.before",
    "commit.after",
    "claim.after",
    "mark.before",
    "mark.after",
    "migration",
];
/// Within how many microseconds a kill falls that is not placed by a passage.
const ANY_TIME: u64 = 400_000;
const CHECKPOINT: u64 = 3_000;

impl Mishap {
    /// All of them, within reach.
    pub fn all(reach: &Reach) -> Vec<Mishap> {
        let passages = |name: &str| reach.get(name).copied().unwrap_or_default().max(1);
        let calls = passages(CALLS);
        let points = POINTS.map(|name| Mishap::Point(name, passages(name)));
        points
            .into_iter()
            .chain([
                Mishap::BytesIn(calls),
                Mishap::Accepted(calls),
                Mishap::Answered(calls),
                Mishap::AtLeaseEnd(passages("claim.after")),
                Mishap::InCheckpoint,
                Mishap::InUpgrade,
                Mishap::AnyTime,
            ])
            .collect()
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Mishap::Point(name, _) => name,
            Mishap::BytesIn(_) => "bytes.sent",
            Mishap::Accepted(_) => "answer.before",
            Mishap::Answered(_) => "answer.after",
            Mishap::AtLeaseEnd(_) => "lease.end",
            Mishap::InCheckpoint => "checkpoint",
            Mishap::InUpgrade => "upgrade",
            Mishap::AnyTime => "random",
        }
    }

    /// Places it.
    pub fn place(self, chance: &mut impl Rng) -> Placed {
        let most = match self {
            Mishap::Point(_, most)
            | Mishap::BytesIn(most)
            | Mishap::Accepted(most)
            | Mishap::Answered(most)
            | Mishap::AtLeaseEnd(most) => most,
            Mishap::InCheckpoint => CHECKPOINT,
            Mishap::InUpgrade => 1,
            Mishap::AnyTime => ANY_TIME,
        };
        Placed {
            mishap: self,
            at: chance.random_range(1..=most),
        }
    }
}

impl Placed {
    /// The point at which the victim ends itself, as its environment says it.
    pub fn point(self) -> Option<String> {
        match self.mishap {
            Mishap::Point(name, _) => Some(format!("{name}:{}", self.at)),
            Mishap::AtLeaseEnd(_) => Some(format!("claim.after:{}", self.at)),
            Mishap::InUpgrade => Some(format!("migration:{}", self.at)),
            _ => None,
        }
    }
}
