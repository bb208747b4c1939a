//! An invented company of any size, as rows of a roster: reproducible from a seed.

use crate::dice::Dice;
use kiku::domain::roster::RosterPerson;

const FAMILY: [(&str, &str); 32] = [
    ("佐藤", "Sato"),
    ("鈴木", "Suzuki"),
    ("高橋", "Takahashi"),
    ("田中", "Tanaka"),
    ("伊藤", "Ito"),
    ("渡辺", "Watanabe"),
    ("山本", "Yamamoto"),
    ("中村", "Nakamura"),
    ("小林", "Kobayashi"),
    ("加藤", "Kato"),
    ("吉田", "Yoshida"),
    ("山田", "Yamada"),
    ("佐々木", "Sasaki"),
    ("山口", "Yamaguchi"),
    ("松本", "Matsumoto"),
    ("井上", "Inoue"),
    ("木村", "Kimura"),
    ("林", "Hayashi"),
    ("斎藤", "Saito"),
    ("清水", "Shimizu"),
    ("山崎", "Yamazaki"),
    ("森", "Mori"),
    ("池田", "Ikeda"),
    ("橋本", "Hashimoto"),
    ("阿部", "Abe"),
    ("石川", "Ishikawa"),
    ("前田", "Maeda"),
    ("藤田", "Fujita"),
    ("小川", "Ogawa"),
    ("後藤", "Goto"),
    ("岡田", "Okada"),
    ("長谷川", "Hasegawa"),
];

const GIVEN: [(&str, &str); 24] = [
    ("陽菜", "Hina"),
    ("蓮", "Ren"),
    ("結衣", "Yui"),
    ("大翔", "Hiroto"),
    ("葵", "Aoi"),
    ("湊", "Minato"),
    ("さくら", "Sakura"),
    ("悠真", "Yuma"),
    ("美咲", "Misaki"),
    ("健太", "Kenta"),
    ("真由美", "Mayumi"),
    ("拓也", "Takuya"),
    ("由香", "Yuka"),
    ("直樹", "Naoki"),
    ("恵子", "Keiko"),
    ("誠", "Makoto"),
    ("千尋", "Chihiro"),
    ("翔", "Sho"),
    ("明日香", "Asuka"),
    ("和也", "Kazuya"),
    ("優子", "Yuko"),
    ("涼", "Ryo"),
    ("麻衣", "Mai"),
    ("亮", "Akira"),
];

const DIVISIONS: [(&str, &str); 6] = [
    ("営業本部", "Sales"),
    ("開発本部", "Development"),
    ("製造本部", "Manufacturing"),
    ("管理本部", "Administration"),
    ("企画本部", "Planning"),
    ("サービス本部", "Services"),
];

/// How many members a manager has at most.
const SPAN: usize = 8;

/// A company with `members` members below one president, in three levels of departments.
/// Names are Japanese, or romanised when `english`.
pub fn invent(members: usize, seed: u64, english: bool) -> Vec<RosterPerson> {
    let head = row(0, seed, english, String::new(), None);
    let mut people = vec![RosterPerson {
        department: top(english).to_owned(),
        ..head
    }];
    for index in 1..=members {
        let manager = (index - 1) / SPAN;
        let department = department(index, english);
        people.push(row(index, seed, english, department, Some(number(manager))));
    }
    people
}

fn top(english: bool) -> &'static str {
    if english { "Head office" } else { "本社" }
}

/// The line of managers above a person decides the department: division, department, section.
fn department(index: usize, english: bool) -> String {
    let mut line = Vec::new();
    let mut at = index;
    while at > 0 {
        line.push(at);
        at = (at - 1) / SPAN;
    }
    line.reverse();
    let mut path = top(english).to_owned();
    for (level, at) in line.iter().take(3).enumerate() {
        let place = (at - 1) % SPAN;
        let (ja, en) = DIVISIONS[place % DIVISIONS.len()];
        let part = match (level, english) {
            (0, false) => format!("{ja}{}", second(place)),
            (0, true) => format!("{en}{}", second(place)),
            (1, false) => format!("第{}部", place + 1),
            (1, true) => format!("Department {}", place + 1),
            (_, false) => format!("第{}課", place + 1),
            (_, true) => format!("Section {}", place + 1),
        };
        path.push('/');
        path.push_str(&part);
    }
    path
}

fn second(place: usize) -> &'static str {
    if place < DIVISIONS.len() { "" } else { "2" }
}

fn number(index: usize) -> String {
    format!("S{index:06}")
}

fn row(
    index: usize,
    seed: u64,
    english: bool,
    department: String,
    manager: Option<String>,
) -> RosterPerson {
    let number = number(index);
    let mut dice = Dice::new(seed, &["name", &number]);
    let family = FAMILY[dice.below(FAMILY.len())];
    let given = GIVEN[dice.below(GIVEN.len())];
    let name = if english {
        format!("{} {}", given.1, family.1)
    } else {
        format!("{} {}", family.0, given.0)
    };
    RosterPerson {
        email: Some(format!("{}@example.jp", number.to_lowercase())),
        number,
        name,
        department,
        manager,
        ..RosterPerson::default()
    }
}
