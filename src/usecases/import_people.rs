//! The roster of an HR system replaces the one before: people join, change, move and leave.

use super::Moment;
use crate::decision::{Change, Decision};
use crate::domain::calendar::{DateRange, WorkingHours};
use crate::domain::directory::Source;
use crate::domain::ids::PersonId;
use crate::domain::lang::Lang;
use crate::domain::person::{Pause, Person};
use crate::domain::programme::Programme;
use crate::domain::roster::{
    self, Difference, Known, ProblemKind, Roster, RosterPerson, RowProblem,
};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashMap};

/// What an import would do.
#[derive(Debug, Clone)]
pub struct ImportPlan {
    /// For people to read first.
    pub difference: Difference,
    /// To be committed at once.
    pub decision: Decision,
    /// Members whose manager changes or who leave; their open talks follow.
    pub moved: Vec<PersonId>,
}

/// A person who is known, with their user ids by platform.
pub type KnownPerson = (Person, BTreeMap<String, String>);

/// Compares the roster with who is known and decides what changes. `workspace` names the workspace of
/// each platform, for rosters that carry user ids.
///
/// # Errors
/// Working hours that cannot be read, by line.
pub fn import_people(
    programme: &Programme,
    known: &[KnownPerson],
    mut roster: Roster,
    workspace: &BTreeMap<String, String>,
    moment: &mut Moment<'_>,
) -> Result<ImportPlan, Vec<RowProblem>> {
    normalise(&mut roster, known)?;
    let today = super::open_cycle::company_calendar(programme).local_date(moment.now);
    let difference = roster::diff(&as_roster(known), roster, today);
    let mut numbers: HashMap<String, PersonId> = known
        .iter()
        .map(|(p, _)| (p.number.clone(), p.id))
        .collect();
    for person in &difference.new {
        numbers.insert(person.number.clone(), PersonId(moment.fresh.draw()));
    }
    let by_number: HashMap<&str, &Person> =
        known.iter().map(|(p, _)| (p.number.as_str(), p)).collect();
    let changed = [&difference.changed, &difference.moved, &difference.left];
    let changed = changed.into_iter().flatten().map(|change| &change.person);
    let mut decision = Decision::default();
    let mut moved = Vec::new();
    for row in difference.new.iter().chain(changed) {
        let old = by_number.get(row.number.as_str()).copied();
        let person = apply(programme, row, old, &numbers);
        if old.is_some_and(|old| old.manager != person.manager || old.left != person.left) {
            moved.push(person.id);
        }
        let accounts = link(row, person.id, workspace);
        decision.changes.push(Change::Person(Box::new(person)));
        decision.changes.extend(accounts);
    }
    Ok(ImportPlan {
        difference,
        decision,
        moved,
    })
}

/// Languages and working hours in one spelling, so that the same file twice changes nothing; what people
/// set themselves, or a directory told, is not overwritten.
fn normalise(roster: &mut Roster, known: &[KnownPerson]) -> Result<(), Vec<RowProblem>> {
    let by_number: HashMap<&str, &Person> =
        known.iter().map(|(p, _)| (p.number.as_str(), p)).collect();
    let mut problems = Vec::new();
    for person in &mut roster.people {
        if let Some(old) = by_number.get(person.number.as_str()) {
            keep_settings(person, old);
        }
        if let Some(text) = &person.working_hours {
            match text.parse::<WorkingHours>() {
                Ok(hours) => person.working_hours = Some(hours.to_string()),
                Err(_) => problems.push(bad_hours(person.line, text)),
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What the person set, or their platform's directory told, is not the roster's to say.
fn keep_settings(row: &mut RosterPerson, old: &Person) {
    if old.own_settings {
        (row.language, row.time_zone, row.working_hours) = (None, None, None);
    }
    if old.lang_from == Source::Directory {
        row.language = None;
    }
    if old.tz_from == Source::Directory {
        row.time_zone = None;
    }
}

fn bad_hours(line: u64, value: &str) -> RowProblem {
    RowProblem {
        line,
        column: "working_hours".to_owned(),
        kind: ProblemKind::BadHours {
            value: value.to_owned(),
        },
    }
}

fn as_roster(known: &[KnownPerson]) -> Vec<Known> {
    let numbers: HashMap<PersonId, &str> = known
        .iter()
        .map(|(p, _)| (p.id, p.number.as_str()))
        .collect();
    let row = |(person, accounts): &KnownPerson| RosterPerson {
        line: 0,
        number: person.number.clone(),
        name: person.name.clone(),
        kana: person.kana.clone(),
        email: person.email.clone(),
        department: person.department.clone(),
        manager: person
            .manager
            .and_then(|id| numbers.get(&id))
            .map(|number| (*number).to_owned()),
        employment: person.employment.clone(),
        joined: person.joined,
        left: person.left,
        leave: person.leave.as_ref().map(|leave| (leave.from, leave.to)),
        head: person.heads,
        language: Some(person.lang.code().to_owned()),
        time_zone: Some(person.tz.name().to_owned()),
        working_hours: Some(person.hours.to_string()),
        accounts: accounts.clone(),
    };
    known.iter().map(row).collect()
}

fn apply(
    programme: &Programme,
    row: &RosterPerson,
    old: Option<&Person>,
    numbers: &HashMap<String, PersonId>,
) -> Person {
    let id = numbers.get(&row.number).copied().unwrap_or(PersonId(0));
    let language = row
        .language
        .as_deref()
        .and_then(|text| text.parse::<Lang>().ok());
    let zone = row
        .time_zone
        .as_deref()
        .and_then(|text| text.parse::<Tz>().ok());
    let hours = row
        .working_hours
        .as_deref()
        .and_then(|text| text.parse::<WorkingHours>().ok());
    Person {
        id,
        version: old.map_or(0, |old| old.version),
        number: row.number.clone(),
        name: row.name.clone(),
        kana: row.kana.clone(),
        email: row.email.clone(),
        department: row.department.clone(),
        manager: row
            .manager
            .as_ref()
            .and_then(|number| numbers.get(number))
            .copied(),
        heads: row.head,
        employment: row.employment.clone(),
        joined: row.joined,
        left: row.left,
        leave: row.leave.map(|(from, to)| DateRange { from, to }),
        lang: language.unwrap_or(old.map_or(programme.language, |old| old.lang)),
        tz: zone.unwrap_or(old.map_or(programme.time_zone, |old| old.tz)),
        hours: hours
            .unwrap_or_else(|| old.map_or_else(|| programme.working_hours, |old| old.hours)),
        lang_from: old.map_or(Source::Roster, |old| old.lang_from),
        tz_from: old.map_or(Source::Roster, |old| old.tz_from),
        own_settings: old.is_some_and(|old| old.own_settings),
        pause: old.map_or(Pause::Running, |old| old.pause),
        welcomed: old.is_some_and(|old| old.welcomed),
    }
}

fn link(row: &RosterPerson, person: PersonId, workspace: &BTreeMap<String, String>) -> Vec<Change> {
    let account = |(platform, user): (&String, &String)| {
        let workspace = workspace.get(platform)?;
        let account = kiku_chat::Account {
            platform: platform.clone(),
            workspace: workspace.clone(),
            user: user.clone(),
        };
        Some(Change::Account(account, person))
    };
    row.accounts.iter().filter_map(account).collect()
}
