//! The model of Slack is judged: by its own limits and faults, by another model, by recordings, by official tools.

mod bot;
mod caller;
mod delivery;
mod web_api;
