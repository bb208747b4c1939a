//! A small model of Slack: its Web API, Socket Mode and signed HTTP, with the documented limits and faults.
//!
//! One process on loopback. It knows nothing of Kiku and imports none of it: whatever passes here passes because
//! it keeps to what Slack documents. Each limit, error word and payload names its source in a comment, where
//! *facts* is the project's file of facts about Slack (official documentation, read and partly run), *methods* are
//! the published descriptions of the Web API's methods, and *recorded* are production webhooks (`adapters/slack/tests/data/recorded`).
//!
//! The model has two sides. The app's side is Slack's own: HTTP and WebSocket. The people's side is [`Client`]:
//! what somebody's Slack client shows them, and what they press, type and send in it.
//!
//! Not modelled: threads, reactions, files other than pictures in messages, shared channels, org-wide apps, and
//! the colon names that Slack makes of emoji that people type.

mod args;
mod blocks;
mod book;
mod client;
mod deliver;
mod faults;
mod files;
mod limits;
mod methods;
mod model;
mod mrkdwn;
mod payloads;
mod read;
mod respond;
mod server;
mod setup;
pub mod sign;
mod socket;
mod state;
pub mod wire;

pub use book::Call;
pub use client::{Client, Modal, ModalField, Outcome};
pub use faults::Fault;
pub use limits::Limits;
pub use model::Slack;
pub use read::{Control, Shown};
pub use setup::{ALL_SCOPES, App, Channel, Delivery, Now, Person, Setup, Workspace, wall_clock};
