//! What leaves when a month closes: the protected figures of the company, its departments and teams.

use super::figure::Figure;
use super::tally::Counts;
use crate::domain::month::Month;
use crate::domain::statistics::Range;
use serde::{Deserialize, Serialize};

/// Whom figures are about. A path is never empty; the company has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everybody.
    Company,
    /// A department and everything below it, by path.
    Department(String),
    /// The sessions of one manager within one department (an empty path: directly under the company).
    Manager(i64, String),
}

/// The figures of one scope in one month. Its own manager may read a team's figures; everybody else only its status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitFigures {
    /// Whom they are about.
    pub scope: Scope,
    /// How sessions went.
    pub counts: Counts,
    /// Days between consecutive held sessions of a pair.
    pub interval: Option<Days>,
    /// Ratings of 1–5.
    pub satisfaction: Rated,
    /// Felt growth, 1–5.
    pub growth: Rated,
    /// Estimate minus rating, −4 to 4.
    pub gap: Spoken,
    /// How many of n rated sessions were received as asked.
    pub matched: Figure<u32>,
    /// Sessions by topic; n is their sum.
    pub topics: Figure<Vec<Chosen>>,
    /// Sessions by response; n is their sum.
    pub responses: Figure<Vec<Chosen>>,
    /// Satisfaction by topic and response; never for a team.
    pub grid: Option<Grid>,
}

/// Quartiles of days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Days {
    /// How many intervals.
    pub n: u32,
    /// A quarter is shorter.
    pub lower: f64,
    /// The middle.
    pub median: f64,
    /// A quarter is longer.
    pub upper: f64,
}

/// A mean on the scale 1–5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// The mean.
    pub mean: Figure<f64>,
    /// How much answers differ; hidden more often than the mean.
    pub spread: Figure<Spread>,
    /// How many of n answered 4 or 5; shown exactly when the spread is.
    pub high: Figure<u32>,
}

/// A mean without a share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spoken {
    /// The mean.
    pub mean: Figure<f64>,
    /// How much answers differ; hidden more often than the mean.
    pub spread: Figure<Spread>,
}

/// Sample standard deviation and the 95 % confidence interval of the mean, cut to the scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The sample standard deviation.
    pub sd: f64,
    /// The interval.
    pub interval: Range,
}

/// How often a topic or a response was chosen, by key, so that figures outlive the order of the programme's lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The key of the topic or response.
    pub key: String,
    /// In how many sessions.
    pub count: u32,
}

/// Mean satisfaction by topic (rows) and response (columns).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The keys of the rows.
    pub topics: Vec<String>,
    /// The keys of the columns.
    pub responses: Vec<String>,
    /// Row after row.
    pub cells: Vec<Figure<f64>>,
}

impl Grid {
    /// The cell of a topic and a response.
    pub fn cell(&self, topic: &str, response: &str) -> Option<&Figure<f64>> {
        let row = self.topics.iter().position(|key| key == topic)?;
        let column = self.responses.iter().position(|key| key == response)?;
        self.cells.get(row * self.responses.len() + column)
    }
}

/// The figures of a month, complete or a part of it: the company, then departments by path, then teams.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// The month.
    pub month: Month,
    /// How many different people a figure needs.
    pub k: u32,
    /// The figures of every scope.
    pub units: Vec<UnitFigures>,
}

impl Release {
    /// The figures of a scope.
    pub fn of(&self, scope: &Scope) -> Option<&UnitFigures> {
        self.units.iter().find(|unit| unit.scope == *scope)
    }

    /// The departments directly below a scope, by path: those with no other department of this release in between.
    pub fn departments_below(&self, scope: &Scope) -> Vec<&UnitFigures> {
        let mut below: Vec<&UnitFigures> = Vec::new();
        for unit in &self.units {
            let inside = matches!(unit.scope, Scope::Department(_)) && scope.holds(&unit.scope);
            let nested = below
                .last()
                .is_some_and(|above| above.scope.holds(&unit.scope));
            if inside && !nested && unit.scope != *scope {
                below.push(unit);
            }
        }
        below
    }

    /// How sessions went in the teams within a scope: all that others than their managers may see of a team.
    pub fn teams_within(&self, scope: &Scope) -> impl Iterator<Item = (&Scope, &Counts)> {
        let teams = self
            .units
            .iter()
            .filter(|unit| matches!(unit.scope, Scope::Manager(..)));
        teams
            .filter(|unit| scope.holds(&unit.scope))
            .map(|unit| (&unit.scope, &unit.counts))
    }
}

impl Scope {
    /// Whether another scope lies within this one (or is it).
    pub fn holds(&self, other: &Scope) -> bool {
        let within = |path: &str, above: &str| {
            path.strip_prefix(above)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match (self, other) {
            (Scope::Company, _) => true,
            (Scope::Department(above), Scope::Department(path) | Scope::Manager(_, path)) => {
                within(path, above)
            }
            (Scope::Manager(..), _) => self == other,
            (Scope::Department(_), Scope::Company) => false,
        }
    }
}
