//! What an event means: an action, a command, or plain words.

use kiku::actions::{Action, SessionAction};
use kiku::commands::Command;
use kiku::domain::ids::{ItemId, PersonId, SessionId};
use kiku::usecases::Values;
use kiku_chat::What;

/// What an event means, before anything is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Something about a session.
    Session(SessionId, SessionAction, Values),
    /// An item was ticked off, or taken back.
    Item(ItemId, bool),
    /// Something about the person alone, or figures.
    Own(Action, Values),
    /// A manager opens one pair.
    Pair(PersonId),
    /// A command and what followed it.
    Command(Command, String),
    /// Plain words, or a word that is no command.
    Words(String),
    /// The person opened their own page.
    Home,
    /// A control that Kiku did not make, or no longer knows.
    Foreign,
}

impl Input {
    /// Reads an event.
    pub fn read(what: &What) -> Input {
        match what {
            What::Press(action) => Input::from_action(action, Values::new()),
            What::Submit { action, values } => Input::from_action(action, values.clone()),
            What::Command { word, rest } => match Command::from_word(word) {
                Some(command) => Input::Command(command, rest.clone()),
                None if word.trim().is_empty() => Input::Command(Command::Help, String::new()),
                None => Input::Words(format!("{word} {rest}")),
            },
            What::Said(text) => Input::Words(text.clone()),
            What::Home => Input::Home,
        }
    }

    fn from_action(text: &str, values: Values) -> Input {
        match Action::decode(text) {
            Some(Action::Session(id, action)) => Input::Session(id, action, values),
            Some(Action::ItemDone(id, done)) => Input::Item(id, done),
            Some(Action::OpenPair(person)) => Input::Pair(person),
            Some(other) => Input::Own(other, values),
            None => Input::Foreign,
        }
    }
}
