//! An inbox that records what arrives and answers what it was told to.

use crate::{Busy, DirectoryPerson, Event, Handle, Inbox, Reply};
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
    missed: Vec<Handle>,
    met: Vec<DirectoryPerson>,
    undecoded: Vec<Vec<u8>>,
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

    /// The messages whose refresh was reported as not shown, since the last call.
    pub fn missed(&self) -> Vec<Handle> {
        std::mem::take(&mut self.state().missed)
    }

    /// The people the platform told of, since the last call.
    pub fn met(&self) -> Vec<DirectoryPerson> {
        std::mem::take(&mut self.state().met)
    }

    /// What could not be read, since the last call.
    pub fn undecoded(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.state().undecoded)
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

    async fn arrived(&self, _: &str, _: &Handle, _: i64) {}

    async fn missed(&self, _: &str, message: &Handle) {
        self.state().missed.push(message.clone());
    }

    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy> {
        self.state().met.push(person);
        Ok(())
    }

    async fn undecoded(&self, _: &str, _: &str, raw: &[u8]) -> Result<(), Busy> {
        self.state().undecoded.push(raw.to_vec());
        Ok(())
    }
}
