//! Who runs the programme and who reads its figures in the demo: grants and channels.

use kiku::domain::lang::Lang;
use kiku::domain::person::Role;
use kiku::domain::programme::{Audience, Channel, FileGrant, Programme};
use kiku::domain::roster::RosterPerson;
use kiku_web::{PLATFORM, WORKSPACE};
use std::collections::BTreeSet;

/// How many people at the top read the company's figures.
const EXECUTIVES: usize = 3;
/// Parts of department names whose people run the programme.
const HR_WORDS: [&str; 4] = ["人事", "Human Resources", "HR", "People"];

/// Who has which role beyond their own pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cast {
    /// Employee numbers of those who run the programme.
    pub hr: Vec<String>,
    /// Employee numbers of those at the top.
    pub executives: Vec<String>,
    /// Heads with the path of their department.
    pub heads: Vec<(String, String)>,
}

/// Chooses from a roster, and adds an invented person where nobody fits: HR is whoever works in a department named
/// so, the top is whoever leads people and has no manager, together with those named 役員.
pub fn choose(people: &mut Vec<RosterPerson>, lang: Lang) -> Cast {
    let active: Vec<&RosterPerson> = people
        .iter()
        .filter(|person| person.left.is_none())
        .collect();
    let leads: BTreeSet<&str> = active
        .iter()
        .filter_map(|person| person.manager.as_deref())
        .collect();
    let is_hr = |person: &&&RosterPerson| {
        let last = person.department.rsplit('/').next().unwrap_or_default();
        HR_WORDS.iter().any(|word| last.contains(word))
    };
    let is_top = |person: &&&RosterPerson| {
        let officer = person
            .employment
            .as_deref()
            .is_some_and(|class| class == "役員" || class == "Officer");
        officer || (person.manager.is_none() && leads.contains(person.number.as_str()))
    };
    let number = |person: &&RosterPerson| person.number.clone();
    let mut cast = Cast {
        hr: active.iter().filter(is_hr).map(number).collect(),
        executives: active
            .iter()
            .filter(is_top)
            .take(EXECUTIVES)
            .map(number)
            .collect(),
        heads: active
            .iter()
            .filter(|person| person.head)
            .map(|p| (p.number.clone(), p.department.clone()))
            .collect(),
    };
    cast.heads
        .retain(|(number, _)| !cast.executives.contains(number));
    if cast.hr.is_empty() {
        cast.hr.push(invent(
            people,
            "DEMO-HR",
            "人事担当(デモ)",
            "HR (demo)",
            lang,
        ));
    }
    if cast.executives.is_empty() {
        cast.executives.push(invent(
            people,
            "DEMO-EXEC",
            "役員(デモ)",
            "Executive (demo)",
            lang,
        ));
    }
    cast
}

fn invent(people: &mut Vec<RosterPerson>, number: &str, ja: &str, en: &str, lang: Lang) -> String {
    let top = people
        .first()
        .and_then(|person| person.department.split('/').next())
        .unwrap_or("demo");
    let person = RosterPerson {
        number: number.to_owned(),
        name: if lang == Lang::Ja { ja } else { en }.to_owned(),
        department: top.to_owned(),
        ..RosterPerson::default()
    };
    people.push(person);
    number.to_owned()
}

/// The id of the channel of an audience.
pub fn channel_id(audience: Audience) -> &'static str {
    match audience {
        Audience::Hr => "hr-1on1",
        Audience::Executive => "executives",
    }
}

/// The demo's programme: everything as it is by default, with the cast's grants and two channels.
pub fn programme(company: &str, lang: Lang, cast: &Cast) -> Programme {
    let grant = |person: &String, role| FileGrant {
        person: person.clone(),
        role,
        unit: String::new(),
    };
    let head = |(person, unit): &(String, String)| FileGrant {
        person: person.clone(),
        role: Role::DepartmentHead,
        unit: unit.clone(),
    };
    let channel = |audience| Channel {
        audience,
        platform: PLATFORM.to_owned(),
        workspace: WORKSPACE.to_owned(),
        id: channel_id(audience).to_owned(),
        language: Some(lang),
    };
    let hr = cast.hr.iter().map(|person| grant(person, Role::Hr));
    let executives = cast
        .executives
        .iter()
        .map(|person| grant(person, Role::Executive));
    let desk = match lang {
        Lang::Ja => "社外相談窓口(平日 9:00–18:00、内線 7830)",
        Lang::En => "the external counselling desk (weekdays 9:00–18:00, extension 7830)",
    };
    Programme {
        company: company.to_owned(),
        language: lang,
        consultation_desk: desk.to_owned(),
        channels: vec![channel(Audience::Hr), channel(Audience::Executive)],
        grants: hr
            .chain(executives)
            .chain(cast.heads.iter().map(head))
            .collect(),
        ..Programme::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_company_has_its_own_people_for_every_role() {
        for lang in Lang::ALL {
            let mut people = crate::demo::company::roster(lang).expect("reads").people;
            let before = people.len();
            let cast = choose(&mut people, lang);
            assert_eq!(people.len(), before);
            assert_eq!(
                (cast.hr, cast.executives),
                (
                    vec!["0501".into(), "0502".into()],
                    vec!["0001".into(), "0002".into()]
                )
            );
            assert_eq!(cast.heads.len(), 10);
        }
    }

    #[test]
    fn a_roster_without_hr_or_a_top_gets_invented_people() {
        let lone = RosterPerson {
            number: "1".into(),
            name: "a".into(),
            department: "x/y".into(),
            ..Default::default()
        };
        let mut people = vec![lone];
        let cast = choose(&mut people, Lang::Ja);
        assert_eq!(
            (cast.hr, cast.executives),
            (vec!["DEMO-HR".into()], vec!["DEMO-EXEC".into()])
        );
        assert!(
            people
                .iter()
                .all(|person| person.department.starts_with('x'))
        );
    }
}
