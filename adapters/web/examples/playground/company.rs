//! A company of a few people and as large a crowd as one likes, and its commands.

use kiku_web::*;
use std::collections::BTreeSet;

fn resident(
    user: &str,
    name: &str,
    line: (&str, &str),
    kinds: &[Kind],
    language: Language,
) -> Resident {
    Resident {
        user: user.into(),
        name: name.into(),
        role_line: Bilingual::new(line.0, line.1),
        department: "本社/営業部".into(),
        language,
        kinds: kinds.iter().copied().collect(),
        reachable: user != "e0009",
    }
}

pub fn company(crowd: usize) -> Vec<Resident> {
    let (ja, en) = (Language::Ja, Language::En);
    let member = [Kind::Member];
    let mut people = vec![
        resident(
            "e0001",
            "佐藤 花子",
            ("営業部 · メンバー", "Sales · member"),
            &member,
            ja,
        ),
        resident(
            "e0002",
            "鈴木 一郎",
            ("営業部 · 上司", "Sales · manager"),
            &[Kind::Manager, Kind::Member],
            ja,
        ),
        resident(
            "e0003",
            "Emma Wilson",
            ("開発部 · メンバー", "Engineering · member"),
            &member,
            en,
        ),
        resident(
            "e0004",
            "高橋 真理",
            ("人事部 · 人事", "HR · HR"),
            &[Kind::Hr, Kind::Member],
            ja,
        ),
        resident(
            "e0005",
            "山本 健",
            ("役員室 · 役員", "Board · executive"),
            &[Kind::Executive],
            ja,
        ),
        resident(
            "e0009",
            "中村 去",
            ("総務部 · メンバー", "General affairs · member"),
            &member,
            ja,
        ),
    ];
    let names = [
        "田中",
        "伊藤",
        "渡辺",
        "小林",
        "加藤",
        "吉田",
        "佐々木",
        "山口",
        "松本",
        "井上",
    ];
    people.extend((0..crowd).map(|i| {
        let name = format!(
            "{} {}",
            names[i % 10],
            ["翔", "葵", "蓮", "結衣", "悠真", "美咲", "大輔"][i % 7]
        );
        resident(
            &format!("f{i:05}"),
            &name,
            ("製造部 · メンバー", "Production · member"),
            &member,
            ja,
        )
    }));
    people
}

pub fn commands() -> Vec<CommandHelp> {
    let all: BTreeSet<Kind> = Kind::ALL.into();
    let help = |ja: &str, en: &str, explain_ja: &str, explain_en: &str| CommandHelp {
        word: Bilingual::new(ja, en),
        explanation: Bilingual::new(explain_ja, explain_en),
        kinds: all.clone(),
    };
    vec![
        help(
            "予定",
            "next",
            "次の1on1の日時と場所を見る",
            "See when and where your next 1on1 is",
        ),
        help(
            "準備",
            "prep",
            "話したいことと聞き方を選ぶ",
            "Choose what to talk about and how",
        ),
        help(
            "日程",
            "book",
            "日時を決める・変える",
            "Find or change the time",
        ),
        help(
            "共有メモ",
            "note",
            "2人で読めるメモを書く",
            "Write a note both of you can read",
        ),
        help(
            "設定",
            "settings",
            "言語や勤務時間を変える",
            "Change language or working hours",
        ),
        help("ヘルプ", "help", "できることの一覧", "What you can do here"),
    ]
}
