//! The companies of the stories, and their programme.

use crate::company::{Company, Mode, TEAM};
use kiku::domain::lang::Lang;
use kiku::domain::person::Role;
use kiku::domain::programme::{Audience, Channel, FileGrant, Programme};

/// One pair, with HR and an executive: 佐藤 (member), 田中 (manager), 鈴木 (HR), 山本 (executive).
pub const PAIR: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
1,山本 一郎,yamamoto@example.co.jp,本社,
2,田中 健,tanaka@example.co.jp,本社/営業部,
3,佐藤 花子,sato@example.co.jp,本社/営業部,2
4,鈴木 恵,suzuki@example.co.jp,本社/人事部,
";

/// The members of [`two_teams`].
pub const MEMBERS: [&str; 10] = [
    "sato", "t10", "t11", "t12", "t13", "t14", "t15", "d1", "d2", "d3",
];

/// 田中 leads seven in sales, 木村 three in development.
pub fn two_teams() -> String {
    let mut csv = PAIR.to_owned();
    for index in 10..16 {
        csv.push_str(&format!(
            "{index},高橋 {index}号,t{index}@example.co.jp,本社/営業部,2\n"
        ));
    }
    csv.push_str("20,木村 真,kimura@example.co.jp,本社/開発部,\n");
    for index in 1..4 {
        csv.push_str(&format!(
            "2{index},中村 {index}号,d{index}@example.co.jp,本社/開発部,20\n"
        ));
    }
    csv
}

/// The default programme with HR, an executive and their channels: HR's by its id, the other by its name.
pub fn programme() -> Programme {
    let grant = |person: &str, role| FileGrant {
        person: person.to_owned(),
        role,
        unit: String::new(),
    };
    let channel = |audience, id: &str| Channel {
        audience,
        platform: kiku_slack::PLATFORM.to_owned(),
        workspace: TEAM.to_owned(),
        id: id.to_owned(),
        language: Some(Lang::Ja),
    };
    Programme {
        company: "きく商事".to_owned(),
        grants: vec![grant("4", Role::Hr), grant("1", Role::Executive)],
        channels: vec![
            channel(Audience::Hr, "C0HR"),
            channel(Audience::Executive, "#exec"),
        ],
        ..Programme::default()
    }
}

/// A company of this roster, connected in this way, on Friday 30 October 2026 at noon: the cycle opens on Monday.
pub async fn company(mode: Mode, roster: &str) -> Company {
    let company = Company::open(mode, programme(), roster, "2026-10-30 12:00").await;
    company.unwrap_or_else(|error| panic!("{error:#}"))
}
