//! The budgets of a lane: for each kind of call its pace, what is in flight, and how a platform that fails is spared.

use super::dice::Dice;
use super::pace::Pace;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::Rates;
use kiku_store::Kind;

/// After so many failures in a row one call at a time is made, after a growing pause.
const FAILING: u32 = 3;
/// The pause after that, doubled with each further failure up to the longest.
const PAUSE: Duration = Duration::seconds(1);
const LONGEST: Duration = Duration::seconds(30);

/// The budget of one kind of call.
#[derive(Debug)]
pub(crate) struct Budget {
    /// How fast.
    pub pace: Pace,
    /// How many are in flight.
    pub in_flight: usize,
    failures: u32,
    failed_at: DateTime<Utc>,
    pause: Duration,
}

/// The budgets of a lane.
#[derive(Debug)]
pub(crate) struct Budgets {
    send: Budget,
    edit: Budget,
    find: Budget,
}

impl Budgets {
    /// Fresh budgets at the platform's rates.
    pub fn new(rates: Rates) -> Self {
        Budgets {
            send: Budget::new(rates.send),
            edit: Budget::new(rates.edit),
            find: Budget::new(rates.find),
        }
    }

    /// The budget of a kind.
    pub fn of(&mut self, kind: Kind) -> &mut Budget {
        match kind {
            Kind::Send => &mut self.send,
            Kind::Edit => &mut self.edit,
            Kind::Find => &mut self.find,
        }
    }

    /// The clock was set back to `now`: what was to wait waits no longer than was meant.
    pub fn clock_went_back(&mut self, now: DateTime<Utc>) {
        for budget in [&mut self.send, &mut self.edit, &mut self.find] {
            budget.clock_went_back(now);
        }
    }

    /// The same, to look at.
    pub fn look(&self, kind: Kind) -> &Budget {
        match kind {
            Kind::Send => &self.send,
            Kind::Edit => &self.edit,
            Kind::Find => &self.find,
        }
    }
}

impl Budget {
    fn new(a_minute: u32) -> Self {
        Budget {
            pace: Pace::new(a_minute),
            in_flight: 0,
            failures: 0,
            failed_at: DateTime::<Utc>::MIN_UTC,
            pause: Duration::zero(),
        }
    }

    /// How many calls may be made now, each of which may take `call`.
    pub fn free(&self, now: DateTime<Utc>, call: Duration) -> usize {
        if self.next_at() > now {
            return 0;
        }
        let most = match self.failures {
            failures if failures >= FAILING => 1,
            _ => self.pace.in_flight(call),
        };
        most.saturating_sub(self.in_flight)
    }

    /// When the next call may be made.
    pub fn next_at(&self) -> DateTime<Utc> {
        let at_pace = self.pace.next_at();
        match self.failures < FAILING {
            true => at_pace,
            false => at_pace.max(self.failed_at + self.pause),
        }
    }

    fn clock_went_back(&mut self, now: DateTime<Utc>) {
        self.pace.clock_went_back(now);
        self.failed_at = self.failed_at.min(now);
    }

    /// A call begins.
    pub fn begin(&mut self, now: DateTime<Utc>) {
        self.in_flight += 1;
        self.pace.take(now);
    }

    /// The platform answered as it should, be it with a refusal.
    pub fn answered(&mut self) {
        self.failures = 0;
        self.pause = Duration::zero();
    }

    /// The platform, or the way to it, failed.
    pub fn failed(&mut self, now: DateTime<Utc>, dice: &mut Dice) {
        self.failures = self.failures.saturating_add(1);
        self.failed_at = now;
        let doublings = self.failures.saturating_sub(FAILING).min(5);
        self.pause = dice.around((PAUSE * (1 << doublings)).min(LONGEST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_that_fails_is_asked_one_call_at_a_time() {
        let call = Duration::seconds(40);
        let mut budgets = Budgets::new(Rates::UNLIMITED);
        let (budget, mut dice) = (budgets.of(Kind::Send), Dice::new("test"));
        let now = DateTime::<Utc>::UNIX_EPOCH;
        assert!(budget.free(now, call) > 100);
        (0..3).for_each(|_| budget.failed(now, &mut dice));
        assert_eq!(budget.free(now, call), 0, "a pause first");
        let later = now + Duration::seconds(2);
        assert_eq!(budget.free(later, call), 1, "then one");
        budget.begin(later);
        assert_eq!(budget.free(later, call), 0);
        (0..30).for_each(|_| budget.failed(later, &mut dice));
        assert!(budget.next_at() <= later + LONGEST * 2);
        budget.answered();
        assert!(budget.free(later, call) > 100, "one answer heals");
    }
}
