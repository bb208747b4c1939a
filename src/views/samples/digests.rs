//! Digests in their interesting states: all shown, most hidden, the first month, a department, an executive's.

use super::Sample;
use super::company::{either, month, programme};
use crate::domain::digest::{Perspective, Teams, digest};
use crate::domain::figures::{
    DepartmentTree, Dimensions, Kind, Outcome, SessionFact, UnitIx, count,
};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::privacy::{Release, Scope, UnitFigures, protect};
use crate::domain::programme::{Audience, Item};
use crate::views::digest::{DigestMaterial, index_of, message, unit};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many people a figure of the samples needs.
const K: u32 = 5;

/// All digests in one language.
pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let company = Scope::Company;
    let large = Told::new(lang, &[(month(), 24, 1), (month().previous(), 24, 0)]);
    let first = Told::new(lang, &[(month(), 24, 0)]);
    let small = Told::new(lang, &[(month(), 1, 0), (month().previous(), 1, 0)]);
    let sales = Scope::Department(either(lang, "本社/営業部", "Head office/Sales").to_owned());
    vec![
        large.sample("digest/hr", &company, Audience::Hr, Teams::All),
        large.sample(
            "digest/executive",
            &company,
            Audience::Executive,
            Teams::OfAtLeastK,
        ),
        large.sample("digest/department", &sales, Audience::Executive, Teams::All),
        large.sample(
            "digest/department_executive",
            &sales,
            Audience::Executive,
            Teams::OfAtLeastK,
        ),
        first.sample("digest/first_month", &company, Audience::Hr, Teams::All),
        small.sample("digest/few_people", &company, Audience::Hr, Teams::All),
        Told::new(lang, &[(month(), 0, 0)]).sample(
            "digest/nothing_due",
            &company,
            Audience::Hr,
            Teams::All,
        ),
    ]
}

/// Months of the sample company, the newest first.
pub(in crate::views) struct Told {
    lang: Lang,
    pub(in crate::views) releases: Vec<Release>,
}

impl Told {
    /// Each month with the members of each of its teams, and whether the second team had a bad month (1) or not (0).
    pub(in crate::views) fn new(lang: Lang, months: &[(Month, u32, u32)]) -> Self {
        let release =
            |(month, members, bad): &(Month, u32, u32)| released(lang, *month, *members, *bad > 0);
        Told {
            lang,
            releases: months.iter().map(release).collect(),
        }
    }

    fn sample(
        &self,
        name: &'static str,
        scope: &Scope,
        audience: Audience,
        teams: Teams,
    ) -> Sample {
        let view = self.with(scope, audience, teams, |material| match scope {
            Scope::Company => message(material, self.lang),
            _ => unit(material, self.lang),
        });
        Sample { name, view }
    }

    /// What a reader is given of a unit.
    pub(in crate::views) fn with<T>(
        &self,
        scope: &Scope,
        audience: Audience,
        teams: Teams,
        tell: impl FnOnce(&DigestMaterial<'_>) -> T,
    ) -> T {
        let now = &self.releases[0];
        let earlier = self.releases[1..].iter();
        let series: Vec<(Month, UnitFigures)> = earlier
            .filter_map(|release| Some((release.month, release.of(scope)?.clone())))
            .collect();
        let perspective = Perspective {
            scope,
            now,
            before: self.releases.get(1),
            teams,
        };
        let Some(digest) = digest(&perspective, &series) else {
            unreachable!("the sample company has this unit")
        };
        let names = names(self.lang);
        let programme = programme(self.lang);
        let png = Arc::new(b"\x89PNG\r\n\x1a\n".to_vec());
        tell(&DigestMaterial {
            programme: &programme,
            release: now,
            digest: &digest,
            teams,
            names: &names,
            audience,
            released_on: NaiveDate::from_ymd_opt(2026, 12, 4),
            png: Some(&png),
            up: match scope {
                Scope::Company => None,
                _ => index_of(now, &Scope::Company),
            },
        })
    }
}

fn names(lang: Lang) -> BTreeMap<i64, String> {
    let name = |ja, en| either(lang, ja, en).to_owned();
    BTreeMap::from([
        (1, name("山田 太郎", "Taro Yamada")),
        (2, name("佐々木 玲子", "Reiko Sasaki")),
        (3, name("井上 健", "Ken Inoue")),
        (4, name("木村 真理", "Mari Kimura")),
    ])
}

fn released(lang: Lang, month: Month, members: u32, bad: bool) -> Release {
    let paths = match lang {
        Lang::Ja => [
            "本社/営業部/第一課",
            "本社/営業部/第二課",
            "本社/開発部",
            "本社/人事部",
        ],
        Lang::En => [
            "Head office/Sales/Team 1",
            "Head office/Sales/Team 2",
            "Head office/Development",
            "Head office/HR",
        ],
    };
    let tree = DepartmentTree::new(paths);
    let programme = programme(lang);
    let keys = |items: &[Item]| items.iter().map(|item| item.key.clone()).collect();
    let dimensions = Dimensions {
        topics: keys(&programme.topics),
        responses: keys(&programme.responses),
    };
    let mut facts = Vec::new();
    for (place, path) in paths.iter().enumerate() {
        let team = Team {
            month,
            unit: tree.unit(path).unwrap_or(UnitIx::COMPANY),
            manager: place as i64 + 1,
            bad: bad && place == 1,
        };
        let size = if place == 3 { members.min(4) } else { members };
        facts.extend((0..size).map(|number| team.fact(number)));
    }
    protect(&count(month, facts, &tree, dimensions), K)
}

/// One manager's team of the samples.
struct Team {
    month: Month,
    unit: UnitIx,
    manager: i64,
    bad: bool,
}

impl Team {
    /// The talk of the member with this number: varied, but the same each time.
    fn fact(&self, number: u32) -> SessionFact {
        let lot = |of: u32| (number * 7 + self.manager as u32 * 3) % of;
        let outcome = match lot(12) {
            0 => Outcome::NotHeld,
            5 if self.bad => Outcome::Unconfirmed,
            _ if self.bad && number.is_multiple_of(2) => Outcome::NotHeld,
            _ => Outcome::Held,
        };
        let held = outcome == Outcome::Held;
        let rating = if self.bad { 1 + lot(4) } else { 3 + lot(3) };
        let answer = |value: u32| held.then_some(value as u8);
        let response = lot(4) as u8;
        let held_on = self.month.first_day() + Days::new(u64::from(lot(20)));
        SessionFact {
            month: self.month,
            unit: self.unit,
            manager: self.manager,
            member: self.manager * 1000 + i64::from(number),
            kind: Kind::Monthly,
            outcome,
            prepared: lot(9) != 1,
            held_on: held.then_some(held_on),
            previous_held_on: held.then(|| held_on - Days::new(26 + u64::from(lot(9)))),
            topic: Some((lot(11) % 7) as u8),
            response: Some(response),
            received: held.then_some(if lot(4) == 1 {
                (response + 1) % 4
            } else {
                response
            }),
            rating: answer(rating),
            rating_shared: lot(10) == 3,
            growth: answer(2 + lot(4)),
            estimate: answer((rating + lot(2)).min(5)),
        }
    }
}
