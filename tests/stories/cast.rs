//! The companies of the stories.

use kiku::domain::lang::Lang;
use kiku::domain::person::Role;
use kiku::domain::programme::{Audience, Channel, FileGrant, Programme};
use kiku_testkit::{Company, Setup, chat};

/// One pair, with HR and an executive: 佐藤 (member), 田中 (manager), 鈴木 (HR), 山本 (executive).
pub const PAIR: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
1,山本 一郎,yamamoto@example.jp,本社,
2,田中 健,tanaka@example.jp,本社/営業部,
3,佐藤 花子,sato@example.jp,本社/営業部,2
4,鈴木 恵,suzuki@example.jp,本社/人事部,
";

/// A manager with seven members.
pub fn seven() -> String {
    let mut csv = PAIR.to_owned();
    for index in 10..16 {
        csv.push_str(&format!(
            "{index},高橋 {index}号,t{index}@example.jp,本社/営業部,2\n"
        ));
    }
    csv
}

/// The members of [`two_teams`].
pub const TWO_TEAMS: [&str; 13] = [
    "sato", "t10", "t11", "t12", "t13", "t14", "t15", "d1", "d2", "d3", "s1", "s2", "s3",
];

/// 田中 leads seven in sales, 木村 three in development, 森 three in sales' first section.
pub fn two_teams() -> String {
    let mut csv = seven();
    csv.push_str("20,木村 真,kimura@example.jp,本社/開発部,\n");
    csv.push_str("30,森 葵,mori@example.jp,本社/営業部/第一課,\n");
    for index in 1..4 {
        csv.push_str(&format!(
            "2{index},中村 {index}号,d{index}@example.jp,本社/開発部,20\n"
        ));
        csv.push_str(&format!(
            "3{index},小林 {index}号,s{index}@example.jp,本社/営業部/第一課,30\n"
        ));
    }
    csv
}

/// 田中 heads sales by grant, besides HR and the executive.
pub fn with_head() -> Programme {
    let mut programme = programme();
    programme.grants.push(FileGrant {
        person: "2".to_owned(),
        role: Role::DepartmentHead,
        unit: "本社/営業部".to_owned(),
    });
    programme
}

/// The default programme with HR, an executive and their channels.
pub fn programme() -> Programme {
    let grant = |person: &str, role| FileGrant {
        person: person.to_owned(),
        role,
        unit: String::new(),
    };
    let channel = |audience, id: &str| Channel {
        audience,
        platform: chat::PLATFORM.to_owned(),
        workspace: chat::WORKSPACE.to_owned(),
        id: id.to_owned(),
        language: Some(Lang::Ja),
    };
    Programme {
        company: "きく商事".to_owned(),
        grants: vec![grant("4", Role::Hr), grant("1", Role::Executive)],
        channels: vec![
            channel(Audience::Hr, "hr"),
            channel(Audience::Executive, "exec"),
        ],
        ..Programme::default()
    }
}

/// A company of this roster, on Friday 30 October 2026 at noon: the cycle opens on Monday.
pub async fn company(roster: &str) -> Company {
    with(programme(), roster).await
}

/// A company of this programme and roster, on Friday 30 October 2026 at noon.
pub async fn with(programme: Programme, roster: &str) -> Company {
    let setup = Setup {
        programme,
        roster: roster.to_owned(),
        begins: "2026-10-30 12:00",
    };
    Company::open(setup)
        .await
        .unwrap_or_else(|error| panic!("{error:#}"))
}
