//! One group of the writer: what is read together, and what is committed together.
//!
//! A group of decisions is tried without savepoints first, as nearly all are accepted. If one is refused, the
//! transaction is taken back and done again with a savepoint for each: one that is refused leaves nothing
//! behind, the others are kept.

use super::{Answer, Job};
use crate::dialect::Dialect;
use crate::error::{CommitError, StoreError};
use crate::pool::check;
use crate::recent::{Recent, Touch};
use crate::run::{Output, run_batch, run_sqlite};
use crate::sql::{Statement, sql};
use sqlx::sqlite::SqliteConnection;

/// How many jobs of one shape cross to SQLite's thread in one go: few sizes, so that prepared statements are
/// found again.
const TOGETHER: [usize; 5] = [16, 8, 4, 2, 1];
/// A job with more values than this crosses statement by statement: there its own work takes the time.
const SMALL: usize = 512;

/// Reads what each job asks for, and answers. A go is one snapshot.
pub(super) async fn read(connection: &mut SqliteConnection, mut jobs: Vec<Job>) {
    while let Some(size) = same_shape(&jobs, |job| &job.statements) {
        let mut go: Vec<Job> = jobs.drain(..size).collect();
        match snapshot(connection, &go).await {
            Ok(outputs) => hand_out(go, outputs),
            Err(_) if size > 1 => {
                for job in go {
                    let answer = snapshot(connection, std::slice::from_ref(&job)).await;
                    job.answer(answer.map_err(CommitError::from));
                }
            }
            Err(error) => {
                if let Some(job) = go.pop() {
                    job.answer(Err(error.into()));
                }
            }
        }
    }
}

async fn snapshot(
    connection: &mut SqliteConnection,
    jobs: &[Job],
) -> Result<Vec<Output>, sqlx::Error> {
    let (begin, end) = (sql("BEGIN"), sql("COMMIT"));
    let asked = jobs.iter().flat_map(|job| &job.statements);
    let statements: Vec<&Statement> = [&begin].into_iter().chain(asked).chain([&end]).collect();
    let ran = run_batch(connection, &statements).await;
    match ran {
        Ok(mut outputs) => {
            outputs.pop();
            outputs.remove(0);
            Ok(outputs)
        }
        Err(error) => {
            drop(tell(connection, "ROLLBACK").await);
            Err(error)
        }
    }
}

/// Commits what is accepted of the group, tells of it, and answers each.
pub(super) async fn write(connection: &mut SqliteConnection, jobs: Vec<Job>, recent: &Recent) {
    if jobs.is_empty() {
        return;
    }
    let done = match together(connection, &jobs).await {
        Ok(Some(outputs)) => {
            recent.tell(jobs.iter().map(Job::touch));
            return hand_out(jobs, outputs);
        }
        Ok(None) => one_by_one(connection, &jobs).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    match done {
        Ok(answers) => {
            let kept = jobs.iter().zip(&answers);
            let kept = kept.filter(|(_, answer)| answer.is_ok());
            recent.tell(kept.map(|(job, _)| job.touch()));
            for (job, answer) in jobs.into_iter().zip(answers) {
                job.answer(answer);
            }
        }
        Err(error) => {
            recent.tell([Touch::Everything]);
            give_up(connection, jobs, &error).await;
        }
    }
}

async fn give_up(connection: &mut SqliteConnection, jobs: Vec<Job>, error: &CommitError) {
    // After a full disk SQLite has rolled back by itself, and this says so.
    drop(tell(connection, "ROLLBACK").await);
    tracing::error!(%error, decisions = jobs.len(), "a group was not committed");
    for job in jobs {
        job.answer(Err(for_each(error).into()));
    }
}

fn for_each(error: &CommitError) -> StoreError {
    match error {
        CommitError::Failed(StoreError::DiskFull) => StoreError::DiskFull,
        other => StoreError::NotCommitted(other.to_string()),
    }
}

/// Everything in one transaction, which begins with the first of it. `None` when one was refused and nothing was kept;
/// `Err` when the transaction itself fails.
async fn together(
    connection: &mut SqliteConnection,
    jobs: &[Job],
) -> Result<Option<Vec<Output>>, CommitError> {
    let begin = sql(Dialect::Sqlite.begin());
    let mut outputs = Vec::new();
    let mut left = jobs;
    while let Some(size) = same_shape(left, |job| &job.statements) {
        let (go, rest) = left.split_at(size);
        let first = (left.len() == jobs.len()).then_some(&begin);
        left = rest;
        let of_jobs = go.iter().flat_map(|job| &job.statements);
        let statements: Vec<&Statement> = first.into_iter().chain(of_jobs).collect();
        match run_all(connection, &statements).await {
            Ok(more) => outputs.extend(more),
            // Without a transaction there is nothing to take back: it did not begin, or it is over.
            Err(error) => match tell(connection, "ROLLBACK").await {
                Ok(()) => return Ok(None),
                Err(_) => return Err(error),
            },
        }
    }
    tell(connection, "COMMIT").await?;
    Ok(Some(outputs.split_off(1)))
}

/// Each behind a savepoint. `Err` when the transaction itself fails; a refused decision is an answer.
async fn one_by_one(
    connection: &mut SqliteConnection,
    jobs: &[Job],
) -> Result<Vec<Answer>, sqlx::Error> {
    tell(connection, Dialect::Sqlite.begin()).await?;
    let mut answers = Vec::with_capacity(jobs.len());
    for job in jobs {
        tell(connection, "SAVEPOINT decision").await?;
        let statements: Vec<&Statement> = job.statements.iter().collect();
        let answer = run_all(connection, &statements).await;
        if answer.is_err() {
            tell(connection, "ROLLBACK TO decision").await?;
        }
        tell(connection, "RELEASE decision").await?;
        answers.push(answer);
    }
    tell(connection, "COMMIT").await?;
    Ok(answers)
}

async fn run_all(connection: &mut SqliteConnection, statements: &[&Statement]) -> Answer {
    let small = statements.iter().all(|one| one.values.len() <= SMALL);
    let goes = statements.chunks(if small { statements.len().max(1) } else { 1 });
    let mut outputs = Vec::with_capacity(statements.len());
    for go in goes {
        let done = run_batch(connection, go).await?;
        for (statement, output) in go.iter().zip(&done) {
            check(statement, output)?;
        }
        outputs.extend(done);
    }
    Ok(outputs)
}

async fn tell(connection: &mut SqliteConnection, words: &'static str) -> Result<(), sqlx::Error> {
    run_sqlite(connection, &sql(words)).await.map(|_| ())
}

/// How many of the first jobs go together; `None` when there are none.
fn same_shape<T>(jobs: &[T], statements: impl Fn(&T) -> &Vec<Statement>) -> Option<usize> {
    let first = statements(jobs.first()?);
    let small = first.iter().map(|one| one.values.len()).sum::<usize>() <= SMALL;
    let texts = |job: &T| {
        let theirs = statements(job);
        theirs.len() == first.len() && theirs.iter().zip(first).all(|(a, b)| a.text == b.text)
    };
    let alike = jobs.iter().take_while(|job| small && texts(job)).count();
    TOGETHER.into_iter().find(|size| *size <= alike.max(1))
}

/// Gives each job its part of what was done.
fn hand_out(jobs: Vec<Job>, outputs: Vec<Output>) {
    let mut outputs = outputs.into_iter();
    for job in jobs {
        let part = outputs.by_ref().take(job.statements.len()).collect();
        job.answer(Ok(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(texts: &[&'static str]) -> Vec<Statement> {
        texts.iter().map(|text| sql(*text)).collect()
    }

    #[test]
    fn jobs_of_one_shape_go_together() {
        let size = |jobs: &[Vec<Statement>]| same_shape(jobs, |job| job);
        let (a, b) = (job(&["SELECT 1", "SELECT 2"]), job(&["SELECT 1"]));
        assert_eq!(size(&[]), None);
        assert_eq!(size(&[a.clone(), b.clone()]), Some(1));
        assert_eq!(size(&vec![a.clone(); 3]), Some(2));
        assert_eq!(size(&vec![a.clone(); 15]), Some(8));
        assert_eq!(size(&vec![a; 40]), Some(16));
        let heavy = vec![sql("SELECT 1").bind_all((0..600).map(|n| i64::from(n).into()))];
        assert_eq!(size(&vec![heavy; 40]), Some(1), "large work goes alone");
    }
}
