//! `kiku simulate`: an invented company with believable history, for trials and benchmarks.

use crate::cli::Simulate;
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{history, output, progress, wiring};
use chrono::{DateTime, NaiveTime, Utc};
use kiku::domain::calendar::resolve;
use kiku::domain::cycle::CycleStage;
use kiku::domain::month::Month;
use kiku::domain::person::Person;
use kiku::domain::programme::Programme;
use kiku::domain::roster::{Encoding, Field, Roster};
use kiku_engine::clock::MovableClock;
use kiku_engine::{Engine, ImportOptions};
use kiku_simulate::World;
use kiku_store::{Access, Store};
use secrecy::ExposeSecret;
use std::sync::Arc;

/// Fills the database and releases every month's figures.
///
/// # Errors
/// The database is not empty, or cannot be used.
pub async fn run(settings: &Settings, command: &Simulate) -> Outcome {
    let url = command
        .database
        .as_deref()
        .unwrap_or_else(|| settings.database_url.expose_secret());
    let store = wiring::open_database(url, wiring::content_key(settings)?, Access::Write).await?;
    let done = fill(&store, command).await;
    store.close().await;
    output::say(done?)
}

async fn fill(store: &Store, command: &Simulate) -> Result<String, Failure> {
    let first_page = store.people_after(0, 1).await.map_err(Failure::database)?;
    if !first_page.is_empty() {
        return Err(Failure::failed(
            "the database holds people already, and nothing was changed; name an empty one with --database",
        ));
    }
    let months = months(command.months, Utc::now());
    let last = months
        .last()
        .copied()
        .unwrap_or(Month::of(Utc::now().date_naive()));
    let programme = Programme {
        company: "Kiku simulation".to_owned(),
        ..Programme::default()
    };
    let end = resolve(
        programme.time_zone,
        last.last_day().and_time(NaiveTime::MIN),
    );
    let engine = wiring::engine(
        store.clone(),
        Arc::new(MovableClock::frozen(end)),
        Vec::new(),
    );
    engine
        .apply_programme(&programme)
        .await
        .map_err(Failure::database)?;
    import(&engine, command).await?;
    let sessions = play(store, Arc::new(programme), command, &months, end).await?;
    let bar = progress::bar(months.len() as u64, "releasing figures");
    engine.settle().await.map_err(Failure::database)?;
    bar.finish_and_clear();
    Ok(format!(
        "{} members, {} months to {last}, {sessions} sessions.",
        command.members,
        months.len()
    ))
}

/// The months that have closed by now, so many of them, oldest first.
fn months(count: u32, now: DateTime<Utc>) -> Vec<Month> {
    let last = Month::of(now.date_naive()).plus(-2);
    (0..count as i32)
        .rev()
        .map(|back| last.plus(-back))
        .collect()
}

async fn import(engine: &Engine, command: &Simulate) -> Outcome {
    let people = kiku_simulate::invent(command.members as usize, command.seed, false);
    let roster = Roster {
        people,
        notices: Vec::new(),
        encoding: Encoding::Utf8,
        fields: Field::ALL.into_iter().collect(),
    };
    let imported = engine
        .import_people(roster, &ImportOptions::default())
        .await;
    imported.map(|_| ()).map_err(Failure::database)
}

async fn play(
    store: &Store,
    programme: Arc<Programme>,
    command: &Simulate,
    months: &[Month],
    now: DateTime<Utc>,
) -> Result<usize, Failure> {
    let people: Vec<Person> = people(store).await?;
    let first_id = history::room_for_sessions(store, people.len(), months.len()).await?;
    let mut world = World::new(programme, people, command.seed, first_id);
    let bar = progress::bar(months.len() as u64 * 1000, "playing months");
    let mut sessions = 0;
    for (index, month) in months.iter().enumerate() {
        let mut told = |done: u64, total: u64| {
            bar.set_position(index as u64 * 1000 + done * 1000 / total.max(1))
        };
        let mut played = world.play(*month, &mut told).map_err(Failure::failed)?;
        played.cycle.stage = CycleStage::Closing { after: i64::MAX };
        sessions += played.sessions.len();
        history::store(store, played, now).await?;
    }
    bar.finish_and_clear();
    history::store_people(store, world.people(), now).await?;
    Ok(sessions)
}

async fn people(store: &Store) -> Result<Vec<Person>, Failure> {
    let known = store.known_people().await.map_err(Failure::database)?;
    Ok(known.into_iter().map(|(person, _)| person).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn history_ends_with_a_month_that_has_closed() {
        let now = Utc
            .with_ymd_and_hms(2026, 11, 3, 0, 0, 0)
            .single()
            .expect("a time");
        let months: Vec<String> = months(3, now).iter().map(Month::to_string).collect();
        assert_eq!(months, ["2026-07", "2026-08", "2026-09"]);
    }
}
