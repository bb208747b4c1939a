//! The three things that changed most.
//!
//! Candidates are the scope's main figures, topics and responses, and the main figures of the departments below, each
//! against the month before. With so many comparisons some look large by chance; so of those whose interval leaves
//! zero out only such are kept as pass at a false discovery rate of 5 % among all candidates. The clearest in standard
//! errors come first, one of a kind.

use super::Perspective;
use super::change::{self, Change};
use super::measure::{Better, Measure, Reading};
use crate::domain::privacy::{Chosen, Figure, Scope, UnitFigures};
use crate::domain::statistics::{Difference, false_discovery_limit};

/// Accepted share of false findings.
pub(super) const FALSE_FINDINGS: f64 = 0.05;

/// Something that changed beyond noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// Where.
    pub scope: Scope,
    /// What.
    pub measure: Measure,
    /// The month before.
    pub before: Reading,
    /// This month.
    pub now: Reading,
    /// By how much.
    pub difference: Difference,
}

impl Insight {
    /// Whether this is good news; `None` for what is neither.
    pub fn is_good(&self) -> Option<bool> {
        match self.measure.better() {
            Better::Higher => Some(self.difference.by > 0.0),
            Better::Lower => Some(self.difference.by < 0.0),
            Better::Zero => Some(self.now.value()?.abs() < self.before.value()?.abs()),
            Better::Neither => None,
        }
    }
}

/// What departments are compared by. The share of 4–5 moves with satisfaction and is left out.
const OF_DEPARTMENTS: [Measure; 5] = [
    Measure::Execution,
    Measure::Preparation,
    Measure::Satisfaction,
    Measure::Growth,
    Measure::Match,
];
const OF_THE_SCOPE: [Measure; 7] = [
    Measure::Execution,
    Measure::Unconfirmed,
    Measure::Preparation,
    Measure::Satisfaction,
    Measure::Growth,
    Measure::Match,
    Measure::Gap,
];

pub(super) fn three(view: &Perspective<'_>, unit: &UnitFigures) -> Vec<Insight> {
    let keys = |figure: &Figure<Vec<Chosen>>| {
        let chosen = figure
            .shown()
            .map(|(chosen, _)| chosen.as_slice())
            .unwrap_or_default();
        chosen
            .iter()
            .map(|chosen| chosen.key.clone())
            .collect::<Vec<_>>()
    };
    let mut measures = OF_THE_SCOPE.to_vec();
    measures.extend(keys(&unit.topics).into_iter().map(Measure::Topic));
    measures.extend(keys(&unit.responses).into_iter().map(Measure::Response));
    let mut candidates = candidates(view, unit, &measures);
    for department in view.departments() {
        candidates.extend(self::candidates(view, department, &OF_DEPARTMENTS));
    }
    clearest(candidates)
}

fn candidates(view: &Perspective<'_>, unit: &UnitFigures, measures: &[Measure]) -> Vec<Insight> {
    let Some(before) = view.before.and_then(|release| release.of(&unit.scope)) else {
        return Vec::new();
    };
    let candidate = |measure: &Measure| {
        let difference = change::since(Some(before), unit, measure).difference()?;
        let (scope, measure, before, now) = (
            unit.scope.clone(),
            measure.clone(),
            measure.read(before),
            measure.read(unit),
        );
        Some(Insight {
            scope,
            measure,
            before,
            now,
            difference,
        })
    };
    measures.iter().filter_map(candidate).collect()
}

fn clearest(mut candidates: Vec<Insight>) -> Vec<Insight> {
    let p_values: Vec<f64> = candidates.iter().map(|c| c.difference.p).collect();
    let Some(limit) = false_discovery_limit(&p_values, FALSE_FINDINGS) else {
        return Vec::new();
    };
    candidates.retain(|c| c.difference.p <= limit && c.difference.exceeds_noise());
    candidates.sort_by(|a, b| {
        let clearer = b
            .difference
            .score
            .abs()
            .total_cmp(&a.difference.score.abs());
        clearer.then_with(|| (&a.scope, &a.measure).cmp(&(&b.scope, &b.measure)))
    });
    let mut three: Vec<Insight> = Vec::new();
    for candidate in candidates {
        let kind = std::mem::discriminant(&candidate.measure);
        if three.len() < 3
            && three
                .iter()
                .all(|told| std::mem::discriminant(&told.measure) != kind)
        {
            three.push(candidate);
        }
    }
    three
}

/// Whether a change is for the worse beyond noise.
pub(super) fn worsened(change: &Change, measure: &Measure) -> Option<Difference> {
    match (change, measure.better()) {
        (Change::Fell(difference), Better::Higher) | (Change::Rose(difference), Better::Lower) => {
            Some(*difference)
        }
        _ => None,
    }
}
