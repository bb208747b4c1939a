//! "Nothing comes to mind": ready first sentences, three at a time, never those of last month.

use super::draft::{Draft, button, fact};
use super::names;
use super::seat::Seat;
use super::words::Words;
use crate::actions::SessionAction;
use crate::domain::lang::Lang;
use crate::domain::programme::Programme;
use kiku_chat::Tone;

/// How many openers each topic has.
pub const PER_TOPIC: u8 = 6;
/// How many openers are shown at once.
const PER_PAGE: usize = 3;
/// Topics that have openers of their own; others share general ones.
const KNOWN: [&str; 8] = [
    "progress",
    "relationships",
    "wellbeing",
    "career",
    "skills",
    "private",
    "direction",
    "values",
];

/// An opener: the key of its topic, and its number within the topic, from 1.
pub type Opener = (String, u8);

/// The words of an opener, spoken by the member to the manager. A number out of range is the nearest one.
pub fn text(lang: Lang, topic: &str, number: u8, manager: &str) -> String {
    let family = if KNOWN.contains(&topic) {
        topic
    } else {
        "custom"
    };
    let key = format!("opener-{family}-{}", number.clamp(1, PER_TOPIC));
    Words::of(lang).t_with(&key, &[("name", names::spoken(lang, manager).into())])
}

/// The openers of a page, counted from 1. Pages of one topic repeat every second page, pages of
/// all topics only after every opener was shown.
pub fn page(programme: &Programme, topic: Option<&str>, page: u8) -> Vec<Opener> {
    let offered = programme.topics.iter().filter(|item| !item.retired);
    let topics: Vec<&str> = match topic {
        Some(key) => vec![key],
        None => offered.map(|item| item.key.as_str()).collect(),
    };
    let first = PER_PAGE * usize::from(page.saturating_sub(1));
    let nth = |index: usize| {
        let topic = *topics.get(index % topics.len().max(1))?;
        let number = (index / topics.len()) % usize::from(PER_TOPIC) + 1;
        Some((topic.to_owned(), u8::try_from(number).unwrap_or(1)))
    };
    (first..first + PER_PAGE).filter_map(nth).collect()
}

/// Whether openers are shown: asked for, and not yet taken or replaced by a line.
pub(super) fn are_shown(seat: &Seat<'_>) -> bool {
    seat.session().prep.openers > 0 && seat.line().is_none() && !seat.session().prep.is_complete()
}

/// The openers that the member asked for, to be taken with one tap.
pub(super) fn section(draft: &mut Draft, seat: &Seat<'_>) {
    let prep = &seat.session().prep;
    if !are_shown(seat) {
        return;
    }
    let openers = page(&seat.scene.programme, prep.topic.as_deref(), prep.openers);
    let lang = seat.words.lang();
    let manager = &seat.scene.manager.name;
    let shown = openers.iter().enumerate().map(|(index, (topic, number))| {
        let label = seat.topic_label(topic).unwrap_or_default();
        fact(
            format!("{}. {label}", index + 1),
            text(lang, topic, *number, manager),
        )
    });
    let facts = shown.collect();
    let mut buttons: Vec<_> = openers
        .iter()
        .enumerate()
        .map(|(index, (topic, number))| {
            let label = seat
                .words
                .t_with("openers-take", &[("number", (index + 1).into())]);
            let action = SessionAction::TakeOpener(topic.clone(), *number);
            button(label, &seat.action(action), Tone::Plain)
        })
        .collect();
    buttons.push(seat.press("openers-more", SessionAction::Openers, Tone::Plain));
    draft
        .say("openers-intro", &[])
        .facts(facts)
        .buttons(buttons);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_next_page_shows_other_openers() {
        let programme = Programme::default();
        for topic in [None, Some("career"), Some("our_own")] {
            for number in 1..=40 {
                let here: BTreeSet<Opener> = page(&programme, topic, number).into_iter().collect();
                let next: BTreeSet<Opener> =
                    page(&programme, topic, number + 1).into_iter().collect();
                assert_eq!(
                    here.len(),
                    PER_PAGE,
                    "page {number} of {topic:?} repeats itself"
                );
                assert!(
                    here.is_disjoint(&next),
                    "page {number} of {topic:?} comes again at once"
                );
            }
        }
    }

    #[test]
    fn a_first_page_speaks_of_three_topics() {
        let topics: BTreeSet<String> = page(&Programme::default(), None, 1)
            .into_iter()
            .map(|(topic, _)| topic)
            .collect();
        assert_eq!(topics.len(), PER_PAGE);
    }

    #[test]
    fn every_topic_has_openers_in_both_languages() {
        for lang in Lang::ALL {
            let texts: BTreeSet<String> = KNOWN
                .iter()
                .chain(&["our_own"])
                .flat_map(|topic| (1..=PER_TOPIC).map(|number| text(lang, topic, number, "M")))
                .collect();
            assert_eq!(texts.len(), 9 * usize::from(PER_TOPIC));
            assert!(!texts.iter().any(|text| text.starts_with("opener-")));
        }
    }
}
