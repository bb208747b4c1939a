//! What any file must hold.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// People as a company might have them, all text within CP932, each manager above their members.
fn people() -> impl Strategy<Value = Vec<RosterPerson>> {
    let name = "[一二三山川田中本社営業課髙﨑ァ-ヶA-Za-z]{1,6}( [一二三山川田中本髙A-Za-z\",;\n]{0,3}[a-z])?";
    let path = proptest::collection::vec("[一二三営業開発部課A-Z]{1,4}", 1..4);
    let manager = proptest::option::of(any::<proptest::sample::Index>());
    let drawn = (
        name,
        path,
        manager,
        proptest::option::of(0u64..20_000),
        any::<bool>(),
    );
    proptest::collection::vec(drawn, 1..25).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(|(at, drawn)| person(at, drawn))
            .collect()
    })
}

type Drawn = (
    String,
    Vec<String>,
    Option<proptest::sample::Index>,
    Option<u64>,
    bool,
);

fn person(at: usize, (name, path, manager, joined, head): Drawn) -> RosterPerson {
    let since = |days: u64| day(1970, 1, 1) + chrono::Days::new(days);
    RosterPerson {
        number: format!("{at:04}"),
        name: name.split_whitespace().collect::<Vec<_>>().join(" "),
        email: head.then(|| format!("p{at}@example.jp")),
        department: path.join("/"),
        manager: manager
            .filter(|_| at > 0)
            .map(|manager| format!("{:04}", manager.index(at))),
        joined: joined.map(since),
        left: joined
            .filter(|days| days % 3 == 0)
            .map(|days| since(days + 9)),
        leave: joined
            .filter(|days| days % 5 == 0)
            .map(|days| (since(days), since(days + 9))),
        head,
        accounts: manager
            .map(|_| ("web".to_owned(), format!("u{at}")))
            .into_iter()
            .collect(),
        ..RosterPerson::default()
    }
}

fn written(people: &[RosterPerson], delimiter: u8, newline: csv::Terminator) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(newline)
        .from_writer(Vec::new());
    let header = [
        "社員番号",
        "氏名",
        "メールアドレス",
        "部署",
        "上司の社員番号",
        "入社日",
        "退職日",
        "休職開始日",
        "休職終了日",
        "部署長",
        "web_user_id",
    ];
    writer.write_record(header).expect("header");
    for person in people {
        let day = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let row = [
            person.number.clone(),
            person.name.clone(),
            or_empty(&person.email),
            person.department.clone(),
            or_empty(&person.manager),
            day(person.joined),
            day(person.left),
            day(person.leave.map(|leave| leave.0)),
            day(person.leave.map(|leave| leave.1)),
            if person.head {
                "1".into()
            } else {
                String::new()
            },
            person.accounts.get("web").cloned().unwrap_or_default(),
        ];
        writer.write_record(row).expect("row");
    }
    String::from_utf8(writer.into_inner().expect("bytes")).expect("text")
}

fn without_lines(people: Vec<RosterPerson>) -> Vec<RosterPerson> {
    people
        .into_iter()
        .map(|person| RosterPerson { line: 0, ..person })
        .collect()
}

fn encoded(text: &str) -> [Vec<u8>; 4] {
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
        [0xff, 0xfe].into_iter().chain(utf16).collect(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(people in people(), tabs: bool, crlf: bool) {
        let newline = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let text = written(&people, if tabs { b'\t' } else { b',' }, newline);
        for bytes in encoded(&text) {
            let roster = read(&bytes).expect("a roster without problems");
            prop_assert_eq!(without_lines(roster.people), people.clone());
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(people in people().prop_shuffle()) {
        let roster = read(written(&people, b',', csv::Terminator::CRLF).as_bytes()).expect("a roster without problems");
        let sorted = |mut people: Vec<RosterPerson>| { people.sort_by(|a, b| a.number.cmp(&b.number)); people };
        prop_assert_eq!(sorted(without_lines(roster.people)), sorted(people));
    }

    #[test]
    fn a_second_import_changes_nothing(people in people(), others in people(), days in 0u64..25_000) {
        let today = day(1970, 1, 1) + chrono::Days::new(days);
        let file = read(written(&people, b',', csv::Terminator::CRLF).as_bytes()).expect("a roster without problems");
        let found = diff(&others, file.clone(), today);
        let listed = found.new.len() + found.changed.len() + found.moved.len() + found.unchanged;
        let in_file = found.left.iter().filter(|change| people.iter().any(|it| it.number == change.person.number)).count();
        prop_assert_eq!(listed + in_file, people.len());
        let mut known: BTreeMap<String, Known> = others.into_iter().map(|it| (it.number.clone(), it)).collect();
        let changes = found.changed.into_iter().chain(found.moved).chain(found.left).map(|change| change.person);
        known.extend(found.new.into_iter().chain(changes).map(|it| (it.number.clone(), it)));
        let known: Vec<Known> = known.into_values().collect();
        prop_assert!(diff(&known, file, today).is_empty());
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_damage_to_a_good_file_is_survived(
        people in people(),
        kind in 0usize..4,
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = encoded(&written(&people, b',', csv::Terminator::CRLF))[kind].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Err(problems) = read(&bytes) {
            let lines = 1 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
            prop_assert!(problems.is_sorted_by_key(|problem| problem.line));
            prop_assert!(problems.iter().all(|problem| problem.line <= lines));
        }
    }

    #[test]
    fn any_table_of_odd_cells_is_survived(
        rows in proptest::collection::vec(proptest::collection::vec("[ -~あ　０-９年月日令和R\"\\n\\t/]{0,8}", 8), 1..12),
    ) {
        let mut text = String::from("社員番号,氏名,部署1,部署2,上司ID,入社日,退職日,休職開始日\n");
        for row in rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        let _ = read(text.as_bytes());
    }
}
