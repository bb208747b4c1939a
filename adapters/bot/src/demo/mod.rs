//! The company of `kiku demo`: who works there, what happened so far, and its clock.

pub mod cast;
pub mod colleagues;
mod company;
pub mod mirror;
pub mod opening;
pub mod place;
pub mod residents;
pub mod time;

use kiku::domain::roster::{self, RowProblem};

/// Problems of a roster, one a line.
pub fn explained(problems: &[RowProblem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| roster::explain(problem, false))
        .collect();
    lines.join("\n")
}
