//! The checks. None of them changes anything.

use super::{Finding, clocks, queue, slack};
use crate::exit::Failure;
use crate::settings::Settings;
use crate::settings::secret::SecretSource;
use crate::{http, wiring};
use chrono::{Datelike, Utc};
use kiku::domain::person::Role;
use kiku::domain::programme::Programme;
use kiku_store::{Access, Store};

/// Every check, in the order in which one depends on the other.
pub async fn all(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![file(settings)];
    match wiring::content_key(settings) {
        Err(failure) => findings.push(Finding::trouble("key", failure)),
        Ok(_) => {
            findings.push(key(settings.content_key.as_ref()));
            database(settings, &mut findings).await;
            platforms(settings, &mut findings).await;
        }
    }
    findings.extend([address(settings).await, clock(), font()]);
    findings
}

fn file(settings: &Settings) -> Finding {
    match &settings.file {
        Some(file) => Finding::good(
            "settings",
            format!("read from {} and the environment", file.display()),
        ),
        None => Finding::advice(
            "settings",
            "no kiku.toml in this folder; defaults and the environment count (kiku init writes one)",
        ),
    }
}

fn key(source: Option<&SecretSource>) -> Finding {
    match source.and_then(SecretSource::open_to_others) {
        Some(path) => Finding::advice(
            "key",
            format!(
                "{path}: other users of this machine can read the content key; run chmod 600 {path}",
                path = path.display()
            ),
        ),
        None => Finding::good("key", "the content key can be read"),
    }
}

async fn database(settings: &Settings, findings: &mut Vec<Finding>) {
    if let Some(path) = settings.missing_database() {
        findings.push(Finding::advice(
            "database",
            format!("{path} is not there yet; the first command that needs it makes it"),
        ));
        return;
    }
    match wiring::open_store(settings, Access::Read).await {
        Err(failure) => findings.push(Finding::trouble("database", failure)),
        Ok(store) => {
            findings.push(Finding::good(
                "database",
                format!("opens, with this version's schema ({:?})", store.dialect()),
            ));
            findings.push(
                programme(&store)
                    .await
                    .unwrap_or_else(|failure| Finding::trouble("programme", failure)),
            );
            findings.push(
                roster(&store)
                    .await
                    .unwrap_or_else(|failure| Finding::trouble("roster", failure)),
            );
            match clocks::compare(&store).await {
                Ok(found) => findings.extend(found),
                Err(failure) => findings.push(Finding::trouble("clocks", failure)),
            }
            match queue::look(&store).await {
                Ok(found) => findings.extend(found),
                Err(failure) => findings.push(Finding::trouble("queue", failure)),
            }
            store.close().await;
        }
    }
}

/// Asked without a database too: an empty one in memory stands for it.
async fn platforms(settings: &Settings, findings: &mut Vec<Finding>) {
    let store = match wiring::open_for_reading(settings).await {
        Ok(store) => store,
        // The database's own check has said so.
        Err(_) => return,
    };
    match store.programme().await {
        Ok(programme) => findings.extend(slack::ask(settings, &store, &programme).await),
        Err(error) => findings.push(Finding::trouble("slack", Failure::database(error))),
    }
    store.close().await;
}

async fn programme(store: &Store) -> Result<Finding, Failure> {
    let programme = store.programme().await.map_err(Failure::database)?;
    Ok(match lacks(&programme).as_slice() {
        [] => Finding::good("programme", format!("in force for {}", programme.company)),
        lacks => Finding::advice(
            "programme",
            format!(
                "{}; edit programme.toml, then kiku programme apply programme.toml",
                lacks.join(", ")
            ),
        ),
    })
}

fn lacks(programme: &Programme) -> Vec<&'static str> {
    let granted = |role| programme.grants.iter().any(|grant| grant.role == role);
    let lacking = [
        (programme.company.is_empty(), "the company has no name"),
        (!granted(Role::Hr), "nobody is granted the role hr"),
        (
            !granted(Role::Executive),
            "nobody is granted the role executive",
        ),
        (
            programme.channels.is_empty(),
            "no channel receives the digest",
        ),
        (
            programme.consultation_desk.is_empty(),
            "no consultation desk is named",
        ),
    ];
    lacking
        .into_iter()
        .filter(|(lacking, _)| *lacking)
        .map(|(_, what)| what)
        .collect()
}

async fn roster(store: &Store) -> Result<Finding, Failure> {
    let known = store.known_people().await.map_err(Failure::database)?;
    let members = known
        .iter()
        .filter(|(person, _)| person.manager.is_some())
        .count();
    Ok(match (known.len(), members) {
        (0, _) => Finding::advice(
            "roster",
            "nobody is on the roster; run kiku people import FILE",
        ),
        (people, 0) => Finding::advice(
            "roster",
            format!("{people} people, but nobody has a manager: there is no pair to talk"),
        ),
        (people, members) => Finding::good(
            "roster",
            format!("{people} people, {members} of them with a manager"),
        ),
    })
}

async fn address(settings: &Settings) -> Finding {
    match http::listen(settings.listen, "server.listen or KIKU_SERVER_LISTEN").await {
        Ok(_) => Finding::good("address", format!("{} is free", settings.listen)),
        Err(failure) => Finding::trouble("address", failure),
    }
}

/// A clock that is years off makes every message late or early. Releases of this version lie in these years.
fn clock() -> Finding {
    let now = Utc::now();
    match now.year() {
        2026..=2046 => Finding::good("clock", format!("{} UTC", now.format("%Y-%m-%d %H:%M"))),
        year => Finding::advice(
            "clock",
            format!("this machine believes that it is the year {year}; set its clock"),
        ),
    }
}

/// Draws a picture with Japanese labels.
pub fn font() -> Finding {
    let chart = kiku_charts::BarChart {
        title: "満足度".to_owned(),
        subtitle: String::new(),
        bars: kiku_charts::Bars {
            title: "部署".to_owned(),
            rows: Vec::new(),
            unit: kiku_charts::Unit::Percent,
            hidden_label: String::new(),
        },
        footer: String::new(),
    };
    match kiku_charts::render_bars(&chart) {
        Ok(_) => Finding::good("font", "pictures can be drawn"),
        Err(error) => Finding::trouble("font", Failure::failed(error)),
    }
}
