//! The adapter against a model of Slack, over HTTP and over Socket Mode.

mod bed;
mod contract;
mod doctor;
mod http;
mod replies;
mod sending;
mod socket;
