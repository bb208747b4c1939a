//! An attacker who knows every figure that left and adds and subtracts at will.
//!
//! Unknown is what each team answered; known is one linear equation per shown figure. Whatever group of teams (or of
//! teams' answers) the equations determine, the attacker has: for small companies every group is tried.

use super::company::{Company, any_company};
use crate::domain::figures::SessionFact;
use crate::domain::privacy::{Chosen, Figure, Release, UnitFigures};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Linear equations over unknowns, kept in reduced form modulo a prime: sets of unknowns have minors far smaller, so
/// what is dependent here is dependent.
#[derive(Default)]
pub(super) struct Equations(Vec<Vec<i64>>);

const PRIME: i64 = 1_000_000_007;

impl Equations {
    /// Learns the sum of a set of unknowns.
    pub(super) fn learn(&mut self, set: impl Iterator<Item = bool>) {
        let row = self.rest(set.map(i64::from).collect());
        let Some(lead) = row.iter().position(|value| *value != 0) else {
            return;
        };
        let factor = inverse(row[lead]);
        self.0
            .push(row.iter().map(|value| value * factor % PRIME).collect());
    }

    /// Whether the sum of a set of unknowns follows.
    pub(super) fn tell(&self, set: impl Iterator<Item = bool>) -> bool {
        self.rest(set.map(i64::from).collect())
            .iter()
            .all(|value| *value == 0)
    }

    fn rest(&self, mut row: Vec<i64>) -> Vec<i64> {
        for known in &self.0 {
            let lead = known
                .iter()
                .position(|value| *value != 0)
                .expect("no row is empty");
            let factor = row[lead];
            for (value, part) in row.iter_mut().zip(known) {
                *value = (*value - factor * part).rem_euclid(PRIME);
            }
        }
        row
    }
}

fn inverse(value: i64) -> i64 {
    let (mut result, mut base, mut power) = (1, value, PRIME - 2);
    while power > 0 {
        if power % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power /= 2;
    }
    result
}

/// An answer of a session that belongs to a pool, or none.
type Answer = fn(&SessionFact) -> Option<u8>;
type Shown = fn(&UnitFigures) -> bool;

fn rating(fact: &SessionFact) -> Option<u8> {
    fact.rating.filter(|_| !fact.rating_shared)
}

fn guessed(fact: &SessionFact) -> Option<u8> {
    rating(fact).filter(|_| fact.estimate.is_some())
}

fn unguessed(fact: &SessionFact) -> Option<u8> {
    rating(fact).filter(|_| fact.estimate.is_none())
}

fn side(fact: &SessionFact) -> Option<u8> {
    rating(fact).map(|rating| u8::from(rating >= 4))
}

fn growth_side(fact: &SessionFact) -> Option<u8> {
    fact.growth.map(|growth| u8::from(growth >= 4))
}

fn matched(fact: &SessionFact) -> Option<u8> {
    fact.rating?;
    Some(u8::from(fact.response? == fact.received?))
}

fn is_shown<T>(figure: &Figure<T>) -> bool {
    figure.shown().is_some()
}

/// The people and the answers of some sessions.
fn heard<'a>(facts: impl Iterator<Item = &'a SessionFact>, answer: Answer) -> (usize, Vec<u8>) {
    let heard: Vec<_> = facts
        .filter_map(|fact| Some((fact.member, answer(fact)?)))
        .collect();
    let people: BTreeSet<i64> = heard.iter().map(|(member, _)| *member).collect();
    (
        people.len(),
        heard.into_iter().map(|(_, answer)| answer).collect(),
    )
}

/// Every group of teams whose sum follows from the figures that `shown` picks.
fn recovered<'a>(
    company: &'a Company,
    release: &Release,
    shown: impl Fn(&UnitFigures) -> bool,
) -> Vec<Vec<&'a SessionFact>> {
    let teams = company.teams();
    let mut known = Equations::default();
    for unit in release.units.iter().filter(|unit| shown(unit)) {
        known.learn(teams.iter().map(|team| company.is_in(*team, &unit.scope)));
    }
    let chosen = |set: u32| (0..teams.len()).map(move |team| set >> team & 1 == 1);
    let sets = (1..1u32 << teams.len()).filter(|set| known.tell(chosen(*set)));
    let of = |set: u32| {
        let inside = |fact: &&SessionFact| {
            teams
                .iter()
                .zip(chosen(set))
                .any(|(team, chosen)| chosen && *team == (fact.unit, fact.manager))
        };
        company.facts.iter().filter(inside).collect()
    };
    sets.map(of).collect()
}

fn few(people: usize, k: u32) -> bool {
    (1..k as usize).contains(&people)
}

const MEANS: [(&str, Shown, Answer); 3] = [
    (
        "satisfaction",
        |unit| is_shown(&unit.satisfaction.mean),
        rating,
    ),
    (
        "growth",
        |unit| is_shown(&unit.growth.mean),
        |fact| fact.growth,
    ),
    ("gap", |unit| is_shown(&unit.gap.mean), guessed),
];

const SHARES: [(&str, Shown, Answer); 5] = [
    (
        "share of 4-5",
        |unit| is_shown(&unit.satisfaction.high) || is_shown(&unit.satisfaction.spread),
        side,
    ),
    (
        "growth of 4-5",
        |unit| is_shown(&unit.growth.high) || is_shown(&unit.growth.spread),
        growth_side,
    ),
    ("match", |unit| is_shown(&unit.matched), matched),
    ("topics", |unit| is_shown(&unit.topics), |fact| fact.topic),
    (
        "responses",
        |unit| is_shown(&unit.responses),
        |fact| fact.response,
    ),
];

/// Everything that is wrong with a release, as the attacker sees it.
fn leaks(company: &Company, release: &Release, k: u32) -> Vec<String> {
    let mut leaks = Vec::new();
    for (name, shown, answer) in MEANS {
        for group in recovered(company, release, shown) {
            let (people, answers) = heard(group.into_iter(), answer);
            let (n, sum) = (
                answers.len(),
                answers.iter().map(|a| usize::from(*a)).sum::<usize>(),
            );
            if few(people, k) || n > 0 && (sum + 1 >= 5 * n || sum <= n + 2) {
                leaks.push(format!("{name} of {people} people: {answers:?}"));
            }
        }
    }
    for (name, shown, answer) in SHARES {
        for group in recovered(company, release, shown) {
            let (people, answers) = heard(group.into_iter(), answer);
            let most = answers
                .iter()
                .map(|a| answers.iter().filter(|b| a == *b).count())
                .max()
                .unwrap_or(0);
            if few(people, k) || !answers.is_empty() && answers.len() - most < 2 {
                leaks.push(format!("{name} of {people} people: {answers:?}"));
            }
        }
    }
    leaks
}

/// What a manager who knows the estimates learns from satisfaction and the gap together.
fn leaks_to_managers(company: &Company, release: &Release, k: u32) -> Vec<String> {
    let teams = company.teams();
    let unknowns: Vec<_> = teams
        .iter()
        .flat_map(|team| [(*team, guessed as Answer), (*team, unguessed)])
        .collect();
    let heard_in = |(team, answer): &((_, i64), Answer)| {
        let inside = company
            .facts
            .iter()
            .filter(|fact| (fact.unit, fact.manager) == *team);
        heard(inside, *answer)
    };
    let empty: Vec<bool> = unknowns
        .iter()
        .map(|unknown| heard_in(unknown).0 == 0)
        .collect();
    let mut known = Equations::default();
    for unit in &release.units {
        let inside = |at: usize| company.is_in(unknowns[at].0, &unit.scope) && !empty[at];
        if is_shown(&unit.satisfaction.mean) {
            known.learn((0..unknowns.len()).map(inside));
        }
        if is_shown(&unit.gap.mean) {
            known.learn((0..unknowns.len()).map(|at| at % 2 == 0 && inside(at)));
        }
    }
    let chosen = |set: u32| (0..unknowns.len()).map(move |at| set >> at & 1 == 1);
    let sensible = |set: &u32| {
        !chosen(*set)
            .zip(&empty)
            .any(|(chosen, empty)| chosen && *empty)
    };
    let sets = (1..1u32 << unknowns.len())
        .filter(sensible)
        .filter(|set| known.tell(chosen(*set)));
    let people = |set: u32| -> usize {
        let inside = company.facts.iter().filter(|fact| {
            let picked = |(unknown, chosen): (&((_, i64), Answer), bool)| {
                chosen && unknown.0 == (fact.unit, fact.manager) && unknown.1(fact).is_some()
            };
            unknowns.iter().zip(chosen(set)).any(picked)
        });
        heard(inside, rating).0
    };
    sets.map(people)
        .filter(|people| few(*people, k))
        .map(|people| format!("ratings of {people}"))
        .collect()
}

/// Whether every shown figure is the true one, with the true n.
fn is_true(company: &Company, release: &Release) -> bool {
    release.units.iter().all(|unit| {
        let inside = company
            .facts
            .iter()
            .filter(|fact| company.is_in((fact.unit, fact.manager), &unit.scope));
        let (_, answers) = heard(inside.clone(), rating);
        let sum: f64 = answers.iter().map(|a| f64::from(*a)).sum();
        let mean = unit.satisfaction.mean.shown();
        let topics = heard(inside, |fact| fact.topic).1;
        let right_topics = |(chosen, n): (&Vec<Chosen>, u32)| {
            n as usize == topics.len()
                && (0..3).all(|t| {
                    chosen[t as usize].count as usize == topics.iter().filter(|a| **a == t).count()
                })
        };
        mean.is_none_or(|(mean, n)| {
            n as usize == answers.len() && (mean - sum / f64::from(n)).abs() < 1e-9
        }) && unit.topics.shown().is_none_or(right_topics)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_small_group_is_recovered(company in any_company(8, 0..90), k in 2..7u32) {
        let release = company.release(k);
        prop_assert_eq!(leaks(&company, &release, k), Vec::<String>::new());
        prop_assert!(is_true(&company, &release));
    }

    #[test]
    fn no_rating_is_recovered_by_a_manager(company in any_company(5, 0..60), k in 2..7u32) {
        prop_assert_eq!(leaks_to_managers(&company, &company.release(k), k), Vec::<String>::new());
    }
}

/// The attacker is not asleep: hiding only what is small, without its complement, is broken.
#[test]
fn the_attacker_finds_what_is_there_to_find() {
    let mut company = Company::new(&["a", "b"]);
    company.rate("a", 1, &[4, 3, 2]);
    company.rate("b", 2, &[4, 3, 2, 5, 5, 1]);
    let naive = Release {
        k: 5,
        ..company.release(1)
    };
    let big = |unit: &UnitFigures| unit.satisfaction.mean.shown().is_some_and(|(_, n)| n >= 5);
    let small: Vec<usize> = recovered(&company, &naive, big)
        .iter()
        .map(|group| group.len())
        .collect();
    assert!(small.contains(&3), "{small:?}");
}
