//! The sample files: one company as four HR systems export it.

use super::*;
use std::collections::BTreeMap;

macro_rules! sample {
    ($name:literal) => {
        read(include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/roster/",
            $name
        )))
        .expect($name)
    };
}

fn by_number(roster: &Roster) -> BTreeMap<&str, &RosterPerson> {
    roster
        .people
        .iter()
        .map(|person| (person.number.as_str(), person))
        .collect()
}

#[test]
fn every_sample_is_the_same_company() {
    let base = sample!("company_utf8_bom.csv");
    assert_eq!((base.people.len(), base.encoding), (58, Encoding::Utf8));
    let others = [
        (sample!("company_cp932.csv"), Encoding::Cp932),
        (sample!("levels_cp932.csv"), Encoding::Cp932),
        (sample!("levels_utf16.txt"), Encoding::Utf16),
    ];
    for (other, encoding) in others {
        assert_eq!((other.people.len(), other.encoding), (58, encoding));
        for (number, person) in by_number(&base) {
            let same = by_number(&other)[number];
            let facts = |of: &RosterPerson| {
                (
                    of.department.clone(),
                    of.manager.clone(),
                    of.joined,
                    of.left,
                    of.email.clone(),
                )
            };
            assert_eq!(facts(same), facts(person), "{number}");
            let words = |name: &str| -> std::collections::BTreeSet<String> {
                name.split(' ').map(str::to_owned).collect()
            };
            assert_eq!(words(&same.name), words(&person.name));
            assert_eq!(same.kana, person.kana);
        }
    }
}

#[test]
fn the_english_sample_has_the_same_tree() {
    let (base, english) = (sample!("company_utf8_bom.csv"), sample!("company_en.csv"));
    let (base, english) = (by_number(&base), by_number(&english));
    assert_eq!(english.len(), base.len());
    for (number, person) in base {
        let same = english[number];
        assert_eq!(
            (&same.manager, same.head, same.left),
            (&person.manager, person.head, person.left)
        );
        assert_eq!(
            same.department.split('/').count(),
            person.department.split('/').count()
        );
    }
    assert_eq!(english["00015"].name, "Kenji Takahashi");
    assert_eq!(english["00001"].department, "Head Office");
}

#[test]
fn the_details_of_the_old_systems_are_understood() {
    let roster = sample!("company_cp932.csv");
    let people = by_number(&roster);
    assert_eq!(people["00001"].line, 5);
    assert_eq!(people["00015"].name, "髙橋 健司");
    assert_eq!(people["00018"].name, "﨑山 祐介");
    assert_eq!(people["00012"].department, "本社/人事部");
    assert_eq!(people["00001"].manager, None);
    assert_eq!(people["09001"].joined, Some(day(1985, 4, 1)));
    let kinds: Vec<&str> = roster
        .notices
        .iter()
        .map(|notice| notice.column.as_str())
        .collect();
    assert_eq!(kinds, ["", "個人メールアドレス", "所属コード", "備考"]);
}

#[test]
fn the_bad_sample_is_told_row_by_row() {
    let bytes = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/roster/bad_cp932.csv"
    ));
    let found = problems(bytes);
    let told = |ja: bool| {
        found
            .iter()
            .map(|it| explain(it, ja) + "\n")
            .collect::<String>()
    };
    insta::assert_snapshot!(told(true) + &told(false));
}

#[test]
fn a_picture_is_no_roster() {
    let bytes = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/roster/picture.csv"
    ));
    let kind = ProblemKind::NotText {
        looks_like: LooksLike::Png,
    };
    assert_eq!(problems(bytes), [problem(0, "", kind)]);
}
