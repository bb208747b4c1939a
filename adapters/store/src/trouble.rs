//! What a database error means, by its code: for the one who waits, and for the operator who opens.

use crate::error::OpenError;

/// `SQLITE_CONSTRAINT_UNIQUE`: somebody else made the same thing.
const SQLITE_UNIQUE: i64 = 2067;

/// What kind of trouble a database error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Two transactions met; trying again helps.
    Collision,
    /// No room.
    Full,
    /// Somebody else holds the file.
    Locked,
    /// It cannot be written.
    ReadOnly,
    /// The file is damaged.
    Damaged,
    /// The file is something else.
    NotADatabase,
    /// The login failed.
    Login,
    /// The server cannot be reached.
    Network,
    /// Something else.
    Other,
}

impl Trouble {
    /// By the primary result codes of SQLite and the SQLSTATE of PostgreSQL.
    pub fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => {
                Trouble::Network
            }
            sqlx::Error::Database(error) => error
                .code()
                .map_or(Trouble::Other, |code| Self::of_code(&code)),
            _ => Trouble::Other,
        }
    }

    fn of_code(code: &str) -> Self {
        if code.len() == 5 {
            return match code {
                "40001" | "40P01" | "23505" => Trouble::Collision,
                "53100" => Trouble::Full,
                "25006" => Trouble::ReadOnly,
                "28P01" | "28000" | "3D000" | "42501" => Trouble::Login,
                "57P03" | "53300" => Trouble::Network,
                _ => Trouble::Other,
            };
        }
        let code: i64 = code.parse().unwrap_or_default();
        match code & 0xff {
            _ if code == SQLITE_UNIQUE => Trouble::Collision,
            5 | 6 => Trouble::Locked,
            8 | 14 => Trouble::ReadOnly,
            11 => Trouble::Damaged,
            13 => Trouble::Full,
            26 => Trouble::NotADatabase,
            _ => Trouble::Other,
        }
    }
}

/// What an operator is told about a database error while opening.
pub(crate) fn open_error(place: &str, error: &sqlx::Error) -> OpenError {
    let (place, why) = (place.to_owned(), words(error));
    match Trouble::of(error) {
        Trouble::Full => OpenError::DiskFull(place),
        Trouble::ReadOnly => OpenError::ReadOnly(place),
        Trouble::NotADatabase => OpenError::NotADatabase(place.into()),
        Trouble::Damaged => OpenError::Damaged {
            path: place.into(),
            what: why,
        },
        Trouble::Locked => OpenError::Locked {
            path: place.into(),
            holder: String::new(),
        },
        Trouble::Login => OpenError::Refused { place, why },
        Trouble::Network => OpenError::Unreachable { place, why },
        Trouble::Collision | Trouble::Other => OpenError::Other { place, why },
    }
}

fn words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}
