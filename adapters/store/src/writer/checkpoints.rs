//! SQLite's log is copied into the database beside the writer, so that no click waits for it.
//!
//! By itself SQLite does this in the commit that makes the log too long, which then takes ten times as long. Copying
//! stops neither readers nor the writer; the log begins anew when everything in it was copied and nobody reads from it.

use crate::migrate::Connection;
use crate::sql::sql;
use crate::sqlite::Place;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// After how many groups of commits the log is looked at.
const COMMITS: u32 = 16;
/// How many pages that were not copied make it worth while. SQLite itself waits for 1,000; a commit that meets the
/// disk while so many are forced onto it takes 20 ms, with 250 it takes 5.
const PAGES: i64 = 250;
/// How often it is tried to overtake a writer that writes on meanwhile. What is left takes less each time.
const TRIES: usize = 4;
/// The pause after a failure. The writer, which meets the same trouble, is the one to tell of it.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Tells the one that copies of commits.
pub(super) struct Checkpoints {
    since: u32,
    /// None for a database in the memory, which has no log.
    copying: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

/// What SQLite says of its log.
#[derive(Debug, sqlx::FromRow)]
struct Log {
    /// Pages in it.
    log: i64,
    /// Of these, pages that were copied.
    checkpointed: i64,
}

impl Log {
    fn left(&self) -> i64 {
        self.log - self.checkpointed
    }
}

impl Checkpoints {
    pub fn of(place: &Place) -> Self {
        let copying = match place {
            Place::Memory(_) => None,
            Place::File(_) => {
                let (tell, told) = mpsc::channel(1);
                Some((tell, tokio::spawn(copy_when_told(place.clone(), told))))
            }
        };
        Checkpoints { since: 0, copying }
    }

    /// A group was committed.
    pub fn committed(&mut self) {
        self.since += 1;
        if self.since >= COMMITS
            && let Some((tell, _)) = &self.copying
        {
            self.since = 0;
            // It was told and has not come to it: once is enough.
            let _ = tell.try_send(());
        }
    }

    /// Waits until nothing is copied any more.
    pub async fn end(self) {
        let Some((tell, task)) = self.copying else {
            return;
        };
        drop(tell);
        if let Err(error) = task.await {
            tracing::error!(%error, "copying the log ended badly");
        }
    }
}

async fn copy_when_told(place: Place, mut told: mpsc::Receiver<()>) {
    let mut connection = None;
    while told.recv().await.is_some() {
        match copy(&place, connection.take()).await {
            Ok(kept) => connection = Some(kept),
            Err(error) => {
                tracing::debug!(%error, "the log was not copied and is tried again");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
    if let Some(connection) = connection
        && let Err(error) = connection.close().await
    {
        tracing::debug!(%error, "the connection that copies was not closed well");
    }
}

/// Copies if there is enough to copy; the connection can be used again.
async fn copy(
    place: &Place,
    connection: Option<SqliteConnection>,
) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = match connection {
        Some(connection) => connection,
        None => place.checkpointer().await?,
    };
    let mut left = look(&mut connection, "PRAGMA wal_checkpoint(NOOP)").await?;
    if left < PAGES {
        return Ok(connection);
    }
    for _ in 0..TRIES {
        let after = look(&mut connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
        // A reader, a backup perhaps, still needs the rest.
        if after == 0 || after >= left {
            break;
        }
        left = after;
    }
    Ok(connection)
}

/// How many pages are left to copy after this.
async fn look(connection: &mut SqliteConnection, pragma: &'static str) -> Result<i64, sqlx::Error> {
    let output = Connection::Sqlite(connection).run(sql(pragma)).await?;
    let rows = output.decode::<Log>();
    let rows = rows.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(rows.first().map_or(0, Log::left))
}
