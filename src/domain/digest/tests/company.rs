//! A month of a small company for the tests.

use crate::domain::figures::{DepartmentTree, Dimensions, Kind, Outcome, SessionFact, count};
use crate::domain::month::Month;
use crate::domain::privacy::{Release, protect};

/// A month of a company: sessions by department and manager.
pub(super) struct Company {
    month: Month,
    tree: DepartmentTree,
    facts: Vec<SessionFact>,
}

impl Company {
    pub(super) fn new(month: Month, paths: &[&str]) -> Self {
        Company {
            month,
            tree: DepartmentTree::new(paths.iter().copied()),
            facts: Vec::new(),
        }
    }

    /// Adds `count` held, prepared sessions, each changed as asked by its number.
    pub(super) fn add(
        &mut self,
        path: &str,
        manager: i64,
        count: u32,
        change: impl Fn(u32, SessionFact) -> SessionFact,
    ) -> &mut Self {
        for number in 0..count {
            let fact = SessionFact {
                month: self.month,
                unit: self.tree.unit(path).expect("a known path"),
                manager,
                member: self.facts.len() as i64 + 1,
                kind: Kind::Monthly,
                outcome: Outcome::Held,
                prepared: true,
                held_on: None,
                previous_held_on: None,
                topic: Some((number % 3) as u8),
                response: None,
                received: None,
                rating: Some(3 + (number % 3) as u8),
                rating_shared: false,
                growth: None,
                estimate: None,
            };
            self.facts.push(change(number, fact));
        }
        self
    }

    pub(super) fn release(&self) -> Release {
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        let dimensions = Dimensions {
            topics: keys(&["progress", "career", "private"]),
            responses: keys(&["listen", "advice"]),
        };
        protect(
            &count(
                self.month,
                self.facts.iter().copied(),
                &self.tree,
                dimensions,
            ),
            5,
        )
    }
}
