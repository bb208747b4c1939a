//! The many shapes of a good file.

use super::*;

#[test]
fn a_row_in_japanese() {
    let person = only(
        "社員番号,氏名,フリガナ,メールアドレス,部署,上司の社員番号,雇用区分,入社日,退職日,休職開始日,休職終了日,部署長,言語,タイムゾーン,勤務時間\r\n\
         ００１２,　山田　　太郎 ,ﾔﾏﾀﾞ ﾀﾛｳ,Ｔａｒｏ@Example.JP,本社／営業部／第１課,－,正社員,令和6年4月1日,9999/12/31,2026/5/1,,○,日本語,JST,９：００～１８：００\r\n",
    );
    let expected = RosterPerson {
        line: 2,
        number: "0012".into(),
        name: "山田 太郎".into(),
        kana: Some("ヤマダ タロウ".into()),
        email: Some("taro@example.jp".into()),
        department: "本社/営業部/第1課".into(),
        manager: None,
        employment: Some("正社員".into()),
        joined: Some(day(2024, 4, 1)),
        left: None,
        leave: Some((day(2026, 5, 1), day(9999, 12, 31))),
        head: true,
        language: Some("ja".into()),
        time_zone: Some("Asia/Tokyo".into()),
        working_hours: Some("Mon-Fri 09:00-18:00".into()),
        accounts: Default::default(),
    };
    assert_eq!(person, expected);
}

#[test]
fn a_row_in_english() {
    let person = only(
        "Employee ID;Last Name;First Name;Work Email;Department;Manager ID;Hire Date;Slack User ID;teams_user_id\n\
         7;Smith;Mary Ann;m.smith@example.com;Sales Dept > East;;2024-04-01;U07;\n",
    );
    assert_eq!(
        (person.name.as_str(), person.department.as_str()),
        ("Mary Ann Smith", "Sales Dept/East")
    );
    assert_eq!(
        person.accounts,
        [("slack".to_owned(), "U07".to_owned())].into()
    );
    assert_eq!(person.joined, Some(day(2024, 4, 1)));
}

#[test]
fn names_in_two_columns_stand_in_the_order_of_their_language() {
    let names = |rows: &str| -> Vec<String> {
        good(&format!("社員番号,姓,名,部署\n{rows}"))
            .people
            .into_iter()
            .map(|person| person.name)
            .collect()
    };
    assert_eq!(
        names("1,山田,太郎,x\n2,Carter,Emily,x\n3,陳,,x\n"),
        ["山田 太郎", "Emily Carter", "陳"]
    );
}

#[test]
fn a_whole_name_goes_before_its_halves() {
    assert_eq!(
        only("社員番号,氏名,姓,名,部署\n1,山田（旧姓 森）,山田,花子,x\n").name,
        "山田（旧姓 森）"
    );
    assert_eq!(
        only("社員番号,氏名,姓,名,部署\n1,,山田,花子,x\n").name,
        "山田 花子"
    );
}

#[test]
fn departments_in_levels() {
    for (header, cells, path) in [
        ("部署1,部署2,部署3", "本社,営業部,", "本社/営業部"),
        ("部署2,部署1", "営業部,本社", "本社/営業部"),
        (
            "事業部,部,課",
            "東日本,営業部,第一課",
            "東日本/営業部/第一課",
        ),
        ("部署,課", "本社/営業部,第一課", "本社/営業部/第一課"),
        ("部門,部署", "本社,本社/営業部", "本社/営業部"),
        ("部,課", "営業部,営業部", "営業部"),
        (
            "部署,部署1,部署2",
            "営業部第一課,営業部,第一課",
            "営業部/第一課",
        ),
        ("所属", "本社　営業部　第一課", "本社/営業部/第一課"),
        ("本部,部,課", "本社,,第一課", "本社/第一課"),
    ] {
        assert_eq!(
            only(&format!("社員番号,氏名,{header}\n1,a,{cells}\n")).department,
            path,
            "{header}"
        );
    }
}

#[test]
fn better_headers_go_before_vague_ones() {
    let roster = good(
        "ID,社員番号,氏名,部署,上司,上司の社員番号,メールアドレス,会社メールアドレス\n9,001,a,x,,,b@home.example,a@work.example\n",
    );
    assert_eq!(roster.people[0].number, "001");
    assert_eq!(roster.people[0].email.as_deref(), Some("a@work.example"));
    let ignored: Vec<&str> = roster
        .notices
        .iter()
        .map(|notice| notice.column.as_str())
        .collect();
    assert_eq!(ignored, ["ID", "上司", "メールアドレス"]);
}

#[test]
fn what_is_worth_knowing_is_noticed() {
    let notice = |line, column: &str, kind| Notice {
        line,
        column: column.to_owned(),
        kind,
    };
    let roster =
        good("社員一覧,,\n社員番号,氏名,部署,血液型,マイナンバー\n1,山\u{E000},x,A,\n2,森,x,B,\n");
    let mut notices = roster.notices;
    let expected = [
        notice(2, "血液型", NoticeKind::IgnoredColumn),
        notice(2, "マイナンバー", NoticeKind::IdentityNumbers),
        notice(2, "", NoticeKind::SkippedTitle { rows: 1 }),
        notice(2, "", NoticeKind::NoManagerColumn),
        notice(3, "", NoticeKind::PrivateCharacters { rows: 1 }),
    ];
    for kind in &expected {
        assert!(notices.contains(kind), "{kind:?}");
    }
    assert_eq!(notices.len(), expected.len());
    let rows = "1,a,x,,2026-03-31,○\n2,b,x,1,,○\n3,c,x,1,2026-03-31,\n4,d,x,2,,○\n5,e,y,2,,○\n";
    let odd = good(&format!("社員番号,氏名,部署,上司ID,退職日,部署長\n{rows}")).notices;
    let left = day(2026, 3, 31);
    let expected = [
        notice(
            2,
            "",
            NoticeKind::ManagerLeaves {
                number: "1".into(),
                left,
                members: 1,
            },
        ),
        notice(
            5,
            "",
            NoticeKind::SeveralHeads {
                department: "x".into(),
                heads: 2,
            },
        ),
    ];
    assert_eq!(odd, expected);
    notices.extend(odd);
    let told = |notice| {
        format!(
            "{}\n{}\n",
            explain_notice(notice, true),
            explain_notice(notice, false)
        )
    };
    insta::assert_snapshot!(notices.iter().map(told).collect::<String>());
}

#[test]
fn lines_are_those_of_the_file() {
    for newline in ["\n", "\r\n", "\r"] {
        let text = "社員番号,\"氏\n名\",部署,備考\n\n1,a,x,\"一\n二\n三\"\n\n,,,\n2,b,x,\n"
            .replace('\n', newline);
        let lines: Vec<u64> = good(&text)
            .people
            .iter()
            .map(|person| person.line)
            .collect();
        assert_eq!(lines, [4, 9], "{newline:?}");
    }
}

#[test]
fn columns_without_a_header_do_no_harm() {
    assert_eq!(
        only("社員番号,氏名,,部署,,\n1,a,memo,x,,memo\n").department,
        "x"
    );
    assert_eq!(only("社員番号,氏名,部署,,\n1,a,x\n").department, "x");
}

#[test]
fn departments_of_several_posts_are_no_levels() {
    let roster = good("社員番号,氏名,部署1,役職1,部署2,役職2\n1,a,本社/営業部,課長,本社/人事部,\n");
    assert_eq!(roster.people[0].department, "本社/営業部");
    let ignored: Vec<&str> = roster
        .notices
        .iter()
        .map(|notice| notice.column.as_str())
        .collect();
    assert_eq!(ignored, ["役職1", "部署2", "役職2", ""]);
}
