//! One thing to do.
//!
//! The first that applies, in the order in which a programme grows: talks take place, are confirmed, are prepared, do
//! good, answer what was asked. A share counts as below its mark only when its 95 % interval lies below.

use super::Perspective;
use super::change;
use super::insight::worsened;
use super::measure::{Measure, Reading};
use crate::domain::privacy::{Scope, UnitFigures};
use crate::domain::statistics::{Difference, wilson};
use std::cmp::Reverse;

/// The execution rate below which talks themselves are the matter.
const EXECUTION_MARK: f64 = 0.9;
/// The unconfirmed share above which confirming is the matter.
const UNCONFIRMED_MARK: f64 = 0.05;
/// The preparation rate below which preparing is the matter.
const PREPARATION_MARK: f64 = 0.8;
/// The response match below which listening as asked is the matter.
const MATCH_MARK: f64 = 0.7;
/// The gap, in steps of the scale, from which managers should ask rather than guess.
const GAP_MARK: f64 = 0.5;
/// The share from which one topic crowds out the others.
const TOPIC_MARK: f64 = 0.5;

/// One thing to do, with the numbers that speak for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// Make time for the talks that did not take place.
    HoldTalks {
        /// Held.
        held: u32,
        /// Eligible.
        eligible: u32,
        /// The department below where most are missing, and how many.
        most_missing: Option<(String, u32)>,
    },
    /// Ask both sides to say whether they talked.
    ConfirmTalks {
        /// Unconfirmed.
        unconfirmed: u32,
        /// Eligible.
        eligible: u32,
    },
    /// Remind members why a topic beforehand helps.
    PrepareTalks {
        /// With a topic before the start.
        prepared: u32,
        /// Eligible.
        eligible: u32,
    },
    /// Talk with managers about what changed: satisfaction fell.
    UnderstandSatisfaction(Difference),
    /// Talk with managers about what changed: felt growth fell.
    UnderstandGrowth(Difference),
    /// Listen the way the member asked for.
    AnswerAsAsked {
        /// Received as asked.
        matched: u32,
        /// Of rated sessions.
        n: u32,
    },
    /// Ask how the talk was, rather than guess.
    AskRatherThanGuess {
        /// Estimate minus rating.
        gap: f64,
        /// From how many sessions.
        n: u32,
    },
    /// Invite other topics: one crowds them out.
    WidenTopics {
        /// Its key.
        topic: String,
        /// Sessions with it.
        count: u32,
        /// Sessions with any.
        n: u32,
    },
    /// Nothing stands out: thank those who make it work.
    KeepGoing,
    /// No talk was due.
    NothingYet,
}

type Rule = fn(&Perspective<'_>, &UnitFigures) -> Option<Suggestion>;

const RULES: [Rule; 9] = [
    nothing_yet,
    hold,
    confirm,
    prepare,
    satisfaction,
    growth,
    answer,
    guess,
    widen,
];

pub(super) fn one(view: &Perspective<'_>, unit: &UnitFigures) -> Suggestion {
    RULES
        .iter()
        .find_map(|rule| rule(view, unit))
        .unwrap_or(Suggestion::KeepGoing)
}

fn nothing_yet(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    (unit.counts.eligible == 0).then_some(Suggestion::NothingYet)
}

fn hold(view: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    let (held, eligible) = (unit.counts.held, unit.counts.eligible);
    let suggestion = || Suggestion::HoldTalks {
        held,
        eligible,
        most_missing: most_missing(view),
    };
    below(held, eligible, EXECUTION_MARK).then(suggestion)
}

/// The department below with most talks missing; of several the one with the lowest rate, then the first by path.
fn most_missing(view: &Perspective<'_>) -> Option<(String, u32)> {
    let departments = view.departments().into_iter();
    let named = departments.filter_map(|unit| match &unit.scope {
        Scope::Department(path) => Some((path.clone(), unit.counts.eligible, unit.counts.held)),
        _ => None,
    });
    // As many missing out of fewer due is the lower rate.
    let rank = |(_, eligible, held): &(String, u32, u32)| (eligible - held, Reverse(*eligible));
    let most = named.reduce(|most, next| match rank(&next) > rank(&most) {
        true => next,
        false => most,
    });
    most.map(|(path, eligible, held)| (path, eligible - held))
        .filter(|(_, missing)| *missing > 0)
}

fn confirm(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    let (unconfirmed, eligible) = (unit.counts.unconfirmed, unit.counts.eligible);
    above(unconfirmed, eligible, UNCONFIRMED_MARK).then_some(Suggestion::ConfirmTalks {
        unconfirmed,
        eligible,
    })
}

fn prepare(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    let (prepared, eligible) = (unit.counts.prepared, unit.counts.eligible);
    below(prepared, eligible, PREPARATION_MARK)
        .then_some(Suggestion::PrepareTalks { prepared, eligible })
}

fn satisfaction(view: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    fell(view, unit, &Measure::Satisfaction).map(Suggestion::UnderstandSatisfaction)
}

fn growth(view: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    fell(view, unit, &Measure::Growth).map(Suggestion::UnderstandGrowth)
}

fn fell(view: &Perspective<'_>, unit: &UnitFigures, measure: &Measure) -> Option<Difference> {
    let before = view.before.and_then(|release| release.of(view.scope));
    worsened(&change::since(before, unit, measure), measure)
}

fn answer(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    let (matched, n) = unit.matched.shown()?;
    below(*matched, n, MATCH_MARK).then_some(Suggestion::AnswerAsAsked {
        matched: *matched,
        n,
    })
}

fn guess(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    match Measure::Gap.read(unit) {
        Reading::Mean {
            mean: gap,
            n,
            spread: Some(spread),
        } if gap.abs() >= GAP_MARK && !spread.interval.holds(0.0) => {
            Some(Suggestion::AskRatherThanGuess { gap, n })
        }
        _ => None,
    }
}

fn widen(_: &Perspective<'_>, unit: &UnitFigures) -> Option<Suggestion> {
    let (topics, n) = unit.topics.shown()?;
    let crowding = topics
        .iter()
        .find(|chosen| above(chosen.count, n, TOPIC_MARK))?;
    Some(Suggestion::WidenTopics {
        topic: crowding.key.clone(),
        count: crowding.count,
        n,
    })
}

fn below(yes: u32, n: u32, mark: f64) -> bool {
    wilson(yes, n).is_some_and(|range| range.high < mark)
}

fn above(yes: u32, n: u32, mark: f64) -> bool {
    wilson(yes, n).is_some_and(|range| range.low > mark)
}
