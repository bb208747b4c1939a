//! The few words in which SQLite and PostgreSQL differ. No other file asks which of the two it is.

use crate::sql::places;

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Embedded, one process.
    Sqlite,
    /// A server that several replicas share.
    Postgres,
}

impl Dialect {
    /// Whether other processes may write to it at the same time.
    pub fn is_shared(self) -> bool {
        self == Dialect::Postgres
    }

    /// Opens a write transaction that waits for other writers now rather than failing later.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// Lets one process at a time migrate. SQLite's `BEGIN IMMEDIATE` does so already.
    pub(crate) fn migration_lock(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT 1",
            Dialect::Postgres => "SELECT 1 FROM (SELECT pg_advisory_xact_lock(5415851)) AS locked",
        }
    }

    /// What shows the server's clock, in milliseconds, as `at`. SQLite has no server.
    pub(crate) fn server_time(self) -> Option<&'static str> {
        match self {
            Dialect::Sqlite => None,
            Dialect::Postgres => {
                Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS at")
            }
        }
    }

    /// How many of Kiku's tables and of all tables there are, as `ours` and `every`.
    pub(crate) fn table_counts(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "SELECT count(CASE WHEN name = 'migrations' THEN 1 END) AS ours, count(*) AS every
                 FROM sqlite_master WHERE type = 'table'"
            }
            Dialect::Postgres => {
                "SELECT count(CASE WHEN table_name = 'migrations' THEN 1 END) AS ours, count(*) AS every
                 FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        }
    }

    /// A statement of a migration. SQLite keeps a row under its number only if the column says `INTEGER`;
    /// `BIGINT` would be a second tree beside the rows.
    pub(crate) fn migrating(self, text: String) -> String {
        match self {
            Dialect::Sqlite => text.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY"),
            Dialect::Postgres => text,
        }
    }

    /// Sorts text by its bytes, whatever the server's locale.
    pub(crate) fn by_bytes(self, column: &str) -> String {
        match self {
            Dialect::Sqlite => column.to_owned(),
            Dialect::Postgres => format!("{column} COLLATE \"C\""),
        }
    }

    /// `(…), (…)`: the rows of a bulk insert. SQLite looks numbered places up one by one,
    /// which is quadratic in their number; its nameless ones cost nothing.
    pub(crate) fn rows(self, rows: usize, columns: usize) -> String {
        let row = |n: usize| match self {
            Dialect::Sqlite => vec!["?"; columns].join(", "),
            Dialect::Postgres => places(n * columns + 1, columns),
        };
        let rows: Vec<String> = (0..rows).map(|n| format!("({})", row(n))).collect();
        rows.join(", ")
    }
}
