//! Examples of counting and hiding; the attacker is next door.

mod attack;
mod company;
mod grid_attack;

use super::*;
use crate::domain::figures::{Kind, Outcome, SessionFact};
use crate::domain::statistics::Range;
use company::{Company, held};

fn why<T>(figure: &Figure<T>) -> Option<Why> {
    figure.hidden()
}

#[test]
fn rates_follow_their_definitions() {
    let mut company = Company::new(&["a"]);
    let facts = [
        (Outcome::Held, true, Kind::Monthly),
        (Outcome::Held, false, Kind::Monthly),
        (Outcome::NotHeld, true, Kind::Monthly),
        (Outcome::Unconfirmed, false, Kind::Monthly),
        (Outcome::Open, true, Kind::Monthly),
        (Outcome::Skipped, true, Kind::Monthly),
        (Outcome::OnLeave, false, Kind::Monthly),
        (Outcome::Held, true, Kind::Extra),
        (Outcome::NotHeld, true, Kind::Extra),
    ];
    for (outcome, prepared, kind) in facts {
        company.add("a", 1, |fact| SessionFact {
            outcome,
            prepared,
            kind,
            ..fact
        });
    }
    let wanted = Counts {
        eligible: 5,
        held: 2,
        not_held: 1,
        unconfirmed: 1,
        open: 1,
        skipped: 1,
        on_leave: 1,
        prepared: 3,
        extra_held: 1,
    };
    let release = company.release(5);
    for unit in &release.units {
        assert_eq!(unit.counts, wanted, "{:?}", unit.scope);
    }
    assert_eq!(release.units.len(), 3);
}

#[test]
fn satisfaction_carries_n_interval_and_share() {
    let mut company = Company::new(&["a"]);
    company.rate("a", 1, &[5, 4, 4, 3, 2]);
    let release = company.release(5);
    let unit = release.of(&Scope::Company).expect("company");
    assert_eq!(unit.satisfaction.mean.shown(), Some((&3.6, 5)));
    assert_eq!(unit.satisfaction.high.shown(), Some((&3, 5)));
    let (spread, _) = unit.satisfaction.spread.shown().expect("two on each side");
    assert!((spread.interval.low - 2.1843).abs() < 1e-3);
    assert_eq!(spread.interval.high, 5.0, "cut to the scale");
    assert_eq!(why(&unit.growth.mean), Some(Why::NoData));
}

#[test]
fn days_between_talks_are_quartiles_of_the_subtree() {
    let mut company = Company::new(&["a", "a/b", "c"]);
    for (path, days) in [("a", 10), ("a", 20), ("a/b", 30), ("a/b", 40), ("c", 99)] {
        company.add(path, 1, |fact| held(fact, days));
    }
    let days = |scope: Scope| company.release(5).of(&scope).expect("unit").interval;
    let a = Days {
        n: 4,
        lower: 17.5,
        median: 25.0,
        upper: 32.5,
    };
    assert_eq!(days(Scope::Department("a".into())), Some(a));
    assert_eq!(
        days(Scope::Manager(1, "c".into())).map(|d| d.median),
        Some(99.0)
    );
}

#[test]
fn a_small_department_takes_a_neighbour_along() {
    let mut company = Company::new(&["a", "b", "c"]);
    company.rate("a", 1, &[4, 3, 2]);
    company.rate("b", 2, &[4, 3, 2, 5, 5, 1]);
    company.rate("c", 3, &[4, 3, 2, 5, 5, 1, 3]);
    let release = company.release(5);
    let of = |path: &str| {
        &release
            .of(&Scope::Department(path.into()))
            .expect("unit")
            .satisfaction
            .mean
    };
    assert_eq!(why(of("a")), Some(Why::TooFew { k: 5 }));
    assert_eq!(why(of("b")), Some(Why::Complementary));
    assert_eq!(of("c").shown().map(|(_, n)| n), Some(7));
    assert_eq!(
        release.units[0].satisfaction.mean.shown().map(|(_, n)| n),
        Some(16)
    );
}

#[test]
fn the_rest_of_a_department_beside_its_sections_is_a_group_too() {
    let mut company = Company::new(&["a", "a/b"]);
    company.rate("a", 1, &[4, 2]);
    company.rate("a/b", 2, &[4, 3, 2, 5, 5, 1]);
    let release = company.release(5);
    let section = release.of(&Scope::Department("a/b".into())).expect("unit");
    assert_eq!(why(&section.satisfaction.mean), Some(Why::Complementary));
    let team = release.of(&Scope::Manager(2, "a/b".into())).expect("team");
    assert_eq!(
        why(&team.satisfaction.mean),
        Some(Why::Complementary),
        "it is the same people"
    );
    assert!(
        release
            .of(&Scope::Department("a".into()))
            .expect("unit")
            .satisfaction
            .mean
            .shown()
            .is_some()
    );
}

#[test]
fn two_votes_of_one_person_are_one_rater() {
    let mut company = Company::new(&["a"]);
    company.rate("a", 1, &[4, 3, 2, 5]);
    company.add("a", 2, |fact| SessionFact {
        member: 1,
        rating: Some(3),
        ..fact
    });
    let release = company.release(5);
    assert_eq!(
        why(&release.units[0].satisfaction.mean),
        Some(Why::TooFew { k: 5 })
    );
}

#[test]
fn what_is_shared_by_name_leaves_the_pool() {
    let mut company = Company::new(&["a"]);
    company.rate("a", 1, &[4, 3, 2, 5, 1, 3]);
    company.add("a", 1, |fact| SessionFact {
        rating: Some(5),
        rating_shared: true,
        estimate: Some(5),
        growth: Some(4),
        ..fact
    });
    let release = company.release(5);
    assert_eq!(release.units[0].satisfaction.mean.shown(), Some((&3.0, 6)));
    assert_eq!(why(&release.units[0].gap.mean), Some(Why::NoData));
    assert_eq!(
        why(&release.units[0].growth.mean),
        Some(Why::TooFew { k: 5 })
    );
}

#[test]
fn nothing_says_what_everybody_answered() {
    let first = |ratings: &[u8]| {
        let mut company = Company::new(&["a"]);
        company.rate("a", 1, ratings);
        company.release(5).units.swap_remove(0).satisfaction
    };
    for everybody_is_sure in [
        [5, 5, 5, 5, 5],
        [5, 4, 5, 5, 5],
        [1, 1, 1, 2, 2],
        [1, 1, 1, 1, 1],
    ] {
        assert_eq!(
            why(&first(&everybody_is_sure).mean),
            Some(Why::Complementary),
            "{everybody_is_sure:?}"
        );
    }
    for all_or_all_but_one in [
        [4, 4, 4, 4, 4],
        [4, 4, 5, 5, 3],
        [3, 3, 3, 3, 3],
        [2, 2, 2, 2, 4],
    ] {
        let rated = first(&all_or_all_but_one);
        assert!(rated.mean.shown().is_some(), "{all_or_all_but_one:?}");
        assert_eq!(
            (why(&rated.high), why(&rated.spread)),
            (Some(Why::Complementary), Some(Why::Complementary))
        );
    }
    assert!(first(&[4, 4, 4, 3, 3]).high.shown().is_some());
}

#[test]
fn shares_need_two_who_chose_otherwise() {
    let topics = |chosen: &[u8]| {
        let mut company = Company::new(&["a"]);
        for topic in chosen {
            company.add("a", 1, |fact| SessionFact {
                topic: Some(*topic),
                ..fact
            });
        }
        company.release(5).units.swap_remove(0).topics
    };
    assert_eq!(why(&topics(&[0, 0, 0, 0, 0, 1])), Some(Why::Complementary));
    let chosen = ["progress", "career", "private"]
        .map(str::to_owned)
        .into_iter()
        .zip([3, 1, 1]);
    let wanted: Vec<Chosen> = chosen.map(|(key, count)| Chosen { key, count }).collect();
    assert_eq!(topics(&[0, 0, 0, 1, 2]).shown(), Some((&wanted, 5)));
    assert_eq!(why(&topics(&[0, 1, 2])), Some(Why::TooFew { k: 5 }));
}

#[test]
fn a_manager_who_knows_the_estimates_learns_no_single_rating() {
    let mut company = Company::new(&["a"]);
    for (manager, estimates) in [(1, [3, 4, 2, 5, 4, 1, 0]), (2, [0; 7])] {
        for (rating, estimate) in [4, 3, 2, 5, 1, 3, 3].into_iter().zip(estimates) {
            let estimate = (estimate > 0).then_some(estimate);
            company.add("a", manager, |fact| SessionFact {
                rating: Some(rating),
                estimate,
                ..fact
            });
        }
    }
    let release = company.release(5);
    for scope in [Scope::Manager(1, "a".into()), Scope::Company] {
        assert_eq!(
            why(&release.of(&scope).expect("unit").gap.mean),
            Some(Why::Complementary),
            "{scope:?}"
        );
    }
}

#[test]
fn neither_does_one_whose_neighbour_gave_all_estimates() {
    let mut company = Company::new(&["a", "b"]);
    for (path, estimates) in [("a", 6), ("b", 1)] {
        for (number, rating) in [4, 3, 2, 5, 1, 3].into_iter().enumerate() {
            let estimate = (number < estimates).then_some(4);
            company.add(path, 1, |fact| SessionFact {
                rating: Some(rating),
                estimate,
                ..fact
            });
        }
    }
    let release = company.release(5);
    assert_eq!(
        release.units[0].satisfaction.mean.shown().map(|(_, n)| n),
        Some(12)
    );
    assert_eq!(
        why(&release.units[0].gap.mean),
        Some(Why::Complementary),
        "gap - satisfaction of a = one rating"
    );
    assert!(release.units[1].gap.mean.shown().is_some());
}

#[test]
fn the_spread_of_the_gap_needs_four_times_as_many() {
    let gap = |people: usize| {
        let mut company = Company::new(&["a"]);
        for rating in [2, 3, 4, 5].into_iter().cycle().take(people) {
            company.add("a", 1, |fact| SessionFact {
                rating: Some(rating),
                estimate: Some(4),
                ..fact
            });
        }
        company.release(5).units.swap_remove(0).gap
    };
    assert_eq!(why(&gap(19).spread), Some(Why::TooFew { k: 20 }));
    let twenty = gap(20);
    assert_eq!(twenty.mean.shown(), Some((&0.5, 20)));
    assert!(
        twenty
            .spread
            .shown()
            .is_some_and(|(s, _)| s.interval.holds(0.5))
    );
}

#[test]
fn a_release_is_read_back_as_it_was_written() {
    let mut company = Company::new(&["a"]);
    company.rate("a", 1, &[5, 4, 4, 3, 2]);
    let release = company.release(5);
    let text = serde_json::to_string(&release).expect("json");
    assert_eq!(
        serde_json::from_str::<Release>(&text).expect("release"),
        release
    );
    assert!(text.contains(r#"{"shown":{"value":3.6,"n":5}}"#), "{text}");
    assert!(
        text.contains(r#""scope":{"manager":[1,"a"]}"#) && text.contains(r#"{"hidden":"no_data"}"#),
        "{text}"
    );
}

#[test]
fn drill_down_stays_within_a_scope() {
    let mut company = Company::new(&["a/b", "ab", "a/c/d"]);
    company.rate("a/c/d", 7, &[3]);
    company.rate("ab", 8, &[3]);
    let mut release = company.release(5);
    let below = |release: &Release, scope: &Scope| -> Vec<Scope> {
        release
            .departments_below(scope)
            .iter()
            .map(|unit| unit.scope.clone())
            .collect()
    };
    let department = |path: &str| Scope::Department(path.into());
    assert_eq!(
        below(&release, &Scope::Company),
        [department("a"), department("ab")]
    );
    assert_eq!(
        below(&release, &department("a")),
        [department("a/b"), department("a/c")]
    );
    let teams: Vec<&Scope> = release
        .teams_within(&department("a"))
        .map(|(scope, _)| scope)
        .collect();
    assert_eq!(teams, [&Scope::Manager(7, "a/c/d".into())]);
    release.units.retain(|unit| unit.scope != department("a"));
    assert_eq!(
        below(&release, &Scope::Company),
        [department("a/b"), department("a/c"), department("ab")]
    );
}

#[test]
fn the_order_of_facts_does_not_matter() {
    let mut company = Company::new(&["a", "b"]);
    company.rate("a", 1, &[5, 4, 4, 3, 2]);
    company.rate("b", 2, &[5, 4, 4, 3, 2, 1]);
    company.add("b", 2, |fact| SessionFact {
        member: 1,
        rating: Some(3),
        ..fact
    });
    let one = company.release(5);
    company.facts.reverse();
    assert_eq!(company.release(5), one);
}

#[test]
fn an_interval_is_cut_to_its_scale() {
    assert_eq!(
        Range {
            low: 0.2,
            high: 6.0
        }
        .within(1.0, 5.0),
        Range {
            low: 1.0,
            high: 5.0
        }
    );
}
