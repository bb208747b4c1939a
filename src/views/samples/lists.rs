//! What those who run the programme see: where roster and accounts differ, whom messages do not reach, and that an
//! opening takes long.

use super::Sample;
use super::company::*;
use crate::domain::lang::Lang;
use crate::domain::pace::Pace;
use crate::domain::person::{Actor, Grant, Role};
use crate::material::{Gap, Gaps, Undelivered, Unreachable, Unreached, UnreachedChannel};
use crate::notice::Notice;
use crate::views::{Extra, NoticeMaterial, long_opening, notice};

/// All of them in one language.
pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let (several, last, none) = (gaps(lang), last_page(lang), Gaps::default());
    let (lost, nobody) = (lost(lang), Unreachable::default());
    let people = |name, gaps| tell(lang, name, &Notice::People { page: 0 }, Extra::Gaps(gaps));
    let unreached = |name, list| {
        let asked = Notice::Unreachable { page: 0 };
        tell(lang, name, &asked, Extra::Unreachable(list))
    };
    let mut cycle = cycle();
    cycle.pace = Pace {
        messages: 198_000,
        per_minute: 300,
    };
    let long = long_opening(&programme(lang), &cycle, lang);
    let long = long.map(|view| Sample {
        name: "long_opening/two_days",
        view,
    });
    let mut all = vec![
        people("people/several", &several),
        people("people/last_page", &last),
        people("people/none", &none),
        unreached("unreachable/several", &lost),
        unreached("unreachable/nobody", &nobody),
    ];
    all.extend(long);
    all
}

fn tell(lang: Lang, name: &'static str, asked: &Notice, extra: Extra<'_>) -> Sample {
    let person = member(lang, 0);
    let grant = Grant {
        person: person.id,
        role: Role::Hr,
        unit: String::new(),
    };
    let actor = Actor {
        person,
        grants: vec![grant],
        manages: false,
    };
    let material = NoticeMaterial {
        actor: &actor,
        desk: &desk(lang, None, Vec::new()),
        extra,
    };
    Sample {
        name,
        view: notice(asked, &material, opening()),
    }
}

fn gaps(lang: Lang) -> Gaps {
    let no_account = |place: usize| Gap::NoAccount {
        name: member(lang, place).name,
        department: member(lang, place).department,
        has_mail: place != 4,
    };
    let mut shown: Vec<Gap> = (3..6).map(no_account).collect();
    shown.push(Gap::NoLine {
        name: either(lang, "新人 太郎", "Taro Newcomer").to_owned(),
        mail: Some("shinjin@example.jp".to_owned()),
        workspace: "T0000001".to_owned(),
    });
    shown.push(Gap::NoLine {
        name: "partner".to_owned(),
        mail: None,
        workspace: "T0000001".to_owned(),
    });
    shown.push(Gap::Twice {
        name: member(lang, 7).name,
        department: member(lang, 7).department,
        account: "makoto-old".to_owned(),
        workspace: "T0000001".to_owned(),
    });
    Gaps {
        no_account: 3,
        no_line: 2,
        twice: 1,
        looked_at: Some(opening()),
        several: false,
        page: 0,
        pages: 1,
        shown,
    }
}

/// The last page of a long list, in a company of several workspaces.
fn last_page(lang: Lang) -> Gaps {
    let shown = gaps(lang).shown.split_off(3);
    Gaps {
        no_account: 1_240,
        no_line: 2,
        twice: 1,
        several: true,
        page: 62,
        pages: 63,
        shown,
        looked_at: None,
    }
}

fn lost(lang: Lang) -> Unreachable {
    let one = |(place, why): (usize, Undelivered)| Unreached {
        name: member(lang, place).name,
        department: member(lang, place).department,
        since: (place != 0).then(opening),
        messages: place as i64,
        why,
    };
    Unreachable {
        total: 24,
        page: 0,
        pages: 2,
        shown: (0..4).zip(Undelivered::ALL).map(one).collect(),
        channels: vec![UnreachedChannel {
            channel: "#hr-1on1".to_owned(),
            since: Some(opening()),
            messages: 1,
            why: Undelivered::NotReached,
        }],
    }
}
