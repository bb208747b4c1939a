//! Public holidays and company days.

use super::calendar::DateRange;
use chrono::{Datelike, NaiveDate};
use jpholiday::jpholiday::JPHoliday;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Whose public holidays are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Country {
    /// 国民の祝日 of Japan, with substitute holidays and citizens' holidays, for the years 2000–2099.
    #[default]
    Jp,
    /// None: only the company's own days.
    None,
}

/// Days on which the company rests, such as お盆 or the turn of the year.
///
/// Written with `from`, `to` (the same day when left out) and labels: `{ from = "2026-08-12", to = "2026-08-14", ja = "お盆" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenDays", into = "WrittenDays")]
pub struct CompanyDays {
    /// Which days.
    pub days: DateRange,
    /// What they are called in Japanese.
    pub ja: Option<String>,
    /// What they are called in English.
    pub en: Option<String>,
}

/// Company days that end before they begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("company days from {from} must not end before that, on {to}; swap the two dates")]
pub struct BadDays {
    from: NaiveDate,
    to: NaiveDate,
}

/// Public holidays of a country and the days of a company. Asking costs a table look-up.
///
/// Written as `country` (`"jp"` or `"none"`) and a list `company` of [`CompanyDays`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Holidays {
    country: Country,
    company: Vec<CompanyDays>,
    /// The company's days, sorted, without overlaps.
    closed: Vec<DateRange>,
}

impl Holidays {
    /// Holidays of a country and days of the company, which may overlap.
    pub fn new(country: Country, company: Vec<CompanyDays>) -> Self {
        let closed = merge(company.iter().map(|days| days.days).collect());
        Holidays {
            country,
            company,
            closed,
        }
    }

    /// Whether nobody works on the date.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        let public = match self.country {
            Country::Jp => is_japanese_holiday(date),
            Country::None => false,
        };
        public || self.is_company_day(date)
    }

    /// Whose public holidays are kept.
    pub fn country(&self) -> Country {
        self.country
    }

    /// The company's days as they were given.
    pub fn company_days(&self) -> &[CompanyDays] {
        &self.company
    }

    fn is_company_day(&self, date: NaiveDate) -> bool {
        let after = self.closed.partition_point(|range| range.from <= date);
        after
            .checked_sub(1)
            .is_some_and(|at| self.closed[at].contains(date))
    }
}

fn merge(mut ranges: Vec<DateRange>) -> Vec<DateRange> {
    ranges.retain(|range| range.from <= range.to);
    ranges.sort();
    let mut merged: Vec<DateRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.from <= last.to => last.to = last.to.max(range.to),
            _ => merged.push(range),
        }
    }
    merged
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    country: Country,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    company: Vec<CompanyDays>,
}

impl From<Written> for Holidays {
    fn from(written: Written) -> Self {
        Holidays::new(written.country, written.company)
    }
}

impl From<Holidays> for Written {
    fn from(holidays: Holidays) -> Self {
        Written {
            country: holidays.country,
            company: holidays.company,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDays {
    from: NaiveDate,
    to: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ja: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

impl TryFrom<WrittenDays> for CompanyDays {
    type Error = BadDays;

    fn try_from(written: WrittenDays) -> Result<Self, BadDays> {
        let WrittenDays { from, to, ja, en } = written;
        let to = to.unwrap_or(from);
        if to < from {
            return Err(BadDays { from, to });
        }
        Ok(CompanyDays {
            days: DateRange { from, to },
            ja,
            en,
        })
    }
}

impl From<CompanyDays> for WrittenDays {
    fn from(days: CompanyDays) -> Self {
        let CompanyDays {
            days: DateRange { from, to },
            ja,
            en,
        } = days;
        WrittenDays {
            from,
            to: Some(to),
            ja,
            en,
        }
    }
}

const FIRST_YEAR: i32 = 2000;
const YEARS: usize = 100;

/// For each year and month, a bit for each day of the month (bit 0 is the first).
type YearTable = [u32; 12];

static JAPAN: [OnceLock<YearTable>; YEARS] = [const { OnceLock::new() }; YEARS];

/// `jpholiday` does not know the law that moved three holidays of 2021 for the Olympic Games
/// (平成三十二年東京オリンピック競技大会特措法 as amended in 2020): (date, is a holiday).
const CORRECTIONS: [((i32, u32, u32), bool); 7] = [
    ((2021, 7, 19), false),
    ((2021, 7, 22), true),
    ((2021, 7, 23), true),
    ((2021, 8, 8), true),
    ((2021, 8, 9), true),
    ((2021, 8, 11), false),
    ((2021, 10, 11), false),
];

fn is_japanese_holiday(date: NaiveDate) -> bool {
    let year = usize::try_from(date.year() - FIRST_YEAR).ok();
    let Some(year) = year.and_then(|year| JAPAN.get(year)) else {
        return false;
    };
    let table = year.get_or_init(|| table_of(date.year()));
    table[date.month0() as usize] & (1 << date.day0()) != 0
}

fn table_of(year: i32) -> YearTable {
    let mut table = YearTable::default();
    for (date, _) in JPHoliday::new().year_holidays(year) {
        table[date.month0() as usize] |= 1 << date.day0();
    }
    for ((_, month, day), holiday) in CORRECTIONS.iter().filter(|((y, ..), _)| *y == year) {
        let bit = 1 << (day - 1);
        let days = &mut table[*month as usize - 1];
        *days = if *holiday { *days | bit } else { *days & !bit };
    }
    table
}

#[cfg(test)]
mod tests;
