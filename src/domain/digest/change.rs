//! Whether a figure moved, or only its noise did.
//!
//! Both months are treated as independent samples. They are mostly the same people, whose answers resemble each other
//! from month to month, so that the true noise is smaller: what is told here as a change is one.

use super::measure::{Measure, Reading};
use crate::domain::privacy::UnitFigures;
use crate::domain::statistics::{Difference, Sample, difference_of_means, difference_of_shares};

/// How many answers each side of a comparison needs.
pub const ENOUGH: u32 = 10;

/// A figure against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It cannot be told.
    Unknown(Missing),
    /// Within noise: the 95 % interval of the difference holds zero.
    Steady(Difference),
    /// Higher beyond noise.
    Rose(Difference),
    /// Lower beyond noise.
    Fell(Difference),
}

/// What a comparison lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The earlier figure: not released, or hidden.
    Earlier,
    /// The present figure: hidden.
    Now,
    /// Answers, or the spread they would need.
    Enough,
}

impl Change {
    /// The difference, when both figures can be compared.
    pub fn difference(&self) -> Option<Difference> {
        match self {
            Change::Unknown(_) => None,
            Change::Steady(difference) | Change::Rose(difference) | Change::Fell(difference) => {
                Some(*difference)
            }
        }
    }
}

/// How a unit's figure moved since an earlier month.
pub(super) fn since(before: Option<&UnitFigures>, unit: &UnitFigures, measure: &Measure) -> Change {
    match before {
        Some(before) => compare(&measure.read(before), &measure.read(unit)),
        None => Change::Unknown(Missing::Earlier),
    }
}

/// Compares an earlier figure with a later one of the same kind.
pub fn compare(earlier: &Reading, later: &Reading) -> Change {
    let difference = match (earlier, later) {
        (_, Reading::Hidden(_)) => return Change::Unknown(Missing::Now),
        (Reading::Hidden(_), _) => return Change::Unknown(Missing::Earlier),
        _ if earlier.n() < Some(ENOUGH) || later.n() < Some(ENOUGH) => None,
        (Reading::Share { yes: a, n: m }, Reading::Share { yes: b, n }) => {
            difference_of_shares((*a, *m), (*b, *n))
        }
        _ => sample(earlier)
            .zip(sample(later))
            .and_then(|(a, b)| difference_of_means(&a, &b)),
    };
    match difference {
        None => Change::Unknown(Missing::Enough),
        Some(difference) if !difference.exceeds_noise() => Change::Steady(difference),
        Some(difference) if difference.by > 0.0 => Change::Rose(difference),
        Some(difference) => Change::Fell(difference),
    }
}

fn sample(reading: &Reading) -> Option<Sample> {
    match reading {
        Reading::Mean { mean, n, spread } => spread.map(|s| Sample {
            n: *n,
            mean: *mean,
            sd: s.sd,
        }),
        _ => None,
    }
}
