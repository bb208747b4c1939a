//! The database as a file: looked at before SQLite opens it, and held by one process.

use crate::error::OpenError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The file is there, or can be made, and looks like a database.
pub(super) fn check(path: &Path) -> Result<(), OpenError> {
    let no_place = |why: &str| OpenError::NoPlace {
        path: path.to_owned(),
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
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
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
