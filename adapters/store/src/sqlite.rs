//! Opening a SQLite file: looked at before it is trusted, held by one process at a time.

use crate::config::Access;
use crate::error::OpenError;
use crate::migrate::{Connection, open_error};
use crate::sql::sql;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long a statement waits for another process (a backup, a shell) before it gives up.
const BUSY: Duration = Duration::from_secs(5);
/// Connections that read. Each costs a thread and its page cache.
const READERS: u32 = 4;
/// Files up to this size are checked whole when opened; larger ones only at their head, to start quickly.
const CHECKED_WHOLE: u64 = 4 * 1024 * 1024;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

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
        let Place::File(path) = self else {
            return Ok(());
        };
        let no_place = |why: &str| OpenError::NoPlace {
            path: path.clone(),
            why: why.to_owned(),
        };
        if path.is_dir() {
            return Err(no_place("this is a folder; name a file in it"));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(no_place(
                "its folder does not exist; make the folder first, or name another file",
            ));
        }
        check_head(path)
    }

    /// Holds the database for this process, until the file is dropped.
    pub fn lock(&self) -> Result<Option<File>, OpenError> {
        match self {
            Place::Memory(_) => Ok(None),
            Place::File(path) => lock(path).map(Some),
        }
    }

    /// The writing connection.
    pub async fn writer(&self) -> Result<SqliteConnection, OpenError> {
        let options = self
            .options(Access::Write)
            .create_if_missing(true)
            .pragma("cache_size", "-4000");
        let opened = options.connect().await;
        let mut connection = opened.map_err(|e| open_error(&self.name(), &e))?;
        self.check_inside(&mut connection).await?;
        Ok(connection)
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

/// The first 100 bytes say what the file is; its length must fit the pages it claims to have.
fn check_head(path: &Path) -> Result<(), OpenError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(OpenError::NoPlace {
                path: path.to_owned(),
                why: format!("cannot be read ({error}); check its owner and permissions"),
            });
        }
    };
    let mut head = Vec::new();
    let read = (&file).take(100).read_to_end(&mut head);
    if read.is_ok_and(|bytes| bytes == 0) {
        return Ok(());
    }
    let Some((magic, rest)) = head.split_first_chunk::<16>() else {
        return Err(OpenError::NotADatabase(path.to_owned()));
    };
    if magic != MAGIC {
        return Err(OpenError::NotADatabase(path.to_owned()));
    }
    if waits_in_log(path) {
        return Ok(());
    }
    let short = || OpenError::Damaged {
        path: path.to_owned(),
        what: "the file is cut short".to_owned(),
    };
    let (page, pages) = page_count(rest).ok_or_else(short)?;
    let length = file.metadata().map_or(0, |file| file.len());
    if length < page * pages {
        Err(short())
    } else {
        Ok(())
    }
}

/// A write-ahead log that was not merged may hold the pages that the file lacks.
fn waits_in_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}

/// Page size and number of pages, from the bytes after the magic (SQLite file format, section 1.3).
fn page_count(head: &[u8]) -> Option<(u64, u64)> {
    let size = u16::from_be_bytes(head.get(0..2)?.try_into().ok()?);
    let size = if size == 1 { 65_536 } else { u64::from(size) };
    let pages = u32::from_be_bytes(head.get(12..16)?.try_into().ok()?);
    Some((size, u64::from(pages)))
}

/// An advisory lock beside the database. SQLite's own locks would let two processes take turns.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let beside = PathBuf::from(beside);
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&beside);
    let mut file = opened.map_err(|error| no_lock(path, &error))?;
    match file.try_lock() {
        Ok(()) => {
            // The number is a help for the message above, no more.
            drop(
                file.set_len(0)
                    .and_then(|()| write!(file, "{}", std::process::id())),
            );
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut number = String::new();
            drop(file.read_to_string(&mut number));
            let holder = if number.is_empty() {
                number
            } else {
                format!(" (process {number})")
            };
            Err(OpenError::Locked {
                path: path.to_owned(),
                holder,
            })
        }
        Err(TryLockError::Error(error)) => Err(no_lock(path, &error)),
    }
}

fn no_lock(path: &Path, error: &std::io::Error) -> OpenError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => OpenError::DiskFull(path.display().to_string()),
        _ => OpenError::ReadOnly(path.display().to_string()),
    }
}
