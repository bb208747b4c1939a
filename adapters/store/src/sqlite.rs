//! Opening a SQLite file: looked at before it is trusted, held by one process at a time.

mod file;

use crate::config::Access;
use crate::error::OpenError;
use crate::migrate::Connection;
use crate::sql::sql;
use crate::trouble::open_error;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long a statement waits for another process (a shell, a copy) before it gives up. People's clicks wait behind it,
/// and a platform gives up after three seconds.
const BUSY: Duration = Duration::from_secs(1);
/// Connections that read. Each costs a thread and its page cache.
const READERS: u32 = 4;
/// Rows of a go that the writer's thread hands over without waiting for each to be taken.
const ROWS: usize = 4096;
/// How many pages of the log the writer lets grow before it copies them itself: only when whoever copies them beside it
/// (see `writer::checkpoints`) does not keep up.
const LOG: &str = "4000";
/// Files up to this size are checked whole when opened; larger ones only at their head, to start quickly.
const CHECKED_WHOLE: u64 = 4 * 1024 * 1024;

/// Where a SQLite database lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this process alone, gone when the store is closed.
    Memory(String),
    /// A file.
    File(PathBuf),
}

impl Place {
    /// From what follows `sqlite:` in the URL.
    pub fn parse(rest: &str) -> Option<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        match rest.trim_start_matches("//") {
            "" => None,
            ":memory:" => {
                let number = COUNT.fetch_add(1, Ordering::Relaxed);
                Some(Place::Memory(format!("/kiku-{number}")))
            }
            path => Some(Place::File(if rest.starts_with("///") {
                rest[2..].into()
            } else {
                path.into()
            })),
        }
    }

    /// How messages name it.
    pub fn name(&self) -> String {
        match self {
            Place::Memory(_) => "sqlite::memory:".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }

    /// The file is there, or can be made, and looks like a database.
    pub fn check(&self) -> Result<(), OpenError> {
        match self {
            Place::Memory(_) => Ok(()),
            Place::File(path) => file::check(path),
        }
    }

    /// Holds the database for this process, until the file is dropped.
    pub fn lock(&self) -> Result<Option<File>, OpenError> {
        match self {
            Place::Memory(_) => Ok(None),
            Place::File(path) => file::lock(path).map(Some),
        }
    }

    /// The writing connection.
    pub async fn writer(&self) -> Result<SqliteConnection, OpenError> {
        let options = self
            .options(Access::Write)
            .create_if_missing(true)
            .row_buffer_size(ROWS)
            .pragma("temp_store", "memory")
            .pragma("wal_autocheckpoint", LOG)
            .pragma("cache_size", "-8000");
        let opened = options.connect().await;
        let mut connection = opened.map_err(|e| open_error(&self.name(), &e))?;
        self.check_inside(&mut connection).await?;
        Ok(connection)
    }

    /// A connection that copies the log of a file into the database; the memory has none.
    pub async fn checkpointer(&self) -> Result<SqliteConnection, sqlx::Error> {
        let options = self.options(Access::Write);
        options.pragma("cache_size", "-100").connect().await
    }

    /// The reading connections.
    pub async fn readers(&self, access: Access) -> Result<SqlitePool, OpenError> {
        // A file's readers cannot write even by mistake; the memory is shared through a writable handle.
        let read_only = matches!(self, Place::File(_));
        let options = self
            .options(access)
            .read_only(read_only)
            .pragma("cache_size", "-1000");
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(BUSY * 2);
        let pool = pool.connect_with(options).await;
        pool.map_err(|e| open_error(&self.name(), &e))
    }

    fn options(&self, access: Access) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new()
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .statement_cache_capacity(200)
            .disable_statement_logging();
        match self {
            Place::Memory(name) => options
                .filename(name)
                .vfs("memdb")
                .journal_mode(SqliteJournalMode::Memory)
                .synchronous(SqliteSynchronous::Off),
            Place::File(path) => {
                let options = options.filename(path).synchronous(SqliteSynchronous::Full);
                match access {
                    Access::Write => options.journal_mode(SqliteJournalMode::Wal),
                    Access::Read => options,
                }
            }
        }
    }

    async fn check_inside(&self, connection: &mut SqliteConnection) -> Result<(), OpenError> {
        let Place::File(path) = self else {
            return Ok(());
        };
        let size = path.metadata().map_or(0, |file| file.len());
        if size == 0 || size > CHECKED_WHOLE {
            return Ok(());
        }
        #[derive(sqlx::FromRow)]
        struct Found {
            quick_check: String,
        }
        let found = Connection::Sqlite(connection)
            .run(sql("PRAGMA quick_check(1)"))
            .await;
        let found = found.map_err(|e| open_error(&self.name(), &e))?;
        match found.decode::<Found>() {
            Ok(rows) if rows.iter().all(|row| row.quick_check == "ok") => Ok(()),
            Ok(rows) => Err(OpenError::Damaged {
                path: path.clone(),
                what: rows
                    .into_iter()
                    .map(|row| row.quick_check)
                    .collect::<Vec<_>>()
                    .join("; "),
            }),
            Err(error) => Err(OpenError::Damaged {
                path: path.clone(),
                what: error.to_string(),
            }),
        }
    }
}
