//! Bad files, each with exactly the problems that must be told.

use super::*;
use ProblemKind::*;

const HEADER: &str = "社員番号,氏名,メールアドレス,部署,上司の社員番号,入社日,退職日\n";

/// A file of [`HEADER`] and some rows.
fn file(rows: &str) -> Vec<RowProblem> {
    problems(format!("{HEADER}{rows}").as_bytes())
}

fn text(value: &str) -> String {
    value.to_owned()
}

#[test]
fn nothing_at_all() {
    for bytes in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe"] {
        assert_eq!(
            problems(bytes),
            [problem(0, "", Empty)],
            "{}",
            bytes.escape_ascii()
        );
    }
}

#[test]
fn a_header_alone_or_over_blank_rows() {
    assert_eq!(file(""), [problem(0, "", Empty)]);
    assert_eq!(file(",,,,,,\n,,,,,,\n"), [problem(0, "", Empty)]);
}

#[test]
fn a_picture_and_a_workbook() {
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00";
    assert_eq!(
        problems(png),
        [problem(
            0,
            "",
            NotText {
                looks_like: LooksLike::Png
            }
        )]
    );
    let xlsx = b"PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.xml";
    assert_eq!(
        problems(xlsx),
        [problem(
            0,
            "",
            NotText {
                looks_like: LooksLike::Workbook
            }
        )]
    );
}

#[test]
fn columns_that_are_missing() {
    let found = problems("氏名,所属コード\n山田 太郎,100\n".as_bytes());
    let columns: Vec<(u64, &str)> = found
        .iter()
        .map(|it| (it.line, it.column.as_str()))
        .collect();
    assert_eq!(columns, [(1, "社員番号"), (1, "部署")]);
    assert!(found.iter().all(
        |it| matches!(it.kind, MissingColumn { accepted } if accepted.contains(&it.column.as_str()))
    ));
    let found = problems(b"employee_id,department,last_name\n1,Sales,Sato\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].column, "name");
}

#[test]
fn other_rows_are_checked_when_a_column_is_missing() {
    let found = problems("社員番号,氏名,入社日\n1,山田,きのう\n".as_bytes());
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[1],
        problem(
            2,
            "入社日",
            BadDate {
                value: text("きのう")
            }
        )
    );
}

#[test]
fn a_column_that_is_there_twice() {
    let found = problems("社員番号,氏名,部署,従業員番号,氏名\n1,a,b,1,a\n".as_bytes());
    let expected = [
        problem(
            1,
            "従業員番号",
            DuplicateColumn {
                first: text("社員番号"),
            },
        ),
        problem(
            1,
            "氏名",
            DuplicateColumn {
                first: text("氏名"),
            },
        ),
    ];
    assert_eq!(found, expected);
}

#[test]
fn empty_required_cells() {
    let expected = [
        problem(2, "社員番号", MissingValue),
        problem(3, "氏名", MissingValue),
        problem(4, "部署", MissingValue),
    ];
    assert_eq!(
        file("\u{3000},山田,,本社,,,\n2, ,,本社,,,\n3,鈴木,,-,,,\n"),
        expected
    );
}

#[test]
fn rows_with_too_few_or_too_many_cells() {
    let rows = "1,山田,,本社,,,\n2,鈴木,本社\n3,佐藤,,本社,,,,\n4,田中,,本社,,,,外\n";
    let expected = [
        problem(
            3,
            "",
            UnevenRow {
                expected: 7,
                found: 3,
            },
        ),
        problem(
            5,
            "",
            UnevenRow {
                expected: 7,
                found: 8,
            },
        ),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn a_quotation_mark_that_stays_open() {
    let rows = "1,山田,,本社,,,\n2,\"鈴木,,本社,,,\n3,佐藤,,本社,,,\n";
    assert_eq!(file(rows), [problem(3, "", UnclosedQuote)]);
}

#[test]
fn duplicate_numbers_and_mails() {
    let rows = "1,山田,Taro@example.jp,本社,,,\n2,鈴木,ｔａｒｏ@example.jp,本社,,,\n\
        １,佐藤,,本社,,,\n01,田中,,本社,,,\n1,林,,本社,,,\n";
    let expected = [
        problem(
            3,
            "メールアドレス",
            DuplicateMail {
                mail: text("taro@example.jp"),
                first_line: 2,
            },
        ),
        problem(
            4,
            "社員番号",
            DuplicateNumber {
                number: text("1"),
                first_line: 2,
            },
        ),
        problem(
            6,
            "社員番号",
            DuplicateNumber {
                number: text("1"),
                first_line: 2,
            },
        ),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn accounts_of_two_people() {
    let found = problems(b"id,name,department,slack_user_id\n1,a,x,U1\n2,b,x,U2\n3,c,x,U1\n");
    assert_eq!(
        found,
        [problem(
            4,
            "slack_user_id",
            DuplicateAccount {
                id: text("U1"),
                first_line: 2
            }
        )]
    );
}

#[test]
fn managers_nobody_knows() {
    let rows = "001,山田,,本社,,,\n2,鈴木,,本社,1,,\nA3,佐藤,,本社,a3,,\n4,田中,,本社,山田,,\n5,林,,本社,99,,\n";
    let column = "上司の社員番号";
    let unknown = |number: &str, similar: Option<&str>| UnknownManager {
        number: text(number),
        similar: similar.map(text),
    };
    let expected = [
        problem(3, column, unknown("1", Some("001"))),
        problem(4, column, unknown("a3", Some("A3"))),
        problem(5, column, unknown("山田", None)),
        problem(6, column, unknown("99", None)),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn a_manager_in_a_bad_row_is_still_known() {
    let rows = "1,山田,,本社,,2024/13/1,\n2,鈴木,,本社,1,,\n3,佐藤,本社\n4,林,,本社,3,,\n";
    let expected = [
        problem(
            2,
            "入社日",
            BadDate {
                value: text("2024/13/1"),
            },
        ),
        problem(
            4,
            "",
            UnevenRow {
                expected: 7,
                found: 3,
            },
        ),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn circles_of_managers() {
    let rows = "1,山田,,本社,1,,\n2,鈴木,,本社,5,,\n3,佐藤,,本社,4,,\n4,田中,,本社,2,,\n5,林,,本社,4,,\n\
        6,森,,本社,7,,\n7,原,,本社,6,,\n";
    let column = "上司の社員番号";
    let numbers = |of: &[&str]| of.iter().map(|number| text(number)).collect();
    let expected = [
        problem(2, column, OwnManager),
        problem(
            3,
            column,
            ManagerCycle {
                numbers: numbers(&["2", "5", "4"]),
            },
        ),
        problem(
            7,
            column,
            ManagerCycle {
                numbers: numbers(&["6", "7"]),
            },
        ),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn dates_that_are_none_or_the_wrong_way_round() {
    let rows = "1,山田,,本社,,24/4/1,\n2,鈴木,,本社,,2024-04-02,令和6年4月1日\n3,佐藤,,本社,,2023/2/29,未定\n";
    let (joined, left) = (day(2024, 4, 2), day(2024, 4, 1));
    let expected = [
        problem(
            2,
            "入社日",
            BadDate {
                value: text("24/4/1"),
            },
        ),
        problem(3, "退職日", LeftBeforeJoined { joined, left }),
        problem(
            4,
            "入社日",
            BadDate {
                value: text("2023/2/29"),
            },
        ),
        problem(
            4,
            "退職日",
            BadDate {
                value: text("未定"),
            },
        ),
    ];
    assert_eq!(file(rows), expected);
}

#[test]
fn leaves_that_cannot_be() {
    let found = problems("id,name,department,休職開始日,休職終了日\n1,a,x,,2024-05-01\n2,b,x,2024-05-01,2024-04-01\n".as_bytes());
    let (from, until) = (day(2024, 5, 1), day(2024, 4, 1));
    let expected = [
        problem(2, "休職開始日", MissingValue),
        problem(3, "休職終了日", LeaveBackwards { from, until }),
    ];
    assert_eq!(found, expected);
}

#[test]
fn words_that_are_not_understood() {
    let rows = "id,name,department,email,language,time_zone,working_hours,head\n1,a,x,a at example.jp,fr,Tokyo/Asia,flexible,Suzuki\n1.23457E+11,b,x,,,,,\n";
    let value = text;
    let expected = [
        problem(
            2,
            "email",
            BadMail {
                value: value("a at example.jp"),
            },
        ),
        problem(
            2,
            "head",
            BadMark {
                value: value("Suzuki"),
            },
        ),
        problem(2, "language", BadLanguage { value: value("fr") }),
        problem(
            2,
            "time_zone",
            BadZone {
                value: value("Tokyo/Asia"),
            },
        ),
        problem(
            2,
            "working_hours",
            BadHours {
                value: value("flexible"),
            },
        ),
        problem(
            3,
            "id",
            BadNumber {
                value: value("1.23457E+11"),
            },
        ),
    ];
    assert_eq!(problems(rows.as_bytes()), expected);
}

#[test]
fn a_cell_longer_than_any_value() {
    let rows = format!("1,{},,本社,,,\n", "山".repeat(301));
    assert_eq!(file(&rows), [problem(2, "氏名", TooLong { limit: 300 })]);
}

#[test]
fn bytes_that_are_no_characters() {
    let mut bytes = encoding_rs::SHIFT_JIS
        .encode("社員番号,氏名,部署,備考\n1,山田,\"本\n社\",\n2,鈴")
        .0
        .into_owned();
    bytes.extend(b"\xfd,\xa0,x\n3,\x81");
    bytes.extend(encoding_rs::SHIFT_JIS.encode(",部,\n").0.as_ref());
    let expected = [
        problem(4, "氏名", Undecodable { byte: 0xfd }),
        problem(4, "部署", Undecodable { byte: 0xa0 }),
        problem(5, "氏名", Undecodable { byte: 0x81 }),
    ];
    assert_eq!(problems(&bytes), expected);
}

#[test]
fn characters_lost_by_an_earlier_conversion() {
    assert_eq!(
        file("1,山\u{FFFD},,本社,,,\n"),
        [problem(2, "氏名", LostCharacter)]
    );
}

#[test]
fn a_hopeless_file_is_cut_short() {
    let rows: String = (0..1_500)
        .map(|number| format!("{number},山田,,本社,x,昨日,\n"))
        .collect();
    let found = file(&rows);
    assert_eq!(found.len(), LISTED_PROBLEMS + 1);
    assert_eq!(found.last(), Some(&problem(0, "", More { count: 2_000 })));
    assert!(found[..LISTED_PROBLEMS].is_sorted_by_key(|it| it.line));
    assert_eq!((found[0].line, found[999].line), (2, 501));
}

#[test]
fn too_many_rows() {
    let mut text = String::from("id,name,department\n");
    for number in 0..=MOST_ROWS {
        text.push_str(&format!("{number},a,x\n"));
    }
    let line = MOST_ROWS as u64 + 2;
    assert_eq!(
        problems(text.as_bytes()),
        [problem(line, "", TooManyRows { limit: MOST_ROWS })]
    );
}

#[test]
fn every_problem_says_what_to_do_in_both_languages() {
    let value = text("x");
    let (from, until) = (day(2024, 5, 1), day(2024, 4, 1));
    let looks = [
        LooksLike::Workbook,
        LooksLike::OldWorkbook,
        LooksLike::Document,
        LooksLike::Zip,
        LooksLike::Gzip,
        LooksLike::Pdf,
        LooksLike::Png,
        LooksLike::Jpeg,
        LooksLike::Picture,
        LooksLike::WebPage,
        LooksLike::BareUtf16,
        LooksLike::Binary,
    ];
    let mut kinds: Vec<ProblemKind> = looks.map(|looks_like| NotText { looks_like }).into();
    let circle: Vec<String> = (1..=12).map(|number: u8| number.to_string()).collect();
    kinds.extend([
        Empty,
        TooManyRows { limit: 1 },
        MissingColumn {
            accepted: &["社員番号"],
        },
        DuplicateColumn {
            first: value.clone(),
        },
        Undecodable { byte: 0xfd },
        LostCharacter,
        UnclosedQuote,
        UnevenRow {
            expected: 3,
            found: 2,
        },
        MissingValue,
        TooLong { limit: 1 },
        BadNumber {
            value: value.clone(),
        },
        DuplicateNumber {
            number: value.clone(),
            first_line: 2,
        },
        DuplicateMail {
            mail: value.clone(),
            first_line: 2,
        },
        DuplicateAccount {
            id: value.clone(),
            first_line: 2,
        },
        UnknownManager {
            number: text("7"),
            similar: None,
        },
        UnknownManager {
            number: text("7"),
            similar: Some(text("007")),
        },
        UnknownManager {
            number: text("山田"),
            similar: None,
        },
        OwnManager,
        ManagerCycle { numbers: circle },
        BadDate {
            value: value.clone(),
        },
        LeftBeforeJoined {
            joined: from,
            left: until,
        },
        LeaveBackwards { from, until },
        BadMail {
            value: value.clone(),
        },
        BadZone {
            value: value.clone(),
        },
        BadLanguage {
            value: value.clone(),
        },
        BadHours {
            value: value.clone(),
        },
        BadMark { value },
        More { count: 5 },
    ]);
    let told = |kind: &ProblemKind| {
        let it = problem(12, "欄", kind.clone());
        format!("{}\n{}\n", explain(&it, true), it)
    };
    insta::assert_snapshot!(kinds.iter().map(told).collect::<String>());
}
