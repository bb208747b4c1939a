//! `kiku backup`: the whole database in one file, made beside a kiku that runs.

use crate::cli::Backup;
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{output, wiring};
use kiku_store::Access;
use secrecy::ExposeSecret;
use std::path::Path;

/// Makes the backup and says what else must be kept.
///
/// # Errors
/// A file that is there already or cannot be written; PostgreSQL, which has its own tool.
pub async fn run(settings: &Settings, command: &Backup) -> Outcome {
    let file = command.file.as_path();
    let Some(database) = settings
        .database_url
        .expose_secret()
        .strip_prefix("sqlite:")
    else {
        return Err(postgres(settings, file));
    };
    refuse(settings, command, Path::new(database))?;
    let store = wiring::open_store(settings, Access::Read).await?;
    let made = store.backup(file).await.map_err(Failure::database);
    store.close().await;
    made?;
    let bytes = file.metadata().map_or(0, |file| file.len());
    output::say(format_args!(
        "{} holds everything that was stored when this backup began ({:.1} MB, checked).\n\
         The content key is not in it; keep a copy of the key in another place.",
        file.display(),
        bytes as f64 / 1e6,
    ))
}

fn refuse(settings: &Settings, command: &Backup, database: &Path) -> Outcome {
    let file = command.file.as_path();
    if let Some(path) = settings.missing_database() {
        return Err(Failure::database(format!(
            "{path}: there is no database yet, so that there is nothing to keep"
        )));
    }
    if !file.exists() {
        return Ok(());
    }
    let same = |path: &Path| path.canonicalize().ok();
    if same(file) == same(database) {
        return Err(Failure::usage(format!(
            "{}: this is the database itself; name another file",
            file.display()
        )));
    }
    if command.force {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "{}: the file is there already, nothing was written; name another file, or replace it with --force",
        file.display()
    )))
}

fn postgres(settings: &Settings, file: &Path) -> Failure {
    Failure::failed(format!(
        "the database is PostgreSQL, which has its own tool, and nothing was written; run\n\
         \x20 pg_dump --format=custom --file='{}' '{}'\n\
         and put it back into an empty database with pg_restore",
        file.display(),
        settings.database_name()
    ))
}
