//! A person's settings: language, working hours, whether messages arrive.

use super::clock;
use super::draft::{Draft, button, fact};
use super::welcome::languages;
use super::words::Words;
use crate::actions::Action;
use crate::domain::person::{Pause, Person};
use kiku_chat::{Button, Tone, View};

pub(super) fn view(words: Words, person: &Person) -> View {
    let notices = if person.pause == Pause::Paused {
        "settings-off"
    } else {
        "settings-on"
    };
    let mut draft = Draft::new(words);
    draft
        .heading("settings-title", &[])
        .facts(vec![
            fact(
                words.t("settings-hours"),
                clock::hours(words.lang(), &person.hours),
            ),
            fact(words.t("settings-zone"), person.tz.name()),
            fact(words.t("settings-notices"), words.t(notices)),
        ])
        .push(languages(words))
        .buttons(vec![
            button(
                words.t("settings-hours-button"),
                &Action::EditHours,
                Tone::Plain,
            ),
            pause(words, person),
            button(words.t("privacy-button"), &Action::ShowPrivacy, Tone::Plain),
        ]);
    draft.finish(words.t("settings-title"))
}

/// Pauses the messages, or lets them arrive again.
pub(super) fn pause(words: Words, person: &Person) -> Button {
    match person.pause {
        Pause::Running => button(
            words.t("settings-pause-button"),
            &Action::Pause,
            Tone::Plain,
        ),
        Pause::Paused => button(
            words.t("settings-resume-button"),
            &Action::Resume,
            Tone::Primary,
        ),
    }
}
