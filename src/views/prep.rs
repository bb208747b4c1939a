//! M1, with M3 in the same message, and M2: what do you want to talk about, and how do you want to be heard?

use super::draft::{Draft, button, choice, option};
use super::seat::Seat;
use super::voice::Voice;
use super::{Shown, close, items, openers, times};
use crate::actions::SessionAction;
use crate::domain::programme::Item;
use crate::domain::session::Outcome;
use kiku_chat::{Block, Button, Choice, ChoiceStyle, Tone, View};

/// M1, and M3 once prepared.
pub(super) fn ask(seat: &Seat<'_>) -> Shown {
    match seat.session().outcome {
        Outcome::Skipped => Shown::Show(skipped(seat)),
        Outcome::Cancelled => close(seat.words, "close-cancelled"),
        _ if !seat.session().is_ahead(seat.now) || !seat.scene.cycle.is_open() => {
            close(seat.words, "close-begun")
        }
        _ => Shown::Show(controls(seat)),
    }
}

/// M2: the same controls, in short; gone once answered.
pub(super) fn reminder(seat: &Seat<'_>) -> Shown {
    let session = seat.session();
    if session.prep.is_complete() {
        return close(seat.words, "close-prepared");
    }
    match session.outcome {
        Outcome::Skipped => close(seat.words, "close-skipped"),
        Outcome::Cancelled => close(seat.words, "close-cancelled"),
        _ if !session.is_ahead(seat.now) || !seat.scene.cycle.is_open() => {
            close(seat.words, "close-begun")
        }
        _ => {
            let mut draft = Draft::new(seat.words);
            draft.say("reminder-text", &[seat.name()]);
            questions(&mut draft, seat);
            openers::section(&mut draft, seat);
            draft.buttons(offers(seat));
            Shown::Show(draft.finish(seat.words.t_with("reminder-fallback", &[seat.name()])))
        }
    }
}

/// The prep with all its controls, as it stands.
fn controls(seat: &Seat<'_>) -> View {
    if seat.session().prep.is_complete() {
        prepared(seat)
    } else {
        open(seat)
    }
}

fn open(seat: &Seat<'_>) -> View {
    let minutes = seat.scene.programme.cycle.session_minutes;
    let mut draft = Draft::new(seat.words);
    draft
        .heading("prep-title", &[seat.month()])
        .say("prep-hello", &[seat.name(), ("minutes", minutes.into())]);
    items::section(&mut draft, seat);
    last_talk(&mut draft, seat);
    questions(&mut draft, seat);
    openers::section(&mut draft, seat);
    line(&mut draft, seat);
    draft.buttons(offers(seat));
    if seat.session().booking.is_some() {
        times::section(&mut draft, seat);
    }
    draft.finish(seat.words.t_with("prep-fallback", &[seat.month()]))
}

fn prepared(seat: &Seat<'_>) -> View {
    let mut draft = Draft::new(seat.words);
    draft
        .heading("prep-ready-title", &[seat.month()])
        .facts(seat.prep_facts());
    line(&mut draft, seat);
    draft.note("prep-told", &[seat.name()]);
    times::section(&mut draft, seat);
    items::section(&mut draft, seat);
    if seat.session().booking.is_some() {
        draft.buttons(writing(seat));
    }
    draft.note("prep-change", &[]);
    draft
        .push(topics(seat))
        .push(responses(seat))
        .buttons(offers(seat));
    draft.finish(seat.words.t_with("prep-ready-fallback", &[seat.month()]))
}

fn skipped(seat: &Seat<'_>) -> View {
    let text = seat.words.t_with("prep-skipped", &[seat.month()]);
    let mut view = View::line(text);
    if seat.scene.cycle.is_open() && seat.now < seat.scene.cycle.closes_at {
        let back = seat.press("prep-unskip", SessionAction::ThisMonthAfterAll, Tone::Plain);
        view.blocks.push(Block::Buttons(vec![back]));
    }
    view
}

/// The two taps, and what is still missing of them.
fn questions(draft: &mut Draft, seat: &Seat<'_>) {
    draft.push(topics(seat)).push(responses(seat));
    let prep = &seat.session().prep;
    match (&prep.topic, &prep.response) {
        (Some(_), None) => draft.note("prep-one-more-response", &[]),
        (None, Some(_)) => draft.note("prep-one-more-topic", &[]),
        _ => draft,
    };
}

fn topics(seat: &Seat<'_>) -> Block {
    let chosen = seat.session().prep.topic.as_deref();
    let shown = offered(&seat.scene.programme.topics, chosen);
    let make = |item: &&Item| {
        let action = seat.action(SessionAction::Topic(item.key.clone()));
        option(item.label(seat.words.lang()), &action)
    };
    Block::Choice(Choice {
        label: seat.t("prep-topic"),
        style: ChoiceStyle::Menu,
        placeholder: seat.t("prep-topic-placeholder"),
        options: shown.iter().map(make).collect(),
        current: position(&shown, chosen),
    })
}

fn responses(seat: &Seat<'_>) -> Block {
    let chosen = seat.session().prep.response.as_deref();
    response_choice(
        seat,
        ("prep-response", Voice::Asked),
        chosen,
        SessionAction::Response,
    )
}

/// A button for each response that is offered. `voice` words them as what was asked, got or given.
pub(super) fn response_choice(
    seat: &Seat<'_>,
    (key, voice): (&str, Voice),
    chosen: Option<&str>,
    action: impl Fn(String) -> SessionAction,
) -> Block {
    let shown = offered(&seat.scene.programme.responses, chosen);
    let make = |item: &&Item| {
        option(
            voice.label(seat.words, item),
            &seat.action(action(item.key.clone())),
        )
    };
    let label = seat.words.t_with(key, &[seat.name()]);
    choice(
        ChoiceStyle::Buttons,
        label,
        shown.iter().map(make).collect(),
        position(&shown, chosen),
    )
}

/// What is offered, and the chosen one even if it was retired since.
fn offered<'a>(items: &'a [Item], chosen: Option<&str>) -> Vec<&'a Item> {
    let wanted = |item: &&Item| !item.retired || chosen == Some(item.key.as_str());
    items.iter().filter(wanted).collect()
}

fn position(items: &[&Item], chosen: Option<&str>) -> Option<usize> {
    items
        .iter()
        .position(|item| chosen == Some(item.key.as_str()))
}

/// The last topic; offered again with one tap if it was not talked about.
fn last_talk(draft: &mut Draft, seat: &Seat<'_>) {
    let Some(last) = &seat.scene.last else { return };
    let Some((key, label)) = last
        .topic
        .as_ref()
        .and_then(|key| Some((key, seat.topic_label(key)?)))
    else {
        return;
    };
    let topic = [("topic", label.into())];
    if last.held {
        draft.note("prep-last", &topic);
        return;
    }
    draft.say("prep-last-not-held", &topic);
    if seat.session().prep.topic.is_none() {
        let again = seat.words.t_with("prep-last-again", &topic);
        let action = seat.action(SessionAction::Topic(key.clone()));
        draft.buttons(vec![button(again, &action, Tone::Plain)]);
    }
}

fn line(draft: &mut Draft, seat: &Seat<'_>) {
    if let Some(typed) = seat.line() {
        draft.quote("prep-your-line", &[seat.name()], typed);
    }
}

/// What is optional.
fn offers(seat: &Seat<'_>) -> Vec<Button> {
    let line = if seat.line().is_some() {
        "prep-edit-line"
    } else {
        "prep-add-line"
    };
    let mut buttons = vec![seat.press(line, SessionAction::EditLine, Tone::Plain)];
    if !openers::are_shown(seat) && !seat.session().prep.is_complete() {
        buttons.push(seat.press("prep-openers", SessionAction::Openers, Tone::Plain));
    }
    buttons.push(seat.press("prep-skip", SessionAction::NotThisMonth, Tone::Plain));
    buttons
}

/// Notes and items, which either side may add at any time.
pub(super) fn writing(seat: &Seat<'_>) -> Vec<Button> {
    vec![
        seat.press("button-note", SessionAction::AddNote, Tone::Plain),
        seat.press("button-item", SessionAction::AddItem, Tone::Plain),
    ]
}
