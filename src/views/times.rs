//! M3: times to choose from, the agreed time, and why there are few.

use super::draft::{Draft, button, fact};
use super::prep::writing;
use super::seat::Seat;
use super::{Shown, close};
use crate::actions::SessionAction;
use crate::domain::session::{Booking, Outcome};
use crate::domain::slots::{self, Misfit, Proposal, Shortage};
use chrono::{DateTime, Utc};
use kiku_chat::{Button, Tone, View};

/// How many times are offered when there are enough.
const WANTED: usize = 3;

/// M3 at the deadline.
pub(super) fn ask(seat: &Seat<'_>) -> Shown {
    let session = seat.session();
    match session.outcome {
        Outcome::Skipped => close(seat.words, "close-skipped"),
        Outcome::Cancelled => close(seat.words, "close-cancelled"),
        _ if !session.is_ahead(seat.now) || !seat.scene.cycle.is_open() => {
            close(seat.words, "close-over")
        }
        _ => Shown::Show(deadline(seat)),
    }
}

fn deadline(seat: &Seat<'_>) -> View {
    let mut draft = Draft::new(seat.words);
    draft.heading("times-ask-title", &[seat.month()]);
    let complete = seat.session().prep.is_complete();
    if seat.session().booking.is_none() {
        let key = if complete {
            "times-ask-text-prepared"
        } else {
            "times-ask-text"
        };
        draft.say(key, &[seat.name()]);
    }
    section(&mut draft, seat);
    let mut buttons = Vec::new();
    if !complete {
        buttons.push(seat.press("button-prep", SessionAction::ShowPrep, Tone::Plain));
        buttons.push(seat.press("prep-skip", SessionAction::NotThisMonth, Tone::Plain));
    } else if seat.session().booking.is_some() {
        buttons = writing(seat);
    }
    draft.buttons(buttons);
    let fallback = match seat.booked_time() {
        Some(time) => seat
            .words
            .t_with("day-before-fallback", &[seat.name(), ("time", time.into())]),
        None => seat.words.t_with("times-ask-fallback", &[seat.name()]),
    };
    draft.finish(fallback)
}

/// Times to choose from, also when one is agreed already.
pub(super) fn choose(seat: &Seat<'_>) -> View {
    let mut draft = Draft::new(seat.words);
    draft.heading("times-ask-title", &[seat.month()]);
    if let Some(time) = seat.booked_time() {
        draft.say("times-now", &[("time", time.into())]);
    }
    proposals(&mut draft, seat);
    draft.finish(seat.words.t_with("times-ask-fallback", &[seat.name()]))
}

/// The agreed time, or times to choose from.
pub(super) fn section(draft: &mut Draft, seat: &Seat<'_>) {
    match &seat.session().booking {
        Some(booking) => booked(draft, seat, booking),
        None => proposals(draft, seat),
    }
}

fn booked(draft: &mut Draft, seat: &Seat<'_>, booking: &Booking) {
    let time = seat.time(booking.start, booking.minutes);
    draft.facts(vec![fact(seat.t("label-time"), time)]);
    draft.note(who_chose(seat, booking), &[seat.name()]);
    draft.buttons(changes(seat, booking));
}

fn who_chose(seat: &Seat<'_>, booking: &Booking) -> &'static str {
    match (booking.by == seat.me.id, booking.accepted) {
        (true, false) => "times-by-me",
        (true, true) => "times-by-me-accepted",
        (false, false) => "times-by-other",
        (false, true) => "times-by-other-accepted",
    }
}

/// Accept, another time, cancel: while the talk lies ahead.
pub(super) fn changes(seat: &Seat<'_>, booking: &Booking) -> Vec<Button> {
    if !seat.session().is_ahead(seat.now) {
        return Vec::new();
    }
    let mut buttons = Vec::new();
    if booking.by != seat.me.id && !booking.accepted {
        buttons.push(seat.press("times-accept", SessionAction::AcceptTime, Tone::Primary));
    }
    buttons.push(seat.press("times-change", SessionAction::ShowTimes, Tone::Plain));
    buttons.push(seat.press("times-cancel", SessionAction::CancelTime, Tone::Danger));
    buttons
}

/// The proposed times that still suit both, other times, or type one. Before anything was proposed, the way to it.
pub(super) fn proposals(draft: &mut Draft, seat: &Seat<'_>) {
    let type_one = seat.press("times-type", SessionAction::TypeTime, Tone::Plain);
    if seat.session().offered.is_empty() && !found(seat).slots.is_empty() {
        let choose = seat.press("times-choose", SessionAction::ShowTimes, Tone::Primary);
        draft.buttons(vec![choose, type_one]);
        return;
    }
    let free = still_free(seat);
    availability(draft, seat, free.len());
    let mut buttons: Vec<Button> = free.iter().map(|start| slot(seat, *start)).collect();
    buttons.push(seat.press("times-other", SessionAction::OtherSlots, Tone::Plain));
    buttons.push(type_one);
    draft.buttons(buttons);
}

/// How many of the proposed times are left, and why there are not more.
fn availability(draft: &mut Draft, seat: &Seat<'_>, free: usize) {
    let why = if free < WANTED {
        found(seat).shortage
    } else {
        None
    };
    let key = match (free, why) {
        (0, Some(_)) => "times-none",
        (0, None) => "times-gone",
        _ => "times-free",
    };
    draft.say(key, &[]);
    if let Some(why) = why {
        let reason = seat.words.t_with(shortage_key(seat, why), &[seat.name()]);
        let wrapping = if free == 0 {
            "times-none-because"
        } else {
            "times-few-because"
        };
        draft.note(wrapping, &[("reason", reason.into())]);
    }
    if free == 0 {
        draft.note("times-type-hint", &[]);
    }
}

/// What could be proposed now.
fn found(seat: &Seat<'_>) -> Proposal {
    seat.scene.with_slots(seat.now, slots::propose)
}

/// A proposed time, to be taken with one tap.
pub(super) fn slot(seat: &Seat<'_>, start: DateTime<Utc>) -> Button {
    let label = seat.time(start, seat.scene.programme.cycle.session_minutes);
    let action = SessionAction::TakeSlot(start, seat.session().booking_version);
    button(label, &seat.action(action), Tone::Primary)
}

fn still_free(seat: &Seat<'_>) -> Vec<DateTime<Utc>> {
    let agreed = seat.session().booking.as_ref().map(|booking| booking.start);
    let offered = seat.session().offered.iter().copied();
    seat.scene.with_slots(seat.now, |query| {
        offered
            .filter(|start| Some(*start) != agreed && slots::fits(query, *start).is_ok())
            .collect()
    })
}

/// Why fewer than three times can be offered. Says nothing of the other one's leave.
fn shortage_key(seat: &Seat<'_>, why: Shortage) -> &'static str {
    match (why, seat.is_member()) {
        (Shortage::NoCommonHours, _) => "shortage-no-common-hours",
        (Shortage::MemberAway, true) | (Shortage::ManagerAway, false) => "shortage-mine-away",
        (Shortage::MemberAway, false) | (Shortage::ManagerAway, true) => "shortage-other-away",
        (Shortage::FullyBooked, _) => "shortage-fully-booked",
        (Shortage::MonthEnding, _) => "shortage-month-ending",
    }
}

/// Why a time does not do, as this side reads it.
pub(super) fn misfit_key(member: bool, why: Misfit) -> &'static str {
    match (why, member) {
        (Misfit::InThePast, _) => "misfit-past",
        (Misfit::AfterPeriod, _) => "misfit-after-period",
        (Misfit::MemberDayOff, true) | (Misfit::ManagerDayOff, false) => "misfit-my-day-off",
        (Misfit::MemberDayOff, false) | (Misfit::ManagerDayOff, true) => "misfit-other-day-off",
        (Misfit::OutsideMemberHours, true) | (Misfit::OutsideManagerHours, false) => {
            "misfit-my-hours"
        }
        (Misfit::OutsideMemberHours, false) | (Misfit::OutsideManagerHours, true) => {
            "misfit-other-hours"
        }
        (Misfit::Taken, _) => "misfit-taken",
    }
}
