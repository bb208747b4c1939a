//! The only way to learn the time.

use chrono::{DateTime, Duration, Utc};
use std::sync::Mutex;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, in whole seconds.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        whole_seconds(Utc::now())
    }
}

/// A clock that stands still until it is set, for stories, or runs on from where it was set, for the demo.
#[derive(Debug)]
pub struct MovableClock {
    state: Mutex<State>,
    runs: bool,
}

#[derive(Debug, Clone, Copy)]
struct State {
    shown: DateTime<Utc>,
    set_at: std::time::Instant,
}

impl MovableClock {
    /// Stands still at `at`.
    pub fn frozen(at: DateTime<Utc>) -> Self {
        Self::new(at, false)
    }

    /// Shows `at` and runs on with real seconds.
    pub fn running(at: DateTime<Utc>) -> Self {
        Self::new(at, true)
    }

    fn new(at: DateTime<Utc>, runs: bool) -> Self {
        let state = State {
            shown: at,
            set_at: std::time::Instant::now(),
        };
        MovableClock {
            state: Mutex::new(state),
            runs,
        }
    }

    /// Shows `at` from now on; an earlier instant than the present one is possible (a clock that jumps).
    pub fn set(&self, at: DateTime<Utc>) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        state.shown = at;
        state.set_at = std::time::Instant::now();
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        let state = *self.state.lock().unwrap_or_else(|e| e.into_inner());
        if !self.runs {
            return state.shown;
        }
        let passed = Duration::from_std(state.set_at.elapsed()).unwrap_or_default();
        whole_seconds(state.shown + passed)
    }
}

fn whole_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}
