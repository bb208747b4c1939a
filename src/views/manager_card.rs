//! M4, the manager's card: who, what, how to respond, and when.

use super::draft::{Draft, button, fact};
use super::prep::writing;
use super::seat::Seat;
use super::{Shown, close, guide, items, times};
use crate::actions::{Action, SessionAction};
use crate::domain::session::Outcome;
use kiku_chat::{Button, Fact, Tone, View};

/// Up to so many members are shown in full.
const FULL: usize = 3;
/// Up to so many members have their controls on the card; more are opened one by one.
const COMPACT: usize = 8;
/// More members than this are not listed (25 buttons are the most a row holds).
const LISTED: usize = 20;

/// The card of all members that the manager is told about on one day.
pub(super) fn card(seats: &[Seat<'_>]) -> Shown {
    let Some(first) = seats.first() else {
        return Shown::Drop;
    };
    if seats.iter().all(is_over) {
        let skipped = seats
            .iter()
            .all(|seat| seat.session().outcome == Outcome::Skipped);
        return close(
            first.words,
            if skipped {
                "close-skipped"
            } else {
                "close-over"
            },
        );
    }
    let mut draft = Draft::new(first.words);
    match seats {
        [only] => draft.heading("card-title-one", &[only.name()]),
        many => draft.heading("card-title-many", &[("count", many.len().into())]),
    };
    if seats.len() > COMPACT {
        list(&mut draft, seats);
    } else {
        for seat in seats {
            if seats.len() > 1 && !is_over(seat) {
                draft.strong(seat.words.t_with("card-name", &[seat.name()]));
            }
            member(&mut draft, seat, seats.len() <= FULL);
        }
    }
    draft.note("guide-ratio", &[]);
    Shown::Show(draft.finish(fallback(seats)))
}

/// One pair, opened by the manager.
pub(super) fn one(seat: &Seat<'_>) -> View {
    let mut draft = Draft::new(seat.words);
    draft.heading("card-title-one", &[seat.name()]);
    member(&mut draft, seat, true);
    draft.note("guide-ratio", &[]).buttons(vec![seat.press(
        "button-notes",
        SessionAction::ShowNotes,
        Tone::Plain,
    )]);
    draft.finish(fallback(std::slice::from_ref(seat)))
}

fn is_over(seat: &Seat<'_>) -> bool {
    seat.session().outcome != Outcome::Open || !seat.session().is_ahead(seat.now)
}

fn member(draft: &mut Draft, seat: &Seat<'_>, full: bool) {
    if is_over(seat) {
        draft.say("card-over", &[seat.name(), ("state", seat.step().into())]);
        return;
    }
    if full {
        whole(draft, seat)
    } else {
        compact(draft, seat)
    }
}

fn whole(draft: &mut Draft, seat: &Seat<'_>) {
    let prep = &seat.session().prep;
    if prep.topic.is_none() && prep.response.is_none() {
        draft.say("card-no-prep", &[]);
    } else {
        draft.facts(seat.prep_facts());
    }
    line(draft, seat);
    items::section(draft, seat);
    draft
        .strong(seat.t("guide-title"))
        .facts(guide::facts(seat.words, prep.response.as_deref()));
    times::section(draft, seat);
    draft.buttons(writing(seat));
}

fn line(draft: &mut Draft, seat: &Seat<'_>) {
    if let Some(typed) = seat.line() {
        draft.quote("card-line", &[seat.name()], typed);
    }
}

/// The guide in one line, the time, and everything to press in one row.
fn compact(draft: &mut Draft, seat: &Seat<'_>) {
    let response = seat.session().prep.response.as_deref();
    let mut facts = seat.prep_facts();
    facts.push(fact(
        seat.t("guide-title"),
        guide::short(seat.words, response),
    ));
    facts.push(time_fact(seat));
    draft.facts(facts);
    line(draft, seat);
    let mut buttons: Vec<Button> = Vec::new();
    if response.is_some() {
        buttons.push(seat.press("guide-button", SessionAction::HowToRespond, Tone::Plain));
    }
    match &seat.session().booking {
        Some(booking) => buttons.extend(times::changes(seat, booking)),
        None => buttons.push(seat.press("times-choose", SessionAction::ShowTimes, Tone::Plain)),
    }
    draft.buttons(buttons);
}

fn time_fact(seat: &Seat<'_>) -> Fact {
    let time = seat.booked_time().unwrap_or_else(|| seat.t("card-no-time"));
    fact(seat.t("label-time"), time)
}

/// A line for each member, opened with a button.
fn list(draft: &mut Draft, seats: &[Seat<'_>]) {
    let line = |seat: &Seat<'_>| {
        let told = [
            seat.topic().map(str::to_owned),
            seat.response().map(str::to_owned),
            Some(seat.booked_time().unwrap_or_else(|| seat.step())),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        fact(
            seat.words.t_with("card-name", &[seat.name()]),
            told.join(" / "),
        )
    };
    let shown = &seats[..seats.len().min(LISTED)];
    draft.facts(shown.iter().map(line).collect());
    let open = |seat: &Seat<'_>| {
        let label = seat.words.t_with("card-open", &[seat.name()]);
        button(label, &Action::OpenPair(seat.other.id), Tone::Plain)
    };
    draft.buttons(shown.iter().map(open).collect());
    if seats.len() > LISTED {
        draft.note("card-rest", &[("count", (seats.len() - LISTED).into())]);
    }
}

fn fallback(seats: &[Seat<'_>]) -> String {
    match seats {
        [only] if only.session().prep.is_complete() => {
            only.words.t_with("card-fallback-one", &[only.name()])
        }
        [only] => only.words.t_with("card-fallback-open", &[only.name()]),
        [first, ..] => first
            .words
            .t_with("card-fallback-many", &[("count", seats.len().into())]),
        [] => String::new(),
    }
}
