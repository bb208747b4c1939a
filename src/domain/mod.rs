//! The nouns: what a programme is made of, and the rules that need nothing else.

pub mod calendar;
pub mod figures;
pub mod holidays;
pub mod month;
pub mod privacy;
pub mod roster;
pub mod slots;
pub mod statistics;
