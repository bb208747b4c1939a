//! The model of Slack is judged: by its own limits and faults, by another model, by recordings, by official tools.

mod bot;
mod caller;
mod delivery;
mod emulate;
mod manifest;
mod process;
mod sdk;
mod shape;
mod shapes;
mod signer;
mod tools;
mod web_api;
