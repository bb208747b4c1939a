//! What is worth knowing about a people file but stops nothing.

use chrono::NaiveDate;
use serde::Serialize;

/// Something that the reader of the file should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The physical line it is about; 0 for the file as a whole.
    pub line: u64,
    /// The column's header as written; empty if it is about no column.
    pub column: String,
    /// What it is.
    #[serde(flatten)]
    pub kind: NoticeKind,
}

/// What a [`Notice`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum NoticeKind {
    /// The column is not understood, or a better one says the same; it is not read.
    IgnoredColumn,
    /// Rows above the header were passed over.
    SkippedTitle {
        /// How many.
        rows: usize,
    },
    /// No column names managers: nobody can have a 1on1.
    NoManagerColumn,
    /// Names hold characters of a company's own font (外字), which nobody else can see.
    PrivateCharacters {
        /// In how many rows; the notice's line is the first of them.
        rows: usize,
    },
    /// The column holds national identity numbers (マイナンバー), which have no place in this file.
    IdentityNumbers,
    /// Somebody's last day comes while people have them as manager.
    ManagerLeaves {
        /// The manager's number; the notice's line is the manager's.
        number: String,
        /// The manager's last day.
        left: NaiveDate,
        /// How many people stay longer.
        members: usize,
    },
    /// A department has several heads, who would all read its figures.
    SeveralHeads {
        /// Its path.
        department: String,
        /// How many; the notice's line is the second one's.
        heads: usize,
    },
}
