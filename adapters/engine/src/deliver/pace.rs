//! How fast one kind of call may be made in a lane: the platform's limit, what it asked for, and what it taught.

use chrono::{DateTime, Duration, Utc};

/// The share of a limit that is used: calls arrive less evenly than they leave.
const USED: f64 = 0.99;
/// A call that is late by up to this much is made up for; a lane that was idle for longer has saved nothing up.
const CATCH_UP: Duration = Duration::milliseconds(500);
/// A pause longer than a day is taken for a mistake of the platform, and an hour is waited instead.
const LONGEST_PAUSE: Duration = Duration::days(1);
const INSTEAD: Duration = Duration::hours(1);
/// The shortest pause, whatever the platform says.
const SHORTEST_PAUSE: Duration = Duration::seconds(1);
/// A slower pace is tried to be quickened by this much …
const QUICKEN: f64 = 1.1;
/// … after so many minutes' worth of calls went well, and longer each time that was too much.
const MINUTES_WELL: f64 = 2.0;
const MINUTES_WELL_AT_MOST: f64 = 64.0;
/// A pace that was slowed is judged after so many minutes' worth of calls went well.
const MINUTES_TRIED: f64 = 0.1;

/// The pace of one kind of call in one lane.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Calls a minute, as the platform states it; none when there is no limit worth keeping to.
    limit: Option<f64>,
    /// Calls a minute, as it was learned; at most the limit.
    rate: f64,
    /// The last rate that is known to be good.
    good: f64,
    /// The next call at this pace.
    next: DateTime<Utc>,
    /// The platform asked to wait: when, and until when.
    pause: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Calls that began before this were made at a pace that was slowed since.
    slowed_at: DateTime<Utc>,
    /// Calls that went well at this rate.
    well: f64,
    /// Minutes' worth of good calls before the next try to quicken.
    patience: f64,
}

impl Pace {
    /// A pace for so many calls a minute; `u32::MAX` means no limit.
    pub fn new(a_minute: u32) -> Self {
        let limit = (a_minute != u32::MAX).then(|| f64::from(a_minute.max(1)));
        let rate = limit.unwrap_or(f64::INFINITY);
        Pace {
            limit,
            rate,
            good: rate,
            next: DateTime::<Utc>::MIN_UTC,
            pause: None,
            slowed_at: DateTime::<Utc>::MIN_UTC,
            well: 0.0,
            patience: MINUTES_WELL,
        }
    }

    /// Whether there is no limit worth keeping to.
    pub fn is_free(&self) -> bool {
        self.limit.is_none()
    }

    /// When the next call may be made; in the past if it may be made at once.
    pub fn next_at(&self) -> DateTime<Utc> {
        match self.pause {
            Some((_, until)) => self.next.max(until),
            None => self.next,
        }
    }

    /// The clock was set back to `now`: nobody waits for longer than was meant.
    pub fn clock_went_back(&mut self, now: DateTime<Utc>) {
        self.next = self.next.min(now + self.interval());
        self.slowed_at = self.slowed_at.min(now);
        if let Some((since, until)) = &mut self.pause
            && *since > now
        {
            *until = now + (*until - *since);
            *since = now;
        }
    }

    /// A call is made now.
    pub fn take(&mut self, now: DateTime<Utc>) {
        let meant = self.next_at();
        let late = meant <= now && meant >= now - CATCH_UP;
        self.next = if late { meant } else { now } + self.interval();
        self.pause = None;
    }

    /// Calls that can be in flight at this pace if each takes `call`.
    pub fn in_flight(&self, call: Duration) -> usize {
        const FEWEST: f64 = 4.0;
        const MOST: f64 = 256.0;
        let seconds = call.num_milliseconds() as f64 / 1000.0;
        (self.rate / 60.0 * seconds).clamp(FEWEST, MOST) as usize
    }

    /// A call that began at `began` was answered with the wish to wait. Returns until when that is.
    pub fn asked_to_wait(
        &mut self,
        now: DateTime<Utc>,
        began: DateTime<Utc>,
        wait: std::time::Duration,
    ) -> DateTime<Utc> {
        let wait = Duration::from_std(wait).unwrap_or(Duration::MAX);
        let wait = match wait {
            wait if wait > LONGEST_PAUSE => INSTEAD,
            wait => wait.max(SHORTEST_PAUSE),
        };
        let until = self.wait_until(now, now + wait);
        if self.limit.is_some() && began >= self.slowed_at && !self.is_untried() {
            self.slow_down(now);
        }
        until
    }

    /// Nothing before `until`: asked of whoever held the lane before, or just now.
    pub fn wait_until(&mut self, now: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
        let until = self.pause.map_or(until, |(_, before)| before.max(until));
        if until > now {
            self.pause = Some((now, until));
        }
        until
    }

    /// A call was accepted.
    pub fn went_well(&mut self) {
        let Some(limit) = self.limit.filter(|limit| self.rate < *limit) else {
            return;
        };
        self.well += 1.0;
        if self.well >= self.rate * self.patience {
            self.good = self.rate;
            self.rate = (self.rate * QUICKEN).min(limit);
            self.well = 0.0;
        }
    }

    /// It was slowed, and next to no call went well since: one that comes right after the pause may meet a window that is
    /// still full of the calls before it, and says nothing about this pace.
    fn is_untried(&self) -> bool {
        self.limit.is_some_and(|limit| self.rate < limit)
            && self.rate <= self.good
            && self.well < self.rate * MINUTES_TRIED
    }

    /// Back to what was good, if quickening was too much; else the limit itself must have changed.
    fn slow_down(&mut self, now: DateTime<Utc>) {
        if self.rate > self.good {
            self.rate = self.good;
            self.patience = (self.patience * 2.0).min(MINUTES_WELL_AT_MOST);
        } else {
            self.rate = (self.rate / 2.0).max(1.0);
            self.patience = MINUTES_WELL;
        }
        self.good = self.rate;
        self.well = 0.0;
        self.slowed_at = now;
    }

    fn interval(&self) -> Duration {
        Duration::nanoseconds((60e9 / (self.rate * USED)) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use std::time::Duration as Span;

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(1_800_000_000 + seconds, 0)
            .single()
            .expect("an instant")
    }

    /// How many calls fit into the seconds from `from` to `to` when each is made as soon as it may be.
    fn calls(pace: &mut Pace, from: i64, to: i64) -> usize {
        let (mut now, mut count) = (at(from), 0);
        while now < at(to) {
            if pace.next_at() <= now {
                pace.take(now);
                count += 1;
            }
            now = pace.next_at().max(now + Duration::nanoseconds(1));
        }
        count
    }

    #[test]
    fn calls_are_spread_evenly_just_below_the_limit() {
        let mut pace = Pace::new(300);
        assert!((297..=298).contains(&calls(&mut pace, 0, 60)));
        let mut free = Pace::new(u32::MAX);
        free.take(at(0));
        assert!(free.next_at() <= at(0), "no limit, no waiting");
    }

    #[test]
    fn calls_that_came_too_early_after_a_pause_slow_nothing() {
        let mut pace = Pace::new(300);
        let wait = Span::from_secs(30);
        pace.asked_to_wait(at(0), at(0), wait);
        assert!((pace.rate - 150.0).abs() < 1e-9);
        pace.take(at(30));
        pace.asked_to_wait(at(30), at(30), Span::from_secs(1));
        assert!((pace.rate - 150.0).abs() < 1e-9, "nothing was tried yet");
        assert_eq!(pace.next_at(), at(31));
        pace.take(at(31));
        (0..14).for_each(|_| pace.went_well());
        pace.asked_to_wait(at(38), at(38), Span::from_secs(1));
        assert!((pace.rate - 150.0).abs() < 1e-9, "hardly anything was");
        pace.went_well();
        pace.asked_to_wait(at(40), at(40), wait);
        assert!((pace.rate - 75.0).abs() < 1e-9);
    }

    #[test]
    fn an_idle_lane_saves_nothing_up() {
        let mut pace = Pace::new(60);
        pace.take(at(0));
        assert!(calls(&mut pace, 3600, 3610) <= 11);
    }

    #[test]
    fn a_wish_to_wait_is_kept_to_the_letter() {
        let mut pace = Pace::new(300);
        pace.take(at(0));
        pace.asked_to_wait(at(1), at(0), Span::from_secs(37));
        assert_eq!(pace.next_at(), at(38));
        pace.asked_to_wait(at(2), at(0), Span::from_secs(3));
        assert_eq!(pace.next_at(), at(38), "a shorter one shortens nothing");
    }

    #[test]
    fn absurd_wishes_are_bounded() {
        for (asked, waited) in [
            (Span::ZERO, 1),
            (Span::from_secs(86_400), 86_400),
            (Span::from_secs(86_401), 3600),
            (Span::MAX, 3600),
        ] {
            let mut pace = Pace::new(300);
            pace.asked_to_wait(at(0), at(0), asked);
            assert_eq!(pace.next_at(), at(waited), "{asked:?}");
        }
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait_longer() {
        let mut pace = Pace::new(60);
        pace.take(at(86_400));
        pace.clock_went_back(at(0));
        assert!(pace.next_at() < at(2));
        pace.asked_to_wait(at(86_400), at(86_400), Span::from_secs(30));
        pace.clock_went_back(at(0));
        assert_eq!(pace.next_at(), at(30));
        pace.clock_went_back(at(-10));
        assert_eq!(pace.next_at(), at(20), "and again");
    }

    #[test]
    fn calls_in_flight_when_the_limit_fell_slow_the_pace_once() {
        let mut pace = Pace::new(300);
        for began in [0, 0, 1] {
            pace.asked_to_wait(at(2), at(began), Span::from_secs(10));
        }
        assert!((pace.rate - 150.0).abs() < 1e-9);
        (0..15).for_each(|_| pace.went_well());
        pace.asked_to_wait(at(20), at(19), Span::from_secs(10));
        assert!((pace.rate - 75.0).abs() < 1e-9, "a new one does again");
    }

    #[test]
    fn a_slower_pace_finds_back_and_learns_from_going_too_far() {
        let mut pace = Pace::new(300);
        pace.asked_to_wait(at(0), at(0), Span::from_secs(10));
        (0..300).for_each(|_| pace.went_well());
        assert!((pace.rate - 165.0).abs() < 1e-9, "{}", pace.rate);
        pace.asked_to_wait(at(200), at(199), Span::from_secs(10));
        assert!((pace.rate - 150.0).abs() < 1e-9, "back to what was good");
        (0..300).for_each(|_| pace.went_well());
        assert!((pace.rate - 150.0).abs() < 1e-9, "and more patient");
        (0..100_000).for_each(|_| pace.went_well());
        assert!((pace.rate - 300.0).abs() < 1e-9, "never above the limit");
    }
}
