//! Action items: what was promised, by whom, until when.

use super::clock;
use super::draft::{Draft, button};
use super::seat::Seat;
use super::words::Words;
use crate::actions::Action;
use crate::domain::ids::PersonId;
use crate::domain::note::ActionItem;
use crate::domain::person::Person;
use kiku_chat::{Block, Button, Span, Tone};

/// How many items a message shows.
const SHOWN: usize = 5;
/// So much of an item's words is shown, in characters; one paragraph holds 3,000 in all.
const LONGEST: usize = 200;
/// Up to so many items have a button each.
const FEW: usize = 3;

/// The pair's open items, with buttons to tick them off when they are few.
pub(super) fn section(draft: &mut Draft, seat: &Seat<'_>) {
    let open: Vec<&ActionItem> = seat
        .scene
        .items
        .iter()
        .filter(|item| item.done_at.is_none())
        .collect();
    if open.is_empty() {
        return;
    }
    draft.strong(seat.t("items-title"));
    list(
        draft,
        seat.words,
        seat.me.id,
        open.iter().take(SHOWN).map(|item| (*item, seat.other)),
    );
    if open.len() > SHOWN {
        draft.note("items-more", &[("count", (open.len() - SHOWN).into())]);
    }
    if open.len() <= FEW {
        draft.buttons(ticks(seat.words, open.into_iter()));
    }
}

/// One numbered paragraph for all items; what people typed stays plain.
pub(super) fn list<'a>(
    draft: &mut Draft,
    words: Words,
    reader: PersonId,
    items: impl Iterator<Item = (&'a ActionItem, &'a Person)>,
) {
    let mut spans = Vec::new();
    for (index, (item, other)) in items.enumerate() {
        let begin = if index == 0 {
            String::new()
        } else {
            "\n".to_owned()
        };
        let done = if item.done_at.is_some() {
            words.t("item-done")
        } else {
            String::new()
        };
        spans.push(Span::plain(format!("{begin}{}. {done}", index + 1)));
        spans.push(Span::plain(
            item.text.chars().take(LONGEST).collect::<String>(),
        ));
        spans.push(Span::plain(owner(words, reader, item, other)));
    }
    if !spans.is_empty() {
        draft.push(Block::Text(spans));
    }
}

/// A button for each item, in the order of the list.
pub(super) fn ticks<'a>(words: Words, items: impl Iterator<Item = &'a ActionItem>) -> Vec<Button> {
    items
        .enumerate()
        .map(|(index, item)| {
            let open = item.done_at.is_none();
            let key = if open { "items-tick" } else { "items-untick" };
            let label = words.t_with(key, &[("number", (index + 1).into())]);
            button(label, &Action::ItemDone(item.id, open), Tone::Plain)
        })
        .collect()
}

fn owner(words: Words, reader: PersonId, item: &ActionItem, other: &Person) -> String {
    let date = item.due.map(|due| clock::short_date(words.lang(), due));
    let name = ("name", other.name.as_str().into());
    match (item.owner == reader, date) {
        (true, None) => words.t("item-mine"),
        (true, Some(date)) => words.t_with("item-mine-due", &[("date", date.into())]),
        (false, None) => words.t_with("item-theirs", &[name]),
        (false, Some(date)) => words.t_with("item-theirs-due", &[name, ("date", date.into())]),
    }
}
