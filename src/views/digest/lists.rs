//! The departments and teams of a digest, in the order of their paths, and the buttons that lead to them.

use super::DigestMaterial;
use super::names;
use super::numbers;
use super::said;
use super::{drill, index_of};
use crate::domain::digest::{Help, Measure, Reading, Teams};
use crate::domain::privacy::{Counts, Scope, UnitFigures};
use crate::views::draft::{Draft, fact};
use crate::views::words::Words;
use kiku_chat::{Button, Fact};

/// Buttons on one digest, the one that leads up included.
const BUTTONS: usize = 20;
/// Departments or teams listed with their figures.
const LISTED: usize = 20;
/// The p-value below which departments are said to differ.
const DIFFER: f64 = 0.05;

/// The managers whose names a digest of this material shows.
pub fn managers(material: &DigestMaterial<'_>) -> Vec<i64> {
    let helped = material.digest.help.iter().filter_map(|help| match help {
        Help::Team { manager, .. } => Some(*manager),
        Help::Department { .. } => None,
    });
    let listed = listed_teams(material).filter_map(|(scope, _)| match scope {
        Scope::Manager(manager, _) => Some(*manager),
        _ => None,
    });
    let mut all: Vec<i64> = helped.chain(listed.take(LISTED)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How the departments below stand: held, and satisfaction where it is shown.
pub(super) fn departments(draft: &mut Draft, words: Words, material: &DigestMaterial<'_>) {
    let below = below(material);
    if below.is_empty() {
        return;
    }
    let line = |(path, unit): &(&str, &UnitFigures)| {
        let label = names::shortened(names::below(&material.digest.scope, path));
        fact(label, standing(words, unit))
    };
    let facts: Vec<Fact> = below.iter().take(LISTED).map(line).collect();
    draft.strong(words.t("digest-departments")).facts(facts);
    let between = material.digest.departments.between;
    if let Some(between) = between.filter(|between| between.p < DIFFER) {
        let sd = format!("{:.1}", between.sd);
        draft.say("digest-between", &[("sd", sd.into())]);
    }
    if below.len() > places(material) {
        let args = [
            ("count", (below.len() - places(material)).into()),
            ("month", material.digest.month.to_string().into()),
        ];
        draft.note("digest-more-departments", &args);
    }
}

fn standing(words: Words, unit: &UnitFigures) -> String {
    let read = |measure: Measure| match measure.read(unit) {
        Reading::Hidden(_) => words.t("digest-not-shown"),
        reading => numbers::short(words, &measure, &reading),
    };
    let execution = match Measure::Execution.read(unit) {
        Reading::Hidden(_) => return words.t("digest-none-due"),
        reading => numbers::full(words, &Measure::Execution, &reading),
    };
    let args = [
        ("execution", execution.into()),
        ("satisfaction", read(Measure::Satisfaction).into()),
    ];
    words.t_with("digest-department", &args)
}

/// How the teams stand that no listed department holds: by held talks only.
pub(super) fn teams(draft: &mut Draft, words: Words, material: &DigestMaterial<'_>) {
    if material.teams == Teams::None {
        return;
    }
    let line = |(scope, counts): (&Scope, &Counts)| {
        let Scope::Manager(manager, path) = scope else {
            return None;
        };
        let share = Reading::Share {
            yes: counts.held,
            n: counts.eligible,
        };
        let label = said::team(words, material, *manager, path)?;
        Some(fact(
            label,
            numbers::full(words, &Measure::Execution, &share),
        ))
    };
    let facts: Vec<Fact> = listed_teams(material)
        .take(LISTED)
        .filter_map(line)
        .collect();
    let more = listed_teams(material).count().saturating_sub(LISTED);
    if !facts.is_empty() {
        draft.strong(words.t("digest-teams")).facts(facts);
    }
    if more > 0 {
        draft.note("digest-more", &[("count", more.into())]);
    }
    if material.teams == Teams::OfAtLeastK {
        let k = numbers::count(material.digest.k);
        draft.note("digest-small-teams", &[("k", k.into())]);
    }
}

/// Teams with talks due that the reader may see, past those that a department's button leads to.
fn listed_teams<'a>(
    material: &DigestMaterial<'a>,
) -> impl Iterator<Item = (&'a Scope, &'a Counts)> + use<'a> {
    let least = match material.teams {
        Teams::All => 1,
        Teams::OfAtLeastK => material.digest.k.max(1),
        Teams::None => u32::MAX,
    };
    let departments: Vec<Scope> = below(material)
        .into_iter()
        .map(|(_, unit)| unit.scope.clone())
        .collect();
    let (release, scope) = (material.release, &material.digest.scope);
    release
        .teams_within(scope)
        .filter(move |(_, counts)| counts.eligible >= least)
        .filter(move |(team, _)| !departments.iter().any(|department| department.holds(team)))
}

/// The departments to go to: those that are compared, else those directly below; without those that had no talk due.
fn below<'a>(material: &DigestMaterial<'a>) -> Vec<(&'a str, &'a UnitFigures)> {
    let compared = &material.digest.departments;
    let shown = compared.shown.iter().map(|line| line.path.as_str());
    let hidden = compared.hidden.iter().map(|(path, _)| path.as_str());
    let paths: Vec<&str> = shown.chain(hidden).collect();
    let release = material.release;
    let all = match paths.is_empty() {
        true => release.departments_below(&material.digest.scope),
        false => {
            let listed = release.units.iter();
            let is_compared = |unit: &&UnitFigures| matches!(&unit.scope, Scope::Department(path) if paths.contains(&path.as_str()));
            listed.filter(is_compared).collect()
        }
    };
    let due = |unit: &&UnitFigures| unit.counts.eligible + unit.counts.extra_held > 0;
    all.into_iter()
        .filter(due)
        .filter_map(|unit| match &unit.scope {
            Scope::Department(path) => Some((path.as_str(), unit)),
            _ => None,
        })
        .collect()
}

fn places(material: &DigestMaterial<'_>) -> usize {
    BUTTONS - usize::from(material.up.is_some())
}

/// Whether there are departments to go down into.
pub(super) fn leads_down(material: &DigestMaterial<'_>) -> bool {
    !below(material).is_empty()
}

/// Down into the departments, and up again.
pub(super) fn buttons(words: Words, material: &DigestMaterial<'_>) -> Vec<Button> {
    let down = below(material).into_iter().take(places(material));
    let down = down.filter_map(|(path, unit)| {
        let index = index_of(material.release, &unit.scope)?;
        let label = names::shortened(names::below(&material.digest.scope, path));
        Some(drill(material, label, index))
    });
    let up = material.up.and_then(|index| {
        let unit = material.release.units.get(usize::try_from(index).ok()?)?;
        let name = names::unit(words, &unit.scope);
        let label = words.t_with("digest-up", &[("unit", name.into())]);
        Some(drill(material, label, index))
    });
    down.chain(up).collect()
}
