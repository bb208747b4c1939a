//! SQLite's one writer: takes what waits, up to 256 decisions, and commits them together.
//!
//! One fsync for a group is the difference between 2,900 and 18,700 clicks a second. Each decision
//! has a savepoint of its own: one that is refused leaves nothing behind, the others are kept.

use crate::dialect::Dialect;
use crate::error::{CommitError, StoreError};
use crate::pool::check;
use crate::run::{Output, run_sqlite};
use crate::sql::{Statement, sql};
use crate::trouble::Trouble;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use std::fs::File;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// How many decisions are committed together at most.
const GROUP: usize = 256;
/// How many decisions may wait; the next one is told that Kiku is busy.
const QUEUE: usize = 1024;

type Answer = Result<Vec<Output>, CommitError>;

/// The way to the writer's task.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: std::sync::Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Job {
    statements: Vec<Statement>,
    answer: oneshot::Sender<Answer>,
}

impl Writer {
    /// Starts the task. It holds `lock` for as long as it may write.
    pub fn start(connection: SqliteConnection, lock: Option<File>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let task = tokio::spawn(write_groups(connection, jobs, lock));
        Writer {
            queue: std::sync::Mutex::new(Some(queue)),
            task: Mutex::new(Some(task)),
        }
    }

    /// Writes the statements in the next group.
    pub async fn write(&self, statements: Vec<Statement>) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.put(Job { statements, answer })?;
        let gone = |_| Err(StoreError::NotWriting.into());
        answered.await.unwrap_or_else(gone)
    }

    /// Writes what waits and closes the file.
    pub async fn close(&self) {
        drop(self.queue.lock().map(|mut queue| queue.take()));
        if let Some(task) = self.task.lock().await.take() {
            let ended = task.await;
            if let Err(error) = ended {
                tracing::error!(%error, "the writer ended badly");
            }
        }
    }

    fn put(&self, job: Job) -> Result<(), CommitError> {
        let queue = self.queue.lock().map_err(|_| StoreError::NotWriting)?;
        let queue = queue.as_ref().ok_or(StoreError::NotWriting)?;
        queue.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => CommitError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::NotWriting.into(),
        })
    }
}

async fn write_groups(
    mut connection: SqliteConnection,
    mut jobs: mpsc::Receiver<Job>,
    lock: Option<File>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        let (work, asked): (Vec<_>, Vec<_>) = group
            .drain(..)
            .map(|job| (job.statements, job.answer))
            .unzip();
        let answers = write_group(&mut connection, &work).await;
        for (asked, answer) in asked.into_iter().zip(answers) {
            // Whoever asked may be gone; what was committed stays committed.
            drop(asked.send(answer));
        }
    }
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the database file was not closed well");
    }
    drop(lock);
}

/// One answer for each decision of the group.
async fn write_group(connection: &mut SqliteConnection, group: &[Vec<Statement>]) -> Vec<Answer> {
    let error = match try_group(connection, group).await {
        Ok(answers) => return answers,
        Err(error) => error,
    };
    // After a full disk SQLite has rolled back by itself, and this says so.
    drop(tell(connection, "ROLLBACK").await);
    tracing::error!(%error, decisions = group.len(), "a group was not committed");
    group.iter().map(|_| Err(for_each(&error).into())).collect()
}

fn for_each(error: &sqlx::Error) -> StoreError {
    match Trouble::of(error) {
        Trouble::Full => StoreError::DiskFull,
        _ => StoreError::NotCommitted(error.to_string()),
    }
}

/// `Err` when the transaction itself fails; a refused decision is an answer.
async fn try_group(
    connection: &mut SqliteConnection,
    group: &[Vec<Statement>],
) -> Result<Vec<Answer>, sqlx::Error> {
    tell(connection, Dialect::Sqlite.begin()).await?;
    let mut answers = Vec::with_capacity(group.len());
    for statements in group {
        tell(connection, "SAVEPOINT decision").await?;
        let answer = run_all(connection, statements).await;
        if answer.is_err() {
            tell(connection, "ROLLBACK TO decision").await?;
        }
        tell(connection, "RELEASE decision").await?;
        answers.push(answer);
    }
    tell(connection, "COMMIT").await?;
    Ok(answers)
}

async fn run_all(connection: &mut SqliteConnection, statements: &[Statement]) -> Answer {
    let mut outputs = Vec::with_capacity(statements.len());
    for statement in statements {
        let output = run_sqlite(connection, statement).await?;
        check(statement, &output)?;
        outputs.push(output);
    }
    Ok(outputs)
}

async fn tell(connection: &mut SqliteConnection, words: &'static str) -> Result<(), sqlx::Error> {
    run_sqlite(connection, &sql(words)).await.map(|_| ())
}
