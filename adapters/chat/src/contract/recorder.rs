//! An inbox that records what arrives and answers what it was told to.

use crate::{Busy, Event, Inbox, Reply};
use async_trait::async_trait;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Records events; answers with the replies it was given, then with nothing.
#[derive(Default)]
pub struct Recorder {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    events: Vec<Event>,
    replies: VecDeque<Result<Reply, Busy>>,
}

impl Recorder {
    /// Answers the next unanswered event with this.
    pub fn answer(&self, reply: Reply) {
        self.state().replies.push_back(Ok(reply));
    }

    /// Cannot take the next event.
    pub fn refuse(&self) {
        self.state().replies.push_back(Err(Busy));
    }

    /// What has arrived since the last call.
    pub fn taken(&self) -> Vec<Event> {
        std::mem::take(&mut self.state().events)
    }

    /// The one event that has arrived since the last call.
    pub fn one(&self) -> Event {
        let mut events = self.taken();
        assert_eq!(events.len(), 1, "one event was expected: {events:#?}");
        events.remove(0)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Inbox for Recorder {
    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        let mut state = self.state();
        let reply = state.replies.pop_front().unwrap_or(Ok(Reply::nothing()));
        if reply.is_ok() {
            state.events.push(event);
        }
        reply
    }
}
