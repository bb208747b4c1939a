//! The company is founded: people, roles, history, and the morning on which the demo begins.

use super::cast;
use super::company;
use crate::cli::Demo;
use crate::exit::{Failure, Outcome};
use crate::{progress, wiring};
use chrono::{DateTime, TimeDelta, Utc};
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::month::Month;
use kiku::domain::programme::Programme;
use kiku::domain::roster::{Field, Roster};
use kiku::usecases::open_cycle;
use kiku_engine::clock::MovableClock;
use kiku_engine::{Engine, EngineError, ImportError, ImportOptions};
use kiku_simulate::World;
use kiku_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months of history before the one that opens. The last of them has not closed yet: its report comes on the fourth
/// business day, so that the first days of the demo show one.
const HISTORY: i32 = 3;
/// How long after the opening the demo begins: some have their first message, others are about to get it.
const INTO_THE_MORNING: TimeDelta = TimeDelta::minutes(45);

/// A company that is about to open.
pub struct Opening {
    programme: Programme,
    roster: Roster,
    seed: u64,
    live: Cycle,
}

impl Opening {
    /// Plans the company of the command line; nothing is stored.
    ///
    /// # Errors
    /// A month that Kiku cannot plan.
    pub fn plan(command: &Demo, own: Option<Roster>) -> Result<Self, Failure> {
        let own_company = own.is_some();
        let mut roster = match own {
            Some(roster) => roster,
            None => company::roster(command.lang)?,
        };
        let cast = cast::choose(&mut roster.people, command.lang);
        for person in &mut roster.people {
            person
                .accounts
                .insert(kiku_web::PLATFORM.to_owned(), person.number.clone());
        }
        roster.fields.insert(Field::Accounts);
        let name = if own_company {
            top(&roster)
        } else {
            company::name(command.lang).to_owned()
        };
        let programme = cast::programme(&name, command.lang, &cast);
        let now = open_cycle::company_calendar(&programme).local_date(Utc::now());
        let live = plan(&programme, command.month.unwrap_or(Month::of(now)))?;
        Ok(Opening {
            programme,
            roster,
            seed: command.seed,
            live,
        })
    }

    /// Where the company's clock begins, before any report was released.
    pub fn dawn(&self) -> Result<DateTime<Utc>, Failure> {
        let first = plan(&self.programme, self.live.month.plus(-HISTORY))?;
        Ok(first.opens_at)
    }

    /// When the demo begins.
    pub fn start(&self) -> DateTime<Utc> {
        self.live.opens_at + INTO_THE_MORNING
    }

    /// Stores people, programme and history.
    ///
    /// # Errors
    /// The database failed, or the roster's working hours cannot be read.
    pub async fn found(self, store: &Store, clock: Arc<MovableClock>) -> Outcome {
        let engine = wiring::engine(store.clone(), clock, Vec::new());
        let nobody_yet = Programme {
            grants: Vec::new(),
            ..self.programme.clone()
        };
        engine.apply_programme(&nobody_yet).await.map_err(failed)?;
        import(&engine, self.roster).await?;
        engine
            .apply_programme(&self.programme)
            .await
            .map_err(failed)?;
        play(
            store,
            &engine,
            Arc::new(self.programme),
            self.seed,
            &self.live,
        )
        .await
    }
}

fn failed(error: EngineError) -> Failure {
    Failure::database(error)
}

/// The first part of most departments is how people call their company.
fn top(roster: &Roster) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &roster.people {
        *count
            .entry(person.department.split('/').next().unwrap_or_default())
            .or_default() += 1;
    }
    let most = count.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(name, _)| name.to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Kiku demo".to_owned())
}

fn plan(programme: &Programme, month: Month) -> Result<Cycle, Failure> {
    let long_before =
        month.first_day().and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::days(2);
    open_cycle::plan(programme, Some(month.previous()), long_before).map_err(Failure::failed)
}

async fn import(engine: &Engine, roster: Roster) -> Outcome {
    let workspaces = BTreeMap::from([(
        kiku_web::PLATFORM.to_owned(),
        kiku_web::WORKSPACE.to_owned(),
    )]);
    let options = ImportOptions {
        workspaces,
        ..ImportOptions::default()
    };
    match engine.import_people(roster, &options).await {
        Ok(_) => Ok(()),
        Err(ImportError::Rows(problems)) => Err(Failure::input(super::explained(&problems))),
        Err(error) => Err(Failure::database(error)),
    }
}

async fn play(
    store: &Store,
    engine: &Engine,
    programme: Arc<Programme>,
    seed: u64,
    live: &Cycle,
) -> Outcome {
    let known = store.known_people().await.map_err(Failure::database)?;
    let people: Vec<_> = known.into_iter().map(|(person, _)| person).collect();
    let first_id = kiku_simulate::room_for_sessions(store, people.len(), HISTORY as usize).await;
    let first_id = first_id.map_err(Failure::database)?;
    let now = engine.clock().now();
    let months = live.month.plus(-HISTORY)..=live.month.previous();
    let mut world =
        World::new(programme, people, seed, first_id, months).map_err(Failure::failed)?;
    let bar = progress::bar(HISTORY as u64, "playing the past months");
    let mut played = Vec::new();
    let until = live.opens_at;
    while let Some(month) = (world.play_until(until, &mut |_| {})).map_err(Failure::failed)? {
        played.push(month);
        bar.inc(1);
    }
    let people = world.people().to_vec();
    played.extend(world.into_open_months());
    for month in played {
        let stored = kiku_simulate::store_month(store, month, CycleStage::Open, now).await;
        stored.map_err(Failure::database)?;
    }
    bar.finish_and_clear();
    let stored = kiku_simulate::store_people(store, &people, now).await;
    stored.map_err(Failure::database)
}
