//! Months that `kiku-simulate` played are put into the database as if they had happened here.

use crate::exit::Failure;
use chrono::{DateTime, Utc};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::person::Person;
use kiku::domain::session::Session;
use kiku_simulate::History;
use kiku_store::Store;

/// Rows in one commit.
const PAGE: usize = 500;

/// Stores a month with all its sessions.
///
/// # Errors
/// The database failed, or the month has other sessions already.
pub async fn store(store: &Store, history: History, now: DateTime<Utc>) -> Result<(), Failure> {
    let planned = store
        .cycle(history.cycle.month)
        .await
        .map_err(Failure::database)?;
    let mut cycle = history.cycle;
    cycle.version = planned.map_or(0, |planned| planned.version);
    commit(store, vec![Change::Cycle(cycle)], now).await?;
    let fresh = |session: Session| {
        Change::Session(
            SessionEvent::Opened,
            Box::new(Session {
                version: 0,
                ..session
            }),
        )
    };
    pages(
        store,
        history.sessions.into_iter().map(fresh).collect(),
        now,
    )
    .await
}

/// Stores who was welcomed meanwhile.
///
/// # Errors
/// The database failed.
pub async fn store_people(
    store: &Store,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let welcomed = people.iter().filter(|person| person.welcomed);
    let changes = welcomed
        .map(|person| Change::Person(Box::new(person.clone())))
        .collect();
    pages(store, changes, now).await
}

async fn pages(store: &Store, changes: Vec<Change>, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut changes = changes.into_iter().peekable();
    while changes.peek().is_some() {
        commit(store, changes.by_ref().take(PAGE).collect(), now).await?;
    }
    Ok(())
}

async fn commit(store: &Store, changes: Vec<Change>, now: DateTime<Utc>) -> Result<(), Failure> {
    let decision = Decision {
        changes,
        ..Decision::default()
    };
    store
        .commit(&decision, None, now)
        .await
        .map(|_| ())
        .map_err(Failure::database)
}

/// Takes ids for so many people's sessions of so many months; one id for each month and person is enough.
///
/// # Errors
/// The database failed.
pub async fn room_for_sessions(
    store: &Store,
    people: usize,
    months: usize,
) -> Result<i64, Failure> {
    let count = i64::try_from(people * months).unwrap_or(i64::MAX).max(1);
    let mut fresh = store.fresh_range(count).await.map_err(Failure::database)?;
    Ok(fresh.draw())
}
