//! The core of Kiku: what it knows and decides. No IO, no async, no wall clock, no randomness of its own.
//!
//! `domain` holds the nouns, `usecases` the decisions, `views` what people read.
//! Arrows run one way: `domain ← views ← usecases`; nothing here names an adapter.

pub mod actions;
mod after;
pub mod commands;
pub mod decision;
pub mod domain;
pub mod material;
pub mod messages;
pub mod notice;
pub mod timetable;
pub mod usecases;
pub mod views;
