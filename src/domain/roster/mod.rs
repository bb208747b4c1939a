//! The people file of an HR system: decoded, checked row by row, compared with who is known.
//!
//! [`read`] goes through the file in steps: `decode` bytes to text, `layout` finds the header, `headers`
//! says which column is what, `rows` makes people of rows, `check` looks at all of them together.
//! [`diff`] compares the outcome with the people who are known already.

mod cells;
mod check;
mod dates;
mod decode;
mod diff;
mod explain;
mod headers;
mod layout;
mod looks;
mod notice;
mod parts;
mod person;
mod problem;
mod recognise;
mod remarks;
mod rows;
mod shape;
mod synonyms;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use decode::Encoding;
pub use diff::{Change, Difference, FieldChange, diff};
pub use explain::{explain, explain_notice};
pub use notice::{Notice, NoticeKind};
pub use person::{Field, Known, RosterPerson};
pub use problem::{LISTED_PROBLEMS, LooksLike, ProblemKind, RowProblem};
pub use words::mail;

use headers::{Column, Headers};
use problem::Problems;
use serde::Serialize;
use std::collections::BTreeSet;
use table::{Records, Row};

/// The most people that a file may hold.
pub const MOST_ROWS: usize = 200_000;

/// A people file without a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Roster {
    /// Its people, in the order of the file.
    pub people: Vec<RosterPerson>,
    /// What is worth knowing about it.
    pub notices: Vec<Notice>,
    /// How it was encoded.
    pub encoding: Encoding,
    /// The fields for which it has a column. About others it says nothing.
    pub fields: BTreeSet<Field>,
}

/// Reads a people file.
///
/// # Errors
/// All that is wrong with it, by line, at most [`LISTED_PROBLEMS`] and then a [`ProblemKind::More`].
pub fn read(bytes: &[u8]) -> Result<Roster, Vec<RowProblem>> {
    let decoded = decode::decode(bytes).map_err(|kind| {
        vec![RowProblem {
            line: 0,
            column: String::new(),
            kind,
        }]
    })?;
    let layout = layout::find(&decoded.text);
    let mut records = Records::new(&decoded.text, layout.delimiter);
    let mut reading = Reading::new(&decoded.lost);
    for _ in 0..layout.titles {
        if let Some(row) = records.read() {
            reading.note_lost(&row, None);
        }
    }
    let Some(header) = records.read() else {
        let kind = ProblemKind::Empty;
        return Err(vec![RowProblem {
            line: 0,
            column: String::new(),
            kind,
        }]);
    };
    let headers = reading.headers(&header, layout.titles);
    while let Some(row) = records.read().filter(|_| reading.has_room) {
        reading.row(&row, &headers);
    }
    reading.finish(&headers, decoded.encoding)
}

/// A file on its way from records to people.
struct Reading<'d> {
    people: Vec<RosterPerson>,
    problems: Problems,
    notices: Vec<Notice>,
    lost: std::slice::Iter<'d, Option<u8>>,
    has_room: bool,
}

impl<'d> Reading<'d> {
    fn new(lost: &'d [Option<u8>]) -> Self {
        Reading {
            people: Vec::new(),
            problems: Problems::default(),
            notices: Vec::new(),
            lost: lost.iter(),
            has_room: true,
        }
    }

    fn headers(&mut self, row: &Row<'_>, titles: usize) -> Headers {
        if titles > 0 {
            let kind = NoticeKind::SkippedTitle { rows: titles };
            self.notices.push(Notice {
                line: row.line,
                column: String::new(),
                kind,
            });
        }
        let headers = Headers::read(
            row.line,
            row.cells.iter(),
            &mut self.problems,
            &mut self.notices,
        );
        self.note_lost(row, Some(&headers));
        if !headers.has(Column::Manager) {
            let kind = NoticeKind::NoManagerColumn;
            self.notices.push(Notice {
                line: row.line,
                column: String::new(),
                kind,
            });
        }
        headers
    }

    fn row(&mut self, row: &Row<'_>, headers: &Headers) {
        self.note_lost(row, Some(headers));
        if row.is_blank() {
            return;
        }
        if self.people.len() == MOST_ROWS {
            self.has_room = false;
            self.problems
                .add(row.line, "", ProblemKind::TooManyRows { limit: MOST_ROWS });
            return;
        }
        self.people
            .push(rows::person(row, headers, &mut self.problems));
    }

    /// Broken bytes come in the order in which their stand-ins are met.
    fn note_lost(&mut self, row: &Row<'_>, headers: Option<&Headers>) {
        if self.lost.len() == 0 {
            return;
        }
        for (at, cell) in row.cells.iter().enumerate() {
            for byte in self.lost.by_ref().take(cell.matches(decode::LOST).count()) {
                let column = headers
                    .and_then(|headers| headers.names.get(at))
                    .map_or("", String::as_str);
                let kind = byte.map_or(ProblemKind::LostCharacter, |byte| {
                    ProblemKind::Undecodable { byte }
                });
                self.problems.add(row.line, column, kind);
            }
        }
    }

    fn finish(mut self, headers: &Headers, encoding: Encoding) -> Result<Roster, Vec<RowProblem>> {
        if self.people.is_empty() {
            self.problems.add(0, "", ProblemKind::Empty);
        }
        self.problems.merge(check::check(&self.people, headers));
        self.problems.verdict()?;
        self.notices.extend(remarks::remarks(&self.people));
        Ok(Roster {
            people: self.people,
            notices: self.notices,
            encoding,
            fields: headers.fields().collect(),
        })
    }
}
