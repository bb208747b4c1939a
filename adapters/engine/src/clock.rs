//! The only way to learn the time.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Tells the time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present instant, in whole seconds: what decisions are made with.
    fn now(&self) -> DateTime<Utc> {
        whole_seconds(self.precise())
    }

    /// The present instant as exactly as it is known: what sending is paced with.
    fn precise(&self) -> DateTime<Utc>;

    /// How long a span of this clock takes on a machine's.
    fn takes(&self, span: Duration) -> std::time::Duration {
        span.to_std().unwrap_or_default()
    }

    /// Completes when the time has come. It may measure how long that is from now rather than wait for the clock to
    /// show it, so that a machine whose clock jumps does not take a pause for over.
    async fn reached(&self, at: DateTime<Utc>);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn precise(&self) -> DateTime<Utc> {
        Utc::now()
    }

    async fn reached(&self, at: DateTime<Utc>) {
        let ahead = (at - self.precise()).to_std().unwrap_or_default();
        tokio::time::sleep(ahead).await;
    }
}

/// A clock that stands still until it is set, for stories, or runs on from where it was set, for the demo.
#[derive(Debug)]
pub struct MovableClock {
    state: Mutex<State>,
    moved: Notify,
    /// Its seconds in a real one; 0 when it stands still.
    speed: u32,
}

#[derive(Debug)]
struct State {
    shown: DateTime<Utc>,
    set_at: std::time::Instant,
    /// Who waits for which instant, by the order in which they began.
    waiting: BTreeMap<(DateTime<Utc>, u64), ()>,
    waits: u64,
}

/// Somebody waits for an instant, until this is dropped.
struct Waiting<'a> {
    clock: &'a MovableClock,
    key: (DateTime<Utc>, u64),
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.clock.lock().waiting.remove(&self.key);
    }
}

impl MovableClock {
    /// Stands still at `at`.
    pub fn frozen(at: DateTime<Utc>) -> Self {
        Self::new(at, 0)
    }

    /// Shows `at` and runs on with real seconds.
    pub fn running(at: DateTime<Utc>) -> Self {
        Self::new(at, 1)
    }

    /// Shows `at` and runs on, so many seconds in a real one.
    pub fn running_at(speed: NonZeroU32, at: DateTime<Utc>) -> Self {
        Self::new(at, speed.get())
    }

    fn new(at: DateTime<Utc>, speed: u32) -> Self {
        let state = State {
            shown: at,
            set_at: std::time::Instant::now(),
            waiting: BTreeMap::new(),
            waits: 0,
        };
        MovableClock {
            state: Mutex::new(state),
            moved: Notify::new(),
            speed,
        }
    }

    /// Shows `at` from now on; an earlier instant than the present one is possible (a clock that jumps).
    pub fn set(&self, at: DateTime<Utc>) {
        let mut state = self.lock();
        state.shown = at;
        state.set_at = std::time::Instant::now();
        drop(state);
        self.moved.notify_waiters();
    }

    /// The earliest instant that somebody waits for: where a clock that stands still may be moved next.
    pub fn next_wait(&self) -> Option<DateTime<Utc>> {
        self.lock().waiting.keys().next().map(|(at, _)| *at)
    }

    fn wait(&self, at: DateTime<Utc>) -> Waiting<'_> {
        let mut state = self.lock();
        state.waits += 1;
        let key = (at, state.waits);
        state.waiting.insert(key, ());
        Waiting { clock: self, key }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for MovableClock {
    fn precise(&self) -> DateTime<Utc> {
        let state = self.lock();
        if self.speed == 0 {
            return state.shown;
        }
        let passed = state.set_at.elapsed() * self.speed;
        state.shown + Duration::from_std(passed).unwrap_or_default()
    }

    fn takes(&self, span: Duration) -> std::time::Duration {
        span.to_std().unwrap_or_default() / self.speed.max(1)
    }

    async fn reached(&self, at: DateTime<Utc>) {
        let _waiting = self.wait(at);
        loop {
            let moved = self.moved.notified();
            let ahead = at - self.precise();
            if ahead <= Duration::zero() {
                return;
            }
            match self.speed {
                0 => moved.await,
                _ => drop(tokio::time::timeout(self.takes(ahead), moved).await),
            }
        }
    }
}

fn whole_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn whoever_waits_goes_on_when_the_clock_is_moved() {
        let at = |second| Utc.timestamp_opt(second, 0).single().expect("an instant");
        let clock = MovableClock::frozen(at(10));
        let mut wait = std::pin::pin!(clock.reached(at(20)));
        let mut other = std::pin::pin!(clock.reached(at(15)));
        assert!(wait.as_mut().now_or_never().is_none());
        assert!(other.as_mut().now_or_never().is_none());
        assert_eq!(clock.next_wait(), Some(at(15)));
        clock.set(at(15));
        assert!(other.as_mut().now_or_never().is_some());
        assert_eq!(clock.next_wait(), Some(at(20)));
        clock.set(at(21));
        wait.await;
        assert_eq!(clock.next_wait(), None);
    }

    #[tokio::test]
    async fn a_fast_clock_is_waited_for_as_long_as_it_takes() {
        let begin = DateTime::<Utc>::UNIX_EPOCH;
        let speed = NonZeroU32::new(1_000).expect("a speed");
        let clock = MovableClock::running_at(speed, begin);
        let minute = Duration::minutes(1);
        assert_eq!(clock.takes(minute), std::time::Duration::from_millis(60));
        clock.reached(begin + minute).await;
        assert!(clock.precise() >= begin + minute);
    }
}
