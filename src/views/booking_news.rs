//! M5: one short line to the one who did not do it.

use super::draft::Draft;
use super::seat::Seat;
use super::{Shown, close, times};
use crate::domain::session::Outcome;

/// A time was agreed, moved or called off by the other side; `version` is that of the booking.
pub(super) fn news(seat: &Seat<'_>, version: i64) -> Shown {
    let session = seat.session();
    if version != session.booking_version {
        return close(seat.words, "close-moved");
    }
    match &session.booking {
        Some(booking) if booking.by == seat.me.id => Shown::Drop,
        Some(booking) => {
            let key = if version <= 1 {
                "news-booked"
            } else {
                "news-moved"
            };
            let time = seat.time(booking.start, booking.minutes);
            let text = seat
                .words
                .t_with(key, &[seat.name(), ("time", time.into())]);
            let mut draft = Draft::new(seat.words);
            draft.push(kiku_chat::Block::text(text.clone()));
            draft.buttons(times::changes(seat, booking));
            Shown::Show(draft.finish(text))
        }
        None if session.outcome == Outcome::Skipped => close(seat.words, "close-skipped"),
        None if session.outcome == Outcome::Cancelled => close(seat.words, "close-cancelled"),
        None => cancelled(seat),
    }
}

fn cancelled(seat: &Seat<'_>) -> Shown {
    let mut draft = Draft::new(seat.words);
    draft.say("news-cancelled", &[seat.name()]);
    if seat.session().is_ahead(seat.now) && seat.scene.cycle.is_open() {
        draft.say("news-cancelled-pick", &[]);
        times::proposals(&mut draft, seat);
    }
    Shown::Show(draft.finish(seat.words.t_with("news-cancelled", &[seat.name()])))
}
