//! Figures of a month: the sessions they are counted from, and the tree they are counted in.
//!
//! What is counted is readable only by [`super::privacy`], which decides what may leave.

mod tree;

pub use super::privacy::tally::{Dimensions, Tally, count};
pub use tree::{DepartmentTree, UnitIx};

use super::month::Month;
use chrono::NaiveDate;

/// One session as the figures see it: no name, no text. All indexes are dense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionFact {
    /// The month of its cycle.
    pub month: Month,
    /// The department where it happened.
    pub unit: UnitIx,
    /// The manager's person id.
    pub manager: i64,
    /// The member's person id.
    pub member: i64,
    /// The monthly session, or one on demand.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether it had a topic before it started.
    pub prepared: bool,
    /// The company day on which it was held.
    pub held_on: Option<NaiveDate>,
    /// The day of the pair's held session before this one.
    pub previous_held_on: Option<NaiveDate>,
    /// Index into the programme's topics.
    pub topic: Option<u8>,
    /// Index into the programme's responses: what the member asked for.
    pub response: Option<u8>,
    /// Index into the programme's responses: what the member says they got.
    pub received: Option<u8>,
    /// The member's last rating, 1–5.
    pub rating: Option<u8>,
    /// Whether the member shows this rating to the manager by name; it then leaves the pooled figures.
    pub rating_shared: bool,
    /// Felt growth, 1–5.
    pub growth: Option<u8>,
    /// The manager's guess of the rating, 1–5.
    pub estimate: Option<u8>,
}

/// The monthly session or one on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The session of the cycle.
    Monthly,
    /// One on demand, counted apart.
    Extra,
}

/// What became of a session when the month is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It took place.
    Held,
    /// It did not.
    NotHeld,
    /// The two sides disagree, or nobody said.
    Unconfirmed,
    /// The unit or the member left this month out.
    Skipped,
    /// The member was away.
    OnLeave,
    /// The month is still running.
    Open,
}

impl Outcome {
    /// Whether the session stays in the denominator of the rates.
    pub fn is_eligible(self) -> bool {
        !matches!(self, Outcome::Skipped | Outcome::OnLeave)
    }
}
