//! What was counted in one month, per manager within a department. Only the protection beside it can read it.
//!
//! Definitions (PRODUCT section 7): *eligible* = monthly sessions that were neither skipped nor on leave; *held* and
//! *prepared* are counted among them. Ratings, growth, matches and gaps come from held monthly sessions, topics and
//! responses from eligible ones, the interval from held ones. A rating shared by name leaves satisfaction, the gap and
//! the grid, because the manager could subtract it; growth and the match stay, because neither is shared.

use super::measures::{Additive, Crowd, Pool};
use crate::domain::figures::{DepartmentTree, Kind, Outcome, SessionFact, UnitIx};
use crate::domain::month::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The keys of the programme's topics and responses, in the order that the facts' indexes mean, retired ones included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimensions {
    /// Topics.
    pub topics: Vec<String>,
    /// Responses.
    pub responses: Vec<String>,
}

/// The shape of the grid: a row for each topic, a column for each response, and a last one each for "none chosen",
/// where indexes beyond the lists also go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    topics: usize,
    responses: usize,
}

impl Shape {
    /// How many places there are.
    pub(super) fn slots(self) -> usize {
        (self.topics + 1) * (self.responses + 1)
    }

    /// Whether a place is a topic with a response, not "none chosen".
    pub(super) fn is_choice(self, slot: usize) -> bool {
        let columns = self.responses + 1;
        slot / columns < self.topics && slot % columns < self.responses
    }

    fn slot(self, topic: Option<u8>, response: Option<u8>) -> usize {
        let row = topic.map_or(self.topics, |t| usize::from(t).min(self.topics));
        let column = response.map_or(self.responses, |r| usize::from(r).min(self.responses));
        row * (self.responses + 1) + column
    }
}

/// How sessions went: status, which is not protected by k.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Monthly sessions minus skipped and on leave.
    pub eligible: u32,
    /// Held.
    pub held: u32,
    /// Not held.
    pub not_held: u32,
    /// The two sides disagree, or nobody said.
    pub unconfirmed: u32,
    /// Not over yet.
    pub open: u32,
    /// Skipped; not eligible.
    pub skipped: u32,
    /// On leave; not eligible.
    pub on_leave: u32,
    /// Eligible sessions with a topic before they started.
    pub prepared: u32,
    /// Extra sessions held; in no other count.
    pub extra_held: u32,
}

impl Counts {
    fn take_in(&mut self, fact: &SessionFact) {
        if fact.kind == Kind::Extra {
            self.extra_held += u32::from(fact.outcome == Outcome::Held);
            return;
        }
        self.eligible += u32::from(fact.outcome.is_eligible());
        self.prepared += u32::from(fact.outcome.is_eligible() && fact.prepared);
        *match fact.outcome {
            Outcome::Held => &mut self.held,
            Outcome::NotHeld => &mut self.not_held,
            Outcome::Unconfirmed => &mut self.unconfirmed,
            Outcome::Skipped => &mut self.skipped,
            Outcome::OnLeave => &mut self.on_leave,
            Outcome::Open => &mut self.open,
        } += 1;
    }
}

impl Additive for Counts {
    fn add(&mut self, other: &Counts) {
        self.eligible += other.eligible;
        self.held += other.held;
        self.not_held += other.not_held;
        self.unconfirmed += other.unconfirmed;
        self.open += other.open;
        self.skipped += other.skipped;
        self.on_leave += other.on_leave;
        self.prepared += other.prepared;
        self.extra_held += other.extra_held;
    }
}

/// The sessions of one manager in one department.
#[derive(Debug, Clone, Default)]
pub(super) struct Team {
    pub(super) counts: Counts,
    pub(super) rating: Pool,
    /// Ratings that have an estimate beside them.
    pub(super) guessed: Pool,
    /// Estimate minus rating.
    pub(super) gap: Pool,
    /// Ratings without an estimate.
    pub(super) unguessed: Pool,
    pub(super) growth: Pool,
    /// Received as asked: 1, else 0.
    pub(super) matched: Pool,
    pub(super) topics: Crowd,
    pub(super) responses: Crowd,
}

/// Everything that was counted in a month. Opaque: only `protect` can look inside.
#[derive(Debug, Clone)]
pub struct Tally {
    pub(super) month: Month,
    pub(super) dimensions: Dimensions,
    pub(super) shape: Shape,
    pub(super) tree: DepartmentTree,
    /// (department, manager) → place in `teams`.
    pub(super) places: BTreeMap<(UnitIx, i64), u32>,
    pub(super) teams: Vec<Team>,
    /// Satisfaction by department (own sessions only) and slot.
    pub(super) grid: Vec<Pool>,
    /// Department, manager and days since the pair's held session before.
    pub(super) intervals: Vec<(UnitIx, i64, u32)>,
    voices: Vec<Voice>,
}

/// Somebody was heard in a team; `of` says by which figures (a bit each).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Voice {
    member: i64,
    unit: UnitIx,
    manager: i64,
    team: u32,
    slot: u16,
    of: u8,
}

const RATING: u8 = 1;
const GUESSED: u8 = 2;
const UNGUESSED: u8 = 4;
const GROWTH: u8 = 8;
const MATCHED: u8 = 16;
const TOPIC: u8 = 32;
const RESPONSE: u8 = 64;

/// Counts one month in a single pass. Facts of other months are passed over; their order does not matter, but it is
/// fastest when a team's facts come together. Facts of a department outside the tree are counted for the company.
pub fn count(
    month: Month,
    facts: impl IntoIterator<Item = SessionFact>,
    tree: &DepartmentTree,
    dimensions: Dimensions,
) -> Tally {
    let shape = Shape {
        topics: dimensions.topics.len(),
        responses: dimensions.responses.len(),
    };
    let mut tally = Tally {
        month,
        dimensions,
        shape,
        tree: tree.clone(),
        places: BTreeMap::new(),
        teams: Vec::new(),
        grid: vec![Pool::default(); tree.len() * shape.slots()],
        intervals: Vec::new(),
        voices: Vec::new(),
    };
    let mut last: Option<((UnitIx, i64), u32)> = None;
    for mut fact in facts.into_iter().filter(|fact| fact.month == month) {
        if fact.unit.index() >= tree.len() {
            fact.unit = UnitIx::COMPANY;
        }
        let key = (fact.unit, fact.manager);
        let place = match last {
            Some((same, place)) if same == key => place,
            _ => tally.place(key),
        };
        last = Some((key, place));
        tally.add(&fact, place);
    }
    tally.count_people();
    tally
}

impl Tally {
    fn place(&mut self, key: (UnitIx, i64)) -> u32 {
        let next = self.teams.len() as u32;
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.teams.push(Team {
                topics: Crowd::new(self.shape.topics),
                responses: Crowd::new(self.shape.responses),
                ..Team::default()
            });
        }
        place
    }

    fn add(&mut self, fact: &SessionFact, place: u32) {
        let team = &mut self.teams[place as usize];
        team.counts.take_in(fact);
        if fact.kind == Kind::Extra || !fact.outcome.is_eligible() {
            return;
        }
        let mut of = 0;
        of |= if team.topics.add(fact.topic) {
            TOPIC
        } else {
            0
        };
        of |= if team.responses.add(fact.response) {
            RESPONSE
        } else {
            0
        };
        let slot = self.shape.slot(fact.topic, fact.response);
        if fact.outcome == Outcome::Held {
            of |= team.hear(fact);
            if of & RATING != 0 {
                let place = fact.unit.index() * self.shape.slots() + slot;
                self.grid[place].add(fact.rating.map_or(0, i64::from));
            }
            self.intervals
                .extend(days_between(fact).map(|days| (fact.unit, fact.manager, days)));
        }
        if of != 0 {
            let (member, unit, manager, slot) = (fact.member, fact.unit, fact.manager, slot as u16);
            self.voices.push(Voice {
                member,
                unit,
                manager,
                team: place,
                slot,
                of,
            });
        }
    }

    /// Counts distinct people, each in the one team (and slot) where they were first heard. Such counts add up over
    /// any union of teams without ever exceeding the number of different people in it, so that a rule that asks for
    /// k of them is on the safe side even for somebody who was heard in two teams.
    fn count_people(&mut self) {
        let mut voices = std::mem::take(&mut self.voices);
        voices.sort_unstable();
        for person in voices.chunk_by(|a, b| a.member == b.member) {
            let mut heard = 0;
            for voice in person {
                let first = voice.of & !heard;
                heard |= voice.of;
                self.teams[voice.team as usize].count_person(first);
                if first & RATING != 0 {
                    let place = voice.unit.index() * self.shape.slots();
                    self.grid[place + usize::from(voice.slot)].people += 1;
                }
            }
        }
    }
}

impl Team {
    /// Takes in what both sides said after a held session; answers which figures heard the member.
    fn hear(&mut self, fact: &SessionFact) -> u8 {
        let mut of = 0;
        if let Some(rating) = on_scale(fact.rating).filter(|_| !fact.rating_shared) {
            self.rating.add(rating);
            of |= RATING;
            if let Some(estimate) = on_scale(fact.estimate) {
                self.guessed.add(rating);
                self.gap.add(estimate - rating);
                of |= GUESSED;
            } else {
                self.unguessed.add(rating);
                of |= UNGUESSED;
            }
        }
        if let Some(growth) = on_scale(fact.growth) {
            self.growth.add(growth);
            of |= GROWTH;
        }
        let rated = on_scale(fact.rating).is_some();
        if let (true, Some(asked), Some(received)) = (rated, fact.response, fact.received) {
            self.matched.add(i64::from(asked == received));
            of |= MATCHED;
        }
        of
    }

    fn count_person(&mut self, of: u8) {
        self.rating.people += u32::from(of & RATING != 0);
        self.guessed.people += u32::from(of & GUESSED != 0);
        self.gap.people += u32::from(of & GUESSED != 0);
        self.unguessed.people += u32::from(of & UNGUESSED != 0);
        self.growth.people += u32::from(of & GROWTH != 0);
        self.matched.people += u32::from(of & MATCHED != 0);
        self.topics.people += u32::from(of & TOPIC != 0);
        self.responses.people += u32::from(of & RESPONSE != 0);
    }
}

fn on_scale(answer: Option<u8>) -> Option<i64> {
    answer
        .filter(|value| (1..=5).contains(value))
        .map(i64::from)
}

fn days_between(fact: &SessionFact) -> Option<u32> {
    let days = (fact.held_on? - fact.previous_held_on?).num_days();
    u32::try_from(days).ok()
}
