//! Whom messages do not reach, for those who run the programme: who, since when, why, and what to do about it.
//! Nothing says which message it was.

use super::clock;
use super::draft::{Draft, fact};
use super::status::{paged, turns};
use super::words::Words;
use crate::actions::Action;
use crate::domain::person::Person;
use crate::material::{Undelivered, Unreachable, Unreached};
use kiku_chat::{Fact, View};

pub(super) fn view(me: &Person, list: &Unreachable) -> View {
    let words = Words::of(me.lang);
    let mut draft = Draft::new(words);
    draft.heading("unreachable-title", &[]);
    if list.shown.is_empty() {
        draft.say("unreachable-none", &[]);
        return draft.finish(words.t("unreachable-fallback"));
    }
    draft
        .say("unreachable-count", &[("count", list.total.into())])
        .facts(list.shown.iter().map(|one| line(words, me, one)).collect());
    for why in Undelivered::ALL {
        if list.shown.iter().any(|one| one.why == why) {
            draft.note(what_to_do(why), &[]);
        }
    }
    paged(&mut draft, list.page, list.pages);
    draft.buttons(turns(words, list.page, list.pages, Action::UnreachablePage));
    draft.finish(words.t("unreachable-fallback"))
}

fn line(words: Words, me: &Person, one: &Unreached) -> Fact {
    let since = one.since.map(|at| {
        let date = clock::short_date(words.lang(), me.local_date(at));
        let told = [("date", date.into()), ("count", one.messages.into())];
        words.t_with("unreachable-since", &told)
    });
    let told = [
        Some(one.department.clone()),
        Some(words.t(reason(one.why))),
        since,
    ];
    let told: Vec<String> = told
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    let label = words.t_with("card-name", &[("name", one.name.as_str().into())]);
    fact(label, told.join(" · "))
}

fn reason(why: Undelivered) -> &'static str {
    match why {
        Undelivered::NoAccount => "unreachable-no-account",
        Undelivered::NotReached => "unreachable-not-reached",
        Undelivered::NoAnswer => "unreachable-no-answer",
        Undelivered::Refused => "unreachable-refused",
    }
}

fn what_to_do(why: Undelivered) -> &'static str {
    match why {
        Undelivered::NoAccount => "unreachable-no-account-do",
        Undelivered::NotReached => "unreachable-not-reached-do",
        Undelivered::NoAnswer => "unreachable-no-answer-do",
        Undelivered::Refused => "unreachable-refused-do",
    }
}
