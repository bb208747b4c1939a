//! Who may read which unit, and how months and units are typed.

use super::*;
use crate::decision::{Answer, Change};
use crate::domain::ids::PersonId;
use crate::domain::person::{Grant, Pause, Person};

const UNITS: [&str; 6] = [
    "",
    "本社",
    "本社/営業部",
    "本社/営業部/第一課",
    "本社/営業部別室",
    "本社/人事部",
];

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_796_000_000, 0).expect("a time")
}

fn month_of(text: &str) -> Month {
    text.parse().expect("a month")
}

fn actor(grants: &[(Role, &str)]) -> Actor {
    let person = Person {
        id: PersonId(1),
        version: 1,
        number: "1".to_owned(),
        name: "鈴木 恵".to_owned(),
        kana: None,
        email: None,
        department: "本社/営業部".to_owned(),
        manager: None,
        heads: false,
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang: crate::domain::lang::Lang::Ja,
        tz: chrono_tz::Tz::Asia__Tokyo,
        hours: crate::domain::calendar::WorkingHours::default(),
        lang_from: Default::default(),
        tz_from: Default::default(),
        own_settings: false,
        pause: Pause::Running,
        welcomed: true,
    };
    let grant = |(role, unit): &(Role, &str)| Grant {
        person: person.id,
        role: *role,
        unit: (*unit).to_owned(),
    };
    Actor {
        grants: grants.iter().map(grant).collect(),
        manages: true,
        person,
    }
}

/// Role and unit against every unit: what is read there, `-` nothing, `k` teams of at least k, `*` all teams.
#[test]
fn nobody_reads_outside_their_scope() {
    let matrix: [(&[(Role, &str)], &str); 9] = [
        (&[], "------"),
        (&[(Role::Hr, "")], "******"),
        (&[(Role::Executive, "")], "kkkkkk"),
        (&[(Role::DepartmentHead, "本社/営業部")], "--**--"),
        (&[(Role::Adviser, "本社/営業部")], "--**--"),
        (&[(Role::Hr, "本社/人事部")], "-----*"),
        (&[(Role::Executive, "本社/営業部")], "--kk--"),
        (
            &[(Role::Executive, ""), (Role::DepartmentHead, "本社/営業部")],
            "kk**kk",
        ),
        (
            &[
                (Role::DepartmentHead, "本社/営業部/第一課"),
                (Role::Adviser, "本社/人事部"),
            ],
            "---*-*",
        ),
    ];
    for (grants, expected) in matrix {
        let actor = actor(grants);
        let seen = UNITS.map(|unit| match sight(&actor, unit).map(|sight| sight.teams) {
            None | Some(Teams::None) => '-',
            Some(Teams::OfAtLeastK) => 'k',
            Some(Teams::All) => '*',
        });
        assert_eq!(String::from_iter(seen), expected, "{grants:?}");
        for (unit, seen) in UNITS.into_iter().zip(seen) {
            let decision = drill_down(&actor, month_of("2026-10"), Some(Some(&scope(unit))), now());
            let told = shown(&decision);
            let reached = told
                .as_deref()
                .is_some_and(|told| sight(&actor, told).is_some());
            assert_eq!(told.is_some(), reached, "{grants:?} at {unit}");
            if !unit.is_empty() {
                assert_eq!(told.as_deref(), (seen != '-').then_some(unit), "{grants:?}");
            }
            assert_eq!(
                audit(&decision),
                [if told.is_some() { "digest" } else { "refused" }]
            );
        }
    }
}

fn scope(unit: &str) -> Scope {
    match unit {
        "" => Scope::Company,
        path => Scope::Department(path.to_owned()),
    }
}

fn shown(decision: &Decision) -> Option<String> {
    match &decision.answer {
        Answer::Tell(Notice::Digest { unit, .. }) => Some(unit.clone()),
        _ => None,
    }
}

fn audit(decision: &Decision) -> Vec<&str> {
    let written = decision.changes.iter().filter_map(|change| match change {
        Change::Audited(audit) => Some(audit.what.as_str()),
        _ => None,
    });
    written.collect()
}

#[test]
fn a_head_on_the_roster_reads_their_department_and_nothing_more() {
    let mut head = actor(&[]);
    head.person.heads = true;
    let reads = |actor: &Actor| UNITS.map(|unit| sight(actor, unit).is_some());
    assert_eq!(reads(&head), [false, false, true, true, false, false]);
    head.person.department = String::new();
    assert_eq!(reads(&head), [false; 6]);
}

#[test]
fn a_team_is_never_reached_by_a_button() {
    let hr = actor(&[(Role::Hr, "")]);
    let team = Scope::Manager(7, "本社".to_owned());
    for found in [Some(Some(&team)), Some(None)] {
        let decision = drill_down(&hr, month_of("2026-10"), found, now());
        assert_eq!(decision.answer, Answer::Tell(Notice::NotAvailable));
        assert_eq!(audit(&decision), ["refused"]);
    }
    let decision = drill_down(&hr, month_of("2026-10"), None, now());
    assert_eq!(
        decision.answer,
        Answer::Tell(Notice::NoRelease(month_of("2026-10")))
    );
}

#[test]
fn months_are_read_as_people_write_them() {
    let hr = actor(&[(Role::Hr, "")]);
    let newest = month_of("2026-10");
    let digest = |words: &str| by_words(&hr, Some(newest), words, now()).answer;
    let of = |month: &str, unit: &str| {
        Answer::Tell(Notice::Digest {
            month: month_of(month),
            unit: unit.to_owned(),
        })
    };
    for words in [
        "2026-09",
        "2026/9",
        "202609",
        "2026年9月",
        "9月",
        "２０２６年９月",
    ] {
        assert_eq!(digest(words), of("2026-09", ""), "{words}");
    }
    assert_eq!(digest("11月"), of("2025-11", ""));
    assert_eq!(digest(""), of("2026-10", ""));
    assert_eq!(
        digest("2026-09 Head office/Sales"),
        of("2026-09", "Head office/Sales")
    );
    assert_eq!(digest("本社 ／ 営業部"), of("2026-10", "本社/営業部"));
    assert_eq!(
        digest("2026年度新人研修"),
        of("2026-10", "2026年度新人研修")
    );
    for words in ["2026-13", "2026", "13月", "0"] {
        assert_eq!(
            digest(words),
            Answer::Tell(Notice::BadMonth(words.to_owned())),
            "{words}"
        );
    }
    assert_eq!(
        by_words(&hr, None, "", now()).answer,
        Answer::Tell(Notice::NothingNow(Command::Digest))
    );
}

#[test]
fn a_head_names_units_from_where_they_stand() {
    let head = actor(&[(Role::DepartmentHead, "本社/営業部")]);
    let digest = |words: &str| by_words(&head, Some(month_of("2026-10")), words, now());
    assert_eq!(shown(&digest("")).as_deref(), Some("本社/営業部"));
    assert_eq!(
        shown(&digest("第一課")).as_deref(),
        Some("本社/営業部/第一課")
    );
    assert_eq!(
        shown(&digest("本社/営業部/第一課")).as_deref(),
        Some("本社/営業部/第一課")
    );
    let refused = digest("本社/人事部");
    assert_eq!(
        refused.answer,
        Answer::Tell(Notice::NoSuchUnit("本社/人事部".to_owned()))
    );
    assert_eq!(audit(&refused), ["refused"]);
}
