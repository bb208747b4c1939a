//! Live updates of one window: server-sent events of what its reader may see.

use crate::page::{Clock, Reading};
use crate::playground::Signal;
use crate::timeline::Conversation;
use crate::{Playground, message, side};
use axum::response::sse::Event;
use futures_util::Stream;
use serde_json::json;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Interval, interval};

/// How often a window's clock is compared with the company's.
const TICK: Duration = Duration::from_secs(1);

/// One open window.
pub(crate) struct Window {
    playground: Arc<Playground>,
    user: String,
    conversation: Conversation,
    signals: Receiver<Signal>,
    tick: Interval,
    queue: VecDeque<Event>,
    clock: Option<Clock>,
    language: crate::Language,
}

/// Why a stream ends or what it does next.
enum Next {
    Signal(Signal),
    Tick,
    Missed,
    End,
}

impl Window {
    /// Opens a window for a reader; its first event says where things stand.
    pub fn open(playground: Arc<Playground>, reading: &Reading) -> Self {
        let signals = playground.signals.subscribe();
        let changes = playground.timeline().changes();
        let hello = json!({ "boot": playground.boot, "changes": changes.to_string() });
        Window {
            user: reading.me.user.clone(),
            conversation: reading.conversation.clone(),
            signals,
            tick: interval(TICK),
            queue: VecDeque::from([event("hello", &hello)]),
            clock: None,
            language: reading.language(),
            playground,
        }
    }

    /// The events of the window until it or the playground closes.
    pub fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures_util::stream::unfold(self, |mut window| async move {
            loop {
                if let Some(event) = window.queue.pop_front() {
                    return Some((Ok(event), window));
                }
                let next = tokio::select! {
                    signal = window.signals.recv() => match signal {
                        Ok(Signal::Close) | Err(RecvError::Closed) => Next::End,
                        Ok(signal) => Next::Signal(signal),
                        Err(RecvError::Lagged(_)) => Next::Missed,
                    },
                    _ = window.tick.tick() => Next::Tick,
                };
                match next {
                    Next::End => return None,
                    Next::Missed => window.queue.push_back(event("missed", &json!({}))),
                    Next::Tick => window.tell_time(false).await,
                    Next::Signal(signal) => window.follow(signal).await,
                }
            }
        })
    }

    async fn follow(&mut self, signal: Signal) {
        match signal {
            Signal::Shown {
                conversation,
                only_for,
                seq,
            } => {
                if only_for.is_none_or(|only| only == self.user) {
                    self.show(&conversation, seq);
                }
            }
            Signal::Removed {
                user,
                conversation,
                handle,
            } => {
                if user == self.user && conversation == self.conversation {
                    self.queue
                        .push_back(event("gone", &json!({ "id": handle.0 })));
                }
            }
            Signal::Read { user } if user == self.user => self.list_conversations(),
            Signal::Read { .. } | Signal::Close => {}
            Signal::Clock => self.tell_time(true).await,
            Signal::People => self.meet_people(),
        }
    }

    fn show(&mut self, conversation: &Conversation, seq: u64) {
        let open = *conversation == self.conversation;
        let event = self.reading(|reading| {
            if !may_read(reading, conversation) {
                return None;
            }
            let item = reading.playground.timeline().item(seq).cloned();
            let item = item.filter(|_| open);
            let html = item.map(|item| message::article(reading, &item).into_string());
            let list = side::conversations(reading).into_string();
            Some(event(
                "item",
                &json!({ "html": html, "conversations": list }),
            ))
        });
        self.queue.extend(event.flatten());
    }

    fn list_conversations(&mut self) {
        let list = self.reading(|reading| side::conversations(reading).into_string());
        let event = list.map(|list| event("item", &json!({ "conversations": list })));
        self.queue.extend(event);
    }

    /// Sends the clock if it shows something else than before.
    async fn tell_time(&mut self, ask_what_comes_next: bool) {
        let minute = Clock::new(&self.playground, self.language, None);
        let same = (self.clock.as_ref())
            .is_some_and(|old| (&old.day, &old.time) == (&minute.day, &minute.time));
        if same && !ask_what_comes_next {
            return;
        }
        let next = self.playground.stage.next_event(self.language).await;
        let clock = Clock::new(&self.playground, self.language, next);
        if self.clock.as_ref() != Some(&clock) {
            self.queue.push_back(event("clock", &json!(clock)));
            self.clock = Some(clock);
        }
    }

    /// Another language or role needs another page.
    fn meet_people(&mut self) {
        let language = self.reading(|reading| reading.language());
        match language == Some(self.language) {
            true => self.list_conversations(),
            false => self.queue.push_back(event("reload", &json!({}))),
        }
    }

    fn reading<T>(&self, with: impl FnOnce(&Reading) -> T) -> Option<T> {
        let directory = self.playground.directory();
        let me = directory.resident(&self.user)?;
        Some(with(&Reading {
            playground: &self.playground,
            directory: &directory,
            me,
            conversation: self.conversation.clone(),
            zone: self.playground.stage.time_zone(),
        }))
    }
}

/// Whether the reader takes part in a conversation.
pub(crate) fn may_read(reading: &Reading, conversation: &Conversation) -> bool {
    let me = &reading.me.user;
    match conversation {
        Conversation::Direct(user) => user == me,
        Conversation::Room(room) => {
            (reading.directory.room(room)).is_some_and(|room| room.readers.contains(me))
        }
    }
}

fn event(name: &str, data: &serde_json::Value) -> Event {
    Event::default().event(name).data(data.to_string())
}
