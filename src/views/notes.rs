//! What was written in a talk, as far as the reader may read it.

use super::clock;
use super::draft::Draft;
use super::items;
use super::seat::Seat;
use crate::actions::SessionAction;
use crate::domain::note::{Content, ContentKind};
use kiku_chat::{Tone, View};

pub(super) fn view(seat: &Seat<'_>) -> View {
    let mut draft = Draft::new(seat.words);
    let month = clock::month_and_year(seat.words.lang(), seat.session().month);
    draft.heading("notes-title", &[seat.name(), ("month", month.into())]);
    let readable = seat
        .scene
        .contents
        .iter()
        .filter(|content| is_note(seat, content));
    let notes: Vec<&Content> = readable.collect();
    if notes.is_empty() {
        draft.say("notes-none", &[]);
    }
    for note in notes {
        draft.quote(label(seat, note), &[seat.name()], &note.text);
    }
    items::section(&mut draft, seat);
    draft.buttons(vec![
        seat.press("button-note", SessionAction::AddNote, Tone::Plain),
        seat.press(
            "button-private-note",
            SessionAction::AddPrivateNote,
            Tone::Plain,
        ),
        seat.press("button-item", SessionAction::AddItem, Tone::Plain),
    ]);
    draft.finish(seat.t("notes-fallback"))
}

fn is_note(seat: &Seat<'_>, content: &Content) -> bool {
    let kind = matches!(content.kind, ContentKind::Note | ContentKind::PrivateNote);
    kind && !content.text.is_empty() && content.kind.readable(content.author, seat.me.id, false)
}

fn label(seat: &Seat<'_>, note: &Content) -> &'static str {
    match (note.kind, note.author == seat.me.id) {
        (ContentKind::PrivateNote, _) => "notes-private",
        (_, true) => "notes-mine",
        (_, false) => "notes-theirs",
    }
}
