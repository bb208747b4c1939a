//! People, accounts and grants as rows.

use crate::error::StoreError;
use crate::sql::Value;
use crate::table::Table;
use crate::words::{At, Word};
use kiku::domain::calendar::DateRange;
use kiku::domain::ids::PersonId;
use kiku::domain::lang::Lang;
use kiku::domain::person::{Grant, Person};
use kiku_chat::Account;

pub(crate) const PEOPLE: Table = Table {
    name: "people",
    columns: &[
        "id",
        "version",
        "number",
        "name",
        "kana",
        "email",
        "department",
        "manager",
        "heads",
        "employment",
        "joined",
        "left_on",
        "leave_from",
        "leave_to",
        "lang",
        "tz",
        "hours",
        "own_settings",
        "pause",
        "welcomed",
    ],
};

pub(crate) const ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &["platform", "workspace", "account", "person"],
};

pub(crate) const GRANTS: Table = Table {
    name: "grants",
    columns: &["person", "role", "unit"],
};

#[derive(sqlx::FromRow)]
pub(crate) struct PersonRow {
    id: i64,
    version: i64,
    number: String,
    name: String,
    kana: Option<String>,
    email: Option<String>,
    department: String,
    manager: Option<i64>,
    heads: bool,
    employment: Option<String>,
    joined: Option<String>,
    left_on: Option<String>,
    leave_from: Option<String>,
    leave_to: Option<String>,
    lang: String,
    tz: String,
    hours: String,
    own_settings: bool,
    pause: String,
    welcomed: bool,
}

#[derive(sqlx::FromRow)]
pub(crate) struct GrantRow {
    person: i64,
    role: String,
    unit: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct AccountRow {
    pub platform: String,
    pub workspace: String,
    pub account: String,
    pub person: i64,
}

/// A row in the order of [`PEOPLE`].
pub(crate) fn person_values(person: &Person) -> Vec<Value> {
    vec![
        person.id.into(),
        person.version.into(),
        (&person.number).into(),
        (&person.name).into(),
        (&person.kana).into(),
        (&person.email).into(),
        (&person.department).into(),
        person.manager.into(),
        person.heads.into(),
        (&person.employment).into(),
        person.joined.into(),
        person.left.into(),
        person.leave.map(|leave| leave.from).into(),
        person.leave.map(|leave| leave.to).into(),
        person.lang.code().into(),
        person.tz.name().into(),
        person.hours.to_string().into(),
        person.own_settings.into(),
        person.pause.word().into(),
        person.welcomed.into(),
    ]
}

/// A row in the order of [`ACCOUNTS`].
pub(crate) fn account_values(account: &Account, person: PersonId) -> Vec<Value> {
    let text = [&account.platform, &account.workspace, &account.user];
    text.into_iter()
        .map(Value::from)
        .chain([person.into()])
        .collect()
}

/// A row in the order of [`GRANTS`].
pub(crate) fn grant_values(grant: &Grant) -> Vec<Value> {
    vec![
        grant.person.into(),
        grant.role.word().into(),
        (&grant.unit).into(),
    ]
}

impl PersonRow {
    pub fn read(self) -> Result<Person, StoreError> {
        let at = At {
            table: "people",
            row: self.id,
        };
        let from = at.day("leave_from", self.leave_from)?;
        let to = at.day("leave_to", self.leave_to)?;
        Ok(Person {
            id: PersonId(self.id),
            version: self.version,
            number: self.number,
            name: self.name,
            kana: self.kana,
            email: self.email,
            department: self.department,
            manager: self.manager.map(PersonId),
            heads: self.heads,
            employment: self.employment,
            joined: at.day("joined", self.joined)?,
            left: at.day("left_on", self.left_on)?,
            leave: from.zip(to).map(|(from, to)| DateRange { from, to }),
            lang: at.parse::<Lang>("lang", &self.lang)?,
            tz: at.parse("tz", &self.tz)?,
            hours: at.parse("hours", &self.hours)?,
            own_settings: self.own_settings,
            pause: at.word("pause", &self.pause)?,
            welcomed: self.welcomed,
        })
    }
}

impl GrantRow {
    pub fn read(self) -> Result<Grant, StoreError> {
        let at = At {
            table: "grants",
            row: self.person,
        };
        Ok(Grant {
            person: PersonId(self.person),
            role: at.word("role", &self.role)?,
            unit: self.unit,
        })
    }
}
