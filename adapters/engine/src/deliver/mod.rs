//! The outbox is delivered lane by lane: one replica sends for a workspace at a time, within the platform's limits.
//!
//! One turn gathers what platforms have answered, routes what became due, and makes every call that the budgets of
//! the lanes allow at this instant; it never waits for a platform. Calls run in tasks of their own, so that a
//! workspace that hangs holds up nobody else. Decisions are in `pace`, `budget` and `outcome`, which do nothing.

mod budget;
mod call;
mod dice;
mod gather;
mod launch;
mod measure;
mod outcome;
mod pace;
mod sender;
mod turn;
mod upcoming;

pub(crate) use sender::Sender;
pub(crate) use turn::LANE_LEASE;
