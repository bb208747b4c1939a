//! Where roster and accounts differ, for those who run the programme: who, why, and what to do about it.

use super::clock;
use super::draft::{Draft, fact};
use super::status::{paged, turns};
use super::words::Words;
use crate::actions::Action;
use crate::domain::person::Person;
use crate::material::{Gap, Gaps};
use kiku_chat::{Fact, View};

pub(super) fn view(me: &Person, gaps: &Gaps) -> View {
    let words = Words::of(me.lang);
    let mut draft = Draft::new(words);
    draft.heading("people-title", &[]);
    if gaps.shown.is_empty() {
        draft.say("people-none", &[]);
    } else {
        draft.facts(counts(words, gaps));
    }
    for part in Part::ALL {
        let lines = gaps.shown.iter().filter(|gap| Part::of(gap) == part);
        let lines: Vec<Fact> = lines.map(|gap| line(words, gaps.several, gap)).collect();
        if !lines.is_empty() {
            draft
                .strong(words.t(part.title()))
                .facts(lines)
                .note(part.what_to_do(), &[]);
        }
    }
    match gaps.looked_at {
        Some(at) => {
            let date = clock::weekday_date(words.lang(), me.local_date(at));
            draft.note("people-looked", &[("date", date.into())]);
        }
        None => {
            draft.note("people-not-looked", &[]);
        }
    }
    paged(&mut draft, gaps.page, gaps.pages);
    draft.buttons(turns(words, gaps.page, gaps.pages, Action::PeoplePage));
    draft.finish(words.t("people-fallback"))
}

/// The parts of the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    NoAccount,
    NoLine,
    Twice,
}

impl Part {
    /// In the order of the list.
    const ALL: [Part; 3] = [Part::NoAccount, Part::NoLine, Part::Twice];

    fn of(gap: &Gap) -> Self {
        match gap {
            Gap::NoAccount { .. } => Part::NoAccount,
            Gap::NoLine { .. } => Part::NoLine,
            Gap::Twice { .. } => Part::Twice,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Part::NoAccount => "people-no-account",
            Part::NoLine => "people-no-line",
            Part::Twice => "people-twice",
        }
    }

    fn what_to_do(self) -> &'static str {
        match self {
            Part::NoAccount => "people-no-account-do",
            Part::NoLine => "people-no-line-do",
            Part::Twice => "people-twice-do",
        }
    }
}

fn counts(words: Words, gaps: &Gaps) -> Vec<Fact> {
    let count = |title: &str, key: &str, count: i64| {
        fact(
            words.t(title),
            words.t_with(key, &[("count", count.into())]),
        )
    };
    vec![
        count("people-no-account", "people-persons", gaps.no_account),
        count("people-no-line", "people-accounts", gaps.no_line),
        count("people-twice", "people-accounts", gaps.twice),
    ]
}

fn line(words: Words, several: bool, gap: &Gap) -> Fact {
    let place = |workspace: &String| several.then(|| workspace.clone());
    match gap {
        Gap::NoAccount {
            name,
            department,
            has_mail,
        } => {
            let why = (!has_mail).then(|| words.t("people-no-mail"));
            person(words, name, [Some(department.clone()), why, None])
        }
        Gap::NoLine {
            name,
            mail,
            workspace,
        } => {
            let mail = mail.clone();
            let mail = mail.unwrap_or_else(|| words.t("people-mail-hidden"));
            fact(
                name.clone(),
                joined(words, [Some(mail), place(workspace), None]),
            )
        }
        Gap::Twice {
            name,
            department,
            account,
            workspace,
        } => {
            let second = words.t_with("people-second", &[("account", account.as_str().into())]);
            let told = [Some(department.clone()), Some(second), place(workspace)];
            person(words, name, told)
        }
    }
}

fn person(words: Words, name: &str, told: [Option<String>; 3]) -> Fact {
    let label = words.t_with("card-name", &[("name", name.into())]);
    fact(label, joined(words, told))
}

fn joined(words: Words, told: [Option<String>; 3]) -> String {
    let told: Vec<String> = told
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    match told.is_empty() {
        true => "–".to_owned(),
        false => words.list(&told),
    }
}
