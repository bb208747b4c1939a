//! Months that were played are put into a database as if they had happened there.

use crate::{FillError, History};
use chrono::{DateTime, Utc};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::cycle::CycleStage;
use kiku::domain::person::Person;
use kiku::domain::session::Session;
use kiku_store::{Store, StoreError};

/// Rows in one commit.
const PAGE: usize = 500;

/// Takes ids for so many people's sessions of so many months; one id for each month and person is enough.
///
/// # Errors
/// The database failed.
pub async fn room_for_sessions(
    store: &Store,
    people: usize,
    months: usize,
) -> Result<i64, StoreError> {
    let count = i64::try_from(people * months).unwrap_or(i64::MAX).max(1);
    Ok(store.fresh_range(count).await?.draw())
}

/// Stores a month with all its sessions at a stage: to be released at once, or to be gone on with.
///
/// # Errors
/// The database failed, or the month has other sessions already.
pub async fn store_month(
    store: &Store,
    history: History,
    stage: CycleStage,
    now: DateTime<Utc>,
) -> Result<(), FillError> {
    let planned = store.cycle(history.cycle.month).await?;
    let mut cycle = history.cycle;
    cycle.version = planned.map_or(0, |planned| planned.version);
    cycle.stage = stage;
    commit(store, vec![Change::Cycle(cycle)], now).await?;
    let fresh = |session: Session| {
        let session = Session {
            version: 0,
            ..session
        };
        Change::Session(SessionEvent::Opened, Box::new(session))
    };
    let changes = history.sessions.into_iter().map(fresh).collect();
    pages(store, changes, now).await
}

/// Stores who was welcomed meanwhile.
///
/// # Errors
/// The database failed.
pub async fn store_people(
    store: &Store,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<(), FillError> {
    let welcomed = people.iter().filter(|person| person.welcomed);
    let changes = welcomed
        .map(|person| Change::Person(Box::new(person.clone())))
        .collect();
    pages(store, changes, now).await
}

async fn pages(store: &Store, changes: Vec<Change>, now: DateTime<Utc>) -> Result<(), FillError> {
    let mut changes = changes.into_iter().peekable();
    while changes.peek().is_some() {
        commit(store, changes.by_ref().take(PAGE).collect(), now).await?;
    }
    Ok(())
}

async fn commit(store: &Store, changes: Vec<Change>, now: DateTime<Utc>) -> Result<(), FillError> {
    let decision = Decision {
        changes,
        ..Decision::default()
    };
    store.commit(&decision, None, now).await?;
    Ok(())
}
