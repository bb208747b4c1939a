//! Whose accounts are: every rule, one by one, and that reading the same directory again changes nothing.

use super::*;
use crate::domain::calendar::WorkingHours;
use crate::domain::lang::Lang;
use crate::domain::person::Pause;
use chrono::TimeZone;

const SATO: PersonId = PersonId(1);
const TANAKA: PersonId = PersonId(2);

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 4, 0, 30, 0)
        .single()
        .unwrap_or_default()
}

fn today() -> NaiveDate {
    now().date_naive()
}

fn person(id: PersonId, mail: &str) -> Person {
    Person {
        id,
        version: 1,
        number: id.to_string(),
        name: format!("社員 {id}"),
        kana: None,
        email: Some(mail.to_owned()),
        department: "本社".to_owned(),
        manager: None,
        heads: false,
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang: Lang::Ja,
        tz: Tz::Asia__Tokyo,
        lang_from: Source::Roster,
        tz_from: Source::Roster,
        hours: WorkingHours::default(),
        own_settings: false,
        pause: Pause::Running,
        welcomed: true,
    }
}

fn account(workspace: &str, user: &str) -> Account {
    Account {
        platform: "slack".to_owned(),
        workspace: workspace.to_owned(),
        user: user.to_owned(),
    }
}

fn entry(user: &str, mail: &str) -> DirectoryPerson {
    DirectoryPerson {
        account: account("T1", user),
        name: user.to_owned(),
        email: (!mail.is_empty()).then(|| mail.to_owned()),
        time_zone: None,
        locale: None,
        reachable: true,
    }
}

fn link(account: Account, person: PersonId, mail: Option<&str>) -> Link {
    Link {
        account,
        person,
        mail: mail.map(str::to_owned),
        at: now(),
    }
}

fn two() -> Known {
    Known {
        people: vec![
            person(SATO, "sato@example.jp"),
            person(TANAKA, "tanaka@example.jp"),
        ],
        ..Known::default()
    }
}

fn meet(page: &[DirectoryPerson], known: &Known) -> (Vec<Change>, Met) {
    let holidays = Holidays::default();
    let (decision, met) = meet_accounts(page, known.clone(), (today(), &holidays), now());
    assert!(decision.messages.is_empty());
    (decision.changes, met)
}

/// What is known after these changes.
fn after(mut known: Known, changes: &[Change]) -> Known {
    for change in changes {
        match change {
            Change::Linked(link, _) => known.links.push(link.clone()),
            Change::Unlinked(account, _) => known.links.retain(|link| link.account != *account),
            Change::Found(finding) => known.findings.push(finding.account.clone()),
            Change::Settled(account) => known.findings.retain(|found| found != account),
            Change::Person(person) => {
                known.people.retain(|known| known.id != person.id);
                known.people.push((**person).clone());
            }
            other => panic!("unexpected {other:?}"),
        }
    }
    known
}

#[test]
fn accounts_are_matched_by_mail_whatever_its_case_width_or_white_space() {
    for mail in [
        "sato@example.jp",
        " SATO@Example.JP ",
        "ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ",
    ] {
        let (changes, met) = meet(&[entry("U1", mail)], &two());
        assert_eq!((met.linked, met.changed), (1, 1), "{mail}");
        let linked = matches!(&changes[..], [Change::Linked(link, _)] if link.person == SATO);
        assert!(linked, "{changes:?}");
    }
}

#[test]
fn an_account_without_a_roster_line_is_listed() {
    for mail in ["nobody@example.jp", "", "no address"] {
        let (changes, met) = meet(&[entry("U9", mail)], &two());
        assert_eq!((met.linked, met.unmatched), (0, 1), "{mail}");
        assert!(matches!(&changes[..], [Change::Found(f)] if f.kind == FindingKind::Unmatched));
    }
}

#[test]
fn a_second_account_of_the_same_workspace_is_a_duplicate_and_the_first_stays() {
    let page = [
        entry("U1", "sato@example.jp"),
        entry("U2", "sato@example.jp"),
    ];
    let (changes, met) = meet(&page, &two());
    assert_eq!((met.linked, met.duplicates), (1, 1));
    assert!(matches!(&changes[1], Change::Found(f) if f.kind == FindingKind::Duplicate(SATO)));
    let known = after(two(), &changes);
    assert_eq!(known.links[0].account.user, "U1");
    // In another workspace it is no duplicate.
    let mut elsewhere = entry("V1", "sato@example.jp");
    elsewhere.account.workspace = "T2".to_owned();
    let (_, met) = meet(&[elsewhere], &known);
    assert_eq!((met.linked, met.duplicates), (1, 0));
}

#[test]
fn whoever_is_gone_is_unlinked_and_makes_room_for_their_new_account() {
    let mut known = two();
    known
        .links
        .push(link(account("T1", "U1"), SATO, Some("sato@example.jp")));
    let mut gone = entry("U1", "sato@example.jp");
    gone.reachable = false;
    let (changes, met) = meet(&[entry("U2", "sato@example.jp"), gone.clone()], &known);
    assert_eq!((met.linked, met.unlinked, met.duplicates), (1, 1, 0));
    let known = after(known, &changes);
    assert_eq!(known.links.len(), 1);
    assert_eq!(known.links[0].account.user, "U2");
    let (changes, met) = meet(&[gone], &known);
    assert!(changes.is_empty() && met.changed == 0, "{changes:?}");
}

#[test]
fn an_account_with_somebody_elses_address_becomes_theirs_unless_the_roster_named_it() {
    let mut known = two();
    known
        .links
        .push(link(account("T1", "U1"), SATO, Some("old@example.jp")));
    let (changes, _) = meet(&[entry("U1", "tanaka@example.jp")], &known);
    let moved = after(known, &changes);
    assert_eq!(moved.links.len(), 1);
    assert_eq!(moved.links[0].person, TANAKA);
    let mut known = two();
    known.links.push(link(account("T1", "U1"), SATO, None));
    let (changes, met) = meet(&[entry("U1", "tanaka@example.jp")], &known);
    assert!(changes.is_empty() && met.linked == 1, "{changes:?}");
}

#[test]
fn a_new_address_in_the_directory_alone_unlinks_nobody() {
    let mut known = two();
    known
        .links
        .push(link(account("T1", "U1"), SATO, Some("sato@example.jp")));
    let (changes, met) = meet(&[entry("U1", "sato.new@example.jp")], &known);
    assert!(changes.is_empty() && met.linked == 1, "{changes:?}");
}

#[test]
fn the_account_with_the_present_address_replaces_one_with_a_former_address() {
    let mut known = two();
    known
        .links
        .push(link(account("T1", "U1"), SATO, Some("typo@example.jp")));
    let (changes, _) = meet(&[entry("U2", "sato@example.jp")], &known);
    let known = after(known, &changes);
    assert_eq!(known.links.len(), 1);
    assert_eq!(known.links[0].account.user, "U2");
}

#[test]
fn language_and_time_zone_are_taken_over_unless_they_set_their_own() {
    let mut told = entry("U1", "sato@example.jp");
    (told.locale, told.time_zone) = (Some("en-US".to_owned()), Some("Europe/Berlin".to_owned()));
    let (changes, _) = meet(std::slice::from_ref(&told), &two());
    let known = after(two(), &changes);
    let sato = known.people.iter().find(|known| known.id == SATO).cloned();
    let sato = sato.unwrap_or_else(|| unreachable!());
    assert_eq!((sato.lang, sato.tz), (Lang::En, Tz::Europe__Berlin));
    assert_eq!(
        (sato.lang_from, sato.tz_from),
        (Source::Directory, Source::Directory)
    );
    let mut own = two();
    own.people[0].own_settings = true;
    let (changes, _) = meet(std::slice::from_ref(&told), &own);
    assert_eq!(changes.len(), 1, "only the link: {changes:?}");
    told.time_zone = Some("Mars/Olympus".to_owned());
    let (changes, _) = meet(&[told], &two());
    let known = after(two(), &changes);
    let zones: Vec<Tz> = known.people.iter().map(|known| known.tz).collect();
    assert_eq!(
        zones,
        [Tz::Asia__Tokyo; 2],
        "an unknown zone is passed over"
    );
}

#[test]
fn of_several_accounts_the_first_decides_about_the_time_zone() {
    let mut first = entry("U1", "sato@example.jp");
    first.time_zone = Some("Asia/Tokyo".to_owned());
    let mut second = entry("V1", "sato@example.jp");
    second.account.workspace = "T2".to_owned();
    second.time_zone = Some("Europe/Berlin".to_owned());
    let (changes, _) = meet(&[first.clone()], &two());
    let known = after(two(), &changes);
    let (changes, _) = meet(&[second.clone()], &known);
    let known = after(known, &changes);
    for page in [[first], [second]] {
        let (changes, met) = meet(&page, &known);
        assert!(changes.is_empty() && met.changed == 0, "{changes:?}");
    }
    assert!(known.people.iter().all(|known| known.tz == Tz::Asia__Tokyo));
}

#[test]
fn a_leaver_is_not_matched_any_more() {
    let mut known = two();
    known.people[0].left = today().pred_opt();
    let (_, met) = meet(&[entry("U1", "sato@example.jp")], &known);
    assert_eq!((met.linked, met.unmatched), (0, 1));
}

#[test]
fn the_same_directory_again_changes_nothing() {
    let mut page = vec![
        entry("U1", "sato@example.jp"),
        entry("U2", "sato@example.jp"),
        entry("U3", "tanaka@example.jp"),
        entry("U4", "nobody@example.jp"),
        entry("B1", "bot@example.jp"),
    ];
    page[4].reachable = false;
    page[2].locale = Some("en-GB".to_owned());
    let (changes, first) = meet(&page, &two());
    assert_eq!((first.linked, first.unmatched, first.duplicates), (2, 1, 1));
    let known = after(two(), &changes);
    let (_, second) = meet(&page, &known);
    assert_eq!(
        second,
        Met {
            changed: 0,
            ..first
        }
    );
}
