//! The times that people type, in Japanese and English: `25日 14時半`, `next Monday 9:00`.

pub(in crate::domain) mod clock;
mod day;
pub(in crate::domain) mod words;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use words::Scanner;

/// Why a typed text is not one certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// Something in it is not understood.
    #[error("not understood; write the day and the time, for example 11/25 14:00")]
    Unreadable,
    /// A time of day where only a date is wanted.
    #[error("only the date is wanted; write for example 11/25")]
    NotADate,
    /// A day without a time.
    #[error("the time is missing; write for example 11/25 14:00")]
    NoTime,
    /// A time without a day, and it has passed today; or only a week or month.
    #[error("the day is missing; write for example 11/25 14:00")]
    NoDay,
    /// A date that no calendar has, such as 2/30.
    #[error("there is no such date")]
    NoSuchDate,
    /// A time that no clock shows, such as 25:00.
    #[error("there is no such time of day")]
    NoSuchTime,
    /// Parts that exclude each other, such as the wrong day of the week.
    #[error("day and day of the week do not belong together, or something is said twice")]
    Contradiction,
    /// More than one time, such as a start and an end.
    #[error("more than one time; write only the start")]
    TwoTimes,
    /// A small hour, or 午後12時, that may be either half of the day.
    #[error("morning or afternoon is open; write for example 15:00 or 午後3時")]
    MorningOrAfternoon,
    /// A day of the week that may be either of two dates.
    #[error("either {0} or {1} may be meant; write the date")]
    TwoDays(NaiveDate, NaiveDate),
}

/// Words that add nothing to a time, longer ones first.
const FILLERS: [(&str, ()); 31] = [
    (" ", ()),
    (",", ()),
    ("、", ()),
    ("。", ()),
    (".", ()),
    ("?", ()),
    ("!", ()),
    ("でよろしくお願いします", ()),
    ("でお願いします", ()),
    ("お願いします", ()),
    ("でお願い", ()),
    ("いかがでしょうか", ()),
    ("どうでしょうか", ()),
    ("どうですか", ()),
    ("を希望します", ()),
    ("希望", ()),
    ("です", ()),
    ("までに", ()),
    ("まで", ()),
    ("から", ()),
    ("の", ()),
    ("に", ()),
    ("で", ()),
    ("は", ()),
    ("how about", ()),
    ("please", ()),
    ("the", ()),
    ("at", ()),
    ("on", ()),
    ("by", ()),
    ("in", ()),
];

/// Reads a typed time on the wall clock of `tz`.
///
/// A date without year (`11/25`) or month (`25日`) is the next such date, today included.
/// A time alone is today, if it is still to come. What could mean two things is an error, never a guess.
/// The result may lie in the past (`今日 9:00` said at noon) or in a gap of the clock; see
/// [`resolve`](super::calendar::resolve) and [`fits`](super::slots::fits).
pub fn parse(text: &str, now: DateTime<Utc>, tz: Tz) -> Result<NaiveDateTime, NotATime> {
    let now = now.with_timezone(&tz).naive_local();
    let text = words::plain(text);
    let (day, clock) = hear(&text)?;
    let date = day.date(now.date())?;
    let Some(clock) = clock else {
        return Err(if date.is_some() {
            NotATime::NoTime
        } else {
            NotATime::Unreadable
        });
    };
    let time = clock.time()?;
    match date {
        Some(date) => Ok(date.and_time(time)),
        None if time > now.time() => Ok(now.date().and_time(time)),
        None => Err(NotATime::NoDay),
    }
}

/// Reads a typed date without a time, such as `11/25`, `金曜まで`, `来月末` or `in 2 weeks`, by the rules of [`parse`].
pub fn parse_date(text: &str, now: DateTime<Utc>, tz: Tz) -> Result<NaiveDate, NotATime> {
    let today = now.with_timezone(&tz).date_naive();
    match hear(&words::plain(text))? {
        (day, None) => day.date(today)?.ok_or(NotATime::Unreadable),
        (_, Some(_)) => Err(NotATime::NotADate),
    }
}

fn hear(text: &str) -> Result<(day::Day, Option<clock::Clock>), NotATime> {
    let mut scan = Scanner::new(text);
    let mut day = day::Day::default();
    let mut time = None;
    while !scan.is_done() {
        if scan.one_of(&FILLERS).is_some() || (time.is_some() && scan.eat("-")) {
            continue;
        }
        if let Some(said) = day::take(&mut scan) {
            day.hear(said)?;
        } else if let Some(clock) = clock::take(&mut scan) {
            if time.replace(clock).is_some() {
                return Err(NotATime::TwoTimes);
            }
        } else {
            return Err(NotATime::Unreadable);
        }
    }
    Ok((day, time))
}

#[cfg(test)]
mod tests;
