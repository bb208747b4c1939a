//! Limits of calls a minute and workspace, each kind of call counted apart in a window that moves with the time.

use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Address, Rates};
use kiku_store::Kind;
use std::collections::{BTreeMap, VecDeque};

/// The window in which calls are counted.
pub const WINDOW: Duration = Duration::seconds(60);

type Counted = (String, Kind);

/// The calls of the last minute, by workspace and kind.
#[derive(Debug)]
pub(super) struct Limits {
    rates: Rates,
    calls: BTreeMap<Counted, VecDeque<DateTime<Utc>>>,
}

impl Limits {
    pub fn new(rates: Rates) -> Self {
        Limits {
            rates,
            calls: BTreeMap::new(),
        }
    }

    pub fn set(&mut self, rates: Rates) {
        self.rates = rates;
    }

    /// Counts a call, or says for how long to wait.
    pub fn call(
        &mut self,
        address: &Address,
        kind: Kind,
        now: DateTime<Utc>,
    ) -> Result<(), std::time::Duration> {
        let limit = match kind {
            Kind::Send => self.rates.send,
            Kind::Edit => self.rates.edit,
            Kind::Find => self.rates.find,
        };
        if limit == u32::MAX {
            return Ok(());
        }
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let workspace = address.lane().1.to_owned();
        let calls = self.calls.entry((workspace, kind)).or_default();
        while calls.front().is_some_and(|at| *at + WINDOW <= now) {
            calls.pop_front();
        }
        if calls.len() < limit {
            calls.push_back(now);
            return Ok(());
        }
        // The call that has to leave the window before there is room for one more.
        let leaves = calls[calls.len() - limit] + WINDOW;
        let millis = u64::try_from((leaves - now).num_milliseconds()).unwrap_or_default();
        Err(std::time::Duration::from_secs(millis.div_ceil(1000).max(1)))
    }
}
