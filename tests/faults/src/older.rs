//! A database as the version before left it: what the newest migration did is taken back.

use anyhow::{Context, Result, ensure};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;

/// The newest migration, and what takes it back.
const NEWEST: i64 = 4;
const BACK: &str = "ALTER TABLE events_seen DROP COLUMN answered";

/// Makes the database one version older, with everything in it.
pub fn make(database: &Path) -> Result<()> {
    with(database, async |connection| {
        let newest: i64 = sqlx::query_scalar("SELECT MAX(number) FROM migrations")
            .fetch_one(&mut *connection)
            .await?;
        ensure!(
            newest == NEWEST,
            "migration {newest} has to be taken back here as well"
        );
        sqlx::query(BACK).execute(&mut *connection).await?;
        sqlx::query("DELETE FROM migrations WHERE number = $1")
            .bind(NEWEST)
            .execute(&mut *connection)
            .await?;
        Ok(())
    })
}

/// The copy that was made before the upgrade is whole, and of the older version.
pub fn check_copy(database: &Path) -> Result<()> {
    let folder = database.parent().context("a folder")?;
    let copy = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|file| file.path())
        .find(|path| path.to_string_lossy().contains(".before-"));
    let copy = copy.context("no copy was made before the upgrade")?;
    with(&copy, async |connection| {
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut *connection)
            .await?;
        let newest: i64 = sqlx::query_scalar("SELECT MAX(number) FROM migrations")
            .fetch_one(&mut *connection)
            .await?;
        ensure!(
            whole == "ok" && newest < NEWEST,
            "the copy is {whole}, of migration {newest}"
        );
        Ok(())
    })
}

fn with(
    database: &Path,
    work: impl AsyncFnOnce(&mut sqlx::SqliteConnection) -> Result<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database);
        let mut connection = options.connect().await?;
        let worked = work(&mut connection).await;
        sqlx::Connection::close(connection).await?;
        worked
    })
}
