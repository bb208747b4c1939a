//! When a cycle opens, and when its month closes.

use super::calendar::{Calendar, resolve};
use super::month::Month;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use cron::Schedule;

/// Opens a cycle at 09:00 on the first of every month, before it is moved to a business day.
pub const DEFAULT_OPENS: &str = "0 9 1 * *";

/// A month closes on this business day of the next one.
const CLOSES_ON_BUSINESS_DAY: u32 = 4;

/// A cron expression that names no opening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCron {
    /// It cannot be read.
    #[error(
        "'{expression}' is not a cron expression ({why}); write for example '0 9 1 * *' for 09:00 on the 1st"
    )]
    Unreadable {
        /// As it was written.
        expression: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is sound, but does not fire in this month.
    #[error("'{expression}' does not fire in {month}")]
    NotInMonth {
        /// As it was written.
        expression: String,
        /// The month that was asked for.
        month: Month,
    },
}

/// The moment a cycle opens: the first firing of `cron_expr` in the month on the company's wall clock,
/// moved forward to a business day at the same wall time.
///
/// The expression has the five classic fields (`minute hour day month weekday`, Sunday is 0 or 7) or the
/// six or seven of the `cron` crate (seconds first, year last, Sunday is 1).
pub fn cycle_opens(
    cron_expr: &str,
    company: &Calendar<'_>,
    month: Month,
) -> Result<DateTime<Utc>, BadCron> {
    let schedule = read(cron_expr)?;
    let before = month.first_day().and_time(NaiveTime::MIN) - TimeDelta::seconds(1);
    // The crate skips gaps and fires twice in overlaps when given zoned times, so the wall time passes as UTC.
    let fires = schedule
        .after(&before.and_utc())
        .next()
        .map(|at| at.naive_utc());
    let fires = fires
        .filter(|at| Month::of(at.date()) == month)
        .ok_or_else(|| BadCron::NotInMonth {
            expression: cron_expr.to_owned(),
            month,
        })?;
    let eve = fires.date().pred_opt().unwrap_or(fires.date());
    let day = company.business_day_after(eve, 1).unwrap_or(fires.date());
    Ok(resolve(company.tz, day.and_time(fires.time())))
}

/// The moment a month closes: 10:00 company time on the fourth business day of the next month.
///
/// A company without business days closes on the fourth of the month.
pub fn month_closes(company: &Calendar<'_>, month: Month) -> DateTime<Utc> {
    let next = month.next();
    let plain = next.first_day() + TimeDelta::days(i64::from(CLOSES_ON_BUSINESS_DAY) - 1);
    let day = company
        .nth_business_day(next, CLOSES_ON_BUSINESS_DAY)
        .unwrap_or(plain);
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    resolve(company.tz, day.and_time(ten))
}

fn read(expression: &str) -> Result<Schedule, BadCron> {
    let unreadable = |why: String| BadCron::Unreadable {
        expression: expression.to_owned(),
        why,
    };
    let fields: Vec<&str> = expression.split_whitespace().collect();
    let text = match fields.as_slice() {
        [minute, hour, day, month, weekday] => {
            if !is_open(day) && !is_open(weekday) {
                return Err(unreadable(
                    "give a day of the month or a day of the week, not both".into(),
                ));
            }
            let weekday = classic_weekdays(weekday)
                .ok_or_else(|| unreadable("bad day of the week".into()))?;
            format!("0 {minute} {hour} {day} {month} {weekday}")
        }
        _ => expression.trim().to_owned(),
    };
    text.parse()
        .map_err(|error: cron::error::Error| unreadable(error.to_string().replace('\n', " ")))
}

fn is_open(field: &str) -> bool {
    field == "*" || field == "?"
}

/// Classic day numbers (0 or 7 is Sunday) as names, which mean the same to the crate.
fn classic_weekdays(field: &str) -> Option<String> {
    const NAMES: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
    if is_open(field) || field.starts_with("*/") {
        return Some(field.to_owned());
    }
    let mut names = Vec::new();
    for part in field.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.parse::<usize>(), last.parse::<usize>()) {
            (Ok(first), Ok(last)) if first <= last => names.extend(NAMES.get(first..=last)?),
            (Err(_), Err(_)) => names.push(part),
            _ => return None,
        }
    }
    Some(names.join(","))
}

#[cfg(test)]
mod tests;
