//! Stories told through Slack: the real engine, store and adapter against the model, on a clock that the story moves.

mod cast;
mod company;
mod dump;
mod hostile;
mod kill;
mod month;
mod people;
mod rates;
mod safety;
mod samples;
mod seat;
#[path = "../judges/tools.rs"]
mod tools;
mod undecoded;
