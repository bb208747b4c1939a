//! A cycle: one month of the programme, from its opening to its close.

use super::month::Month;
use super::pace::Pace;
use chrono::{DateTime, Utc};

/// One month of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Which month.
    pub month: Month,
    /// Raised by every change; commits compare it.
    pub version: i64,
    /// When members are first asked.
    pub opens_at: DateTime<Utc>,
    /// When figures are released; on the fourth business day of the next month.
    pub closes_at: DateTime<Utc>,
    /// Distinct raters a figure needs, frozen at the opening.
    pub k: u32,
    /// What its opening has to send, and how fast that goes; known from the opening on.
    pub pace: Pace,
    /// Where it stands.
    pub stage: CycleStage,
}

/// Where a cycle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CycleStage {
    /// Its opening is known and lies ahead.
    Planned,
    /// Sessions are being made, page by page in order of person ids.
    Opening {
        /// The highest person id already handled, 0 at first.
        after: i64,
    },
    /// Running.
    Open,
    /// What is still open is being settled, page by page in order of session ids.
    Closing {
        /// The highest session id already handled, 0 at first.
        after: i64,
    },
    /// Released; later edits reach their author, never figures.
    Closed,
}

impl Cycle {
    /// Whether answers still count.
    pub fn is_open(&self) -> bool {
        self.stage != CycleStage::Closed
    }
}
