//! An empty database becomes that of an invented company with months of history.

use crate::archive::{room_for_sessions, store_month, store_people};
use crate::{Progress, World, invent};
use chrono::{DateTime, Utc};
use kiku::domain::cycle::CycleStage;
use kiku::domain::month::Month;
use kiku::domain::programme::Programme;
use kiku::domain::roster::{Encoding, Field, Roster};
use kiku::domain::schedule::BadCron;
use kiku_engine::{Engine, EngineError, ImportError, ImportOptions};
use kiku_store::{CommitError, StoreError};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What is invented.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How the company runs its talks.
    pub programme: Programme,
    /// Members below one president.
    pub members: usize,
    /// Same seed, same company and same history.
    pub seed: u64,
    /// The months, oldest first; each is played to its close.
    pub months: RangeInclusive<Month>,
}

/// Why a database could not be filled. What was committed before stays.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The database could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database could not be written.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The engine could not release the figures.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The invented roster was refused.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The programme's cron expression cannot be used.
    #[error(transparent)]
    Programme(#[from] BadCron),
}

/// Founds the company, plays its months, stores them and releases their figures. Returns how many sessions there are.
///
/// # Errors
/// The database failed, or the programme cannot be used.
pub async fn fill(
    engine: &Engine,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<usize, FillError> {
    engine.apply_programme(&plan.programme).await?;
    let roster = roster(plan.members, plan.seed);
    let options = ImportOptions::default();
    engine.import_people(roster, &options).await?;
    let sessions = play(engine, plan, progress).await?;
    engine.settle().await?;
    Ok(sessions)
}

/// The invented company as a roster.
pub fn roster(members: usize, seed: u64) -> Roster {
    Roster {
        people: invent(members, seed, false),
        notices: Vec::new(),
        encoding: Encoding::Utf8,
        fields: Field::ALL.into_iter().collect(),
    }
}

async fn play(engine: &Engine, plan: &Plan, progress: Progress<'_>) -> Result<usize, FillError> {
    let (store, now) = (engine.store(), engine.clock().now());
    let known = store.known_people().await?.into_iter();
    let people: Vec<_> = known.map(|(person, _)| person).collect();
    let (first, last) = (plan.months.start().number(), plan.months.end().number());
    let count = usize::try_from(last - first + 1).unwrap_or_default();
    let first_id = room_for_sessions(store, people.len(), count).await?;
    let programme = Arc::new(plan.programme.clone());
    let mut world = World::new(programme, people, plan.seed, first_id, plan.months.clone())?;
    let mut sessions = 0;
    while let Some(month) = world.play_until(DateTime::<Utc>::MAX_UTC, &mut *progress)? {
        sessions += month.sessions.len();
        let settled = CycleStage::Closing { after: i64::MAX };
        store_month(store, month, settled, now).await?;
    }
    store_people(store, world.people(), now).await?;
    Ok(sessions)
}
