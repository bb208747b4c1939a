//! Scenes: everything about a session as one of the pair may see it, loaded for many sessions at once.

use crate::contents;
use crate::cycles::{CYCLES, CycleRow};
use crate::error::StoreError;
use crate::items;
use crate::people::{PEOPLE, PersonRow};
use crate::pool::Reader;
use crate::sessions::{SESSIONS, SessionRow};
use crate::sql::{Statement, Value, padded, places, sql};
use crate::store::Store;
use crate::surroundings::{self, Surroundings};
use chrono::NaiveDate;
use kiku::domain::cycle::Cycle;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::note::{ActionItem, Content};
use kiku::domain::person::Person;
use kiku::domain::programme::Programme;
use kiku::domain::session::Session;
use kiku::material::Scene;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What brings talks together on one of a manager's cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayOf {
    /// The day on which the manager was told (M4).
    Telling,
    /// The day of the talk (M6, M7).
    Talk,
}

impl Store {
    /// One session as `reader` may see it; `None` unless the reader is one of the pair.
    pub async fn scene(
        &self,
        id: SessionId,
        reader: PersonId,
    ) -> Result<Option<Scene>, StoreError> {
        let scenes = self
            .scenes(select("WHERE id = $1").bind(id), reader)
            .await?;
        Ok(scenes.into_iter().next())
    }

    /// The talks of one of a manager's days, as the manager may see them, in order of ids.
    pub async fn manager_day(
        &self,
        manager: PersonId,
        day: NaiveDate,
        of: DayOf,
    ) -> Result<Vec<Scene>, StoreError> {
        let condition = match of {
            DayOf::Telling => "WHERE manager = $1 AND told_on = $2 ORDER BY id",
            DayOf::Talk => "WHERE manager = $1 AND talk_day = $2 ORDER BY id",
        };
        self.scenes(select(condition).bind(manager).bind(day), manager)
            .await
    }

    /// The scenes of the sessions that a statement finds, in its order, without those of other pairs.
    pub(crate) async fn scenes(
        &self,
        found: Statement,
        reader: PersonId,
    ) -> Result<Vec<Scene>, StoreError> {
        let programme = self.programme().await?;
        let mut db = self.pool().reader().await?;
        let rows: Vec<SessionRow> = db.all(found).await?;
        let sessions = rows
            .into_iter()
            .map(SessionRow::read)
            .collect::<Result<Vec<_>, _>>()?;
        let sessions: Vec<Session> = sessions.into_iter().filter(|s| s.is_of(reader)).collect();
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let loaded = self.load(&mut db, programme, &sessions, reader).await?;
        Ok(sessions
            .into_iter()
            .filter_map(|session| loaded.scene(session))
            .collect())
    }

    async fn load(
        &self,
        db: &mut Reader,
        programme: Arc<Programme>,
        sessions: &[Session],
        reader: PersonId,
    ) -> Result<Loaded, StoreError> {
        let crypt = &self.inner().crypt;
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
        let people = people_in(sessions);
        Ok(Loaded {
            programme,
            around: surroundings::load(db, sessions, &people).await?,
            cycles: cycles(db, sessions).await?,
            items: items::of_pairs(db, crypt, &people, reader).await?,
            contents: contents::readable(db, crypt, &ids, reader).await?,
            people: persons(db, &people).await?,
        })
    }
}

/// What was loaded for several sessions.
pub(crate) struct Loaded {
    pub programme: Arc<Programme>,
    pub around: Surroundings,
    pub cycles: BTreeMap<Month, Cycle>,
    pub people: BTreeMap<PersonId, Person>,
    pub items: Vec<ActionItem>,
    pub contents: BTreeMap<SessionId, Vec<Content>>,
}

impl Loaded {
    /// `None` only if cycle or people vanished, which foreign keys forbid.
    pub fn scene(&self, session: Session) -> Option<Scene> {
        let cycle = self.cycles.get(&session.month)?.clone();
        let of_pair =
            |item: &&ActionItem| item.member == session.member && item.manager == session.manager;
        let current = |item: &&ActionItem| is_current(&cycle, item);
        Some(Scene {
            programme: Arc::clone(&self.programme),
            member: self.people.get(&session.member)?.clone(),
            manager: self.people.get(&session.manager)?.clone(),
            busy: self.around.busy(&session),
            items: self
                .items
                .iter()
                .filter(of_pair)
                .filter(current)
                .cloned()
                .collect(),
            contents: self.contents.get(&session.id).cloned().unwrap_or_default(),
            last: self.around.last(&session),
            days: self.around.days(&session),
            cycle,
            session,
        })
    }
}

/// Open items are shown, and those done in this cycle.
pub(crate) fn is_current(cycle: &Cycle, item: &ActionItem) -> bool {
    item.done_at.is_none_or(|at| cycle.opens_at <= at)
}

/// A `SELECT` of whole sessions.
pub(crate) fn select(condition: &str) -> Statement {
    sql(format!(
        "SELECT {} FROM sessions {condition}",
        SESSIONS.list()
    ))
}

pub(crate) fn people_in(sessions: &[Session]) -> Vec<i64> {
    let mut people: Vec<i64> = sessions
        .iter()
        .flat_map(|s| [s.member.0, s.manager.0])
        .collect();
    people.sort_unstable();
    people.dedup();
    people
}

pub(crate) async fn cycles(
    db: &mut Reader,
    sessions: &[Session],
) -> Result<BTreeMap<Month, Cycle>, StoreError> {
    let mut months: Vec<i64> = sessions.iter().map(|s| s.month.number().into()).collect();
    months.sort_unstable();
    months.dedup();
    let rows: Vec<CycleRow> = db.all(CYCLES.by_keys("month", &months)).await?;
    let cycles = rows
        .into_iter()
        .map(CycleRow::read)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(cycles
        .into_iter()
        .map(|cycle| (cycle.month, cycle))
        .collect())
}

pub(crate) async fn persons(
    db: &mut Reader,
    people: &[i64],
) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let rows: Vec<PersonRow> = db.all(PEOPLE.by_keys("id", people)).await?;
    let people = rows
        .into_iter()
        .map(PersonRow::read)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(people
        .into_iter()
        .map(|person| (person.id, person))
        .collect())
}

/// A statement with the same list of people bound once, as `IN ({among})`.
pub(crate) fn among(people: &[i64], first: usize) -> (String, Vec<Value>) {
    let people = padded(people);
    let among = places(first, people.len());
    (among, people.into_iter().map(Value::from).collect())
}
