//! What can go wrong with the store, named for who must act.

use crate::trouble::Trouble;
use std::path::PathBuf;

/// The database cannot be opened. Written for the operator: what it is about and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is none of the three forms.
    #[error("database url '{0}': write sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")]
    BadUrl(String),
    /// The folder of the file is missing, or the path is a folder.
    #[error("{}: {why}", .path.display())]
    NoPlace {
        /// The database file.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// The file holds something else.
    #[error("{}: this file is not a Kiku database; name another file, or move it away to start with an empty one", .0.display())]
    NotADatabase(PathBuf),
    /// The database is used by another program.
    #[error(
        "{0}: this database holds the tables of another program; name another file or database for Kiku"
    )]
    Foreign(String),
    /// The file was a database and is damaged.
    #[error("{}: the database is damaged ({what}); stop Kiku, keep a copy of the file, and put back the last backup", .path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// Another process writes it.
    #[error("{}: another kiku is using this database{holder}; stop it first, or use PostgreSQL to share one", .path.display())]
    Locked {
        /// The database file.
        path: PathBuf,
        /// ` (process 1234)` where known.
        holder: String,
    },
    /// No room.
    #[error("{0}: the disk is full; make room and start Kiku again, nothing is lost")]
    DiskFull(String),
    /// It may be read but not written.
    #[error(
        "{0}: the database cannot be written; check the owner and permissions of the file and its folder"
    )]
    ReadOnly(String),
    /// A newer Kiku wrote it.
    #[error(
        "{place}: the database was written by a newer Kiku (schema {found}, this one knows {known}); install that version or put back a backup"
    )]
    Newer {
        /// File or server.
        place: String,
        /// The schema in the database.
        found: i64,
        /// The newest schema of this binary.
        known: i64,
    },
    /// A migration that ran is not the one in this binary.
    #[error(
        "{place}: migration {number} was changed after it ran; install the Kiku version that made this database"
    )]
    Altered {
        /// File or server.
        place: String,
        /// The migration's number.
        number: i64,
    },
    /// What people wrote was sealed with another key.
    #[error(
        "{0}: the content key is not the one this database was made with; set the key it had (a lost key cannot be recovered)"
    )]
    WrongKey(String),
    /// The server does not answer.
    #[error(
        "{place}: PostgreSQL cannot be reached ({why}); check host, port and that the server runs"
    )]
    Unreachable {
        /// Host, port and database.
        place: String,
        /// What the system says.
        why: String,
    },
    /// The server refuses the login.
    #[error(
        "{place}: PostgreSQL refused the login ({why}); check user, password, database and pg_hba.conf"
    )]
    Refused {
        /// Host, port and database.
        place: String,
        /// What the server says.
        why: String,
    },
    /// Anything else the database said.
    #[error("{place}: {why}")]
    Other {
        /// File or server.
        place: String,
        /// What it says.
        why: String,
    },
}

/// Reading or writing failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said so.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The transaction of several decisions failed; none was kept.
    #[error("database: nothing was stored: {0}")]
    NotCommitted(String),
    /// No room; nothing of the commit was kept.
    #[error("database: the disk is full; make room, nothing that was stored is lost")]
    DiskFull,
    /// A stored value that Kiku never writes.
    #[error("database: {table}.{column} of row {row}: {why}")]
    BadValue {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row's key.
        row: String,
        /// What is wrong with it; never the words of a person.
        why: String,
    },
    /// What was written cannot be opened: the key is not here, or the row was tampered with.
    #[error("database: the words of row {0} cannot be opened with the content keys that are set")]
    Sealed(i64),
    /// The random source of the system failed.
    #[error("the system gave no randomness: {0}")]
    NoRandomness(String),
    /// The store was closed, or opened for reading.
    #[error("database: it is not open for writing")]
    NotWriting,
}

/// A decision was not stored; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Something that was loaded has changed since: load and decide again.
    #[error("something changed meanwhile")]
    Conflict,
    /// The same input was taken before.
    #[error("this input was taken before")]
    Duplicate,
    /// Too many are waiting; try again a little later.
    #[error("too many writes are waiting")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl From<crate::sql::Refusal> for CommitError {
    fn from(refusal: crate::sql::Refusal) -> Self {
        match refusal {
            crate::sql::Refusal::Conflict => CommitError::Conflict,
            crate::sql::Refusal::Duplicate => CommitError::Duplicate,
        }
    }
}

impl From<sqlx::Error> for CommitError {
    fn from(error: sqlx::Error) -> Self {
        match Trouble::of(&error) {
            Trouble::Collision => CommitError::Conflict,
            Trouble::Full => CommitError::Failed(StoreError::DiskFull),
            _ => CommitError::Failed(StoreError::Database(error)),
        }
    }
}
