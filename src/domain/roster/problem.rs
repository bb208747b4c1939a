//! What can be wrong with a people file, and where.

use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;

/// The most problems that [`super::read`] lists; the rest is counted by [`ProblemKind::More`].
pub const LISTED_PROBLEMS: usize = 1_000;

/// One thing that is wrong, with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The physical line of the file on which the row starts, counted from 1; 0 for the file as a whole.
    pub line: u64,
    /// The column's header as it is written in the file; empty for the whole row.
    pub column: String,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: ProblemKind,
}

/// What is wrong. Values of cells are cut to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ProblemKind {
    /// The file is no text at all.
    NotText {
        /// What its first bytes say that it is.
        looks_like: LooksLike,
    },
    /// The file has no row of a person.
    Empty,
    /// The file has more rows than can be read.
    TooManyRows {
        /// The most rows that a file may have.
        limit: usize,
    },
    /// A required column is not there.
    MissingColumn {
        /// Headers that would be understood.
        accepted: &'static [&'static str],
    },
    /// Two columns say the same thing.
    DuplicateColumn {
        /// The header of the first of them.
        first: String,
    },
    /// A byte that is no character in the file's encoding.
    Undecodable {
        /// Its value.
        byte: u8,
    },
    /// A replacement character (U+FFFD): an earlier conversion has lost a character.
    LostCharacter,
    /// A quotation mark is opened and never closed.
    UnclosedQuote,
    /// A row has another number of cells than the header.
    UnevenRow {
        /// Cells in the header.
        expected: usize,
        /// Cells in the row.
        found: usize,
    },
    /// A required cell is empty.
    MissingValue,
    /// A cell is longer than any sensible value.
    TooLong {
        /// The most characters it may have.
        limit: usize,
    },
    /// An employee number that a spreadsheet has turned into `1.2E+10`.
    BadNumber {
        /// The cell.
        value: String,
    },
    /// Two rows have the same employee number.
    DuplicateNumber {
        /// That number.
        number: String,
        /// The line of the first of them.
        first_line: u64,
    },
    /// Two rows have the same mail address.
    DuplicateMail {
        /// That address.
        mail: String,
        /// The line of the first of them.
        first_line: u64,
    },
    /// Two rows have the same account on a platform.
    DuplicateAccount {
        /// That account.
        id: String,
        /// The line of the first of them.
        first_line: u64,
    },
    /// The manager's number is nobody's number in this file.
    UnknownManager {
        /// The number as written.
        number: String,
        /// A number of the file that differs only by leading zeros or by upper and lower case.
        similar: Option<String>,
    },
    /// Somebody is their own manager.
    OwnManager,
    /// People who are each other's managers in a circle.
    ManagerCycle {
        /// Their numbers, each followed by their manager, starting at the earliest line.
        numbers: Vec<String>,
    },
    /// No date, or no day of the calendar.
    BadDate {
        /// The cell.
        value: String,
    },
    /// The last day lies before the first.
    LeftBeforeJoined {
        /// The first day.
        joined: NaiveDate,
        /// The last day.
        left: NaiveDate,
    },
    /// A leave ends before it starts.
    LeaveBackwards {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
    /// No mail address.
    BadMail {
        /// The cell.
        value: String,
    },
    /// No time zone of the IANA database.
    BadZone {
        /// The cell.
        value: String,
    },
    /// Neither Japanese nor English.
    BadLanguage {
        /// The cell.
        value: String,
    },
    /// No working hours that [`crate::domain::calendar::WorkingHours`] understands.
    BadHours {
        /// The cell.
        value: String,
    },
    /// Neither a yes nor a no.
    BadMark {
        /// The cell.
        value: String,
    },
    /// The last entry of a list that was cut at [`LISTED_PROBLEMS`].
    More {
        /// Problems that are not listed.
        count: usize,
    },
}

/// What a file that is no text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksLike {
    /// An Excel workbook (`.xlsx`).
    Workbook,
    /// An old Excel workbook (`.xls`), or a new one behind a password.
    OldWorkbook,
    /// A Word or PowerPoint file, or a document of another office suite.
    Document,
    /// A ZIP archive.
    Zip,
    /// A gzip archive.
    Gzip,
    /// A PDF.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// Another picture (GIF, BMP, TIFF, WebP, HEIC).
    Picture,
    /// A web page, such as a login page saved in place of the export.
    WebPage,
    /// UTF-16 without a byte order mark.
    BareUtf16,
    /// Anything else that is no text.
    Binary,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::explain(self, false))
    }
}

impl std::error::Error for RowProblem {}

/// Problems of one pass over the rows: the first [`LISTED_PROBLEMS`] are kept, the rest is counted,
/// so that a hopeless file costs no memory.
#[derive(Debug, Default)]
pub(super) struct Problems {
    kept: Vec<RowProblem>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, line: u64, column: &str, kind: ProblemKind) {
        if self.kept.len() < LISTED_PROBLEMS {
            self.kept.push(RowProblem {
                line,
                column: column.to_owned(),
                kind,
            });
        } else {
            self.more += 1;
        }
    }

    /// Takes over what another pass found. Each pass goes down the file, so the earliest lines survive.
    pub(super) fn merge(&mut self, other: Problems) {
        self.more += other.more;
        self.kept.extend(other.kept);
    }

    /// Nothing found: `Ok`. Else the list by line.
    pub(super) fn verdict(mut self) -> Result<(), Vec<RowProblem>> {
        if self.kept.is_empty() {
            return Ok(());
        }
        self.kept.sort_by_key(|problem| problem.line);
        let count = self.more + self.kept.len().saturating_sub(LISTED_PROBLEMS);
        self.kept.truncate(LISTED_PROBLEMS);
        if count > 0 {
            let kind = ProblemKind::More { count };
            self.kept.push(RowProblem {
                line: 0,
                column: String::new(),
                kind,
            });
        }
        Err(self.kept)
    }
}
