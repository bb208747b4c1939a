//! What a seed decides before anything happens: the company, its platforms, and what will go wrong.

use crate::model::{Faults, Terms};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use kiku::domain::calendar::resolve;
use kiku_chat::{Once, Rates};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How long a month is watched: from before its opening to after its close.
const WATCHED: i64 = 40;

/// A month to be played.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// The company's time zone; two of the three change their clocks in the month.
    pub zone: Tz,
    /// When it begins.
    pub begins: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// Members of each manager.
    pub teams: Vec<usize>,
    /// The platforms.
    pub platforms: Vec<Terms>,
    /// What happens to the process and its clock, in order of time.
    pub mishaps: Vec<(DateTime<Utc>, Mishap)>,
    /// Of a thousand steps with calls in flight, how many end with the death of the process.
    pub deaths: u32,
    /// Between what somebody does and what somebody does next.
    pub presses_every: Duration,
}

/// Something happens to the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Its clock jumps, forth or back.
    ClockJumps(Duration),
    /// It dies and starts again after so long.
    Sleeps(Duration),
}

impl Plan {
    /// The month of a seed.
    pub fn draw(seed: u64) -> Plan {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let zones = [
            chrono_tz::Asia::Tokyo,
            chrono_tz::Europe::Berlin,
            chrono_tz::America::New_York,
        ];
        let zone = zones[dice.below(3)];
        let days = [(2026, 9, 30), (2026, 10, 30), (2027, 2, 26)];
        let (year, month, day) = days[dice.below(3)];
        let noon = NaiveDate::from_ymd_opt(year, month, day)
            .unwrap_or_default()
            .and_hms_opt(12, 0, 0)
            .unwrap_or_default();
        let begins = resolve(zone, noon);
        let ends = begins + Duration::days(WATCHED);
        let teams = (0..1 + dice.below(2)).map(|_| 1 + dice.below(3)).collect();
        let names = ["one", "two"];
        let platforms = names[..1 + dice.below(2)]
            .iter()
            .map(|name| dice.platform(name))
            .collect();
        Plan {
            seed,
            zone,
            begins,
            ends,
            teams,
            platforms,
            mishaps: dice.mishaps(begins),
            deaths: [0, 5, 20, 60][dice.below(4)],
            presses_every: Duration::minutes(60 + dice.below(1200) as i64),
        }
    }

    /// Whether messages may have lost their use while nobody sent them.
    pub fn may_expire(&self) -> bool {
        !self.mishaps.is_empty()
    }
}

/// The throws of a plan.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0.next_u32() as usize % bound
    }

    fn platform(&mut self, name: &str) -> Terms {
        let minutes = std::time::Duration::from_secs(300);
        let kinds = [Once::Findable, Once::Deduplicates(minutes), Once::Neither];
        let mut rate = |choices: [u32; 3]| choices[self.below(3)];
        let rates = Rates {
            send: rate([20, 60, 300]),
            edit: rate([10, 50, 300]),
            find: rate([5, 20, 50]),
        };
        let mut often = || [0, 5, 30, 80][self.below(4)];
        let faults = Faults {
            lost: often(),
            reset: often(),
            refused: often(),
            server: often(),
            hang: often(),
            too_many: often(),
        };
        let slowest = [0, 500, 3000][self.below(3)];
        Terms {
            name: name.to_owned(),
            once: kinds[self.below(3)],
            rates,
            latency: (Duration::zero(), Duration::milliseconds(slowest)),
            faults,
            seed: u64::from(self.0.next_u32()),
        }
    }

    fn mishaps(&mut self, begins: DateTime<Utc>) -> Vec<(DateTime<Utc>, Mishap)> {
        let mut mishaps: Vec<(DateTime<Utc>, Mishap)> = (0..self.below(4))
            .map(|_| {
                let minutes = self.below(WATCHED as usize * 24 * 60) as i64;
                let hours = |hours| Mishap::ClockJumps(Duration::hours(hours));
                let mishap = [
                    hours(1),
                    hours(-1),
                    hours(24),
                    hours(-24),
                    Mishap::Sleeps(Duration::minutes(3)),
                    Mishap::Sleeps(Duration::days(3)),
                ][self.below(6)];
                (begins + Duration::minutes(minutes), mishap)
            })
            .collect();
        mishaps.sort_by_key(|(at, _)| *at);
        mishaps
    }
}
