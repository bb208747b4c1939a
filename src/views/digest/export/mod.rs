//! A digest for files: JSON for scripts and CSV for spreadsheets, under the same protections as the message.
//!
//! Names of fields and measures are stable and in no language. The same release gives the same bytes.

mod csv;
mod json;

use super::DigestMaterial;
use crate::domain::digest::{Measure, Reading};
use crate::domain::privacy::{Figure, Grid, Scope, Told, UnitFigures, Why};

pub use csv::csv;
pub use json::json;

/// The unit itself and the departments below it; never a team.
fn within<'a>(material: &DigestMaterial<'a>) -> impl Iterator<Item = &'a UnitFigures> + use<'a> {
    let (release, scope) = (material.release, &material.digest.scope);
    let units = release.units.iter();
    units.filter(move |unit| !matches!(unit.scope, Scope::Manager(..)) && scope.holds(&unit.scope))
}

fn path(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::Department(path) => Some(path),
        Scope::Company | Scope::Manager(..) => None,
    }
}

/// The name of a measure in files.
fn code(measure: &Measure) -> String {
    match measure {
        Measure::Execution => "execution_rate".to_owned(),
        Measure::Unconfirmed => "unconfirmed_rate".to_owned(),
        Measure::Preparation => "preparation_rate".to_owned(),
        Measure::Satisfaction => "satisfaction".to_owned(),
        Measure::High => "satisfaction_4_5_rate".to_owned(),
        Measure::Growth => "felt_growth".to_owned(),
        Measure::Match => "response_match_rate".to_owned(),
        Measure::Gap => "perception_gap".to_owned(),
        Measure::Topic(key) => format!("topic:{key}"),
        Measure::Response(key) => format!("response:{key}"),
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::NoData => "no_data",
        Why::TooFew { .. } => "too_few",
        Why::Complementary => "protected",
    }
}

fn grid_cells(grid: &Grid) -> impl Iterator<Item = (&str, &str, &Figure<f64>)> {
    grid.topics.iter().flat_map(move |topic| {
        let cell = move |response| {
            Some((
                topic.as_str(),
                String::as_str(response),
                grid.cell(topic, response)?,
            ))
        };
        grid.responses.iter().filter_map(cell)
    })
}

fn cell_reading(cell: &Figure<f64>) -> Reading {
    match cell.told() {
        Told::Shown { value, n } => Reading::Mean {
            mean: *value,
            n: *n,
            spread: None,
        },
        Told::Hidden(why) => Reading::Hidden(*why),
    }
}
