//! The nouns: what a programme is made of, and the rules that need nothing else.

pub mod calendar;
pub mod cycle;
pub mod digest;
pub mod directory;
pub mod figures;
pub mod holidays;
pub mod ids;
pub mod lang;
pub mod month;
pub mod note;
pub mod pace;
pub mod person;
pub mod privacy;
pub mod programme;
pub mod rating;
pub mod roster;
pub mod schedule;
pub mod session;
pub mod slots;
pub mod statistics;
pub mod typed_time;
mod working_hours;
