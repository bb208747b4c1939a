//! Several talks at a glance: the next ones, a manager's team, open action items.

use super::clock;
use super::draft::{Draft, button, fact};
use super::seat::Seat;
use super::words::Words;
use super::{items, notices};
use crate::actions::{Action, SessionAction};
use crate::commands::Command;
use crate::domain::person::Person;
use crate::domain::session::Outcome;
use crate::material::{Desk, Scene};
use chrono::{DateTime, Utc};
use kiku_chat::{Tone, View};

/// A row of buttons holds no more (Discord and Slack).
pub(super) const LISTED: usize = 25;
/// Items at once; more would not fit one paragraph.
const ITEMS: usize = 10;

/// The person's talks of this cycle that lie ahead, as member and as manager, soonest first.
pub(super) fn next(desk: &Desk, me: &Person, now: DateTime<Utc>) -> View {
    let words = Words::of(me.lang);
    let ahead =
        |scene: &&Scene| scene.session.outcome == Outcome::Open && !scene.session.is_past(now);
    let all = desk
        .own
        .as_deref()
        .into_iter()
        .chain(&desk.led)
        .filter(ahead);
    let mut seats: Vec<Seat<'_>> = all
        .filter_map(|scene| Seat::of(scene, me.id, now))
        .collect();
    if seats.is_empty() {
        return View::line(notices::nothing(words, Command::Next));
    }
    seats.sort_by_key(|seat| {
        seat.session()
            .booking
            .as_ref()
            .map_or(DateTime::<Utc>::MAX_UTC, |b| b.start)
    });
    let mut draft = Draft::new(words);
    draft.heading("next-title", &[]);
    lines(&mut draft, &seats, |seat| {
        seat.booked_time().unwrap_or_else(|| seat.t("card-no-time"))
    });
    if let Some(own) = seats.iter().find(|seat| seat.is_member()) {
        let prep = if own.session().prep.is_complete() {
            "button-change-prep"
        } else {
            "button-prep"
        };
        let time = if own.session().booking.is_some() {
            "times-change"
        } else {
            "times-choose"
        };
        draft.buttons(vec![
            own.press(prep, SessionAction::ShowPrep, Tone::Plain),
            own.press(time, SessionAction::ShowTimes, Tone::Plain),
            own.press("button-notes", SessionAction::ShowNotes, Tone::Plain),
        ]);
    }
    draft.finish(words.t("next-fallback"))
}

/// The manager's pairs: who is prepared, booked, done. Never ratings.
pub(super) fn team(desk: &Desk, me: &Person, now: DateTime<Utc>) -> View {
    let words = Words::of(me.lang);
    let seats: Vec<Seat<'_>> = desk
        .led
        .iter()
        .filter_map(|scene| Seat::of(scene, me.id, now))
        .collect();
    if seats.is_empty() {
        return View::line(notices::nothing(words, Command::Team));
    }
    let mut draft = Draft::new(words);
    team_section(&mut draft, &seats);
    draft.finish(words.t("team-fallback"))
}

/// A line for each pair, and a button to open it.
pub(super) fn team_section(draft: &mut Draft, seats: &[Seat<'_>]) {
    let Some(first) = seats.first() else { return };
    draft.heading("team-title", &[first.month()]);
    lines(draft, seats, |seat| {
        let prepared = seat
            .session()
            .prep
            .is_complete()
            .then(|| seat.t("step-prepared"));
        let parts = [Some(seat.step()), prepared, seat.booked_time()];
        let mut parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.dedup();
        parts.join(" / ")
    });
    let open = |seat: &Seat<'_>| {
        let label = seat.words.t_with("team-open", &[seat.name()]);
        button(label, &Action::OpenPair(seat.other.id), Tone::Plain)
    };
    draft.buttons(seats.iter().take(LISTED).map(open).collect());
}

/// The person's open action items, with each other one they were agreed with.
pub(super) fn open_items(desk: &Desk, me: &Person) -> View {
    let words = Words::of(me.lang);
    if desk.items.is_empty() {
        return View::line(notices::nothing(words, Command::Action));
    }
    let mut draft = Draft::new(words);
    items_section(&mut draft, words, desk, me);
    draft.finish(words.t("items-fallback"))
}

/// Open items of every pair, and a button to tick each off.
pub(super) fn items_section(draft: &mut Draft, words: Words, desk: &Desk, me: &Person) {
    let shown = || desk.items.iter().take(ITEMS);
    draft.heading("items-title", &[]);
    items::list(
        draft,
        words,
        me.id,
        shown().map(|(item, other)| (item, other)),
    );
    if desk.items.len() > ITEMS {
        draft.note(
            "items-more",
            &[("count", (desk.items.len() - ITEMS).into())],
        );
    }
    draft.buttons(items::ticks(words, shown().map(|(item, _)| item)));
}

/// A line for each talk, under the other one's name.
fn lines(draft: &mut Draft, seats: &[Seat<'_>], tell: impl Fn(&Seat<'_>) -> String) {
    let line = |seat: &Seat<'_>| fact(seat.words.t_with("card-name", &[seat.name()]), tell(seat));
    draft.facts(seats.iter().map(line).collect());
}

/// The month of the newest cycle in words, empty before the first.
pub(super) fn month_of(desk: &Desk, words: Words) -> String {
    let month = desk
        .cycle
        .as_ref()
        .map(|cycle| clock::month_and_year(words.lang(), cycle.month));
    month.unwrap_or_default()
}
