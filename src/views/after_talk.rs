//! M7 to the member: held, rating, the response they got, felt growth, comment, what the manager may see.

use super::draft::{Draft, button, choice, option};
use super::prep::response_choice;
use super::seat::Seat;
use super::voice::Voice;
use super::{Shown, close};
use crate::actions::SessionAction;
use crate::domain::note::ContentKind;
use crate::domain::rating::{MemberView, Score};
use crate::domain::session::{Outcome, SessionKind};
use kiku_chat::{Block, ChoiceStyle, Tone, View};

/// M7 to the member.
pub(super) fn ask(seat: &Seat<'_>) -> Shown {
    match over(seat) {
        Some(key) => close(seat.words, key),
        None => Shown::Show(questions(seat)),
    }
}

/// M8 to the member: the same in one short line more; gone once answered.
pub(super) fn reminder(seat: &Seat<'_>) -> Shown {
    if let Some(key) = over(seat) {
        return close(seat.words, key);
    }
    if seat.session().after_member.is_answered() {
        return close(seat.words, "close-answered");
    }
    let mut draft = Draft::new(seat.words);
    draft.say("after-reminder", &[]).append(questions(seat));
    Shown::Show(draft.finish(seat.words.t_with("after-fallback", &[seat.name()])))
}

/// Why there is nothing to ask, if so: passed, called off, or moved to a time that lies ahead.
pub(super) fn over(seat: &Seat<'_>) -> Option<&'static str> {
    let session = seat.session();
    match session.outcome {
        Outcome::Skipped => Some("close-skipped"),
        Outcome::Cancelled => Some("close-cancelled"),
        Outcome::Open if !session.is_past(seat.now) => Some("close-moved"),
        _ => None,
    }
}

/// The questions as they stand.
pub(super) fn questions(seat: &Seat<'_>) -> View {
    let after = &seat.session().after_member;
    let mut draft = Draft::new(seat.words);
    draft
        .heading("after-title", &[seat.name()])
        .push(held(seat, after.held));
    if after.held == Some(false) {
        not_held(&mut draft, seat);
    } else {
        answers(&mut draft, seat, after);
    }
    draft.finish(seat.words.t_with("after-fallback", &[seat.name()]))
}

/// Whether it took place, of either side.
pub(super) fn held(seat: &Seat<'_>, said: Option<bool>) -> Block {
    let options = [true, false].map(|held| {
        let key = if held {
            "after-held-yes"
        } else {
            "after-held-no"
        };
        option(seat.t(key), &seat.action(SessionAction::Held(held)))
    });
    let current = said.map(|held| usize::from(!held));
    choice(
        ChoiceStyle::Buttons,
        seat.t("after-held"),
        options.to_vec(),
        current,
    )
}

fn answers(draft: &mut Draft, seat: &Seat<'_>, after: &MemberView) {
    rating(draft, seat, after);
    draft.push(response_choice(
        seat,
        ("after-received", Voice::Got),
        after.received.as_deref(),
        SessionAction::Received,
    ));
    if seat.session().kind == SessionKind::Monthly {
        draft.push(growth(seat, after));
    }
    sharing(draft, seat, after);
    let comment = if seat.written(ContentKind::Comment).is_some() {
        "after-comment-edit"
    } else {
        "after-comment-add"
    };
    draft.buttons(vec![
        seat.press(comment, SessionAction::EditComment, Tone::Plain),
        seat.press("button-note", SessionAction::AddNote, Tone::Plain),
        seat.press("button-item", SessionAction::AddItem, Tone::Plain),
    ]);
    standing(draft, seat, after);
}

fn rating(draft: &mut Draft, seat: &Seat<'_>, after: &MemberView) {
    match after.rating {
        Some(score) if !after.rating_open(seat.now) => {
            draft.note("after-fixed", &[("score", seat.score(score).into())]);
        }
        given => {
            draft.push(scale(
                seat,
                seat.t("after-rate"),
                "score",
                given,
                SessionAction::Rate,
            ));
        }
    }
}

fn growth(seat: &Seat<'_>, after: &MemberView) -> Block {
    scale(
        seat,
        seat.t("after-growth"),
        "growth",
        after.growth,
        SessionAction::Growth,
    )
}

/// A 1–5 scale with a label for each step.
pub(super) fn scale(
    seat: &Seat<'_>,
    label: String,
    family: &str,
    given: Option<Score>,
    action: impl Fn(Score) -> SessionAction,
) -> Block {
    let step = |score: &Score| {
        let label = seat.t(&format!("{family}-{}", score.value()));
        option(label, &seat.action(action(*score)))
    };
    let options = Score::ALL.iter().map(step).collect();
    let current = Score::ALL.iter().position(|score| given == Some(*score));
    choice(ChoiceStyle::Scale, label, options, current)
}

/// The comment, and the two switches that are off until the member turns them on.
fn sharing(draft: &mut Draft, seat: &Seat<'_>, after: &MemberView) {
    if after.rating.is_some() {
        draft.push(switch(
            seat,
            "after-share-rating",
            after.share_rating,
            SessionAction::ShareRating,
        ));
    }
    if let Some(comment) = seat.written(ContentKind::Comment) {
        draft.quote("after-comment", &[], comment);
        draft.push(switch(
            seat,
            "after-share-comment",
            after.share_comment,
            SessionAction::ShareComment,
        ));
    }
}

fn switch(seat: &Seat<'_>, key: &str, on: bool, action: impl Fn(bool) -> SessionAction) -> Block {
    let options = [false, true].map(|yes| {
        let label = if yes {
            "after-share-yes"
        } else {
            "after-share-no"
        };
        option(seat.t(label), &seat.action(action(yes)))
    });
    let label = seat.words.t_with(key, &[seat.name()]);
    choice(
        ChoiceStyle::Buttons,
        label,
        options.to_vec(),
        Some(usize::from(on)),
    )
}

/// What is still open, or thanks.
fn standing(draft: &mut Draft, seat: &Seat<'_>, after: &MemberView) {
    if !seat.scene.cycle.is_open() {
        draft.note("after-closed-month", &[]);
    }
    let growth_open = seat.session().kind == SessionKind::Monthly && after.growth.is_none();
    let open = [
        (after.rating.is_none(), "after-still-rate"),
        (after.received.is_none(), "after-still-received"),
        (growth_open, "after-still-growth"),
    ];
    let open: Vec<String> = open
        .into_iter()
        .filter(|(open, _)| *open)
        .map(|(_, key)| seat.t(key))
        .collect();
    if open.is_empty() {
        let open = after.rating_open(seat.now);
        let key = if open {
            "after-thanks"
        } else {
            "after-thanks-fixed"
        };
        draft.note(key, &[("hours", MemberView::CHANGE_HOURS.into())]);
    } else if after.held.is_some() {
        draft.note("after-still", &[("list", seat.words.list(&open).into())]);
    }
}

fn not_held(draft: &mut Draft, seat: &Seat<'_>) {
    draft.say("after-not-held", &[]);
    if seat.scene.cycle.is_open() && seat.now < seat.scene.cycle.closes_at {
        let action = seat.action(SessionAction::ShowTimes);
        draft.say("after-not-held-times", &[]).buttons(vec![button(
            seat.t("times-choose"),
            &action,
            Tone::Plain,
        )]);
    }
}
