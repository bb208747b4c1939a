//! `kiku simulate`: an invented company with believable history, for trials and benchmarks.

use crate::cli::Simulate;
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{output, progress, wiring};
use chrono::{DateTime, NaiveTime, Utc};
use kiku::domain::calendar::resolve;
use kiku::domain::month::Month;
use kiku::domain::programme::Programme;
use kiku_engine::clock::MovableClock;
use kiku_simulate::Plan;
use kiku_store::{Access, Store};
use secrecy::ExposeSecret;
use std::ops::RangeInclusive;
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
    let plan = Plan {
        programme: Programme {
            company: "Kiku simulation".to_owned(),
            ..Programme::default()
        },
        members: command.members as usize,
        seed: command.seed,
        months: months(command.months, Utc::now()),
    };
    let (first, last) = (*plan.months.start(), *plan.months.end());
    let end = resolve(
        plan.programme.time_zone,
        last.last_day().and_time(NaiveTime::MIN),
    );
    let clock = Arc::new(MovableClock::frozen(end));
    let engine = wiring::engine(store.clone(), clock, Vec::new());
    let day = |at: DateTime<Utc>| (at.date_naive() - first.first_day()).num_days().max(0) as u64;
    let bar = progress::bar(day(end), "playing months");
    let filled = kiku_simulate::fill(&engine, &plan, &mut |at| bar.set_position(day(at))).await;
    bar.finish_and_clear();
    let sessions = filled.map_err(Failure::database)?;
    let months = last.number() - first.number() + 1;
    Ok(format!(
        "{} members, {months} months to {last}, {sessions} sessions.",
        command.members
    ))
}

/// The months that have closed by now, so many of them.
fn months(count: u32, now: DateTime<Utc>) -> RangeInclusive<Month> {
    let last = Month::of(now.date_naive()).plus(-2);
    last.plus(1 - count as i32)..=last
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
        let months = months(3, now);
        let ends = [months.start(), months.end()].map(Month::to_string);
        assert_eq!(ends, ["2026-07", "2026-09"]);
    }
}
