//! Somebody asks for released figures: of which month, of which unit, and whether they may.

use super::obey_command::{audited, refused};
use crate::commands::Command;
use crate::decision::Decision;
use crate::domain::digest::Teams;
use crate::domain::month::Month;
use crate::domain::person::{Actor, Role, covers};
use crate::domain::privacy::{Release, Scope};
use crate::domain::programme::Audience;
use crate::notice::Notice;
use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

/// What somebody may read of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// For whom figures are made when they read them.
    pub audience: Audience,
    /// Which teams they may see by the name of their manager.
    pub teams: Teams,
}

/// What this person may read of a unit (`""` is the company); `None`: nothing. An executive sees no team below k; a
/// grant that tells more about the unit wins.
pub fn sight(actor: &Actor, unit: &str) -> Option<Sight> {
    let holds = |role: Role| {
        let mut grants = actor.grants.iter();
        grants.any(|grant| grant.role == role && covers(&grant.unit, unit))
    };
    let heads = actor
        .headed_unit()
        .is_some_and(|headed| covers(headed, unit));
    let leads = heads || holds(Role::DepartmentHead) || holds(Role::Adviser);
    let (audience, teams) = match (holds(Role::Hr), leads, holds(Role::Executive)) {
        (true, ..) => (Audience::Hr, Teams::All),
        (_, true, _) => (Audience::Executive, Teams::All),
        (.., true) => (Audience::Executive, Teams::OfAtLeastK),
        _ => return None,
    };
    Some(Sight { audience, teams })
}

/// The unit above within a release, as far as this person may read it.
pub fn above(actor: &Actor, release: &Release, unit: &str) -> Option<Scope> {
    let path = unit.rsplit_once('/').map(|(path, _)| path);
    let scope = match path {
        _ if unit.is_empty() => return None,
        Some(path) => Scope::Department(path.to_owned()),
        None => Scope::Company,
    };
    let known = release.of(&scope).is_some() && actor.reads_unit(path.unwrap_or_default());
    known.then_some(scope)
}

/// The top of what this person may read.
pub fn home_unit(actor: &Actor) -> &str {
    actor
        .units()
        .min_by_key(|unit| unit.len())
        .unwrap_or_default()
}

/// `digest [month] [unit]`: figures of the newest released month, and of the whole scope, unless named.
pub(super) fn by_words(
    actor: &Actor,
    newest: Option<Month>,
    rest: &str,
    now: DateTime<Utc>,
) -> Decision {
    let rest = rest.trim();
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let first: String = first.nfkc().collect();
    let (month, unit) = match month(&first, newest) {
        Read::Month(month) => (Some(month), after),
        Read::Bad => return Decision::tell(Notice::BadMonth(first)),
        Read::Other => (newest, rest),
    };
    match month {
        Some(month) => read(actor, month, &inside(actor, unit), now),
        None => Decision::tell(Notice::NothingNow(Command::Digest)),
    }
}

/// A button on a digest was pressed. `found` is the unit's scope in the release of that month: outside `None` if the
/// month was not released, inside if the release has no such unit.
pub fn drill_down(
    actor: &Actor,
    month: Month,
    found: Option<Option<&Scope>>,
    now: DateTime<Utc>,
) -> Decision {
    match found {
        None => Decision::tell(Notice::NoRelease(month)),
        Some(Some(Scope::Department(path))) => read(actor, month, path, now),
        Some(Some(Scope::Company)) => read(actor, month, "", now),
        Some(Some(Scope::Manager(..)) | None) => {
            Decision::tell(Notice::NotAvailable).and(refused(actor, Command::Digest, now))
        }
    }
}

/// The whole company means the whole of what one may read.
fn read(actor: &Actor, month: Month, unit: &str, now: DateTime<Utc>) -> Decision {
    let unit = match unit.is_empty() && !actor.reads_unit(unit) {
        true => home_unit(actor),
        false => unit,
    };
    if actor.units().next().is_none() {
        return Decision::tell(Notice::NotAvailable).and(refused(actor, Command::Digest, now));
    }
    if sight(actor, unit).is_none() {
        return Decision::tell(Notice::NoSuchUnit(unit.to_owned())).and(refused(
            actor,
            Command::Digest,
            now,
        ));
    }
    let scope = format!("{month} {unit}");
    Decision::tell(Notice::Digest {
        month,
        unit: unit.to_owned(),
    })
    .and(audited(actor, "digest", scope.trim_end(), now))
}

/// A typed unit as a path. Somebody whose scope is a department may leave the path to it out.
fn inside(actor: &Actor, typed: &str) -> String {
    let parts = typed.split(['/', '／']).map(str::trim);
    let typed = parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("/");
    let home = home_unit(actor);
    let top = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    match typed.is_empty() || home.is_empty() || top(&typed) == top(home) {
        true => typed,
        false => format!("{home}/{typed}"),
    }
}

/// What a first word is.
enum Read {
    /// A month.
    Month(Month),
    /// Meant as a month, but none.
    Bad,
    /// Something else: a unit.
    Other,
}

/// Reads `2026-11`, `2026/11`, `202611`, `2026年11月`, and `11月` as the last such month up to the newest.
fn month(word: &str, newest: Option<Month>) -> Read {
    let digit = |c: char| c.is_ascii_digit();
    let like = word.starts_with(digit) && word.chars().all(|c| digit(c) || "-/.年月".contains(c));
    if !like {
        return Read::Other;
    }
    let bare = word.trim_end_matches('月');
    let numbers: Option<Vec<u32>> = bare
        .split(['-', '/', '.', '年'])
        .map(|part| part.parse().ok())
        .collect();
    let found = match numbers.as_deref() {
        Some([year, month]) => made(*year, *month),
        Some([joined]) if bare.len() == 6 => made(joined / 100, joined % 100),
        Some([number]) if bare.len() < word.len() => {
            newest.and_then(|newest| last(*number, newest))
        }
        _ => None,
    };
    found.map_or(Read::Bad, Read::Month)
}

fn made(year: u32, month: u32) -> Option<Month> {
    Month::new(i32::try_from(year).ok()?, month)
}

fn last(number: u32, newest: Month) -> Option<Month> {
    let years = [newest.year(), newest.year() - 1];
    let mut months = years
        .into_iter()
        .filter_map(|year| Month::new(year, number));
    months.find(|month| *month <= newest)
}

#[cfg(test)]
mod tests;
