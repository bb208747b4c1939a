//! A company in a box: the engine on a frozen clock, a chat made of memory that can be pressed, real SQLite.
//!
//! A story reads as a dialogue. It fails when a message is left unread, unsent or unexpected.

pub mod chat;
mod company;
pub mod model;
mod person;
pub mod seeds;

pub use chat::{MemoryChat, Posted};
pub use company::{Company, Setup, channel};
pub use model::{ModelChat, Terms};
pub use person::Seat;
