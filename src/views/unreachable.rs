//! Whom messages do not reach, for those who run the programme: who, since when, why, and what to do about it.
//! Nothing says which message it was.

use super::clock;
use super::draft::{Draft, fact};
use super::status::{paged, turns};
use super::words::Words;
use crate::actions::Action;
use crate::domain::person::Person;
use crate::material::{Undelivered, Unreachable, Unreached, UnreachedChannel};
use chrono::{DateTime, Utc};
use kiku_chat::{Fact, View};

pub(super) fn view(me: &Person, list: &Unreachable) -> View {
    let words = Words::of(me.lang);
    let mut draft = Draft::new(words);
    draft.heading("unreachable-title", &[]);
    if list.shown.is_empty() && list.channels.is_empty() {
        draft.say("unreachable-none", &[]);
        return draft.finish(words.t("unreachable-fallback"));
    }
    let reader = Reader { words, me };
    if !list.channels.is_empty() {
        let lines = list.channels.iter().map(|one| reader.channel(one));
        draft
            .facts(lines.collect())
            .note("unreachable-channel-do", &[]);
    }
    if !list.shown.is_empty() {
        draft.say("unreachable-count", &[("count", list.total.into())]);
        let lines = list.shown.iter().map(|one| reader.person(one));
        draft.facts(lines.collect());
    }
    for why in Undelivered::ALL {
        if list.shown.iter().any(|one| one.why == why) {
            draft.note(what_to_do(why), &[]);
        }
    }
    paged(&mut draft, list.page, list.pages);
    draft.buttons(turns(words, list.page, list.pages, Action::UnreachablePage));
    draft.finish(words.t("unreachable-fallback"))
}

struct Reader<'a> {
    words: Words,
    me: &'a Person,
}

impl Reader<'_> {
    fn person(&self, one: &Unreached) -> Fact {
        let label = self
            .words
            .t_with("card-name", &[("name", one.name.as_str().into())]);
        let why = self.words.t(reason(one.why));
        let since = self.since(one.since, one.messages);
        let parts = [Some(one.department.clone()), Some(why), since];
        told(self.words, label, parts)
    }

    fn channel(&self, one: &UnreachedChannel) -> Fact {
        let name = [("name", one.channel.as_str().into())];
        let why = self.words.t(reason(one.why));
        let since = self.since(one.since, one.messages);
        let label = self.words.t_with("unreachable-channel", &name);
        told(self.words, label, [Some(why), since, None])
    }

    fn since(&self, at: Option<DateTime<Utc>>, messages: i64) -> Option<String> {
        let day = self.me.local_date(at?);
        let date = clock::short_date(self.words.lang(), day);
        let told = [("date", date.into()), ("count", messages.into())];
        Some(self.words.t_with("unreachable-since", &told))
    }
}

fn told(words: Words, label: String, parts: [Option<String>; 3]) -> Fact {
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    fact(label, words.list(&parts))
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
