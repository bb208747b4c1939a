//! A month is counted and protected: facts in, a release out, nothing unprotected in between leaves this file.

use crate::{Engine, EngineError};
use kiku::domain::cycle::Cycle;
use kiku::domain::figures::{self, DepartmentTree, Dimensions, SessionFact, Tally, UnitIx, count};
use kiku::domain::month::Month;
use kiku::domain::privacy::{Release, protect};
use kiku::domain::programme::{Item, Programme};
use kiku::domain::session::{Outcome, SessionKind};
use kiku_store::Fact;
use std::collections::HashMap;
use std::sync::Arc;

impl Engine {
    /// The protected figures of a cycle. Counting a large company takes seconds, so that no async thread does it.
    pub(crate) async fn count_release(
        &self,
        programme: &Arc<Programme>,
        cycle: &Cycle,
    ) -> Result<Release, EngineError> {
        let mut facts: Vec<Fact> = Vec::new();
        self.store
            .facts(cycle.month, cycle.month, |fact| facts.push(fact))
            .await?;
        let (programme, month, k) = (Arc::clone(programme), cycle.month, cycle.k);
        let counted = tokio::task::spawn_blocking(move || {
            let tally = counted(&programme, month, &facts);
            drop(facts);
            protect(&tally, k)
        });
        Ok(counted.await?)
    }
}

fn counted(programme: &Programme, month: Month, facts: &[Fact]) -> Tally {
    let tree = DepartmentTree::new(facts.iter().map(|fact| fact.department.as_str()));
    let dimensions = Dimensions {
        topics: keys(&programme.topics),
        responses: keys(&programme.responses),
    };
    let topics = index(&programme.topics);
    let responses = index(&programme.responses);
    let dense = facts.iter().map(|fact| SessionFact {
        month: fact.month,
        unit: tree.unit(&fact.department).unwrap_or(UnitIx::COMPANY),
        manager: fact.manager.0,
        member: fact.member.0,
        kind: kind(fact.kind),
        outcome: outcome(fact.outcome),
        prepared: fact.prepared,
        held_on: fact.held_on,
        previous_held_on: fact.previous_held_on,
        topic: place(&topics, fact.topic.as_deref()),
        response: place(&responses, fact.response.as_deref()),
        received: place(&responses, fact.received.as_deref()),
        rating: fact.rating.map(|score| score.value()),
        rating_shared: fact.rating_shared,
        growth: fact.growth.map(|score| score.value()),
        estimate: fact.estimate.map(|score| score.value()),
    });
    count(month, dense, &tree, dimensions)
}

fn keys(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.key.clone()).collect()
}

fn index(items: &[Item]) -> HashMap<&str, u8> {
    let numbered = items.iter().zip(0_u8..);
    numbered
        .map(|(item, number)| (item.key.as_str(), number))
        .collect()
}

fn place(index: &HashMap<&str, u8>, key: Option<&str>) -> Option<u8> {
    key.and_then(|key| index.get(key)).copied()
}

fn kind(kind: SessionKind) -> figures::Kind {
    match kind {
        SessionKind::Monthly => figures::Kind::Monthly,
        SessionKind::Extra => figures::Kind::Extra,
    }
}

/// A cancelled session left with its pair, so that it leaves numerator and denominator as a skipped one does.
fn outcome(outcome: Outcome) -> figures::Outcome {
    match outcome {
        Outcome::Open => figures::Outcome::Open,
        Outcome::Held => figures::Outcome::Held,
        Outcome::NotHeld => figures::Outcome::NotHeld,
        Outcome::Unconfirmed => figures::Outcome::Unconfirmed,
        Outcome::Skipped | Outcome::Cancelled => figures::Outcome::Skipped,
    }
}
