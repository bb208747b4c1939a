//! The company's clock, which the page shows and moves.

use crate::{Language, Playground};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use std::sync::atomic::Ordering;

/// The running company behind the playground, as far as time goes.
#[async_trait]
pub trait Stage: Send + Sync {
    /// The company's present moment.
    fn now(&self) -> DateTime<Utc>;

    /// The company's time zone; all times on the page are in it.
    fn time_zone(&self) -> Tz;

    /// The next thing that will happen by itself, none if nothing is due.
    async fn next_event(&self, language: Language) -> Option<Upcoming>;

    /// Moves time forward and lets everything happen that falls due; returns when all
    /// messages of that time are sent. `Err` is a sentence for the person who pressed.
    async fn advance(&self, to: To) -> Result<(), String>;
}

/// Something that will happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a few words.
    pub label: String,
}

/// How far time moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// To the next thing that happens by itself.
    NextEvent,
    /// By one day, same hour.
    Day,
    /// To the end of the month.
    MonthEnd,
}

impl To {
    /// The name in requests: `next-event`, `day`, `month-end`.
    pub fn key(self) -> &'static str {
        match self {
            To::NextEvent => "next-event",
            To::Day => "day",
            To::MonthEnd => "month-end",
        }
    }
}

impl Playground {
    pub(crate) fn is_moving(&self) -> bool {
        self.moving.load(Ordering::Acquire)
    }

    /// Moves time while all windows show that it moves; none if it is moving already.
    pub(crate) async fn advance(&self, to: To) -> Option<Result<(), String>> {
        if self.moving.swap(true, Ordering::AcqRel) {
            return None;
        }
        let moved = Moving(self);
        self.clock_changed();
        let result = self.stage.advance(to).await;
        drop(moved);
        Some(result)
    }
}

/// Ends the movement of time, also when it ends in a panic.
struct Moving<'a>(&'a Playground);

impl Drop for Moving<'_> {
    fn drop(&mut self) {
        self.0.moving.store(false, Ordering::Release);
        self.0.clock_changed();
    }
}
