//! How the programme stands, for those who run it: steps and times, nothing that was answered.

use super::draft::{Draft, button, fact};
use super::overview::month_of;
use super::seat::step_key;
use super::words::Words;
use super::{clock, notices};
use crate::actions::Action;
use crate::commands::Command;
use crate::domain::person::Person;
use crate::domain::session::SessionStep;
use crate::material::{Desk, PairStatus};
use kiku_chat::{Fact, Tone, View};

/// Pairs on one page.
const PER_PAGE: usize = 20;
const STEPS: [SessionStep; 8] = [
    SessionStep::Planned,
    SessionStep::Prepared,
    SessionStep::Booked,
    SessionStep::Held,
    SessionStep::NotHeld,
    SessionStep::Unconfirmed,
    SessionStep::Skipped,
    SessionStep::Cancelled,
];

/// Counts of all pairs, and one page of them; `page` counts from 0.
pub(super) fn view(desk: &Desk, me: &Person, pairs: &[PairStatus], page: u32) -> View {
    let words = Words::of(me.lang);
    if pairs.is_empty() {
        return View::line(notices::nothing(words, Command::Status));
    }
    let pages = pairs.len().div_ceil(PER_PAGE);
    let page = usize::try_from(page).unwrap_or(0).min(pages - 1);
    let shown = &pairs[page * PER_PAGE..pairs.len().min((page + 1) * PER_PAGE)];
    let mut draft = Draft::new(words);
    draft
        .heading("status-title", &[("month", month_of(desk, words).into())])
        .facts(counts(words, pairs));
    draft.facts(shown.iter().map(|pair| line(words, me, pair)).collect());
    paged(&mut draft, page, pages);
    draft.buttons(turns(words, page, pages, Action::StatusPage));
    draft.finish(words.t("status-fallback"))
}

/// Which of several pages this is.
pub(super) fn paged(draft: &mut Draft, page: usize, pages: usize) {
    if pages > 1 {
        let told = [("page", (page + 1).into()), ("pages", pages.into())];
        draft.note("status-page", &told);
    }
}

fn counts(words: Words, pairs: &[PairStatus]) -> Vec<Fact> {
    let count = |step: SessionStep| pairs.iter().filter(|pair| pair.step == step).count();
    let told = STEPS
        .into_iter()
        .map(|step| (step, count(step)))
        .filter(|(_, count)| *count > 0);
    told.map(|(step, count)| {
        let value = words.t_with("status-count", &[("count", count.into())]);
        fact(words.t(step_key(step)), value)
    })
    .collect()
}

fn line(words: Words, me: &Person, pair: &PairStatus) -> Fact {
    let names = [
        ("member", pair.member.as_str().into()),
        ("manager", pair.manager.as_str().into()),
    ];
    let day = pair
        .start
        .map(|start| clock::weekday_date(words.lang(), me.local_date(start)));
    let told = [
        Some(pair.department.clone()),
        Some(words.t(step_key(pair.step))),
        day,
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    fact(words.t_with("status-pair", &names), told.join(" · "))
}

/// The ways to the pages before and after.
pub(super) fn turns(
    words: Words,
    page: usize,
    pages: usize,
    action: impl Fn(u32) -> Action,
) -> Vec<kiku_chat::Button> {
    let turn = |key: &str, to: usize| {
        let action = action(u32::try_from(to).unwrap_or(u32::MAX));
        button(words.t(key), &action, Tone::Plain)
    };
    let back = (page > 0).then(|| turn("status-previous", page - 1));
    let on = (page + 1 < pages).then(|| turn("status-next", page + 1));
    back.into_iter().chain(on).collect()
}
