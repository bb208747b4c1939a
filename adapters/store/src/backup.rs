//! A copy of a whole SQLite database in one file, made while others write, whole or not there.

use crate::dialect::Dialect;
use crate::error::OpenError;
use crate::migrate::Connection;
use crate::pool::Reader;
use crate::sql::sql;
use crate::store::Store;
use crate::trouble::open_error;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often a copy that is being made is brought to the disk.
const OFTEN: Duration = Duration::from_millis(20);

#[derive(sqlx::FromRow)]
struct Found {
    quick_check: String,
}

impl Store {
    /// Copies the database as it stands at one moment into a file; writers go on meanwhile. The file appears when it
    /// is whole and was checked, readable by its owner only; one that is there is replaced.
    ///
    /// # Errors
    /// The file cannot be written, or this is PostgreSQL, which has `pg_dump`.
    pub async fn backup(&self, to: &Path) -> Result<(), OpenError> {
        let name = to.display().to_string();
        let reader = self.pool().reader().await;
        let mut reader = match reader.map_err(|error| other(&name, error))? {
            Reader::Sqlite(connection) => connection,
            Reader::Postgres(_) => {
                let why = "a backup of PostgreSQL is made with pg_dump";
                return Err(other(&name, why));
            }
        };
        copy(&mut Connection::Sqlite(&mut reader), to).await
    }
}

/// Copies what the connection sees into a file, as [`Store::backup`] does.
pub(crate) async fn copy(connection: &mut Connection<'_>, to: &Path) -> Result<(), OpenError> {
    debug_assert_eq!(connection.dialect(), Dialect::Sqlite);
    let beside = beside(to);
    let made = make(connection, to, &beside).await;
    if made.is_err() {
        // What is not whole must not look like a backup; it may not be there at all.
        drop(std::fs::remove_file(&beside));
    }
    made
}

async fn make(connection: &mut Connection<'_>, to: &Path, beside: &Path) -> Result<(), OpenError> {
    let file = own_file(beside).map_err(|error| no_place(to, &error))?;
    let file = Arc::new(file);
    let name = to.display().to_string();
    // SQLite takes an empty file as its own, and leaves its permissions.
    let text = sql("VACUUM INTO $1").bind(beside.display().to_string());
    let copying = connection.run(text);
    tokio::pin!(copying);
    // A disk tells of a failure once; SQLite is let come to its end all the same.
    let mut flushed = Ok(());
    let copied = loop {
        tokio::select! {
            copied = &mut copying => break copied,
            () = tokio::time::sleep(OFTEN) => {}
        }
        if flushed.is_ok() {
            flushed = flush(&file).await;
        }
    };
    copied.map_err(|error| open_error(&name, &error))?;
    flushed.map_err(|error| no_place(to, &error))?;
    flush(&file).await.map_err(|error| no_place(to, &error))?;
    check(beside, to).await?;
    let kept = file
        .sync_all()
        .and_then(|()| std::fs::rename(beside, to))
        .and_then(|()| sync_folder(to));
    kept.map_err(|error| no_place(to, &error))
}

/// Brings to the disk what was written so far. Left to the end it would be hundreds of megabytes at once, and every click
/// would wait for them.
async fn flush(file: &Arc<File>) -> std::io::Result<()> {
    let file = Arc::clone(file);
    let flushed = tokio::task::spawn_blocking(move || file.sync_data()).await;
    flushed.map_err(std::io::Error::other)?
}

/// Opens the copy as a database and lets SQLite look through it.
async fn check(copy: &Path, to: &Path) -> Result<(), OpenError> {
    let name = to.display().to_string();
    let failed = |error: sqlx::Error| open_error(&name, &error);
    let options = SqliteConnectOptions::new()
        .filename(copy)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging();
    let mut opened = options.connect().await.map_err(failed)?;
    let found = Connection::Sqlite(&mut opened)
        .run(sql("PRAGMA quick_check(1)"))
        .await
        .map_err(failed)?;
    let rows: Vec<Found> = found.decode().map_err(|error| other(&name, error))?;
    match rows.first() {
        Some(row) if row.quick_check == "ok" => Ok(()),
        row => Err(OpenError::Damaged {
            path: to.to_owned(),
            what: row.map_or_else(String::new, |row| row.quick_check.clone()),
        }),
    }
}

/// `kiku.db.part` for `kiku.db`.
fn beside(to: &Path) -> PathBuf {
    let mut beside = to.as_os_str().to_owned();
    beside.push(".part");
    beside.into()
}

/// An empty file that only its owner can read; what an interrupted backup left there goes.
fn own_file(path: &Path) -> std::io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Without it a power cut could take the new name away again.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn no_place(path: &Path, error: &std::io::Error) -> OpenError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => OpenError::DiskFull(path.display().to_string()),
        _ => OpenError::NoPlace {
            path: path.to_owned(),
            why: format!(
                "cannot be written ({error}); name a file in a folder that may be written"
            ),
        },
    }
}

fn other(place: &str, why: impl std::fmt::Display) -> OpenError {
    OpenError::Other {
        place: place.to_owned(),
        why: why.to_string(),
    }
}
