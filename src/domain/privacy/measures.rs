//! Sums that can be added up the tree and taken apart again.

/// A quantity that adds over teams.
pub(super) trait Additive: Clone {
    /// Adds another group.
    fn add(&mut self, other: &Self);
}

/// Answers of a group.
pub(super) trait Measure: Additive {
    /// Different people, counted so that it adds; never more than there are in a union of groups.
    fn people(&self) -> u32;
    /// Answers.
    fn n(&self) -> u32;
    /// Whether there is nothing in it, so that knowing it tells nothing.
    fn is_empty(&self) -> bool {
        self.n() == 0
    }
    /// Takes away a group that is part of this one.
    fn subtract(&mut self, other: &Self);
}

/// Whole-number answers of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pool {
    pub(super) people: u32,
    pub(super) n: u32,
    pub(super) sum: i64,
    pub(super) squares: i64,
    /// Answers of 4 or 5.
    pub(super) high: u32,
}

impl Pool {
    pub(super) fn add(&mut self, value: i64) {
        self.n += 1;
        self.sum += value;
        self.squares += value * value;
        self.high += u32::from(value >= 4);
    }

    pub(super) fn mean(&self) -> f64 {
        self.sum as f64 / f64::from(self.n.max(1))
    }
}

impl Additive for Pool {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.high += other.high;
    }
}

impl Measure for Pool {
    fn people(&self) -> u32 {
        self.people
    }

    fn n(&self) -> u32 {
        self.n
    }

    fn subtract(&mut self, other: &Self) {
        self.people -= other.people;
        self.n -= other.n;
        self.sum -= other.sum;
        self.squares -= other.squares;
        self.high -= other.high;
    }
}

/// Choices of a group, one of a list each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Crowd {
    pub(super) people: u32,
    pub(super) n: u32,
    pub(super) chosen: Vec<u32>,
}

impl Crowd {
    pub(super) fn new(options: usize) -> Self {
        Crowd {
            chosen: vec![0; options],
            ..Crowd::default()
        }
    }

    /// Counts a choice; answers whether there was one.
    pub(super) fn add(&mut self, choice: Option<u8>) -> bool {
        let place = choice.and_then(|choice| self.chosen.get_mut(usize::from(choice)));
        place.is_some_and(|count| {
            *count += 1;
            self.n += 1;
            true
        })
    }
}

impl Additive for Crowd {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.n += other.n;
        for (mine, theirs) in self.chosen.iter_mut().zip(&other.chosen) {
            *mine += theirs;
        }
    }
}

impl Measure for Crowd {
    fn people(&self) -> u32 {
        self.people
    }

    fn n(&self) -> u32 {
        self.n
    }

    fn subtract(&mut self, other: &Self) {
        self.people -= other.people;
        self.n -= other.n;
        for (mine, theirs) in self.chosen.iter_mut().zip(&other.chosen) {
            *mine -= theirs;
        }
    }
}

/// The gap, with what can be subtracted by somebody who knows the estimates. To them a gap tells the sum of the ratings
/// that have an estimate. In a region of satisfaction where some ratings have one and some have none, subtracting from
/// satisfaction leaves the latter, and subtracting the other regions' satisfaction from the gap leaves the former.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    pub(super) gap: Pool,
    /// The ratings behind it.
    pub(super) guessed: Pool,
    /// Ratings with an estimate, in mixed regions of satisfaction.
    pub(super) mixed_with: Pool,
    /// Ratings without an estimate, in mixed regions of satisfaction.
    pub(super) mixed_without: Pool,
}

impl Additive for Gap {
    fn add(&mut self, other: &Self) {
        Additive::add(&mut self.gap, &other.gap);
        Additive::add(&mut self.guessed, &other.guessed);
        Additive::add(&mut self.mixed_with, &other.mixed_with);
        Additive::add(&mut self.mixed_without, &other.mixed_without);
    }
}

impl Measure for Gap {
    fn people(&self) -> u32 {
        self.gap.people
    }

    fn n(&self) -> u32 {
        self.gap.n
    }

    fn subtract(&mut self, other: &Self) {
        self.gap.subtract(&other.gap);
        self.guessed.subtract(&other.guessed);
        self.mixed_with.subtract(&other.mixed_with);
        self.mixed_without.subtract(&other.mixed_without);
    }
}
