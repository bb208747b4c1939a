//! Somebody at their place in the story: reads, presses, types, says.

use crate::Company;
use crate::chat::Posted;
use kiku_chat::{
    Account, Address, Block, Event, Form, Handle, Inbox, On, Place, Reply, View, What,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A person's or a channel's place.
pub struct Seat<'c> {
    company: &'c Company,
    address: Address,
}

static EVENTS: AtomicU64 = AtomicU64::new(1);

impl<'c> Seat<'c> {
    pub(crate) fn new(company: &'c Company, address: Address) -> Self {
        Seat { company, address }
    }

    /// Reads the next message, which must contain all of these words.
    ///
    /// # Panics
    /// When there is none, or the words are not in it.
    pub fn reads(&self, words: &[&str]) -> Posted {
        let Some(posted) = self.company.chat.read_next(&self.address) else {
            panic!("{:?} has nothing to read, expected {words:?}", self.address);
        };
        let text = posted.view.to_plain_text();
        for word in words {
            assert!(text.contains(word), "expected '{word}' in:\n{text}");
        }
        posted
    }

    /// Nothing is left to read.
    ///
    /// # Panics
    /// When something is.
    pub fn reads_nothing(&self) {
        if let Some(posted) = self.company.chat.read_next(&self.address) {
            panic!(
                "{:?} unexpectedly got:\n{}",
                self.address,
                posted.view.to_plain_text()
            );
        }
    }

    /// How many messages were ever posted here.
    pub fn count(&self) -> usize {
        self.company.chat.posted(&self.address).len()
    }

    /// The messages here that contain the words, as they stand now.
    pub fn showing(&self, words: &str) -> Vec<Posted> {
        let posted = self.company.chat.posted(&self.address).into_iter();
        posted
            .filter(|posted| posted.view.to_plain_text().contains(words))
            .collect()
    }

    /// Presses the newest control with this label.
    ///
    /// # Panics
    /// When no message shows such a control.
    pub async fn presses(&self, label: &str) -> Reply {
        let posted = self.company.chat.posted(&self.address);
        let found = posted
            .iter()
            .rev()
            .find_map(|posted| Some((posted, action_of(&posted.view, label)?)));
        let Some((posted, action)) = found else {
            let all: Vec<String> = posted
                .iter()
                .map(|posted| posted.view.to_plain_text())
                .collect();
            panic!("no control '{label}' in:\n{}", all.join("\n---\n"));
        };
        self.event(What::Press(action), Some(posted.handle.clone()))
            .await
    }

    /// Presses a control on a message that somebody else reads too (a digest in a channel).
    ///
    /// # Panics
    /// When the message shows no such control.
    pub async fn presses_in(&self, posted: &Posted, label: &str) -> Reply {
        let Some(action) = action_of(&posted.view, label) else {
            panic!("no control '{label}' in:\n{}", posted.view.to_plain_text());
        };
        self.event(What::Press(action), Some(posted.handle.clone()))
            .await
    }

    /// Presses a control in what was whispered.
    ///
    /// # Panics
    /// When the reply whispered nothing, or shows no such control.
    pub async fn presses_whispered(&self, reply: &Reply, label: &str) -> Reply {
        let view = reply.whisper.as_ref().or_else(|| reply.refreshed());
        let Some(action) = view.and_then(|view| action_of(view, label)) else {
            panic!("no control '{label}' in {reply:?}");
        };
        self.event(What::Press(action), None).await
    }

    /// Sends a form that opened.
    ///
    /// # Panics
    /// When the reply opened none.
    pub async fn fills(&self, reply: &Reply, values: &[(&str, &str)]) -> Reply {
        self.event(sent(reply, values), None).await
    }

    /// Opens their own page, which shows what the reply refreshes.
    pub async fn opens_home(&self) -> Reply {
        self.on_home(What::Home).await
    }

    /// Presses a control on their own page, as a reply showed it last.
    ///
    /// # Panics
    /// When the reply shows no page, or no such control on it.
    pub async fn presses_on_home(&self, page: &Reply, label: &str) -> Reply {
        let view = page.refreshed();
        let Some(action) = view.and_then(|view| action_of(view, label)) else {
            panic!("no control '{label}' on the page {page:?}");
        };
        self.on_home(What::Press(action)).await
    }

    /// Sends a form that was opened on their own page.
    ///
    /// # Panics
    /// When the reply opened none.
    pub async fn fills_on_home(&self, reply: &Reply, values: &[(&str, &str)]) -> Reply {
        self.on_home(sent(reply, values)).await
    }

    async fn on_home(&self, what: What) -> Reply {
        let id = EVENTS.fetch_add(1, Ordering::Relaxed);
        self.takes(&format!("e{id}"), what, On::Home).await
    }

    /// Says something in the direct message.
    pub async fn says(&self, text: &str) -> Reply {
        self.event(What::Said(text.to_owned()), None).await
    }

    /// Uses a command.
    pub async fn commands(&self, word: &str, rest: &str) -> Reply {
        let (word, rest) = (word.to_owned(), rest.to_owned());
        self.event(What::Command { word, rest }, None).await
    }

    /// Sends a raw event, with its own id.
    pub async fn sends(&self, id: &str, what: What, message: Option<Handle>) -> Reply {
        self.takes(id, what, message.map_or(On::Nothing, On::Message))
            .await
    }

    async fn takes(&self, id: &str, what: What, on: On) -> Reply {
        let event = Event {
            id: id.to_owned(),
            who: self.account(),
            place: Place {
                channel: None,
                on: on.clone(),
            },
            what,
        };
        let reply = self.company.engine.take(event).await;
        let reply = reply.unwrap_or_else(|busy| panic!("{busy}"));
        if let (On::Message(handle), Some(view)) = (&on, reply.refreshed()) {
            self.company
                .chat
                .refresh(&self.address, handle, view.clone());
        }
        self.company
            .engine
            .settle()
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        reply
    }

    async fn event(&self, what: What, message: Option<Handle>) -> Reply {
        let id = EVENTS.fetch_add(1, Ordering::Relaxed);
        self.sends(&format!("e{id}"), what, message).await
    }

    fn account(&self) -> Account {
        match &self.address {
            Address::Person(account) => account.clone(),
            Address::Channel { .. } => panic!("a channel does nothing by itself"),
        }
    }
}

/// The form that a reply opened, filled in.
fn sent(reply: &Reply, values: &[(&str, &str)]) -> What {
    let Some(Form { action, .. }) = reply.form.clone() else {
        panic!("no form opened: {reply:?}");
    };
    let values = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect::<BTreeMap<_, _>>();
    What::Submit { action, values }
}

/// The action of the first control with this label: a button, or an answer of a choice.
fn action_of(view: &View, label: &str) -> Option<String> {
    view.blocks.iter().find_map(|block| match block {
        Block::Buttons(buttons) => buttons
            .iter()
            .find(|b| b.label == label)
            .map(|b| b.action.clone()),
        Block::Choice(choice) => choice
            .options
            .iter()
            .find(|o| o.label == label)
            .map(|o| o.action.clone()),
        _ => None,
    })
}
