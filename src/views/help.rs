//! What can be done here: the registry of commands, as far as this person may use it.

use super::draft::{Draft, fact};
use super::words::Words;
use crate::commands::{ALL, Entry};
use crate::domain::lang::Lang;
use crate::domain::person::Actor;
use kiku_chat::View;

pub(super) fn view(words: Words, actor: &Actor) -> View {
    let allowed = ALL.iter().filter(|entry| entry.command.allows(actor));
    let line = |entry: &Entry| fact(word(words, entry), words.t(&format!("help-{}", entry.en)));
    let mut draft = Draft::new(words);
    draft
        .heading("help-title", &[])
        .say("help-how", &[])
        .facts(allowed.map(line).collect());
    draft.finish(words.t("help-title"))
}

/// The word to type, in the reader's language.
pub(super) fn word(words: Words, entry: &Entry) -> &'static str {
    match (words.lang(), entry.ja.first()) {
        (Lang::Ja, Some(word)) => word,
        _ => entry.en,
    }
}
