//! Whom to help with what: departments by any figure, teams only by whether talks take place.
//!
//! A department is named when it is worse than the whole it belongs to beyond noise; as the whole holds it, the test is
//! cautious. A team is named when so few held talks would be rare (exact binomial, one-sided) at the rate of the whole.
//! Among all comparisons of a kind at most 5 % are to be false. The order is that of paths, never of figures: nobody is
//! ranked.

use super::Perspective;
use super::change::compare;
use super::insight::{FALSE_FINDINGS, worsened};
use super::measure::{Measure, Reading};
use crate::domain::privacy::{Counts, Scope, UnitFigures};
use crate::domain::statistics::{Difference, chance_of_at_most, false_discovery_limit};

/// Which teams a reader may see by the name of their manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teams {
    /// All of them: HR, a department's head.
    All,
    /// Those with at least k eligible sessions: executives.
    OfAtLeastK,
    /// None: a manager, a channel with mixed readers.
    None,
}

/// Somebody who could use help.
#[derive(Debug, Clone, PartialEq)]
pub enum Help {
    /// A department, with one of its figures.
    Department {
        /// Its path.
        path: String,
        /// With what.
        measure: Measure,
        /// Its figure.
        here: Reading,
        /// The figure of the whole.
        whole: Reading,
        /// Here minus the whole.
        difference: Difference,
    },
    /// A team, with making time for talks.
    Team {
        /// The manager's person id.
        manager: i64,
        /// The department.
        path: String,
        /// Held.
        held: u32,
        /// Eligible.
        eligible: u32,
    },
}

const MEASURES: [Measure; 5] = [
    Measure::Execution,
    Measure::Preparation,
    Measure::Satisfaction,
    Measure::Growth,
    Measure::Match,
];

pub(super) fn help(view: &Perspective<'_>, whole: &UnitFigures) -> Vec<Help> {
    let mut help = departments(view, whole);
    help.extend(teams(view, &whole.counts));
    help
}

fn departments(view: &Perspective<'_>, whole: &UnitFigures) -> Vec<Help> {
    let units = view.departments();
    let pairs = units
        .iter()
        .flat_map(|unit| MEASURES.iter().map(move |measure| (unit, measure)));
    let compared: Vec<_> = pairs
        .map(|(unit, measure)| {
            (
                unit,
                measure,
                compare(&measure.read(whole), &measure.read(unit)),
            )
        })
        .collect();
    let p_values: Vec<f64> = compared
        .iter()
        .filter_map(|(.., change)| Some(change.difference()?.p))
        .collect();
    let Some(limit) = false_discovery_limit(&p_values, FALSE_FINDINGS) else {
        return Vec::new();
    };
    let worse = compared.into_iter().filter_map(|(unit, measure, change)| {
        let difference = worsened(&change, measure).filter(|difference| difference.p <= limit)?;
        let Scope::Department(path) = unit.scope.clone() else {
            return None;
        };
        let (here, whole) = (measure.read(unit), measure.read(whole));
        Some(Help::Department {
            path,
            measure: measure.clone(),
            here,
            whole,
            difference,
        })
    });
    worse.collect()
}

fn teams(view: &Perspective<'_>, whole: &Counts) -> Vec<Help> {
    let least = match view.teams {
        Teams::All => 1,
        Teams::OfAtLeastK => view.now.k.max(1),
        Teams::None => return Vec::new(),
    };
    let rate = f64::from(whole.held) / f64::from(whole.eligible.max(1));
    let teams: Vec<(i64, &String, &Counts, f64)> = view
        .now
        .teams_within(view.scope)
        .filter(|(_, counts)| counts.eligible >= least)
        .filter_map(|(scope, counts)| match scope {
            Scope::Manager(manager, path) => Some((
                *manager,
                path,
                counts,
                chance_of_at_most(counts.held, counts.eligible, rate),
            )),
            _ => None,
        })
        .collect();
    let chances: Vec<f64> = teams.iter().map(|(.., chance)| *chance).collect();
    let Some(limit) = false_discovery_limit(&chances, FALSE_FINDINGS) else {
        return Vec::new();
    };
    let mut named: Vec<_> = teams
        .into_iter()
        .filter(|(.., chance)| *chance <= limit)
        .collect();
    named.sort_by_key(|(manager, path, ..)| (*path, *manager));
    let team = |(manager, path, counts, _): (i64, &String, &Counts, f64)| Help::Team {
        manager,
        path: path.clone(),
        held: counts.held,
        eligible: counts.eligible,
    };
    named.into_iter().map(team).collect()
}
