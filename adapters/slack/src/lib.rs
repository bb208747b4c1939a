//! Slack: what comes in over Socket Mode or HTTP, and what goes out as Block Kit.
//!
//! [`Slack::connect`] asks Slack who the tokens belong to; [`Slack::attach`] says who takes the events; then either
//! [`Slack::router`] serves Slack's requests or [`Slack::listen`] opens Socket Mode. [`kiku_chat::Platform`] sends.

mod after;
mod api;
mod auth;
mod bounded;
mod call_error;
mod config;
mod conversations;
mod examine;
mod find;
mod http;
mod inbound;
mod kept;
mod people;
mod picture;
mod platform;
mod refresh;
mod render;
mod respond;
mod scopes;
mod show;
mod slack;
mod socket;
mod target;
mod upload;

pub use config::{Clock, Config, RATES, SetupError, Surroundings, Workspace};
pub use examine::{Finding, Verdict};
pub use inbound::PLATFORM;
pub use scopes::{EVENTS, SCOPES, Scope};
pub use slack::Slack;
