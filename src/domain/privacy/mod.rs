//! Which figures may leave: k distinct raters, and nobody recoverable by subtraction.
//!
//! What was counted ([`tally`]) is readable only in this folder, and [`Figure`] is made only here, so that a figure
//! that has not passed [`protect`] cannot be shown by accident.

mod figure;
mod grid;
mod intervals;
mod line;
mod measures;
mod protect;
mod regions;
mod release;
mod rules;
pub mod tally;
#[cfg(test)]
mod tests;

pub use figure::{Figure, Told, Why};
pub use protect::protect;
pub use release::{Chosen, Days, Grid, Rated, Release, Scope, Spoken, Spread, UnitFigures};
pub use tally::Counts;
