//! A calendar month such as `2026-11`, the length of a cycle.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A calendar month. Ordered, counted, and written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

/// A month that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a month; write it as 2026-11")]
pub struct BadMonth(pub String);

impl Month {
    /// Year and month 1–12. `None` outside 1900–2999 or for another month number.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let good = (1900..3000).contains(&year) && (1..=12).contains(&month);
        good.then(|| Month(year * 12 + month as i32 - 1))
    }

    /// The month that holds a date.
    pub fn of(date: NaiveDate) -> Self {
        Month(date.year() * 12 + date.month0() as i32)
    }

    /// Months since year 0, the form in which it is stored.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The inverse of [`Month::number`].
    pub fn from_number(number: i32) -> Self {
        Month(number)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1–12.
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `count` later (or earlier, when negative).
    pub fn plus(self, count: i32) -> Self {
        Month(self.0 + count)
    }

    /// The next month.
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = BadMonth;

    fn from_str(text: &str) -> Result<Self, BadMonth> {
        let bad = || BadMonth(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(bad)?;
        let year = year.parse().map_err(|_| bad())?;
        let month = month.parse().map_err(|_| bad())?;
        Month::new(year, month).ok_or_else(bad)
    }
}

impl TryFrom<String> for Month {
    type Error = BadMonth;

    fn try_from(text: String) -> Result<Self, BadMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}
