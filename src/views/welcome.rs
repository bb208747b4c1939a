//! M0, the first message ever: what this is, who sees what, language, working hours, pause.

use super::Shown;
use super::draft::{Draft, button, choice, option};
use super::words::Words;
use crate::actions::Action;
use crate::domain::ids::PersonId;
use crate::domain::lang::Lang;
use crate::domain::note::ContentKind;
use crate::domain::person::Person;
use kiku_chat::{Block, ChoiceStyle, Tone};

pub(super) fn welcome(person: &Person) -> Shown {
    let words = Words::of(person.lang);
    let mut draft = Draft::new(words);
    draft
        .heading("welcome-title", &[])
        .say("welcome-what", &[])
        .say("welcome-agenda", &[])
        .push(Block::text(who_reads(words)))
        .say("welcome-quiet", &[])
        .push(languages(words))
        .buttons(vec![
            button(
                words.t("settings-hours-button"),
                &Action::EditHours,
                Tone::Plain,
            ),
            button(words.t("privacy-button"), &Action::ShowPrivacy, Tone::Plain),
            button(
                words.t("settings-pause-button"),
                &Action::Pause,
                Tone::Plain,
            ),
        ]);
    Shown::Show(draft.finish(words.t("welcome-fallback")))
}

/// The choice of language, in each language's own name.
pub(super) fn languages(words: Words) -> Block {
    let options = Lang::ALL.map(|lang| {
        let name = words.t(&format!("lang-{}", lang.code()));
        option(name, &Action::SetLanguage(lang))
    });
    let current = Lang::ALL.iter().position(|lang| *lang == words.lang());
    choice(
        ChoiceStyle::Buttons,
        words.t("welcome-language"),
        options.to_vec(),
        current,
    )
}

/// Who reads what people write, from the rule that the code enforces.
fn who_reads(words: Words) -> String {
    let (author, other) = (PersonId(1), PersonId(2));
    let named = |wanted: &dyn Fn(ContentKind) -> bool| {
        let kinds: Vec<String> = ContentKind::ALL
            .into_iter()
            .filter(|kind| wanted(*kind))
            .map(|kind| words.t(&format!("kind-{}", kind.code())))
            .collect();
        words.list(&kinds)
    };
    let both = named(&|kind| kind.readable(author, other, false));
    let shared =
        named(&|kind| !kind.readable(author, other, false) && kind.readable(author, other, true));
    let own = named(&|kind| !kind.readable(author, other, true));
    let sentences = [
        ("welcome-pair", both),
        ("welcome-shared", shared),
        ("welcome-own", own),
    ];
    let told = sentences
        .into_iter()
        .filter(|(_, kinds)| !kinds.is_empty())
        .map(|(key, kinds)| words.t_with(key, &[("kinds", kinds.into())]));
    let told: Vec<String> = told.collect();
    told.join(if words.lang() == Lang::En { " " } else { "" })
}
