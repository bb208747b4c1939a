//! How the programme stands, for those who run it: steps and times, nothing that was answered.

use super::draft::{Draft, button, fact};
use super::overview::month_of;
use super::seat::standing;
use super::words::Words;
use super::{clock, notices};
use crate::actions::Action;
use crate::commands::Command;
use crate::domain::person::Person;
use crate::material::{Desk, PairStatus};
use chrono::{DateTime, Utc};
use kiku_chat::{Fact, Tone, View};

/// Pairs on one page.
const PER_PAGE: usize = 20;
/// Where talks stand, in the order of a month.
const STANDINGS: [&str; 9] = [
    "step-planned",
    "step-prepared",
    "step-booked",
    "step-waiting",
    "step-held",
    "step-not-held",
    "step-unconfirmed",
    "step-skipped",
    "step-cancelled",
];

/// Counts of all pairs, and one page of them; `page` counts from 0.
pub(super) fn view(
    desk: &Desk,
    me: &Person,
    now: DateTime<Utc>,
    pairs: &[PairStatus],
    page: u32,
) -> View {
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
        .facts(counts(words, now, pairs));
    let list = PairList {
        words,
        me,
        now,
        root: common_root(pairs),
    };
    draft.facts(shown.iter().map(|pair| list.line(pair)).collect());
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

fn counts(words: Words, now: DateTime<Utc>, pairs: &[PairStatus]) -> Vec<Fact> {
    let stands = |pair: &PairStatus| standing(pair.step, pair.end, now);
    let count = |key: &str| pairs.iter().filter(|pair| stands(pair) == key).count();
    let told = STANDINGS
        .into_iter()
        .map(|key| (key, count(key)))
        .filter(|(_, count)| *count > 0);
    told.map(|(key, count)| {
        let value = words.t_with("status-count", &[("count", count.into())]);
        fact(words.t(key), value)
    })
    .collect()
}

/// The unit above all the others that the list names, which says nothing in a line.
fn common_root(pairs: &[PairStatus]) -> Option<&str> {
    let root = |pair: &PairStatus| pair.department.split('/').next().unwrap_or_default().len();
    let first = pairs.first()?;
    let first = &first.department[..root(first)];
    let shared = |pair: &PairStatus| &pair.department[..root(pair)] == first;
    pairs.iter().all(shared).then_some(first)
}

struct PairList<'a> {
    words: Words,
    me: &'a Person,
    now: DateTime<Utc>,
    root: Option<&'a str>,
}

impl PairList<'_> {
    /// Where the talk stands and when it is; whose it is, and where they work.
    fn line(&self, pair: &PairStatus) -> Fact {
        let words = self.words;
        let mut state = vec![words.t(standing(pair.step, pair.end, self.now))];
        let day = |start| clock::weekday_date(words.lang(), self.me.local_date(start));
        state.extend(pair.start.map(day));
        let names = [
            ("member", pair.member.as_str().into()),
            ("manager", pair.manager.as_str().into()),
        ];
        let mut whose = vec![words.t_with("status-pair", &names)];
        let department = self.below_root(&pair.department);
        whose.extend((!department.is_empty()).then(|| department.to_owned()));
        fact(words.list(&state), words.list(&whose))
    }

    fn below_root<'d>(&self, department: &'d str) -> &'d str {
        let below = |root| department.strip_prefix(root)?.strip_prefix('/');
        self.root.and_then(below).unwrap_or(department)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use crate::domain::session::SessionStep;
    use crate::views::samples::company::{manager, talk};
    use chrono::Duration;

    fn pair(step: SessionStep, department: &str) -> PairStatus {
        PairStatus {
            member: "佐藤 花子".into(),
            manager: "山田 太郎".into(),
            department: department.into(),
            step,
            start: Some(talk()),
            end: Some(talk() + Duration::minutes(30)),
        }
    }

    fn told(lang: Lang, pairs: &[PairStatus], now: DateTime<Utc>) -> Vec<String> {
        let me = manager(lang);
        let list = PairList {
            words: Words::of(lang),
            me: &me,
            now,
            root: common_root(pairs),
        };
        let lines = pairs.iter().map(|pair| list.line(pair));
        let text = |line: Fact| format!("{}: {}", line.label, line.value[0].text());
        lines.map(text).collect()
    }

    #[test]
    fn state_and_date_come_first_and_the_department_last_without_its_root() {
        let pairs = [
            pair(SessionStep::Held, "本社/営業部/第一課"),
            pair(SessionStep::Booked, "本社"),
        ];
        assert_eq!(
            told(Lang::Ja, &pairs, talk()),
            [
                "実施済み、11月25日(水): 佐藤 花子さん（上司：山田 太郎さん）、営業部/第一課",
                "日時確定、11月25日(水): 佐藤 花子さん（上司：山田 太郎さん）、本社",
            ]
        );
        let elsewhere = [
            pair(SessionStep::Held, "Sales/East"),
            pair(SessionStep::Held, "Research"),
        ];
        assert_eq!(
            told(Lang::En, &elsewhere, talk()),
            [
                "held, Wed, 25 Nov: 佐藤 花子 (manager: 山田 太郎), Sales/East",
                "held, Wed, 25 Nov: 佐藤 花子 (manager: 山田 太郎), Research",
            ],
            "two units beside each other have no root"
        );
    }

    #[test]
    fn a_time_that_is_over_waits_for_answers() {
        let pairs = [pair(SessionStep::Booked, ""), pair(SessionStep::Held, "")];
        let end = talk() + Duration::minutes(30);
        for (lang, agreed, waiting) in [
            (Lang::Ja, "日時確定", "回答待ち"),
            (Lang::En, "time agreed", "waiting for answers"),
        ] {
            let first = |now| told(lang, &pairs, now).remove(0);
            assert!(first(end - Duration::minutes(1)).starts_with(agreed));
            assert!(first(end).starts_with(waiting));
            let counted = counts(Words::of(lang), end, &pairs);
            assert_eq!(counted[0].label, waiting);
            assert_eq!(counted.len(), 2);
        }
    }
}
