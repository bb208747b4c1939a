//! Digests of small companies whose truth is known.

mod company;

use super::*;
use crate::domain::figures::{Outcome, SessionFact};
use company::Company;

fn october() -> Month {
    Month::new(2026, 10).expect("a month")
}

fn same(_: u32, fact: SessionFact) -> SessionFact {
    fact
}

fn usual(month: Month) -> Company {
    let mut company = Company::new(month, &["a", "b", "c"]);
    company
        .add("a", 1, 40, same)
        .add("b", 2, 40, same)
        .add("c", 3, 40, same);
    company
}

fn of_company(now: &Release, before: Option<&Release>) -> Digest {
    let perspective = Perspective {
        scope: &Scope::Company,
        now,
        before,
        teams: Teams::All,
    };
    digest(&perspective, &[]).expect("a company")
}

fn change(digest: &Digest, measure: &Measure) -> Change {
    digest
        .headlines
        .iter()
        .find(|headline| headline.measure == *measure)
        .expect("a headline")
        .change
}

#[test]
fn the_first_month_has_nothing_to_compare_with() {
    let digest = of_company(&usual(october()).release(), None);
    assert!(
        digest
            .headlines
            .iter()
            .all(|h| h.change == Change::Unknown(Missing::Earlier))
    );
    assert_eq!(
        (digest.three.len(), digest.help.len(), digest.trend.len()),
        (0, 0, 1)
    );
    assert_eq!(digest.one, Suggestion::KeepGoing);
    assert_eq!(digest.headlines[0].now, Reading::Share { yes: 120, n: 120 });
}

#[test]
fn an_equal_month_is_steady() {
    let (now, before) = (
        usual(october()).release(),
        usual(october().previous()).release(),
    );
    let digest = of_company(&now, Some(&before));
    assert!(matches!(
        change(&digest, &Measure::Satisfaction),
        Change::Steady(_)
    ));
    assert!(digest.three.is_empty());
    assert_eq!(digest.topics.as_ref().map(Vec::len), Ok(3));
    assert_eq!(digest.responses, Err(Why::NoData));
}

#[test]
fn what_fell_in_one_department_is_told_there() {
    let before = usual(october().previous()).release();
    let mut company = Company::new(october(), &["a", "b", "c"]);
    let unhappy = |number, fact| SessionFact {
        rating: Some(1 + (number % 4) as u8),
        ..fact
    };
    company
        .add("a", 1, 40, same)
        .add("b", 2, 40, unhappy)
        .add("c", 3, 40, same);
    let digest = of_company(&company.release(), Some(&before));
    let first = &digest.three[0];
    let here = (&first.scope, &first.measure, first.is_good());
    assert_eq!(
        here,
        (
            &Scope::Department("b".into()),
            &Measure::Satisfaction,
            Some(false)
        )
    );
    assert_eq!(digest.three.len(), 1, "one of a kind");
    assert!(matches!(digest.one, Suggestion::UnderstandSatisfaction(d) if d.by < -0.4));
    let helped: Vec<_> = digest.help.iter().collect();
    assert!(
        matches!(helped[..], [Help::Department { path, measure: Measure::Satisfaction, .. }] if path == "b")
    );
    assert!(
        digest
            .departments
            .between
            .is_some_and(|between| between.sd > 0.5 && between.p < 0.01)
    );
}

#[test]
fn a_topic_that_came_up_is_an_insight_without_judgement() {
    let before = usual(october().previous()).release();
    let mut company = Company::new(october(), &["a", "b", "c"]);
    let career = |number: u32, fact| SessionFact {
        topic: Some(u8::from(!number.is_multiple_of(10))),
        ..fact
    };
    company
        .add("a", 1, 40, career)
        .add("b", 2, 40, career)
        .add("c", 3, 40, career);
    let digest = of_company(&company.release(), Some(&before));
    assert_eq!(digest.three[0].measure, Measure::Topic("career".into()));
    assert_eq!(digest.three[0].is_good(), None);
    assert_eq!(
        digest.one,
        Suggestion::WidenTopics {
            topic: "career".into(),
            count: 108,
            n: 120
        }
    );
}

#[test]
fn few_answers_are_not_compared() {
    let small = |month| {
        let mut company = Company::new(month, &["a"]);
        company.add("a", 1, 9, same);
        company.release()
    };
    let (now, before) = (small(october()), small(october().previous()));
    let digest = of_company(&now, Some(&before));
    assert_eq!(
        change(&digest, &Measure::Execution),
        Change::Unknown(Missing::Enough)
    );
    assert_eq!(
        change(&digest, &Measure::Growth),
        Change::Unknown(Missing::Now)
    );
}

#[test]
fn departments_are_listed_shown_or_hidden() {
    let mut company = Company::new(october(), &["本社/a", "本社/b", "本社/c"]);
    company
        .add("本社/a", 1, 20, same)
        .add("本社/b", 2, 3, same)
        .add("本社/c", 3, 9, same);
    let digest = of_company(&company.release(), None);
    let shown: Vec<_> = digest
        .departments
        .shown
        .iter()
        .map(|line| (line.path.as_str(), line.n))
        .collect();
    assert_eq!(shown, [("本社/a", 20)], "the head office is the company");
    let hidden = [
        ("本社/b".to_owned(), Why::TooFew { k: 5 }),
        ("本社/c".to_owned(), Why::Complementary),
    ];
    assert_eq!(digest.departments.hidden, hidden);
    assert_eq!(digest.departments.between, None);
}

#[test]
fn teams_are_named_only_for_talks_and_only_to_those_who_may() {
    let mut company = usual(october());
    let missed = |_, fact| SessionFact {
        outcome: Outcome::NotHeld,
        rating: None,
        ..fact
    };
    company
        .add("c", 9, 8, missed)
        .add("b", 8, 4, missed)
        .add("a", 7, 1, missed);
    let release = company.release();
    let teams = |teams| {
        let perspective = Perspective {
            scope: &Scope::Company,
            now: &release,
            before: None,
            teams,
        };
        let help = digest(&perspective, &[]).expect("a company").help;
        let manager = |help| match help {
            Help::Team { manager, .. } => Some(manager),
            Help::Department { .. } => None,
        };
        help.into_iter().filter_map(manager).collect::<Vec<i64>>()
    };
    assert_eq!(
        teams(Teams::All),
        [8, 9],
        "by path; one missed talk is nothing"
    );
    assert_eq!(teams(Teams::OfAtLeastK), [9]);
    assert_eq!(teams(Teams::None), Vec::<i64>::new());
}

#[test]
fn missing_talks_come_before_everything_else() {
    let mut company = usual(october());
    let missed = |_, fact| SessionFact {
        outcome: Outcome::NotHeld,
        rating: None,
        prepared: false,
        ..fact
    };
    company.add("b", 2, 30, missed).add("c", 3, 10, missed);
    let wanted = Suggestion::HoldTalks {
        held: 120,
        eligible: 160,
        most_missing: Some(("b".into(), 30)),
    };
    assert_eq!(of_company(&company.release(), None).one, wanted);
}

#[test]
fn of_as_many_missing_talks_those_of_the_lower_rate_are_named() {
    let mut company = Company::new(october(), &["a", "b", "c"]);
    let first_three_missed = |number, fact| match number < 3 {
        true => SessionFact {
            outcome: Outcome::NotHeld,
            ..fact
        },
        false => fact,
    };
    company
        .add("a", 1, 13, first_three_missed)
        .add("b", 2, 4, first_three_missed)
        .add("c", 3, 4, first_three_missed);
    let wanted = Suggestion::HoldTalks {
        held: 12,
        eligible: 21,
        most_missing: Some(("b".into(), 3)),
    };
    assert_eq!(of_company(&company.release(), None).one, wanted);
}

#[test]
fn each_suggestion_has_its_month() {
    let of = |change: fn(u32, SessionFact) -> SessionFact| {
        let mut company = Company::new(october(), &["a"]);
        company.add("a", 1, 100, change);
        of_company(&company.release(), None).one
    };
    assert_eq!(
        of(|_, fact| SessionFact {
            outcome: Outcome::Skipped,
            ..fact
        }),
        Suggestion::NothingYet
    );
    let unconfirmed = of(|n, fact| {
        if n < 12 {
            SessionFact {
                outcome: Outcome::Unconfirmed,
                ..fact
            }
        } else {
            fact
        }
    });
    assert_eq!(
        unconfirmed,
        Suggestion::ConfirmTalks {
            unconfirmed: 12,
            eligible: 100
        }
    );
    let unprepared = of(|n, fact| SessionFact {
        prepared: n % 2 == 0,
        ..fact
    });
    assert_eq!(
        unprepared,
        Suggestion::PrepareTalks {
            prepared: 50,
            eligible: 100
        }
    );
    let unheard = of(|n, fact| SessionFact {
        response: Some(0),
        received: Some(u8::from(n % 2 == 0)),
        ..fact
    });
    assert_eq!(
        unheard,
        Suggestion::AnswerAsAsked {
            matched: 50,
            n: 100
        }
    );
    let guessed = of(|n, fact| SessionFact {
        estimate: Some(5 - (n % 2) as u8),
        ..fact
    });
    assert!(matches!(guessed, Suggestion::AskRatherThanGuess { n: 100, gap } if gap > 0.5));
}

#[test]
fn a_manager_reads_about_the_own_team_alone() {
    let release = usual(october()).release();
    let scope = Scope::Manager(2, "b".into());
    let perspective = Perspective {
        scope: &scope,
        now: &release,
        before: None,
        teams: Teams::None,
    };
    let digest = digest(&perspective, &[]).expect("a team");
    assert_eq!(digest.counts.eligible, 40);
    assert_eq!(
        (
            digest.departments.shown.len(),
            digest.departments.hidden.len(),
            digest.help.len()
        ),
        (0, 0, 0)
    );
}

#[test]
fn the_trend_is_in_order_and_ends_with_this_month() {
    let months = [8, 12, 9].map(|month| Month::new(2026, month).expect("a month"));
    let series = months.map(|month| (month, usual(month).release().units.swap_remove(0)));
    let release = usual(october()).release();
    let perspective = Perspective {
        scope: &Scope::Company,
        now: &release,
        before: None,
        teams: Teams::All,
    };
    let digest = digest(&perspective, &series).expect("a company");
    let months: Vec<u32> = digest
        .trend
        .iter()
        .map(|point| point.month.month())
        .collect();
    assert_eq!(months, [8, 9, 10]);
    assert_eq!(digest.trend[0].satisfaction.n(), Some(120));
}

/// A random number below `limit`, from a fixed start.
fn draw(state: &mut u64, limit: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % limit
}

#[test]
fn chance_alone_is_seldom_told_as_a_change() {
    let paths: Vec<String> = (0..12).map(|n| format!("d{n:02}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let state = std::cell::Cell::new(7u64);
    let any = |limit| {
        let mut next = state.get();
        let drawn = draw(&mut next, limit);
        state.set(next);
        drawn
    };
    let noisy = |_, fact| SessionFact {
        outcome: if any(10) == 0 {
            Outcome::NotHeld
        } else {
            Outcome::Held
        },
        prepared: any(5) > 0,
        topic: Some(any(3) as u8),
        response: Some(any(2) as u8),
        received: Some(any(2) as u8),
        rating: Some(1 + any(5) as u8),
        growth: Some(1 + any(5) as u8),
        ..fact
    };
    let month = |month| {
        let mut company = Company::new(month, &paths);
        for path in &paths {
            company.add(path, 1, 30, noisy);
        }
        company.release()
    };
    let told = (0..100).filter(|_| {
        let (before, now) = (month(october().previous()), month(october()));
        !of_company(&now, Some(&before)).three.is_empty()
    });
    let told = told.count();
    assert!(told <= 12, "{told} of 100 quiet months told a change");
}
