//! The company whose messages are counted: a president, two managers, their members.

use anyhow::Result;
use kiku::domain::programme::Programme;
use kiku::domain::roster::{Encoding, Field, Roster, RosterPerson};
use kiku_engine::{Engine, ImportOptions};
use std::collections::BTreeMap;

pub const PLATFORM: &str = "judged";
pub const WORKSPACE: &str = "court";
/// Members below each of the two managers.
const MEMBERS: usize = 4;

/// The user ids of everybody who presses.
pub fn members() -> Vec<String> {
    let below = |manager: usize| (0..MEMBERS).map(move |member| format!("u{manager}{member}"));
    (1..=2).flat_map(below).collect()
}

/// Imports the people and puts the programme in force.
pub async fn found(engine: &Engine) -> Result<()> {
    let programme = Programme {
        company: "きく商事".to_owned(),
        ..Programme::default()
    };
    engine.apply_programme(&programme).await?;
    let mut people = vec![row("u0", None)];
    for manager in ["u1", "u2"] {
        people.push(row(manager, Some("u0")));
    }
    for member in members() {
        people.push(row(&member, Some(&member[..2])));
    }
    let roster = Roster {
        people,
        notices: Vec::new(),
        encoding: Encoding::Utf8,
        fields: Field::ALL.into_iter().collect(),
    };
    let options = ImportOptions {
        workspaces: BTreeMap::from([(PLATFORM.to_owned(), WORKSPACE.to_owned())]),
        ..ImportOptions::default()
    };
    engine.import_people(roster, &options).await?;
    Ok(())
}

fn row(number: &str, manager: Option<&str>) -> RosterPerson {
    RosterPerson {
        number: number.to_owned(),
        name: format!("人 {number}"),
        department: "本社".to_owned(),
        manager: manager.map(str::to_owned),
        accounts: BTreeMap::from([(PLATFORM.to_owned(), number.to_owned())]),
        ..RosterPerson::default()
    }
}
