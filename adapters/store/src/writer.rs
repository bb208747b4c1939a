//! SQLite's one writer: takes what waits, up to 256 jobs, reads together and commits together.
//!
//! One fsync for a group is the difference between 2,900 and 18,700 clicks a second. What a click needs to
//! know is read here too: this connection's cache holds what it wrote itself, while another connection's is
//! void after every commit.

mod checkpoints;
mod group;

use crate::error::{CommitError, StoreError};
use crate::recent::{Recent, Touch};
use crate::run::Output;
use crate::sql::Statement;
use crate::sqlite::Place;
use checkpoints::Checkpoints;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use std::collections::VecDeque;
use std::fs::File;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// How many jobs are done together at most.
const GROUP: usize = 256;
/// A job with more values than this is a page of some list, which nobody waits for with a finger on a button; a click
/// has about twenty.
const LIGHT: usize = 128;
/// How many jobs may wait; the next one is told that Kiku is busy.
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
    kind: Kind,
    statements: Vec<Statement>,
    answer: oneshot::Sender<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    Write(Touch),
}

impl Writer {
    /// Starts the task. It holds `lock` for as long as it may write, and tells `recent` of what it commits.
    pub fn start(
        place: &Place,
        connection: SqliteConnection,
        recent: Arc<Recent>,
        lock: Option<File>,
    ) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let checkpoints = Checkpoints::of(place);
        let task = tokio::spawn(work(connection, jobs, recent, lock, checkpoints));
        Writer {
            queue: std::sync::Mutex::new(Some(queue)),
            task: Mutex::new(Some(task)),
        }
    }

    /// Writes the statements in the next group.
    pub async fn write(&self, statements: Vec<Statement>, touch: Touch) -> Answer {
        self.ask(Kind::Write(touch), statements).await
    }

    /// What the statements read, all of them in one snapshot of what is committed.
    pub async fn read(&self, statements: Vec<Statement>) -> Answer {
        self.ask(Kind::Read, statements).await
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

    async fn ask(&self, kind: Kind, statements: Vec<Statement>) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.put(Job {
            kind,
            statements,
            answer,
        })?;
        let gone = |_| Err(StoreError::NotWriting.into());
        answered.await.unwrap_or_else(gone)
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

async fn work(
    mut connection: SqliteConnection,
    mut jobs: mpsc::Receiver<Job>,
    recent: Arc<Recent>,
    lock: Option<File>,
    mut checkpoints: Checkpoints,
) {
    let mut waiting = Waiting::default();
    while waiting.take(&mut jobs).await {
        let (reads, writes): (Vec<Job>, Vec<Job>) =
            (waiting.light.drain(..)).partition(|job| job.kind == Kind::Read);
        group::read(&mut connection, reads).await;
        group::write(&mut connection, writes, &recent).await;
        if let Some(heavy) = waiting.heavy.pop_front() {
            match heavy.kind {
                Kind::Read => group::read(&mut connection, vec![heavy]).await,
                Kind::Write(_) => group::write(&mut connection, vec![heavy], &recent).await,
            }
        }
        checkpoints.committed();
    }
    checkpoints.end().await;
    // The last connection copies what is left of the log, and removes it.
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the database file was not closed well");
    }
    drop(lock);
}

/// What was taken from the queue and not done yet. Whatever is light goes first and together, and between two heavy ones
/// is done again: nobody's click waits for more than one of them.
#[derive(Default)]
struct Waiting {
    light: Vec<Job>,
    heavy: VecDeque<Job>,
}

impl Waiting {
    /// Takes what waits; when nothing does, waits for the next. Whether there is anything to do.
    async fn take(&mut self, jobs: &mut mpsc::Receiver<Job>) -> bool {
        if self.heavy.is_empty() {
            match jobs.recv().await {
                Some(job) => self.put(job),
                None => return false,
            }
        }
        while self.light.len() < GROUP
            && self.heavy.len() < GROUP
            && let Ok(job) = jobs.try_recv()
        {
            self.put(job);
        }
        true
    }

    fn put(&mut self, job: Job) {
        match job.values() > LIGHT {
            true => self.heavy.push_back(job),
            false => self.light.push(job),
        }
    }
}

impl Job {
    fn values(&self) -> usize {
        self.statements.iter().map(|one| one.values.len()).sum()
    }

    fn touch(&self) -> Touch {
        match self.kind {
            Kind::Read => Touch::Nothing,
            Kind::Write(touch) => touch,
        }
    }

    /// Whoever asked may be gone; what was committed stays committed.
    fn answer(self, answer: Answer) {
        drop(self.answer.send(answer));
    }
}
