//! Whole files: good ones, bad ones, and what any file must hold.

mod bad;
mod differences;
mod layouts;
mod properties;
mod samples;

use super::*;
use chrono::NaiveDate;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn good(text: &str) -> Roster {
    read(text.as_bytes()).expect("a roster without problems")
}

/// The one person of a file.
fn only(text: &str) -> RosterPerson {
    let mut people = good(text).people;
    assert_eq!(people.len(), 1, "{text}");
    people.remove(0)
}

fn problems(bytes: &[u8]) -> Vec<RowProblem> {
    read(bytes).expect_err("problems")
}

fn problem(line: u64, column: &str, kind: ProblemKind) -> RowProblem {
    RowProblem {
        line,
        column: column.to_owned(),
        kind,
    }
}
