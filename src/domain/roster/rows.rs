//! One row to one person.

use super::cells::{folded, plain, says_nothing, shown, text};
use super::dates::{self, Day};
use super::headers::{Column, Headers};
use super::parts::{joined_name, joined_path};
use super::problem::Problems;
use super::shape::{refuse_long, shape};
use super::synonyms::PLATFORMS;
use super::table::Row;
use super::words;
use super::{
    ProblemKind::{self, *},
    RosterPerson,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Reads a row. What is wrong becomes a problem and stays empty in the person, so that other rows can
/// still be checked against this one.
pub(super) fn person(row: &Row<'_>, headers: &Headers, problems: &mut Problems) -> RosterPerson {
    let mut cells = Cells {
        row,
        headers,
        problems,
    };
    if let Err(kind) = shape(row, headers) {
        cells.problems.add(row.line, "", kind);
        let number = plain(cells.raw(Column::Number));
        return RosterPerson {
            line: row.line,
            number,
            ..RosterPerson::default()
        };
    }
    refuse_long(row, headers, cells.problems);
    let joined = cells.day(Column::Joined);
    RosterPerson {
        line: row.line,
        number: cells.number(),
        name: cells.name(),
        kana: cells.kana(),
        email: cells.known(Column::Email, words::mail, |value| BadMail { value }),
        department: cells.department(),
        manager: cells.optional(Column::Manager, plain),
        employment: cells.optional(Column::Employment, text),
        joined,
        left: cells.left(joined),
        leave: cells.leave(),
        head: cells.known(Column::Head, words::mark, |value| BadMark { value }) == Some(true),
        language: cells.known(Column::Language, words::language, |value| BadLanguage {
            value,
        }),
        time_zone: cells.known(Column::TimeZone, words::zone, |value| BadZone { value }),
        working_hours: cells.known(Column::WorkingHours, words::hours, |value| BadHours {
            value,
        }),
        accounts: cells.accounts(),
    }
}

struct Cells<'a, 'r> {
    row: &'a Row<'r>,
    headers: &'a Headers,
    problems: &'a mut Problems,
}

impl Cells<'_, '_> {
    fn raw(&self, column: Column) -> &str {
        self.headers
            .at
            .get(&column)
            .and_then(|at| self.row.cells.get(*at))
            .unwrap_or_default()
    }

    fn problem(&mut self, column: Column, kind: ProblemKind) {
        self.problems
            .add(self.row.line, self.headers.name(column), kind);
    }

    fn optional(&self, column: Column, tidy: fn(&str) -> String) -> Option<String> {
        let raw = self.raw(column);
        if raw.is_empty() {
            return None;
        }
        Some(tidy(raw)).filter(|value| !says_nothing(value))
    }

    fn number(&mut self) -> String {
        let number = plain(self.raw(Column::Number));
        if self.headers.has(Column::Number) {
            if says_nothing(&number) {
                self.problem(Column::Number, MissingValue);
                return String::new();
            }
            if words::is_scientific(&number) {
                self.problem(
                    Column::Number,
                    BadNumber {
                        value: shown(&number),
                    },
                );
            }
        }
        number
    }

    fn name(&mut self) -> String {
        let whole = text(self.raw(Column::Name));
        if !says_nothing(&whole) {
            return whole;
        }
        let name = joined_name(
            &text(self.raw(Column::LastName)),
            &text(self.raw(Column::FirstName)),
        );
        let column = if self.headers.has(Column::Name) {
            Column::Name
        } else {
            Column::LastName
        };
        if name.is_empty() && self.headers.has(column) {
            self.problem(column, MissingValue);
        }
        name
    }

    fn kana(&self) -> Option<String> {
        self.optional(Column::Kana, folded).or_else(|| {
            let name = joined_name(
                &folded(self.raw(Column::LastKana)),
                &folded(self.raw(Column::FirstKana)),
            );
            (!name.is_empty()).then_some(name)
        })
    }

    fn department(&mut self) -> String {
        let cell = |at: &usize| self.row.cells.get(*at).unwrap_or_default();
        let department = joined_path(self.headers.levels.iter().map(cell));
        if let Some(top) = self
            .headers
            .levels
            .first()
            .filter(|_| department.is_empty())
        {
            self.problems
                .add(self.row.line, &self.headers.names[*top], MissingValue);
        }
        department
    }

    /// An optional cell that must be something `parse` knows.
    fn known<T>(
        &mut self,
        column: Column,
        parse: fn(&str) -> Option<T>,
        wrong: fn(String) -> ProblemKind,
    ) -> Option<T> {
        let value = parse(&self.optional(column, folded)?);
        if value.is_none() {
            self.problem(column, wrong(shown(self.raw(column))));
        }
        value
    }

    fn date(&mut self, column: Column) -> Option<Day> {
        self.known(column, dates::parse, |value| BadDate { value })
    }

    fn day(&mut self, column: Column) -> Option<NaiveDate> {
        match self.date(column)? {
            Day::On(date) => Some(date),
            Day::Never => None,
        }
    }

    fn left(&mut self, joined: Option<NaiveDate>) -> Option<NaiveDate> {
        let left = self.day(Column::Left)?;
        if let Some(joined) = joined.filter(|joined| left < *joined) {
            self.problem(Column::Left, LeftBeforeJoined { joined, left });
        }
        Some(left)
    }

    fn leave(&mut self) -> Option<(NaiveDate, NaiveDate)> {
        let (from, until) = (self.day(Column::LeaveFrom), self.date(Column::LeaveUntil));
        let until = match until {
            Some(Day::On(until)) => until,
            Some(Day::Never) | None => dates::OPEN_END,
        };
        let Some(from) = from else {
            let is_unsaid = self.optional(Column::LeaveFrom, folded).is_none();
            if is_unsaid && until < dates::OPEN_END {
                let has_column = self.headers.has(Column::LeaveFrom);
                let column = if has_column {
                    Column::LeaveFrom
                } else {
                    Column::LeaveUntil
                };
                self.problem(column, MissingValue);
            }
            return None;
        };
        if until < from {
            self.problem(Column::LeaveUntil, LeaveBackwards { from, until });
        }
        Some((from, until))
    }

    fn accounts(&self) -> BTreeMap<String, String> {
        let ids = PLATFORMS.iter().filter_map(|(platform, _)| {
            let id = self.optional(Column::Account(platform), plain)?;
            Some(((*platform).to_owned(), id))
        });
        ids.collect()
    }
}
