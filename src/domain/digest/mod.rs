//! What a month's released figures say to one reader: headlines, what changed, what to do, whom to help.
//!
//! All of it is data made of figures that privacy has already thinned, in a stable order: the same releases give the
//! same digest. A change is told only when it exceeds noise.

mod change;
mod help;
mod insight;
mod measure;
mod suggestion;
#[cfg(test)]
mod tests;

pub use change::{Change, ENOUGH, Missing, compare};
pub use help::{Help, Teams};
pub use insight::Insight;
pub use measure::{Better, Measure, Reading};
pub use suggestion::Suggestion;

use super::month::Month;
use super::privacy::{Counts, Days, Figure, Release, Scope, Spread, UnitFigures, Why};
use super::statistics::{Between, Sample, between};

/// Two months' releases seen from one scope.
#[derive(Debug, Clone, Copy)]
pub struct Perspective<'a> {
    /// Whom the digest is about.
    pub scope: &'a Scope,
    /// This month.
    pub now: &'a Release,
    /// The month before, if it was released.
    pub before: Option<&'a Release>,
    /// Which teams the reader may see by the name of their manager.
    pub teams: Teams,
}

/// A month for one reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The month.
    pub month: Month,
    /// Whom it is about.
    pub scope: Scope,
    /// How many different people a figure needs.
    pub k: u32,
    /// How sessions went.
    pub counts: Counts,
    /// Days between talks.
    pub interval: Option<Days>,
    /// The main figures with their change, in a fixed order.
    pub headlines: Vec<Headline>,
    /// The share of each topic, in the programme's order, or why they are hidden.
    pub topics: Result<Vec<Headline>, Why>,
    /// The share of each response, in the programme's order, or why they are hidden.
    pub responses: Result<Vec<Headline>, Why>,
    /// What changed most beyond noise: at most three, one of a kind, the clearest first. Empty: steady, or nothing to
    /// compare with.
    pub three: Vec<Insight>,
    /// One thing to do.
    pub one: Suggestion,
    /// Whom to help with what: departments by path, then teams by path.
    pub help: Vec<Help>,
    /// Satisfaction across the departments below.
    pub departments: Departments,
    /// The months up to this one, oldest first.
    pub trend: Vec<Point>,
}

/// A figure and how it moved since last month.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// Which figure.
    pub measure: Measure,
    /// This month.
    pub now: Reading,
    /// Against last month.
    pub change: Change,
}

/// How departments differ in satisfaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Departments {
    /// Those whose mean is shown, by path.
    pub shown: Vec<DepartmentLine>,
    /// Those whose mean is hidden, by path.
    pub hidden: Vec<(String, Why)>,
    /// The variance between those with a spread; `None` below two.
    pub between: Option<Between>,
}

/// One department's satisfaction.
#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentLine {
    /// Its path.
    pub path: String,
    /// The mean, 1–5.
    pub mean: f64,
    /// From how many ratings.
    pub n: u32,
    /// Spread and 95 % interval, when shown.
    pub spread: Option<Spread>,
}

/// One month of the trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The month.
    pub month: Month,
    /// Held of eligible.
    pub execution: Reading,
    /// With a topic before the start, of eligible.
    pub preparation: Reading,
    /// Mean rating.
    pub satisfaction: Reading,
    /// Mean felt growth.
    pub growth: Reading,
}

/// The digest of a scope; `None` when this month's release does not have it. `series` are earlier months of the same
/// scope for the trend, in any order; this month is added, later ones are left out.
pub fn digest(view: &Perspective<'_>, series: &[(Month, UnitFigures)]) -> Option<Digest> {
    let unit = view.now.of(view.scope)?;
    let before = view.before.and_then(|release| release.of(view.scope));
    let headline = |measure: &Measure| Headline {
        measure: measure.clone(),
        now: measure.read(unit),
        change: change::since(before, unit, measure),
    };
    Some(Digest {
        month: view.now.month,
        scope: view.scope.clone(),
        k: view.now.k,
        counts: unit.counts,
        interval: unit.interval,
        headlines: Measure::MAIN.iter().map(headline).collect(),
        topics: shares(&unit.topics, Measure::Topic, headline),
        responses: shares(&unit.responses, Measure::Response, headline),
        three: insight::three(view, unit),
        one: suggestion::one(view, unit),
        help: help::help(view, unit),
        departments: departments(view),
        trend: trend(view.now.month, unit, series),
    })
}

fn shares(
    figure: &Figure<Vec<super::privacy::Chosen>>,
    measure: impl Fn(String) -> Measure,
    headline: impl Fn(&Measure) -> Headline,
) -> Result<Vec<Headline>, Why> {
    match figure.told() {
        super::privacy::Told::Hidden(why) => Err(*why),
        super::privacy::Told::Shown { value, .. } => Ok(value
            .iter()
            .map(|chosen| headline(&measure(chosen.key.clone())))
            .collect()),
    }
}

impl Perspective<'_> {
    /// The departments to compare: those below the scope, past levels that hold the same sessions (a company that is
    /// one head office).
    fn departments(&self) -> Vec<&UnitFigures> {
        let mut below = self.now.departments_below(self.scope);
        while let [only] = below[..] {
            let deeper = self.now.departments_below(&only.scope);
            if deeper.is_empty() {
                return Vec::new();
            }
            below = deeper;
        }
        below
    }
}

fn departments(view: &Perspective<'_>) -> Departments {
    let mut lines = Departments {
        shown: Vec::new(),
        hidden: Vec::new(),
        between: None,
    };
    for unit in view.departments() {
        let Scope::Department(path) = unit.scope.clone() else {
            continue;
        };
        match Measure::Satisfaction.read(unit) {
            Reading::Mean { mean, n, spread } => lines.shown.push(DepartmentLine {
                path,
                mean,
                n,
                spread,
            }),
            Reading::Hidden(why) => lines.hidden.push((path, why)),
            Reading::Share { .. } => {}
        }
    }
    let sample = |line: &DepartmentLine| {
        line.spread.map(|s| Sample {
            n: line.n,
            mean: line.mean,
            sd: s.sd,
        })
    };
    lines.between = between(&lines.shown.iter().filter_map(sample).collect::<Vec<_>>());
    lines
}

fn trend(month: Month, unit: &UnitFigures, series: &[(Month, UnitFigures)]) -> Vec<Point> {
    let point = |month, unit: &UnitFigures| Point {
        month,
        execution: Measure::Execution.read(unit),
        preparation: Measure::Preparation.read(unit),
        satisfaction: Measure::Satisfaction.read(unit),
        growth: Measure::Growth.read(unit),
    };
    let earlier = series.iter().filter(|(earlier, _)| *earlier < month);
    let mut trend: Vec<Point> = earlier.map(|(month, unit)| point(*month, unit)).collect();
    trend.sort_by_key(|point| point.month);
    trend.push(point(month, unit));
    trend
}
