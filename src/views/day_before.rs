//! M6: the day before, with agenda, open items and a light first question.

use super::draft::{Draft, fact};
use super::prep::writing;
use super::seat::Seat;
use super::{Shown, clock, close, icebreaker, items, times};
use crate::actions::SessionAction;
use crate::domain::session::Outcome;
use kiku_chat::{Fact, Tone};

/// Up to so many talks are shown with everything.
const FULL: usize = 4;
/// Up to so many talks are shown with the member's line; more are one line each.
const SHORT: usize = 10;

/// M6 to the member; `version` is that of the booking it speaks of.
pub(super) fn member(seat: &Seat<'_>, version: i64) -> Shown {
    let session = seat.session();
    let Some(time) = seat
        .booked_time()
        .filter(|_| version == session.booking_version)
    else {
        return close(seat.words, "close-moved");
    };
    if is_past(seat) {
        return close(seat.words, "close-over");
    }
    let mut draft = Draft::new(seat.words);
    draft.heading("day-before-title", &[seat.name()]);
    agenda(&mut draft, seat);
    if !session.prep.is_complete() && session.is_ahead(seat.now) {
        draft.note("day-before-no-topic", &[]);
        draft.buttons(vec![seat.press(
            "button-prep",
            SessionAction::ShowPrep,
            Tone::Primary,
        )]);
    }
    items::section(&mut draft, seat);
    icebreaker(&mut draft, seat);
    controls(&mut draft, seat);
    Shown::Show(
        draft.finish(
            seat.words
                .t_with("day-before-fallback", &[seat.name(), ("time", time.into())]),
        ),
    )
}

/// M6 to the manager: all talks of that day.
pub(super) fn manager(seats: &[Seat<'_>]) -> Shown {
    let booked: Vec<&Seat<'_>> = seats
        .iter()
        .filter(|seat| seat.session().booking.is_some())
        .collect();
    let Some(first) = booked.first() else {
        return seats
            .first()
            .map_or(Shown::Drop, |seat| close(seat.words, "close-moved"));
    };
    if booked.iter().all(|seat| is_past(seat)) {
        return close(first.words, "close-over");
    }
    let mut draft = Draft::new(first.words);
    heading(&mut draft, &booked);
    if booked.len() > SHORT {
        draft.facts(booked.iter().map(|seat| glance(seat)).collect());
    } else {
        for seat in &booked {
            talk(&mut draft, seat, booked.len());
        }
    }
    Shown::Show(draft.finish(fallback(&booked)))
}

fn heading(draft: &mut Draft, booked: &[&Seat<'_>]) {
    match booked {
        [only] => draft.heading("day-before-title", &[only.name()]),
        many => {
            let date = talk_date(many).unwrap_or_default();
            draft.heading(
                "day-before-many",
                &[("date", date.into()), ("count", many.len().into())],
            )
        }
    };
}

/// One of `count` talks.
fn talk(draft: &mut Draft, seat: &Seat<'_>, count: usize) {
    if is_past(seat) {
        draft.say("card-over", &[seat.name(), ("state", seat.step().into())]);
        return;
    }
    if count > 1 {
        draft.strong(seat.words.t_with("card-name", &[seat.name()]));
    }
    agenda(draft, seat);
    if count <= FULL {
        items::section(draft, seat);
        icebreaker(draft, seat);
        controls(draft, seat);
    }
}

fn glance(seat: &Seat<'_>) -> Fact {
    let told = [
        seat.booked_time(),
        seat.topic().map(str::to_owned),
        seat.response().map(str::to_owned),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    fact(
        seat.words.t_with("card-name", &[seat.name()]),
        told.join(" / "),
    )
}

fn is_past(seat: &Seat<'_>) -> bool {
    seat.session().outcome != Outcome::Open || seat.session().is_past(seat.now)
}

fn agenda(draft: &mut Draft, seat: &Seat<'_>) {
    let mut facts: Vec<Fact> = seat
        .booked_time()
        .map(|time| fact(seat.t("label-time"), time))
        .into_iter()
        .collect();
    if seat.session().prep.topic.is_some() || seat.session().prep.response.is_some() {
        facts.extend(seat.prep_facts());
    }
    draft.facts(facts);
    if let Some(typed) = seat.line() {
        let key = if seat.is_member() {
            "prep-your-line"
        } else {
            "card-line"
        };
        draft.quote(key, &[seat.name()], typed);
    }
}

fn icebreaker(draft: &mut Draft, seat: &Seat<'_>) {
    let question = icebreaker::question(seat.words, seat.session());
    draft.facts(vec![fact(seat.t("day-before-icebreaker"), question)]);
}

fn controls(draft: &mut Draft, seat: &Seat<'_>) {
    let mut buttons = writing(seat);
    if let Some(booking) = &seat.session().booking {
        buttons.extend(times::changes(seat, booking));
    }
    draft.buttons(buttons);
}

fn fallback(booked: &[&Seat<'_>]) -> String {
    match booked {
        [only] => {
            let time = only.booked_time().unwrap_or_default();
            only.words
                .t_with("day-before-fallback", &[only.name(), ("time", time.into())])
        }
        [first, ..] => {
            let date = talk_date(booked).unwrap_or_default();
            let args = [("date", date.into()), ("count", booked.len().into())];
            first.words.t_with("day-before-fallback-many", &args)
        }
        [] => String::new(),
    }
}

/// The day of these talks on the reader's clock.
pub(super) fn talk_date(seats: &[&Seat<'_>]) -> Option<String> {
    let seat = seats.first()?;
    let start = seat.session().booking.as_ref()?.start;
    Some(clock::weekday_date(
        seat.words.lang(),
        seat.me.local_date(start),
    ))
}
