//! Days as people type them: `11/25`, `25日`, `明日`, `来週の月曜`, `next Monday`.

use super::NotATime;
use super::words::{Scanner, WEEKDAYS};
use crate::domain::month::Month;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// One thing that was said about the day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said {
    /// Year, month, day.
    Full(i32, u32, u32),
    /// Month and day.
    MonthDay(u32, u32),
    /// The day of a month.
    DayOfMonth(u32),
    /// The last day of a month, this one unless said otherwise.
    EndOfMonth(Option<u32>),
    /// Days from today.
    Ahead(u64),
    /// A day of the week.
    OfWeek(Weekday),
    /// This week (0), next week (1) …
    Week(u64),
    /// This month (0) or next month (1).
    InMonth(i32),
    /// English "next", which may mean the coming Friday or the one after.
    Next,
}

const WORDS: [(&str, Said); 24] = [
    ("day after tomorrow", Said::Ahead(2)),
    ("tomorrow", Said::Ahead(1)),
    ("today", Said::Ahead(0)),
    ("明後日", Said::Ahead(2)),
    ("あさって", Said::Ahead(2)),
    ("明日", Said::Ahead(1)),
    ("あした", Said::Ahead(1)),
    ("あす", Said::Ahead(1)),
    ("今日", Said::Ahead(0)),
    ("本日", Said::Ahead(0)),
    ("再来週", Said::Week(2)),
    ("来週", Said::Week(1)),
    ("今週", Said::Week(0)),
    ("next week", Said::Week(1)),
    ("this week", Said::Week(0)),
    ("next month", Said::InMonth(1)),
    ("月末", Said::EndOfMonth(None)),
    ("末", Said::EndOfMonth(None)),
    ("end of the month", Said::EndOfMonth(None)),
    ("end of month", Said::EndOfMonth(None)),
    ("this", Said::Week(0)),
    ("next", Said::Next),
    ("来月", Said::InMonth(1)),
    ("今月", Said::InMonth(0)),
];

const MONTHS: [(&str, u32); 24] = [
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

/// Reads one thing about the day if it is next.
pub(super) fn take(scan: &mut Scanner<'_>) -> Option<Said> {
    if let Some(day) = scan.one_of(&WEEKDAYS) {
        return Some(Said::OfWeek(day));
    }
    if let Some(said) = scan.one_of(&WORDS) {
        return Some(said);
    }
    let mut ahead = *scan;
    let said = month_first(&mut ahead).or_else(|| {
        ahead = *scan;
        number_first(&mut ahead)
    })?;
    *scan = ahead;
    Some(said)
}

/// `nov 25`, `november 25th`.
fn month_first(scan: &mut Scanner<'_>) -> Option<Said> {
    let month = scan.one_of(&MONTHS)?;
    scan.eat(".");
    scan.spaces();
    let day = short(scan)?;
    ordinal(scan);
    Some(Said::MonthDay(month, day))
}

/// `2026-11-25`, `2026年11月25日`, `11/25`, `11月25日`, `11月末`, `3日後`, `25日`, `25th`, `25 nov`.
fn number_first(scan: &mut Scanner<'_>) -> Option<Said> {
    let (number, digits) = scan.number()?;
    if digits == 4 {
        return full(scan, number);
    }
    if scan.eat("/") {
        return Some(Said::MonthDay(number, short(scan)?));
    }
    if scan.eat("月") {
        if scan.eat("末") {
            return Some(Said::EndOfMonth(Some(number)));
        }
        let day = short(scan)?;
        return scan.eat("日").then_some(Said::MonthDay(number, day));
    }
    if let Some(days) = distance(scan) {
        return Some(Said::Ahead(u64::from(number) * days));
    }
    let marked = scan.eat("日") || ordinal(scan);
    let mut ahead = *scan;
    ahead.spaces();
    if let Some(month) = ahead.one_of(&MONTHS) {
        *scan = ahead;
        return Some(Said::MonthDay(month, number));
    }
    marked.then_some(Said::DayOfMonth(number))
}

fn full(scan: &mut Scanner<'_>, year: u32) -> Option<Said> {
    let between = ["-", "/", "年"].into_iter().find(|sign| scan.eat(sign))?;
    let month = short(scan)?;
    let (before_day, after_day) = if between == "年" {
        ("月", "日")
    } else {
        (between, "")
    };
    if !scan.eat(before_day) {
        return None;
    }
    let day = short(scan)?;
    let year = i32::try_from(year).ok()?;
    scan.eat(after_day).then_some(Said::Full(year, month, day))
}

/// A number of one or two digits that is not the hour of a clock.
fn short(scan: &mut Scanner<'_>) -> Option<u32> {
    let (number, digits) = scan.number()?;
    let clock = [":", "時"].iter().any(|sign| scan.clone().eat(sign));
    (digits <= 2 && !clock).then_some(number)
}

/// The days of one unit of a distance in time: `3日後`, `2 weeks`.
fn distance(scan: &mut Scanner<'_>) -> Option<u64> {
    let mut ahead = *scan;
    ahead.spaces();
    let days = ahead.one_of(&[
        ("日後", 1),
        ("週間後", 7),
        ("days", 1),
        ("day", 1),
        ("weeks", 7),
        ("week", 7),
    ])?;
    *scan = ahead;
    Some(days)
}

fn ordinal(scan: &mut Scanner<'_>) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| scan.eat(end))
}

/// What was said about the day, put together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Day {
    date: Option<Said>,
    of_week: Option<Weekday>,
    week: Option<Said>,
    month: Option<i32>,
}

impl Day {
    /// Adds what was said. The same kind twice cannot be meant.
    pub(super) fn hear(&mut self, said: Said) -> Result<(), NotATime> {
        let twice = match said {
            Said::OfWeek(day) => self.of_week.replace(day).is_some(),
            Said::Week(_) | Said::Next => self.week.replace(said).is_some(),
            Said::InMonth(ahead) => self.month.replace(ahead).is_some(),
            _ => self.date.replace(said).is_some(),
        };
        if twice {
            Err(NotATime::Contradiction)
        } else {
            Ok(())
        }
    }

    /// The date that is meant; `None` when nothing was said about it.
    pub(super) fn date(self, today: NaiveDate) -> Result<Option<NaiveDate>, NotATime> {
        let Some(said) = self.date else {
            return match (self.of_week, self.week, self.month) {
                (_, _, Some(_)) => Err(NotATime::NoDay),
                (Some(day), week, None) => by_week(today, day, week).map(Some),
                (None, Some(_), None) => Err(NotATime::NoDay),
                (None, None, None) => Ok(None),
            };
        };
        if self.month.is_some() && !matches!(said, Said::DayOfMonth(_) | Said::EndOfMonth(None)) {
            return Err(NotATime::Contradiction);
        }
        let date = by_date(today, said, self.month).ok_or(NotATime::NoSuchDate)?;
        self.agrees(today, date)?;
        Ok(Some(date))
    }

    /// `11/25(水)` must be a Wednesday, `来週25日` must be next week.
    fn agrees(self, today: NaiveDate, date: NaiveDate) -> Result<(), NotATime> {
        let week = match self.week {
            Some(Said::Week(weeks)) => monday(today) + Days::new(7 * weeks) == monday(date),
            other => other.is_none(),
        };
        if week && self.of_week.is_none_or(|day| day == date.weekday()) {
            Ok(())
        } else {
            Err(NotATime::Contradiction)
        }
    }
}

/// A date without year or month is the next such date; today counts, whatever the hour.
fn by_date(today: NaiveDate, said: Said, month: Option<i32>) -> Option<NaiveDate> {
    let this = Month::of(today);
    match said {
        Said::Full(year, month, day) => NaiveDate::from_ymd_opt(year, month, day),
        Said::Ahead(days) => today.checked_add_days(Days::new(days)),
        Said::MonthDay(month, day) => {
            let passed = (month, day) < (today.month(), today.day());
            NaiveDate::from_ymd_opt(today.year() + i32::from(passed), month, day)
        }
        Said::DayOfMonth(day) => {
            let ahead = month.unwrap_or(i32::from(day < today.day()));
            this.plus(ahead).first_day().with_day(day)
        }
        Said::EndOfMonth(None) => Some(this.plus(month.unwrap_or(0)).last_day()),
        Said::EndOfMonth(Some(month)) => {
            let passed = i32::from(month < today.month());
            Some(Month::new(today.year() + passed, month)?.last_day())
        }
        _ => None,
    }
}

fn by_week(today: NaiveDate, day: Weekday, week: Option<Said>) -> Result<NaiveDate, NotATime> {
    let in_week = |weeks: u64| {
        let days = u64::from(day.num_days_from_monday());
        monday(today) + Days::new(7 * weeks + days)
    };
    let coming = if in_week(0) > today {
        in_week(0)
    } else {
        in_week(1)
    };
    match week {
        Some(Said::Week(weeks)) => Ok(in_week(weeks)),
        Some(_) if coming != in_week(1) => Err(NotATime::TwoDays(coming, in_week(1))),
        None if in_week(0) == today => Err(NotATime::TwoDays(today, coming)),
        _ => Ok(coming),
    }
}

fn monday(date: NaiveDate) -> NaiveDate {
    date - Days::new(u64::from(date.weekday().num_days_from_monday()))
}
