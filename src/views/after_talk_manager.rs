//! M7 to the manager: held, the response they gave, how they think it was, who talked how much.

use super::after_talk::{held, over, scale};
use super::day_before::talk_date;
use super::draft::{Draft, choice, option};
use super::prep::{response_choice, writing};
use super::seat::Seat;
use super::voice::Voice;
use super::words::Words;
use super::{Shown, close};
use crate::actions::SessionAction;
use crate::domain::note::ContentKind;
use crate::domain::rating::ManagerView;
use kiku_chat::{Block, ChoiceStyle, Tone, View};

/// So many unanswered talks have their questions on the card; the others are opened one by one.
const EXPANDED: usize = 4;
/// Most buttons of one row.
const ROW: usize = 25;
/// The member's share of the talk that can be said, in tenths.
const RATIOS: [u8; 5] = [5, 6, 7, 8, 9];

/// M7 to the manager: all talks of one day.
pub(super) fn ask(seats: &[Seat<'_>]) -> Shown {
    match asked(seats) {
        Err(shown) => shown,
        Ok(asked) => Shown::Show(card(&asked, None)),
    }
}

/// M8 to the manager: what is still unanswered of that day; gone once answered.
pub(super) fn reminder(seats: &[Seat<'_>]) -> Shown {
    let asked = match asked(seats) {
        Err(shown) => return shown,
        Ok(asked) => asked,
    };
    let answered = |seat: &&&Seat<'_>| !seat.session().after_manager.is_answered();
    let open: Vec<&Seat<'_>> = asked.iter().filter(answered).copied().collect();
    match open.first() {
        None => close(asked[0].words, "close-answered"),
        Some(_) => Shown::Show(card(&open, Some("after-manager-reminder"))),
    }
}

/// The questions about one talk.
pub(super) fn questions(seat: &Seat<'_>) -> View {
    card(&[seat], None)
}

/// The talks there is something to ask about; never empty.
fn asked<'s, 'a>(seats: &'s [Seat<'a>]) -> Result<Vec<&'s Seat<'a>>, Shown> {
    let asked: Vec<&Seat<'a>> = seats.iter().filter(|seat| over(seat).is_none()).collect();
    match (asked.is_empty(), seats.first()) {
        (false, _) => Ok(asked),
        (true, Some(seat)) => Err(close(seat.words, over(seat).unwrap_or("close-over"))),
        (true, None) => Err(Shown::Drop),
    }
}

fn card(seats: &[&Seat<'_>], opening: Option<&str>) -> View {
    let Some(first) = seats.first() else {
        return View::default();
    };
    let mut draft = Draft::new(first.words);
    match seats {
        [only] => draft.heading("after-manager-title", &[only.name()]),
        many => {
            let date = talk_date(many).unwrap_or_default();
            draft.heading(
                "after-manager-many",
                &[("date", date.into()), ("count", many.len().into())],
            )
        }
    };
    if let Some(key) = opening {
        draft.say(key, &[]);
    }
    let (here, folded) = spread(seats);
    for seat in here {
        talk(&mut draft, seat, seats.len() > 1);
    }
    fold(&mut draft, first.words, &folded);
    draft.finish(first.t("after-manager-fallback"))
}

/// The talks whose questions are on the card, and the others. Of many, the unanswered ones come first.
fn spread<'s, 'a>(seats: &[&'s Seat<'a>]) -> (Vec<&'s Seat<'a>>, Vec<&'s Seat<'a>>) {
    if seats.len() <= EXPANDED {
        return (seats.to_vec(), Vec::new());
    }
    let open = seats
        .iter()
        .filter(|seat| !seat.session().after_manager.is_answered());
    let here: Vec<&Seat<'a>> = open.take(EXPANDED).copied().collect();
    let is_here = |seat: &Seat<'a>| {
        here.iter()
            .any(|other| other.session().id == seat.session().id)
    };
    let folded = seats
        .iter()
        .filter(|seat| !is_here(seat))
        .copied()
        .collect();
    (here, folded)
}

/// One line for those that are answered, one row of buttons for those that are not.
fn fold(draft: &mut Draft, words: Words, folded: &[&Seat<'_>]) {
    let (answered, open): (Vec<&Seat<'_>>, Vec<&Seat<'_>>) = folded
        .iter()
        .partition(|seat| seat.session().after_manager.is_answered());
    let names: Vec<String> = answered
        .iter()
        .map(|seat| words.t_with("card-name", &[seat.name()]))
        .collect();
    if !names.is_empty() {
        draft.note(
            "after-manager-answered",
            &[("names", words.list(&names).into())],
        );
    }
    let button = |seat: &&Seat<'_>| {
        let label = words.t_with("after-manager-open", &[seat.name()]);
        super::draft::button(
            label,
            &seat.action(SessionAction::ShowQuestions),
            Tone::Plain,
        )
    };
    draft.buttons(open.iter().take(ROW).map(button).collect());
}

fn talk(draft: &mut Draft, seat: &Seat<'_>, named: bool) {
    let after = &seat.session().after_manager;
    if named {
        draft.strong(seat.words.t_with("card-name", &[seat.name()]));
    }
    draft.push(held(seat, after.held));
    if after.held == Some(false) {
        draft.note("after-manager-not-held", &[]);
        return;
    }
    if after.held == Some(true) || !named {
        answers(draft, seat, after);
    }
    shared(draft, seat);
}

fn answers(draft: &mut Draft, seat: &Seat<'_>, after: &ManagerView) {
    let estimate = seat.words.t_with("after-estimate", &[seat.name()]);
    draft
        .push(response_choice(
            seat,
            ("after-gave", Voice::Gave),
            after.gave.as_deref(),
            SessionAction::Gave,
        ))
        .push(scale(
            seat,
            estimate,
            "score",
            after.estimate,
            SessionAction::Estimate,
        ))
        .push(ratio(seat, after.member_share))
        .buttons(writing(seat));
    if after.is_answered() && after.gave.is_some() {
        draft.note("after-manager-thanks", &[]);
    }
}

fn ratio(seat: &Seat<'_>, given: Option<u8>) -> Block {
    let options = RATIOS.map(|tenths| {
        let label = format!("{tenths}:{}", 10 - tenths);
        option(label, &seat.action(SessionAction::TalkRatio(tenths)))
    });
    let current = RATIOS.iter().position(|tenths| given == Some(*tenths));
    choice(
        ChoiceStyle::Buttons,
        seat.t("after-ratio"),
        options.to_vec(),
        current,
    )
}

/// What the member decided to show.
fn shared(draft: &mut Draft, seat: &Seat<'_>) {
    let after = &seat.session().after_member;
    if let Some(score) = after.rating.filter(|_| after.share_rating) {
        draft.say(
            "after-shared-rating",
            &[seat.name(), ("score", seat.score(score).into())],
        );
    }
    if let Some(comment) = seat.written(ContentKind::Comment) {
        draft.quote("after-shared-comment", &[seat.name()], comment);
    }
}
