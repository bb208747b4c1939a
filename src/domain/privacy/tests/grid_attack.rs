//! The attacker again, with grids: cells, and totals to subtract them from.

use super::attack::Equations;
use super::company::{Company, RESPONSES, TOPICS, any_company};
use crate::domain::figures::{SessionFact, UnitIx};
use crate::domain::privacy::{Release, Scope, UnitFigures};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A department's own ratings of one topic and response, "none chosen" included.
type Atom = (UnitIx, Option<u8>, Option<u8>);

fn atoms(company: &Company) -> Vec<Atom> {
    let heard = company
        .facts
        .iter()
        .filter(|fact| fact.rating.is_some() && !fact.rating_shared);
    heard
        .map(atom)
        .collect::<BTreeSet<Atom>>()
        .into_iter()
        .collect()
}

fn atom(fact: &SessionFact) -> Atom {
    (fact.unit, fact.topic, fact.response)
}

/// The sets of atoms whose sums are shown. Without empty atoms: the attacker also knows where nobody answered.
fn shown(company: &Company, release: &Release, atoms: &[Atom]) -> Equations {
    let mut known = Equations::default();
    let within = |unit: &UnitFigures, atom: &Atom| company.is_in((atom.0, 0), &unit.scope);
    for unit in release
        .units
        .iter()
        .filter(|unit| !matches!(unit.scope, Scope::Manager(..)))
    {
        if unit.satisfaction.mean.shown().is_some() {
            known.learn(atoms.iter().map(|atom| within(unit, atom)));
        }
        let grid = unit.grid.as_ref().expect("departments have one");
        for (topic, response) in (0..3u8).flat_map(|t| (0..2u8).map(move |r| (t, r))) {
            let cell = grid.cell(TOPICS[usize::from(topic)], RESPONSES[usize::from(response)]);
            if cell.expect("inside").shown().is_some() {
                let same = |atom: &Atom| {
                    within(unit, atom) && atom.1 == Some(topic) && atom.2 == Some(response)
                };
                known.learn(atoms.iter().map(same));
            }
        }
    }
    known
}

fn people(company: &Company, atoms: &[Atom]) -> usize {
    let inside = |fact: &&SessionFact| {
        fact.rating.is_some() && !fact.rating_shared && atoms.contains(&atom(fact))
    };
    company
        .facts
        .iter()
        .filter(inside)
        .map(|fact| fact.member)
        .collect::<BTreeSet<_>>()
        .len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn no_small_group_of_cells_is_recovered(company in any_company(5, 60..260), k in 2..6u32) {
        let release = company.release(k);
        let atoms = atoms(&company);
        let known = shown(&company, &release, &atoms);
        let small: Vec<usize> = (0..atoms.len()).filter(|a| people(&company, &[atoms[*a]]) < k as usize).collect();
        for (i, a) in small.iter().enumerate() {
            for b in &small[i..] {
                let pair = [atoms[*a], atoms[*b]];
                if people(&company, &pair) < k as usize {
                    prop_assert!(!known.tell((0..atoms.len()).map(|x| x == *a || x == *b)), "{pair:?}");
                }
            }
        }
    }
}

#[test]
fn a_large_company_has_a_grid_and_teams_have_none() {
    let mut company = Company::new(&["a", "b"]);
    for (number, path) in ["a", "b"].into_iter().cycle().take(400).enumerate() {
        let (topic, response) = ((number / 2 % 3) as u8, (number / 6 % 2) as u8);
        let rating = Some((number / 12 % 4) as u8 + 2);
        let topic = Some(topic).filter(|_| number % 10 > 1);
        company.add(path, 1, |fact| SessionFact {
            topic,
            response: Some(response),
            rating,
            ..fact
        });
    }
    let release = company.release(5);
    for unit in &release.units {
        let cells = unit.grid.as_ref().map(|grid| {
            grid.cells
                .iter()
                .filter(|cell| cell.shown().is_some())
                .count()
        });
        match unit.scope {
            Scope::Manager(..) => assert_eq!(cells, None),
            _ => assert!(
                cells.is_some_and(|shown| shown >= 4),
                "{:?}: {cells:?}",
                unit.scope
            ),
        }
    }
}

#[test]
fn a_department_without_a_reserve_has_no_grid() {
    let mut company = Company::new(&["a", "b"]);
    for (path, without_topic) in [("a", 2), ("b", 10)] {
        for number in 0..42 + without_topic {
            let topic = (number < 42).then_some(number % 2);
            company.add(path, 1, |fact| SessionFact {
                topic,
                response: Some(0),
                rating: Some(number / 2 % 4 + 2),
                ..fact
            });
        }
    }
    let release = company.release(5);
    let cells = |scope: &Scope| {
        let grid = release
            .of(scope)
            .and_then(|unit| unit.grid.as_ref())
            .expect("a grid");
        grid.cells
            .iter()
            .filter(|cell| cell.shown().is_some())
            .count()
    };
    assert_eq!(
        cells(&Scope::Department("a".into())),
        0,
        "total - cells = the two without a topic"
    );
    assert_eq!(cells(&Scope::Company), 2);
}
