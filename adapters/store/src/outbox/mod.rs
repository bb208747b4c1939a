//! The outbox: which message goes to whom, when, and what became of it. It holds names of messages, never a text.
//!
//! `queue` writes rows in the transaction that causes them; `route` gives what is due its lane; `claim` hands the rows
//! of a lane to the sender that holds it (`lanes`); `settle` records what happened; `look` and `backlog` answer
//! questions.
//!
//! States: `waiting` → `claimed` → `sent` | `unknown` (may have been accepted, to be reconciled) |
//! `dropped` (no longer meaningful) | `expired` | `dead` (cannot be delivered). A `sent` row whose `shown`
//! is below its `wanted` is to be edited; `closed` ends its edits. A `dead` row without a platform had no account
//! to go to, and lives again when one appears.

mod accounts;
mod backlog;
mod claim;
mod lanes;
mod look;
mod queue;
mod route;
mod settle;
mod why;

pub(crate) use accounts::{close_at, revive, revive_all, unroute};
pub use backlog::{Backlog, LaneBacklog};
pub use claim::{Claim, Claiming, Task, Work};
pub use lanes::{Kind, Lane, LaneState};
pub use look::{Delivery, Pressed};
pub(crate) use look::{by_handle, pressed};
pub(crate) use queue::{queue, raise};
pub(crate) use settle::show;
pub use settle::{End, Mark};
pub(crate) use why::why_dead;

use crate::error::StoreError;
use crate::words::{At, Word};
use kiku::messages::{Message, Recipient, Subject};

/// Why a message ends whose recipient has no account.
const NO_ACCOUNT: &str = "no account on a connected platform";
/// Why a message ends that waited for too long.
const TOO_LATE: &str = "its time was over before it could be sent";

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// To be sent.
    Waiting,
    /// A sender has it.
    Claimed,
    /// It arrived.
    Sent,
    /// It may have arrived.
    Unknown,
    /// It was no longer meaningful before it was sent.
    Dropped,
    /// It arrived and is not edited any more.
    Closed,
    /// Its time was over before it could be sent.
    Expired,
    /// It cannot be delivered.
    Dead,
}

impl State {
    /// All states.
    pub const ALL: [State; 8] = [
        State::Waiting,
        State::Claimed,
        State::Sent,
        State::Unknown,
        State::Dropped,
        State::Closed,
        State::Expired,
        State::Dead,
    ];
}

impl Word for State {
    fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Claimed => "claimed",
            State::Sent => "sent",
            State::Unknown => "unknown",
            State::Dropped => "dropped",
            State::Closed => "closed",
            State::Expired => "expired",
            State::Dead => "dead",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// The columns that name a message.
#[derive(sqlx::FromRow)]
struct Name {
    id: i64,
    kind: String,
    subject: String,
    recipient: String,
    step: String,
}

impl Name {
    fn at(&self) -> At {
        At {
            table: "outbox",
            row: self.id,
        }
    }

    fn message(&self) -> Result<Message, StoreError> {
        let at = self.at();
        let subject = at.some("subject", Subject::decode(&self.subject))?;
        at.some("kind", Message::from_parts(&self.kind, subject, &self.step))
    }

    fn recipient(&self) -> Result<Recipient, StoreError> {
        self.at()
            .some("recipient", Recipient::decode(&self.recipient))
    }
}
