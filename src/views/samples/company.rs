//! The small company of the samples: one manager, their members, and the month of November 2026.

use crate::domain::cycle::{Cycle, CycleStage};
use crate::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::note::{ActionItem, Content, ContentKind};
use crate::domain::person::{Actor, Pause, Person};
use crate::domain::programme::Programme;
use crate::domain::session::{Booking, Prep, Session};
use crate::domain::slots;
use crate::material::{Desk, LastTalk, Scene};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The manager of everybody.
pub(in crate::views) const MANAGER: PersonId = PersonId(1);
/// The first member.
pub(in crate::views) const MEMBER: PersonId = PersonId(2);

const NAMES: [(&str, &str); 12] = [
    ("佐藤 花子", "Hanako Sato"),
    ("鈴木 一郎", "Ichiro Suzuki"),
    ("高橋 美咲", "Misaki Takahashi"),
    ("田中 健", "Ken Tanaka"),
    ("伊藤 さくら", "Sakura Ito"),
    ("渡辺 翔", "Sho Watanabe"),
    ("中村 陽子", "Yoko Nakamura"),
    ("小林 誠", "Makoto Kobayashi"),
    ("加藤 由美", "Yumi Kato"),
    ("吉田 直樹", "Naoki Yoshida"),
    ("山本 彩", "Aya Yamamoto"),
    ("松本 大輔", "Daisuke Matsumoto"),
];

/// Wednesday, 4 November 2026, 09:30 in Tokyo.
pub(in crate::views) fn opening() -> DateTime<Utc> {
    DateTime::from_timestamp(1_793_752_200, 0).unwrap_or_default()
}

/// Wednesday, 25 November 2026, 14:00 in Tokyo.
pub(in crate::views) fn talk() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_582_800, 0).unwrap_or_default()
}

/// A little after that talk.
pub(in crate::views) fn afterwards() -> DateTime<Utc> {
    talk() + Duration::minutes(35)
}

pub(in crate::views) fn month() -> Month {
    Month::new(2026, 11).unwrap_or(Month::from_number(0))
}

/// Words in either language.
pub(in crate::views) fn either<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Ja { ja } else { en }
}

pub(in crate::views) fn programme(lang: Lang) -> Programme {
    Programme {
        company: either(lang, "青空商事", "Aozora Trading").to_owned(),
        language: lang,
        consultation_desk: either(
            lang,
            "相談窓口（内線 1234）",
            "Consultation desk (extension 1234)",
        )
        .to_owned(),
        ..Programme::default()
    }
}

pub(in crate::views) fn person(lang: Lang, id: PersonId, name: &str) -> Person {
    Person {
        id,
        version: 1,
        number: format!("{:04}", id.0),
        name: name.to_owned(),
        email: None,
        department: either(lang, "本社/営業部/第一課", "Head office/Sales/Team 1").to_owned(),
        manager: (id != MANAGER).then_some(MANAGER),
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang,
        tz: Tz::Asia__Tokyo,
        hours: crate::domain::calendar::WorkingHours::default(),
        heads: false,
        kana: None,
        lang_from: crate::domain::directory::Source::Roster,
        tz_from: crate::domain::directory::Source::Roster,
        own_settings: false,
        pause: Pause::Running,
        welcomed: true,
    }
}

pub(in crate::views) fn manager(lang: Lang) -> Person {
    person(lang, MANAGER, either(lang, "山田 太郎", "Taro Yamada"))
}

/// The member at this place, from 0.
pub(in crate::views) fn member(lang: Lang, place: usize) -> Person {
    let (ja, en) = NAMES[place % NAMES.len()];
    person(lang, PersonId(2 + place as i64), either(lang, ja, en))
}

pub(in crate::views) fn cycle() -> Cycle {
    Cycle {
        month: month(),
        version: 1,
        opens_at: opening(),
        closes_at: talk() + Duration::days(12),
        k: 5,
        pace: crate::domain::pace::Pace::default(),
        stage: CycleStage::Open,
    }
}

/// A fresh talk of the member at this place: nothing answered.
pub(in crate::views) fn scene_of(lang: Lang, place: usize) -> Scene {
    let (member, manager) = (member(lang, place), manager(lang));
    let id = SessionId(100 + place as i64);
    let session = Session {
        version: 1,
        ..Session::planned(id, month(), &member, manager.id, opening())
    };
    Scene {
        programme: Arc::new(programme(lang)),
        cycle: cycle(),
        session,
        member,
        manager,
        busy: Vec::new(),
        items: Vec::new(),
        contents: Vec::new(),
        last: None,
        days: BTreeMap::new(),
    }
}

/// The first member's fresh talk.
pub(in crate::views) fn scene(lang: Lang) -> Scene {
    scene_of(lang, 0)
}

/// Topic and response chosen, a line written, three times proposed.
pub(in crate::views) fn prepared(lang: Lang, place: usize) -> Scene {
    let mut scene = scene_of(lang, place);
    let topics = ["career", "progress", "skills", "relationships"];
    let responses = ["listen", "together", "advice", "opinion", "other"];
    scene.session.prep = Prep {
        topic: Some(topics[place % topics.len()].to_owned()),
        response: Some(responses[place % responses.len()].to_owned()),
        at: Some(opening()),
        openers: 0,
    };
    scene.session.offered = scene
        .with_slots(opening() + Duration::hours(2), slots::propose)
        .slots;
    let line = either(
        lang,
        "来年の異動希望について、まだ迷っています。",
        "I am still unsure about asking for a transfer.",
    );
    written(&mut scene, ContentKind::Line, line)
}

/// Prepared and agreed on, chosen by the member.
pub(in crate::views) fn booked(lang: Lang, place: usize) -> Scene {
    let mut scene = prepared(lang, place);
    scene.session.booking = Some(Booking {
        start: talk() + Duration::minutes(30 * place as i64),
        minutes: 30,
        by: scene.member.id,
        accepted: false,
    });
    scene.session.booking_version = 1;
    scene
}

/// What the member wrote, besides what is there.
pub(in crate::views) fn written(scene: &mut Scene, kind: ContentKind, text: &str) -> Scene {
    scene.contents.push(Content {
        id: ContentId(500 + scene.contents.len() as i64),
        kind,
        session: scene.session.id,
        author: scene.session.member,
        at: opening(),
        text: text.to_owned(),
    });
    scene.clone()
}

/// Two open items, one of either side.
pub(in crate::views) fn with_items(lang: Lang, mut scene: Scene) -> Scene {
    let texts = [
        either(lang, "研修の候補を3つ調べる", "Look up three courses"),
        either(lang, "人事に制度を確認する", "Ask HR about the rules"),
    ];
    let owners = [scene.session.member, scene.session.manager];
    for (index, (text, owner)) in texts.into_iter().zip(owners).enumerate() {
        scene.items.push(ActionItem {
            id: ItemId(900 + index as i64),
            version: 1,
            session: scene.session.id,
            member: scene.session.member,
            manager: scene.session.manager,
            owner,
            due: (index == 0).then(|| month().last_day()),
            done_at: None,
            text: text.to_owned(),
            content: ContentId(950 + index as i64),
        });
    }
    scene
}

/// With a last talk that was held, or not.
pub(in crate::views) fn after_a_talk(mut scene: Scene, held: bool) -> Scene {
    scene.last = Some(LastTalk {
        month: month().previous(),
        topic: Some("career".to_owned()),
        held,
        openers: 1,
    });
    scene
}

/// The first member, at their desk.
pub(in crate::views) fn member_actor(lang: Lang) -> Actor {
    Actor {
        person: member(lang, 0),
        grants: Vec::new(),
        manages: false,
    }
}

/// The manager, at their desk.
pub(in crate::views) fn manager_actor(lang: Lang) -> Actor {
    Actor {
        person: manager(lang),
        grants: Vec::new(),
        manages: true,
    }
}

/// A desk with this talk of one's own and these that one leads.
pub(in crate::views) fn desk(lang: Lang, own: Option<Scene>, led: Vec<Scene>) -> Desk {
    let items = own.iter().flat_map(|scene| {
        scene
            .items
            .iter()
            .map(|item| (item.clone(), scene.manager.clone()))
    });
    Desk {
        programme: Arc::new(programme(lang)),
        cycle: Some(cycle()),
        items: items.collect(),
        own: own.map(Box::new),
        past: None,
        led,
        released: None,
    }
}
