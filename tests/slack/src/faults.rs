//! What goes wrong on the way, on demand.

use std::time::Duration;

/// Something that goes wrong with the next call of a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429 with this Retry-After; nothing was done.
    Limited(Duration),
    /// 429 with a Retry-After that is not in seconds, as a proxy may answer; nothing was done.
    LimitedUntil(String),
    /// This status with a page of HTML, as a proxy answers; nothing was done.
    Page(u16),
    /// `ok: false` with this word, in an answer of 200; nothing was done.
    Error(String),
    /// The connection breaks before the call is looked at.
    BreakBefore,
    /// The call is carried out, then the connection breaks.
    BreakAfter,
    /// The call is carried out only after so long.
    Late(Duration),
    /// The call is never answered nor carried out.
    HangBefore,
    /// The call is carried out and never answered.
    HangAfter,
}

/// Faults that wait for their call, in order.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(String, Fault)>);

impl Faults {
    pub fn add(&mut self, method: &str, fault: Fault) {
        self.0.push((method.to_owned(), fault));
    }

    pub fn take(&mut self, method: &str) -> Option<Fault> {
        let index = self.0.iter().position(|(name, _)| name == method)?;
        Some(self.0.remove(index).1)
    }
}
