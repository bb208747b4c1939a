//! Believable history, reproducible from a seed.
//!
//! People have characters, months have plans, and a small world plays them through the same use cases
//! that the engine runs. Nothing here invents a row: every row is what a decision left behind.

mod archive;
mod character;
mod dice;
mod fill;
mod people;
mod script;
mod stage;
mod world;

pub use archive::{room_for_sessions, store_month, store_people};
pub use fill::{FillError, Plan, fill, roster};
pub use people::invent;
pub use script::{Act, Move, Script};
pub use world::{History, Progress, World};
