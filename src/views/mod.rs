//! What people read: state and language in, views out. One file a message family.
//!
//! A message is a function of state: at every send and every edit it is computed anew, and the
//! reader's right to read is checked again.

mod after_talk;
mod after_talk_manager;
mod answers;
mod ask_again;
mod booking_news;
pub mod clock;
mod day_before;
pub mod digest;
mod draft;
mod forms;
mod guide;
mod help;
mod home;
mod icebreaker;
mod items;
mod long_opening;
mod manager_card;
mod names;
mod notes;
mod notices;
pub mod openers;
mod overview;
mod people_list;
mod prep;
pub mod privacy;
pub mod samples;
mod seat;
mod settings;
mod status;
mod times;
mod unreachable;
mod voice;
mod welcome;
pub mod words;

use crate::domain::ids::PersonId;
use crate::domain::person::Person;
use crate::domain::programme::Programme;
use crate::material::Scene;
use crate::messages::Message;
use chrono::{DateTime, Utc};
use kiku_chat::View;
use seat::Seat;
use std::sync::Arc;
use words::Words;

pub use forms::{form, problem};
pub use long_opening::long_opening;
pub use notices::{Extra, NoticeMaterial, notice, unknown, unknown_home};

/// What a message is computed from, by its subject.
#[derive(Debug, Clone)]
pub enum Material {
    /// A person's own standing.
    Person {
        /// The company's settings.
        programme: Arc<Programme>,
        /// The reader.
        person: Person,
    },
    /// A session.
    Session(Box<Scene>),
    /// The talks that a manager is told about together, by the member's number.
    ManagerDay {
        /// The manager whose day it is, the reader.
        manager: Person,
        /// The talks, as far as they are still theirs.
        scenes: Vec<Scene>,
    },
}

/// What the reader gets to see.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// This.
    Show(View),
    /// One line without content: the message has had its day. Unsent ones are cancelled.
    Close(View),
    /// Nothing: not sent at all; a message that stands already is left as it is.
    Drop,
}

impl Shown {
    /// What there is to see.
    pub fn view(self) -> Option<View> {
        match self {
            Shown::Show(view) | Shown::Close(view) => Some(view),
            Shown::Drop => None,
        }
    }
}

/// The message as its reader may see it now, for an edit or a refresh.
pub fn message(
    message: &Message,
    reader: PersonId,
    material: &Material,
    now: DateTime<Utc>,
) -> Shown {
    match material {
        Material::Person { person, .. } => match message {
            Message::Welcome(id) if *id == person.id && reader == person.id => {
                welcome::welcome(person)
            }
            _ => Shown::Drop,
        },
        Material::Session(scene) => match Seat::of(scene, reader, now) {
            Some(seat) => about_session(message, &seat),
            None => close(Words::of(scene.programme.language), "close-former"),
        },
        Material::ManagerDay { manager, scenes } if reader == manager.id => {
            about_day(message, manager, scenes, now)
        }
        Material::ManagerDay { .. } => Shown::Drop,
    }
}

/// The message at its first send: nothing for whoever is away, paused or gone, nothing that has had its day.
pub fn first(sent: &Message, reader: PersonId, material: &Material, now: DateTime<Utc>) -> Shown {
    let reachable = recipient(material, reader)
        .is_some_and(|person| person.reachable_on(person.local_date(now)));
    match message(sent, reader, material, now) {
        Shown::Show(view) if reachable => Shown::Show(view),
        _ => Shown::Drop,
    }
}

fn recipient(material: &Material, reader: PersonId) -> Option<&Person> {
    match material {
        Material::Session(scene) => scene.session.is_of(reader).then(|| scene.person(reader)),
        Material::Person { person, .. }
        | Material::ManagerDay {
            manager: person, ..
        } => (person.id == reader).then_some(person),
    }
}

fn about_session(message: &Message, seat: &Seat<'_>) -> Shown {
    match (message, seat.is_member()) {
        (Message::PrepAsk(_), true) => prep::ask(seat),
        (Message::PrepReminder(_), true) => prep::reminder(seat),
        (Message::TimesAsk(_), true) => times::ask(seat),
        (Message::BookingNews(_, version), _) => booking_news::news(seat, *version),
        (Message::DayBefore(_, version), true) => day_before::member(seat, *version),
        (Message::AfterTalk(_), true) => after_talk::ask(seat),
        (Message::AfterTalkReminder(_), true) => after_talk::reminder(seat),
        (Message::AskAgain(_), _) => ask_again::ask(seat),
        _ => Shown::Drop,
    }
}

/// A card that has lost all its talks closes: they moved to another day, or to another manager.
fn about_day(message: &Message, manager: &Person, scenes: &[Scene], now: DateTime<Utc>) -> Shown {
    let led = scenes
        .iter()
        .filter(|scene| scene.session.manager == manager.id);
    let seats: Vec<Seat<'_>> = led
        .filter_map(|scene| Seat::of(scene, manager.id, now))
        .collect();
    let words = Words::of(manager.lang);
    match message {
        Message::ManagerCard(..) if seats.is_empty() => close(words, "close-former"),
        _ if seats.is_empty() => close(words, "close-moved"),
        Message::ManagerCard(..) => manager_card::card(&seats),
        Message::DayBeforeManager(..) => day_before::manager(&seats),
        Message::AfterTalkManager(..) => after_talk_manager::ask(&seats),
        Message::AfterTalkManagerReminder(..) => after_talk_manager::reminder(&seats),
        _ => Shown::Drop,
    }
}

/// One line instead of the message.
/// A message to somebody who may no longer read it: closes without content where it stands.
pub fn former(lang: crate::domain::lang::Lang) -> Shown {
    close(Words::of(lang), "close-former")
}

fn close(words: Words, key: &str) -> Shown {
    Shown::Close(View::line(words.t(key)))
}

#[cfg(test)]
mod tests;
