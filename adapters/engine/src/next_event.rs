//! What comes next and when, for the clock of the demo and the pause of the loop.

use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use kiku::domain::cycle::CycleStage;
use kiku::domain::month::Month;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NextEvent {
    /// A message is sent.
    Message,
    /// A step of a session is due.
    Step,
    /// A cycle opens.
    Opening(Month),
    /// A month closes.
    Closing(Month),
}

impl Engine {
    /// The earliest thing that will happen by itself, and when.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_event(&self) -> Result<Option<(DateTime<Utc>, NextEvent)>, EngineError> {
        let sent = self.next_send().await?.map(|at| (at, NextEvent::Message));
        Ok(self.next_step().await?.into_iter().chain(sent).min())
    }

    /// The earliest turn of the timetable.
    pub(crate) async fn next_step(
        &self,
    ) -> Result<Option<(DateTime<Utc>, NextEvent)>, EngineError> {
        let mut events = Vec::new();
        events.extend(self.store.next_due().await?.map(|at| (at, NextEvent::Step)));
        for cycle in self.store.unclosed_cycles().await? {
            events.push(match cycle.stage {
                CycleStage::Planned => (cycle.opens_at, NextEvent::Opening(cycle.month)),
                _ => (cycle.closes_at, NextEvent::Closing(cycle.month)),
            });
        }
        Ok(events.into_iter().min())
    }
}
