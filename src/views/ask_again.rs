//! The sides disagree on whether it was held; asked once more, of either side.

use super::after_talk::held;
use super::draft::Draft;
use super::seat::Seat;
use super::{Shown, close};
use crate::domain::session::Outcome;

/// Asks once more; gone once both sides agree.
pub(super) fn ask(seat: &Seat<'_>) -> Shown {
    let session = seat.session();
    if session.outcome != Outcome::Unconfirmed {
        return close(seat.words, "close-answered");
    }
    let said = if seat.is_member() {
        session.after_member.held
    } else {
        session.after_manager.held
    };
    let mut draft = Draft::new(seat.words);
    draft
        .heading("again-title", &[seat.name()])
        .say("again-text", &[])
        .push(held(seat, said));
    Shown::Show(draft.finish(seat.words.t_with("again-fallback", &[seat.name()])))
}
