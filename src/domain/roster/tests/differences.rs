//! What a file would change.

use super::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
const HEADER: &str = "社員番号,氏名,部署,上司の社員番号,退職日,言語\n";

fn roster(rows: &str) -> Roster {
    good(&format!("{HEADER}{rows}"))
}

/// The people known once a difference is applied.
fn applied(before: &[Known], difference: &Difference) -> Vec<Known> {
    let changes = difference
        .changed
        .iter()
        .chain(&difference.moved)
        .chain(&difference.left);
    let after: Vec<&RosterPerson> = difference
        .new
        .iter()
        .chain(changes.map(|change| &change.person))
        .collect();
    let stays = |person: &&Known| after.iter().all(|other| other.number != person.number);
    before
        .iter()
        .filter(stays)
        .chain(after.iter().copied())
        .cloned()
        .collect()
}

fn numbers(changes: &[Change]) -> Vec<&str> {
    changes
        .iter()
        .map(|change| change.person.number.as_str())
        .collect()
}

#[test]
fn a_first_import_is_all_new_and_a_second_nothing() {
    let file = roster("1,山田,本社,,,ja\n2,鈴木,本社,1,2020-03-31,\n");
    let first = diff(&[], file.clone(), TODAY);
    assert_eq!(
        (first.new.len(), first.unchanged, first.suspicious),
        (2, 0, false)
    );
    let second = diff(&applied(&[], &first), file, TODAY);
    assert!(second.is_empty());
    assert_eq!(second.unchanged, 2);
}

#[test]
fn everybody_is_in_one_list() {
    let before = roster("1,山田,本社,,,\n2,鈴木,本社,1,,\n3,佐藤,本社,1,,\n4,田中,本社,1,,\n5,林,本社,1,,\n6,森,本社,1,,\n").people;
    let after = roster(
        "1,山田,本社,,,\n2,鈴木 改,本社,1,,\n3,佐藤,支社,1,,\n4,田中 改,本社,2,,\n5,林,本社,1,2026-11-19,\n7,原,本社,1,,\n",
    );
    let found = diff(&before, after.clone(), TODAY);
    assert_eq!(
        (
            numbers(&found.changed),
            numbers(&found.moved),
            numbers(&found.left)
        ),
        (vec!["2"], vec!["3", "4"], vec!["5", "6"])
    );
    assert_eq!(
        (
            found.new[0].number.as_str(),
            found.unchanged,
            found.suspicious
        ),
        ("7", 1, false)
    );
    let change = |field, before: &str, after: &str| FieldChange {
        field,
        before: Some(before.into()),
        after: Some(after.into()),
    };
    assert_eq!(
        found.moved[1].changes,
        [
            change(Field::Name, "田中", "田中 改"),
            change(Field::Manager, "1", "2")
        ]
    );
    let gone = FieldChange {
        field: Field::Left,
        before: None,
        after: Some("2026-11-20".into()),
    };
    assert_eq!(found.left[1].changes, [gone]);
    let known = applied(&before, &found);
    assert!(diff(&known, after, TODAY).is_empty());
}

#[test]
fn a_last_day_still_to_come_is_a_change_and_today_is_not_over() {
    let before = roster("1,山田,本社,,,\n2,鈴木,本社,,,\n").people;
    let found = diff(
        &before,
        roster("1,山田,本社,,2026-11-20,\n2,鈴木,本社,,2027-03-31,\n"),
        TODAY,
    );
    assert_eq!((found.changed.len(), found.left.len()), (2, 0));
}

#[test]
fn who_left_and_comes_back_is_changed() {
    let before = roster("1,山田,本社,,2020-03-31,\n").people;
    let found = diff(&before, roster("1,山田,本社,,,\n"), TODAY);
    assert_eq!(found.changed[0].person.left, None);
    let without_column = good("社員番号,氏名,部署\n1,山田,本社\n");
    assert_eq!(
        diff(&before, without_column, TODAY).changed[0].person.left,
        None
    );
}

#[test]
fn who_left_long_ago_may_be_absent() {
    let before = roster("1,山田,本社,,2020-03-31,\n2,鈴木,本社,,,\n").people;
    let found = diff(&before, roster("2,鈴木,本社,,,\n"), TODAY);
    assert!(found.is_empty());
}

#[test]
fn a_file_without_a_column_leaves_that_field_alone() {
    let before = roster("1,山田,本社,,,\n2,鈴木,本社,1,2027-03-31,en\n").people;
    let found = diff(
        &before,
        good("社員番号,氏名,部署\n1,山田,本社\n2,鈴木,本社\n"),
        TODAY,
    );
    assert_eq!((found.is_empty(), found.unchanged), (true, 2));
}

#[test]
fn an_empty_cell_clears_a_manager_but_not_what_people_set_themselves() {
    let mut before = roster("1,山田,本社,,,\n2,鈴木,本社,1,,en\n").people;
    before[1].accounts.insert("slack".into(), "U2".into());
    let found = diff(
        &before,
        good("社員番号,氏名,部署,上司の社員番号,言語,slack_id\n1,山田,本社,,,\n2,鈴木,本社,,,\n"),
        TODAY,
    );
    let person = &found.moved[0].person;
    assert_eq!(
        (person.manager.as_deref(), person.language.as_deref()),
        (None, Some("en"))
    );
    assert_eq!(
        (
            found.moved[0].changes.len(),
            person.accounts["slack"].as_str()
        ),
        (1, "U2")
    );
}

#[test]
fn a_file_of_another_company_is_suspicious() {
    let rows = |from: usize, to: usize| {
        (from..to)
            .map(|number| format!("{number},山田,本社,,,\n"))
            .collect::<String>()
    };
    let before = roster(&rows(0, 40)).people;
    for (kept, suspicious) in [(40, false), (28, false), (27, true), (1, true)] {
        assert_eq!(
            diff(&before, roster(&rows(0, kept)), TODAY).suspicious,
            suspicious,
            "{kept}"
        );
    }
    let few = roster(&rows(0, 10)).people;
    assert!(!diff(&few, roster(&rows(0, 1)), TODAY).suspicious);
}
