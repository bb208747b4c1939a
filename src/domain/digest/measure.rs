//! The figures that a digest speaks of, read from what was released.

use crate::domain::privacy::{Chosen, Figure, Rated, Spoken, Spread, Told, UnitFigures, Why};

/// A figure by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Held monthly sessions of eligible ones.
    Execution,
    /// Sessions that nobody or only one side confirmed, of eligible ones.
    Unconfirmed,
    /// Sessions with a topic before they started, of eligible ones.
    Preparation,
    /// Mean rating.
    Satisfaction,
    /// Ratings of 4 or 5.
    High,
    /// Mean felt growth.
    Growth,
    /// Received as asked, of rated sessions.
    Match,
    /// Manager's estimate minus member's rating, mean.
    Gap,
    /// The share of a topic, by key.
    Topic(String),
    /// The share of a response, by key.
    Response(String),
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More.
    Higher,
    /// Less.
    Lower,
    /// Nearer to zero.
    Zero,
    /// Neither.
    Neither,
}

/// What a figure says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// `yes` of `n`.
    Share {
        /// How many.
        yes: u32,
        /// Of how many.
        n: u32,
    },
    /// A mean.
    Mean {
        /// The mean.
        mean: f64,
        /// From how many answers.
        n: u32,
        /// Standard deviation and 95 % interval, when shown.
        spread: Option<Spread>,
    },
    /// Nothing, and why.
    Hidden(Why),
}

impl Measure {
    /// The headlines, in order.
    pub const MAIN: [Measure; 8] = [
        Measure::Execution,
        Measure::Unconfirmed,
        Measure::Preparation,
        Measure::Satisfaction,
        Measure::High,
        Measure::Growth,
        Measure::Match,
        Measure::Gap,
    ];

    /// Which direction is good.
    pub fn better(&self) -> Better {
        match self {
            Measure::Unconfirmed => Better::Lower,
            Measure::Gap => Better::Zero,
            Measure::Topic(_) | Measure::Response(_) => Better::Neither,
            _ => Better::Higher,
        }
    }

    /// The figure of a unit.
    pub fn read(&self, unit: &UnitFigures) -> Reading {
        let counts = &unit.counts;
        match self {
            Measure::Execution => of_eligible(counts.held, counts.eligible),
            Measure::Unconfirmed => of_eligible(counts.unconfirmed, counts.eligible),
            Measure::Preparation => of_eligible(counts.prepared, counts.eligible),
            Measure::Satisfaction => rated(&unit.satisfaction),
            Measure::High => share(&unit.satisfaction.high),
            Measure::Growth => rated(&unit.growth),
            Measure::Match => share(&unit.matched),
            Measure::Gap => spoken(&unit.gap),
            Measure::Topic(key) => chosen(&unit.topics, key),
            Measure::Response(key) => chosen(&unit.responses, key),
        }
    }
}

impl Reading {
    /// The share (0–1) or the mean, when shown.
    pub fn value(&self) -> Option<f64> {
        match self {
            Reading::Share { yes, n } => Some(f64::from(*yes) / f64::from(*n)),
            Reading::Mean { mean, .. } => Some(*mean),
            Reading::Hidden(_) => None,
        }
    }

    /// From how many, when shown.
    pub fn n(&self) -> Option<u32> {
        match self {
            Reading::Share { n, .. } | Reading::Mean { n, .. } => Some(*n),
            Reading::Hidden(_) => None,
        }
    }
}

fn of_eligible(yes: u32, n: u32) -> Reading {
    if n == 0 {
        Reading::Hidden(Why::NoData)
    } else {
        Reading::Share { yes, n }
    }
}

fn share(figure: &Figure<u32>) -> Reading {
    match figure.told() {
        Told::Shown { value, n } => Reading::Share { yes: *value, n: *n },
        Told::Hidden(why) => Reading::Hidden(*why),
    }
}

fn mean(mean: &Figure<f64>, spread: &Figure<Spread>) -> Reading {
    match mean.told() {
        Told::Shown { value, n } => Reading::Mean {
            mean: *value,
            n: *n,
            spread: spread.shown().map(|(s, _)| *s),
        },
        Told::Hidden(why) => Reading::Hidden(*why),
    }
}

fn rated(rated: &Rated) -> Reading {
    mean(&rated.mean, &rated.spread)
}

fn spoken(spoken: &Spoken) -> Reading {
    mean(&spoken.mean, &spoken.spread)
}

fn chosen(figure: &Figure<Vec<Chosen>>, key: &str) -> Reading {
    match figure.told() {
        Told::Shown { value, n } => {
            let found = value.iter().find(|chosen| chosen.key == key);
            Reading::Share {
                yes: found.map_or(0, |chosen| chosen.count),
                n: *n,
            }
        }
        Told::Hidden(why) => Reading::Hidden(*why),
    }
}
