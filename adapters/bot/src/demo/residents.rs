//! The people and channels of the playground, from the people and the programme in the database.

use super::cast::channel_id;
use kiku::commands::{self, For};
use kiku::domain::ids::PersonId;
use kiku::domain::lang::Lang;
use kiku::domain::person::{Person, Role};
use kiku::domain::programme::{Audience, Programme};
use kiku::views::words::Words;
use kiku_web::{Bilingual, CommandHelp, Kind, Language, Resident, Room};
use std::collections::{BTreeMap, BTreeSet};

/// The language of pages for a language of messages.
pub fn page_language(lang: Lang) -> Language {
    match lang {
        Lang::Ja => Language::Ja,
        Lang::En => Language::En,
    }
}

/// Everybody one can be. The user id is the employee number.
pub fn residents(people: &[Person], programme: &Programme) -> Vec<Resident> {
    let leads: BTreeSet<PersonId> = people.iter().filter_map(|person| person.manager).collect();
    let roles = roles(programme);
    let resident = |person: &Person| {
        let granted = roles
            .get(person.number.as_str())
            .cloned()
            .unwrap_or_default();
        let mut kinds = granted;
        kinds.extend(person.manager.map(|_| Kind::Member));
        kinds.extend(leads.contains(&person.id).then_some(Kind::Manager));
        Resident {
            user: person.number.clone(),
            name: person.name.clone(),
            role_line: role_line(person, &kinds),
            department: person.department.clone(),
            language: page_language(person.lang),
            kinds,
            reachable: person.left.is_none(),
        }
    };
    people.iter().map(resident).collect()
}

fn roles(programme: &Programme) -> BTreeMap<&str, BTreeSet<Kind>> {
    let mut roles: BTreeMap<&str, BTreeSet<Kind>> = BTreeMap::new();
    for grant in &programme.grants {
        let kind = match grant.role {
            Role::Hr => Kind::Hr,
            Role::Executive => Kind::Executive,
            Role::DepartmentHead | Role::Adviser => continue,
        };
        roles.entry(&grant.person).or_default().insert(kind);
    }
    roles
}

/// The last part of the department and what somebody is above all.
fn role_line(person: &Person, kinds: &BTreeSet<Kind>) -> Bilingual {
    let unit = person.department.rsplit('/').next().unwrap_or_default();
    let (ja, en) = match kinds.first() {
        Some(Kind::Executive) => ("役員", "executive"),
        Some(Kind::Hr) => ("人事", "HR"),
        Some(Kind::Manager) => ("上司", "manager"),
        _ => ("メンバー", "member"),
    };
    Bilingual::new(format!("{unit} · {ja}"), format!("{unit} · {en}"))
}

/// The channels with those who read there: everybody granted the role.
pub fn rooms(programme: &Programme) -> Vec<Room> {
    let room = |audience| {
        let (role, ja, en) = match audience {
            Audience::Hr => (Role::Hr, "人事-1on1", "hr-1on1"),
            Audience::Executive => (Role::Executive, "経営会議", "executives"),
        };
        let readers = programme
            .grants
            .iter()
            .filter(|grant| grant.role == role)
            .map(|grant| grant.person.clone());
        Room {
            id: channel_id(audience).to_owned(),
            name: Bilingual::new(ja, en),
            language: page_language(programme.language),
            readers: readers.collect(),
        }
    };
    vec![room(Audience::Hr), room(Audience::Executive)]
}

/// What the command line proposes, from the registry of commands.
pub fn commands() -> Vec<CommandHelp> {
    let kinds = |audience| match audience {
        For::Everyone => Kind::ALL.to_vec(),
        For::Members => vec![Kind::Member],
        For::Managers => vec![Kind::Manager],
        For::Hr => vec![Kind::Hr],
        For::Readers => vec![Kind::Hr, Kind::Executive, Kind::Manager],
    };
    let help = |entry: &commands::Entry| CommandHelp {
        word: Bilingual::new(entry.ja.first().copied().unwrap_or(entry.en), entry.en),
        explanation: Bilingual::new(explained(Lang::Ja, entry), explained(Lang::En, entry)),
        kinds: kinds(entry.audience).into_iter().collect(),
    };
    commands::ALL.iter().map(help).collect()
}

/// As `help` explains it.
fn explained(lang: Lang, entry: &commands::Entry) -> String {
    Words::of(lang).t(&format!("help-{}", entry.en))
}
