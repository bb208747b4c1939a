//! One row to one person.

use super::cells::{folded, plain, says_nothing, shown, text};
use super::dates::{self, Day};
use super::headers::{Column, Headers};
use super::parts::{joined_name, joined_path};
use super::problem::Problems;
use super::synonyms::PLATFORMS;
use super::table::Row;
use super::words;
use super::{ProblemKind, RosterPerson};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The most characters of a cell that counts.
const LONGEST: usize = 300;

/// Reads a row. What is wrong becomes a problem and stays empty in the person, so that other rows can
/// still be checked against this one.
pub(super) fn person(row: &Row<'_>, headers: &Headers, problems: &mut Problems) -> RosterPerson {
    let mut cells = Cells {
        row,
        headers,
        problems,
    };
    if !cells.has_shape() {
        let number = plain(cells.raw(Column::Number));
        return RosterPerson {
            line: row.line,
            number,
            ..RosterPerson::default()
        };
    }
    cells.refuse_long();
    let joined = cells.date(Column::Joined).ok().flatten().and_then(on);
    RosterPerson {
        line: row.line,
        number: cells.number(),
        name: cells.name(),
        kana: cells.kana(),
        email: cells
            .parsed(Column::Email, plain, words::mail, |value| {
                ProblemKind::BadMail { value }
            })
            .ok()
            .flatten(),
        department: cells.department(),
        manager: cells.optional(Column::Manager, plain),
        employment: cells.optional(Column::Employment, text),
        joined,
        left: cells.left(joined),
        leave: cells.leave(),
        head: matches!(
            cells.parsed(Column::Head, plain, words::mark, |value| {
                ProblemKind::BadMark { value }
            }),
            Ok(Some(true))
        ),
        language: cells
            .parsed(Column::Language, plain, words::language, |value| {
                ProblemKind::BadLanguage { value }
            })
            .ok()
            .flatten(),
        time_zone: cells
            .parsed(Column::TimeZone, plain, words::zone, |value| {
                ProblemKind::BadZone { value }
            })
            .ok()
            .flatten(),
        working_hours: cells
            .parsed(Column::WorkingHours, folded, words::hours, |value| {
                ProblemKind::BadHours { value }
            })
            .ok()
            .flatten(),
        accounts: cells.accounts(),
    }
}

struct Cells<'a, 'r> {
    row: &'a Row<'r>,
    headers: &'a Headers,
    problems: &'a mut Problems,
}

/// A cell that could not be read; the problem has been noted.
struct Bad;

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

    /// Whether the row has the header's cells. Empty cells to its right do no harm; missing ones may be
    /// a lost delimiter, after which every cell would be another's.
    fn has_shape(&mut self) -> bool {
        let titled = self
            .headers
            .names
            .iter()
            .rposition(|name| !name.is_empty())
            .map_or(0, |at| at + 1);
        let cells = self.row.cells;
        let filled = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty())
            .map(|(at, _)| at + 1);
        let surplus = filled
            .last()
            .is_some_and(|last| last > self.headers.names.len());
        let kind = if self.row.unclosed {
            ProblemKind::UnclosedQuote
        } else if surplus || cells.len() < titled {
            ProblemKind::UnevenRow {
                expected: titled,
                found: cells.len(),
            }
        } else {
            return true;
        };
        self.problems.add(self.row.line, "", kind);
        false
    }

    fn refuse_long(&mut self) {
        for at in self.headers.at.values() {
            let cell = self.row.cells.get(*at).unwrap_or_default();
            if cell.len() > LONGEST && cell.chars().count() > LONGEST {
                let kind = ProblemKind::TooLong { limit: LONGEST };
                self.problems
                    .add(self.row.line, &self.headers.names[*at], kind);
            }
        }
    }

    fn number(&mut self) -> String {
        let number = plain(self.raw(Column::Number));
        if self.headers.has(Column::Number) {
            if says_nothing(&number) {
                self.problem(Column::Number, ProblemKind::MissingValue);
                return String::new();
            }
            if words::is_scientific(&number) {
                self.problem(
                    Column::Number,
                    ProblemKind::BadNumber {
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
            self.problem(column, ProblemKind::MissingValue);
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
            self.problems.add(
                self.row.line,
                &self.headers.names[*top],
                ProblemKind::MissingValue,
            );
        }
        department
    }

    /// An optional cell that must be one of the values `parse` knows; `Err` once the problem is noted.
    fn parsed<T>(
        &mut self,
        column: Column,
        tidy: fn(&str) -> String,
        parse: fn(&str) -> Option<T>,
        wrong: fn(String) -> ProblemKind,
    ) -> Result<Option<T>, Bad> {
        let Some(cell) = self.optional(column, tidy) else {
            return Ok(None);
        };
        let value = parse(&cell);
        if value.is_none() {
            self.problem(column, wrong(shown(self.raw(column))));
        }
        value.map(Some).ok_or(Bad)
    }

    fn date(&mut self, column: Column) -> Result<Option<Day>, Bad> {
        self.parsed(column, folded, dates::parse, |value| ProblemKind::BadDate {
            value,
        })
    }

    fn left(&mut self, joined: Option<NaiveDate>) -> Option<NaiveDate> {
        let left = self.date(Column::Left).ok().flatten().and_then(on)?;
        if let Some(joined) = joined.filter(|joined| left < *joined) {
            self.problem(Column::Left, ProblemKind::LeftBeforeJoined { joined, left });
        }
        Some(left)
    }

    fn leave(&mut self) -> Option<(NaiveDate, NaiveDate)> {
        let (from, until) = (self.date(Column::LeaveFrom), self.date(Column::LeaveUntil));
        let (from, until) = (from.ok()?.and_then(on), until.ok()?);
        match (from, until) {
            (None, None | Some(Day::Never)) => None,
            (None, Some(Day::On(_))) => {
                let column = if self.headers.has(Column::LeaveFrom) {
                    Column::LeaveFrom
                } else {
                    Column::LeaveUntil
                };
                self.problem(column, ProblemKind::MissingValue);
                None
            }
            (Some(from), None | Some(Day::Never)) => Some((from, dates::OPEN_END)),
            (Some(from), Some(Day::On(until))) => {
                if until < from {
                    self.problem(
                        Column::LeaveUntil,
                        ProblemKind::LeaveBackwards { from, until },
                    );
                }
                Some((from, until))
            }
        }
    }

    fn accounts(&self) -> BTreeMap<String, String> {
        let ids = PLATFORMS.iter().filter_map(|(platform, _)| {
            let id = self.optional(Column::Account(platform), plain)?;
            Some(((*platform).to_owned(), id))
        });
        ids.collect()
    }
}

fn on(day: Day) -> Option<NaiveDate> {
    match day {
        Day::On(date) => Some(date),
        Day::Never => None,
    }
}
