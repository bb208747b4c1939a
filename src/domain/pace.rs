//! How fast a cycle's first messages can leave, and over which working hours they are spread.

use super::calendar::Calendar;
use chrono::{DateTime, Duration, Utc};

/// The longest opening, in working minutes: about ten working days. What is planned no later still leaves as
/// fast as it can.
const LONGEST_MINUTES: i64 = 10 * 8 * 60;
/// Pages begin at different places within their step, so that together they are as even as one.
const PHASES: i64 = 1_000;

/// What the opening of a cycle has to send through its slowest workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Pace {
    /// How many messages.
    pub messages: u32,
    /// How many a minute the workspace takes; 0 is no limit worth keeping to.
    pub per_minute: u32,
}

impl Pace {
    /// The slower one of two workspaces; they send side by side.
    pub fn slower(self, other: Pace) -> Pace {
        match other.minutes() > self.minutes() {
            true => other,
            false => self,
        }
    }

    /// How long it takes, in whole minutes.
    pub fn minutes(self) -> i64 {
        match self.per_minute {
            0 => 0,
            rate => i64::from(self.messages.div_ceil(rate)),
        }
    }

    /// When the last message leaves if the first one leaves in the company's first working moment from `opens_at` on,
    /// and nothing is sent outside the company's hours. `None` for a company without working hours.
    pub fn done_by(self, company: &Calendar<'_>, opens_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.minutes() {
            0 => company.next_open(opens_at),
            // The last message leaves within the last minute, which may end with the day.
            some => {
                let last = company.after_working(opens_at, Duration::minutes(some - 1))?;
                Some(last + Duration::minutes(1))
            }
        }
    }

    /// Whether it is done within the working hours of the day on which it begins.
    pub fn fits_a_day(self, company: &Calendar<'_>, opens_at: DateTime<Utc>) -> bool {
        let begins = company.next_open(opens_at);
        let days = begins.zip(self.done_by(company, opens_at));
        days.is_none_or(|(begins, done)| company.local_date(begins) == company.local_date(done))
    }

    /// When number `index` of a page of `count` people is written to: evenly over the first third of the person's own
    /// working day (the morning of a usual one), or over as much working time as the messages take, on as many days
    /// as that needs. `page` tells pages apart.
    pub fn moment(
        self,
        person: &Calendar<'_>,
        from: DateTime<Utc>,
        (index, count): (usize, usize),
        page: i64,
    ) -> Option<DateTime<Utc>> {
        let start = person.next_open(from)?;
        let (_, closes) = person.window(person.local_date(start))?;
        let third = ((closes - start) / 3).num_minutes();
        let minutes = third.max(self.minutes().min(LONGEST_MINUTES));
        let place = index.min(count.saturating_sub(1)) as i64 * PHASES + phase(page);
        let offset = Duration::minutes(minutes * place / (count.max(1) as i64 * PHASES));
        person.after_working(start, offset)
    }
}

/// Where in its step a page begins, from 0 to below [`PHASES`]: multiples of the golden ratio lie evenly, however many
/// there are; the first page begins at 0.
fn phase(page: i64) -> i64 {
    const GOLDEN: i64 = 618_034;
    (page.rem_euclid(1_000_000) * GOLDEN / 1_000).rem_euclid(PHASES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::WorkingHours;
    use crate::domain::holidays::Holidays;
    use chrono::TimeZone;
    use chrono_tz::Tz;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn with_company<T>(ask: impl FnOnce(&Calendar<'_>) -> T) -> T {
        let (hours, holidays) = (WorkingHours::default(), Holidays::default());
        ask(&Calendar {
            hours: &hours,
            tz: Tz::Asia__Tokyo,
            holidays: &holidays,
            away: &[],
        })
    }

    /// A day of November 2026 in Tokyo.
    fn tokyo(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        let local = Tz::Asia__Tokyo.with_ymd_and_hms(2026, 11, day, hour, minute, 0);
        local
            .single()
            .map(|at| at.with_timezone(&Utc))
            .unwrap_or_default()
    }

    const fn pace(messages: u32, per_minute: u32) -> Pace {
        Pace {
            messages,
            per_minute,
        }
    }

    #[test]
    fn what_fits_a_day_is_done_that_day() {
        with_company(|company| {
            let monday = tokyo(2, 9, 0);
            let small = pace(2_000, 300);
            assert_eq!(small.done_by(company, monday), Some(tokyo(2, 9, 7)));
            assert!(small.fits_a_day(company, monday));
            // 540 minutes are the whole day.
            assert!(pace(161_700, 300).fits_a_day(company, monday));
            let large = pace(200_000, 300);
            assert!(!large.fits_a_day(company, monday));
            // Tuesday is a holiday: 540 minutes on Monday, 127 on Wednesday.
            assert_eq!(large.done_by(company, monday), Some(tokyo(4, 11, 7)));
            assert!(Pace::default().fits_a_day(company, monday));
        });
    }

    #[test]
    fn an_opening_late_in_the_day_has_only_the_rest_of_it() {
        with_company(|company| {
            assert!(!pace(30_000, 300).fits_a_day(company, tokyo(2, 17, 0)));
            assert!(pace(30_000, 300).fits_a_day(company, tokyo(2, 9, 0)));
        });
    }

    #[test]
    fn one_person_alone_is_written_to_at_the_start() {
        with_company(|company| {
            let nine = tokyo(2, 9, 0);
            for count in [0, 1] {
                let at = Pace::default().moment(company, nine, (0, count), 0);
                assert_eq!(at, Some(nine));
            }
            let three = [0, 1, 2].map(|index| Pace::default().moment(company, nine, (index, 3), 0));
            assert_eq!(three, [9, 10, 11].map(|hour| Some(tokyo(2, hour, 0))));
        });
    }

    proptest! {
        #[test]
        fn a_page_is_spread_evenly_over_whole_minutes(
            count in 1usize..2000, rate in 0u32..400, page in 0i64..100_000,
        ) {
            with_company(|company| {
                let (pace, start) = (pace(count as u32, rate), tokyo(2, 9, 0));
                let at = |index| pace.moment(company, start, (index, count), page);
                let times: Vec<_> = (0..count).filter_map(at).collect();
                prop_assert_eq!(times.len(), count);
                prop_assert!(times.is_sorted());
                prop_assert!(times.iter().all(|at| (*at - start).num_seconds() % 60 == 0));
                let slots = 180.max(pace.minutes().min(LONGEST_MINUTES)) as usize;
                let at_once = times.chunk_by(|a, b| a == b).map(<[_]>::len).max();
                prop_assert!(at_once <= Some(count.div_ceil(slots) + 1));
                Ok(())
            })?;
        }
    }

    /// How many people are written to in each minute, over pages of 500.
    fn minutes_of(pace: Pace, people: usize) -> BTreeMap<DateTime<Utc>, u32> {
        with_company(|company| {
            let mut minutes = BTreeMap::new();
            for (page, begin) in (0..people).step_by(500).enumerate() {
                let count = (people - begin).min(500);
                for index in 0..count {
                    let number = (page * 613) as i64;
                    let at = pace.moment(company, tokyo(2, 9, 0), (index, count), number);
                    let at = at.unwrap_or_else(|| panic!("no moment"));
                    assert!(company.is_open(at), "{at}");
                    *minutes.entry(at).or_default() += 1;
                }
            }
            minutes
        })
    }

    #[test]
    fn a_small_company_hears_in_the_morning() {
        let minutes = minutes_of(pace(40, 300), 40);
        assert_eq!(minutes.keys().next(), Some(&tokyo(2, 9, 0)));
        assert!(minutes.keys().all(|at| *at < tokyo(2, 12, 0)));
        assert!(minutes.values().all(|count| *count == 1));
    }

    #[test]
    fn a_large_company_is_spread_over_the_working_hours_that_it_needs() {
        let minutes = minutes_of(pace(100_000, 300), 100_000);
        let last = minutes.keys().next_back().copied();
        assert!(last.is_some_and(|last| last < tokyo(2, 14, 34)), "{last:?}");
        let most = minutes.values().max().copied().unwrap_or_default();
        assert!(most <= 420, "{most} in one minute where 300 go");
        // Over an hour the rate holds.
        let counts: Vec<u32> = minutes.values().copied().collect();
        assert!(
            counts
                .windows(60)
                .all(|hour| hour.iter().sum::<u32>() <= 60 * 310)
        );
    }

    #[test]
    fn what_does_not_fit_a_day_goes_on_the_next_ones() {
        let minutes = minutes_of(pace(40_000, 50), 40_000);
        let days: BTreeMap<_, u32> = minutes.iter().fold(BTreeMap::new(), |mut days, (at, n)| {
            *days.entry(at.date_naive()).or_default() += n;
            days
        });
        // 800 minutes: a whole day, and half of the one after the holiday.
        assert_eq!(days.len(), 2);
        assert!(days.values().all(|count| *count <= 540 * 51), "{days:?}");
    }
}
