//! Believable history, reproducible from a seed.
//!
//! People have characters, months have plans, and a small world plays them through the same use cases
//! that the engine runs. Nothing here invents a row: every row is what a decision left behind.

mod character;
mod dice;
mod people;
mod script;
mod world;

pub use people::invent;
pub use script::{Act, Move, Script};
pub use world::{History, Progress, World};
