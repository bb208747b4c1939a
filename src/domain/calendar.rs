//! Working hours, business days, and the first moment at which somebody may be disturbed.

use super::holidays::Holidays;
use super::month::Month;
pub(crate) use super::working_hours::WEEK;
pub use super::working_hours::{BadHours, Weekdays, WorkingHours};
use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How far ahead a working day is looked for, in days: longer than any leave that has an end.
pub const HORIZON_DAYS: u32 = 400;

/// The days `from` to `to`, both included. Holds nothing when `to` is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// One day.
    pub fn day(date: NaiveDate) -> Self {
        DateRange {
            from: date,
            to: date,
        }
    }

    /// Whether the date is one of these days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

/// The working time of one person, or of the company: hours, time zone, holidays and days away.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// Days of the week and hours of the day, on the wall clock of `tz`.
    pub hours: &'a WorkingHours,
    /// Where the wall clock hangs.
    pub tz: Tz,
    /// Public holidays and company days.
    pub holidays: &'a Holidays,
    /// Leave and pauses; empty for the company.
    pub away: &'a [DateRange],
}

impl Calendar<'_> {
    /// Whether the local date is worked: a day of the working week, no holiday, not away.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        self.hours.days().contains(date.weekday())
            && !self.is_away(date)
            && !self.holidays.is_holiday(date)
    }

    /// Whether the person is on leave or paused on the local date.
    pub fn is_away(&self, date: NaiveDate) -> bool {
        self.away.iter().any(|range| range.contains(date))
    }

    /// The `n`-th working day strictly after a date (the date itself for 0).
    ///
    /// `None` when [`HORIZON_DAYS`] pass without a working day.
    pub fn business_day_after(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        self.walk(date, n, |day| day.checked_add_days(Days::new(1)))
    }

    /// The `n`-th working day strictly before a date (the date itself for 0).
    ///
    /// `None` when [`HORIZON_DAYS`] pass without a working day.
    pub fn business_day_before(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        self.walk(date, n, |day| day.checked_sub_days(Days::new(1)))
    }

    /// The `n`-th working day of a month, counted from 1; it runs on into the next month when there are fewer.
    pub fn nth_business_day(&self, month: Month, n: u32) -> Option<NaiveDate> {
        self.business_day_after(month.previous().last_day(), n)
    }

    /// The working time of a local date as `[start, end)`. `None` on a day off.
    pub fn window(&self, date: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        if !self.is_working_day(date) {
            return None;
        }
        let start = resolve(self.tz, date.and_time(self.hours.start()));
        let end = resolve(self.tz, date.and_time(self.hours.end()));
        (start < end).then_some((start, end))
    }

    /// The first moment not before `at` that lies in working time. `None` when there is none within [`HORIZON_DAYS`].
    pub fn next_open(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = self.local_date(at);
        (0..=u64::from(HORIZON_DAYS))
            .filter_map(|ahead| self.window(today.checked_add_days(Days::new(ahead))?))
            .find(|(_, end)| at < *end)
            .map(|(start, _)| start.max(at))
    }

    /// The moment in working time before which so much of it has passed since the first such moment from `from` on.
    /// `None` when it does not come within [`HORIZON_DAYS`].
    pub fn after_working(&self, from: DateTime<Utc>, amount: TimeDelta) -> Option<DateTime<Utc>> {
        let today = self.local_date(from);
        let windows = (0..=u64::from(HORIZON_DAYS))
            .filter_map(|ahead| self.window(today.checked_add_days(Days::new(ahead))?));
        let mut left = amount;
        for (start, end) in windows.filter(|(_, end)| from < *end) {
            let start = start.max(from);
            if left < end - start {
                return Some(start + left);
            }
            left -= end - start;
        }
        None
    }

    /// Whether the moment lies in working time.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.window(self.local_date(at))
            .is_some_and(|(start, end)| start <= at && at < end)
    }

    /// The date on this calendar's wall.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// Date and time on this calendar's wall.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.tz).naive_local()
    }

    fn walk(
        &self,
        from: NaiveDate,
        n: u32,
        step: impl Fn(NaiveDate) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let mut day = from;
        for _ in 0..n {
            day = std::iter::successors(step(day), |day| step(*day))
                .take(HORIZON_DAYS as usize)
                .find(|day| self.is_working_day(*day))?;
        }
        Some(day)
    }
}

/// The moment a wall clock shows a time: in a gap the first valid moment after it, in an overlap the first of the two.
pub fn resolve(tz: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    instant(tz, local).unwrap_or_else(|| end_of_gap(tz, local))
}

fn instant(tz: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let found = tz.from_local_datetime(&local).earliest()?;
    Some(found.with_timezone(&Utc))
}

/// Gaps last up to a day (Samoa had no 30 December 2011) and may end on any second (Liberia, 1972).
fn end_of_gap(tz: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    const LONGEST_GAP_MINUTES: i64 = 2 * 24 * 60;
    let minute = local
        .with_second(0)
        .and_then(|t| t.with_nanosecond(0))
        .unwrap_or(local);
    let valid = (1..=LONGEST_GAP_MINUTES)
        .map(|ahead| minute + TimeDelta::minutes(ahead))
        .find(|candidate| instant(tz, *candidate).is_some());
    let first = valid.and_then(|valid| {
        (0..60)
            .map(|back| valid - TimeDelta::seconds(back))
            .map_while(|candidate| instant(tz, candidate))
            .last()
    });
    first.unwrap_or_else(|| local.and_utc())
}

#[cfg(test)]
mod tests;
