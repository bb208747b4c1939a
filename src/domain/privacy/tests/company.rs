//! Small companies for the tests.

use crate::domain::figures::{
    DepartmentTree, Dimensions, Kind, Outcome, SessionFact, UnitIx, count,
};
use crate::domain::month::Month;
use crate::domain::privacy::{Release, Scope, protect};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

pub(super) const TOPICS: [&str; 3] = ["progress", "career", "private"];
pub(super) const RESPONSES: [&str; 2] = ["listen", "advice"];
const PATHS: [&str; 6] = ["a", "a/b", "a/b/c", "a/d", "e", "e/f"];

#[derive(Debug, Clone)]
pub(super) struct Company {
    pub(super) tree: DepartmentTree,
    pub(super) facts: Vec<SessionFact>,
}

pub(super) fn month() -> Month {
    Month::new(2026, 10).expect("a month")
}

fn dimensions() -> Dimensions {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    Dimensions {
        topics: keys(&TOPICS),
        responses: keys(&RESPONSES),
    }
}

fn blank() -> SessionFact {
    SessionFact {
        month: month(),
        unit: UnitIx::COMPANY,
        manager: 0,
        member: 0,
        kind: Kind::Monthly,
        outcome: Outcome::Held,
        prepared: false,
        held_on: None,
        previous_held_on: None,
        topic: None,
        response: None,
        received: None,
        rating: None,
        rating_shared: false,
        growth: None,
        estimate: None,
    }
}

pub(super) fn held(fact: SessionFact, days: u64) -> SessionFact {
    let first = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date");
    SessionFact {
        previous_held_on: Some(first),
        held_on: Some(first + Days::new(days)),
        ..fact
    }
}

impl Company {
    pub(super) fn new(paths: &[&str]) -> Self {
        Company {
            tree: DepartmentTree::new(paths.iter().copied()),
            facts: Vec::new(),
        }
    }

    /// Adds a held monthly session of a new member, changed as asked.
    pub(super) fn add(
        &mut self,
        path: &str,
        manager: i64,
        change: impl Fn(SessionFact) -> SessionFact,
    ) {
        let unit = self.tree.unit(path).expect("a known path");
        let member = self.facts.len() as i64 + 1;
        self.facts.push(change(SessionFact {
            unit,
            manager,
            member,
            ..blank()
        }));
    }

    pub(super) fn rate(&mut self, path: &str, manager: i64, ratings: &[u8]) {
        for rating in ratings {
            self.add(path, manager, |fact| SessionFact {
                rating: Some(*rating),
                ..fact
            });
        }
    }

    pub(super) fn release(&self, k: u32) -> Release {
        protect(
            &count(
                month(),
                self.facts.iter().copied(),
                &self.tree,
                dimensions(),
            ),
            k,
        )
    }

    /// The teams, in order.
    pub(super) fn teams(&self) -> Vec<(UnitIx, i64)> {
        let mut teams: Vec<_> = self
            .facts
            .iter()
            .map(|fact| (fact.unit, fact.manager))
            .collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }

    /// Whether a team belongs to a scope.
    pub(super) fn is_in(&self, team: (UnitIx, i64), scope: &Scope) -> bool {
        scope.holds(&Scope::Manager(team.1, self.tree.path(team.0).to_owned()))
    }
}

fn answer(from: u8, to: u8) -> impl Strategy<Value = Option<u8>> {
    prop_oneof![1 => Just(None), 4 => (from..=to).prop_map(Some)]
}

/// A held session with some of everything; `member` is often new, sometimes somebody else's.
fn session(teams: usize) -> impl Strategy<Value = (usize, i64, [Option<u8>; 6], bool)> {
    let answers = [
        answer(0, 2),
        answer(0, 1),
        answer(0, 1),
        answer(2, 5),
        answer(1, 5),
        answer(1, 5),
    ];
    (
        0..teams,
        prop_oneof![1 => 0..30i64, 9 => 100..10_000i64],
        answers,
        prop::bool::weighted(0.1),
    )
}

/// A company of up to `teams` teams and `sessions` sessions.
pub(super) fn any_company(
    teams: usize,
    sessions: std::ops::Range<usize>,
) -> impl Strategy<Value = Company> {
    let places = prop::collection::vec((0..PATHS.len(), 1..4i64), 1..=teams);
    places.prop_flat_map(move |places| {
        let facts = prop::collection::vec(session(places.len()), sessions.clone());
        facts.prop_map(move |sessions| {
            let mut company = Company::new(&PATHS);
            for (
                team,
                member,
                [topic, response, received, rating, growth, estimate],
                rating_shared,
            ) in sessions
            {
                let (path, manager) = places[team];
                let answers = SessionFact {
                    topic,
                    response,
                    received,
                    rating,
                    growth,
                    estimate,
                    rating_shared,
                    ..blank()
                };
                company.add(PATHS[path], manager, |fact| SessionFact {
                    unit: fact.unit,
                    manager: fact.manager,
                    member,
                    ..answers
                });
            }
            company
        })
    })
}
