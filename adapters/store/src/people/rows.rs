//! People, accounts and grants as rows.

use crate::error::StoreError;
use crate::sql::Value;
use crate::table::Table;
use crate::words::{At, Word};
use kiku::domain::calendar::DateRange;
use kiku::domain::directory::Link;
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
        "lang_from",
        "tz_from",
        "hours",
        "own_settings",
        "pause",
        "welcomed",
    ],
};

pub(crate) const ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[
        "platform",
        "workspace",
        "account",
        "linked_at",
        "person",
        "email",
    ],
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
    lang_from: String,
    tz_from: String,
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
    pub linked_at: i64,
    pub person: i64,
    pub email: Option<String>,
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
        person.lang_from.word().into(),
        person.tz_from.word().into(),
        person.hours.to_string().into(),
        person.own_settings.into(),
        person.pause.word().into(),
        person.welcomed.into(),
    ]
}

/// A row in the order of [`ACCOUNTS`]: one that the roster named comes before those of directories.
pub(crate) fn account_values(account: &Account, person: PersonId) -> Vec<Value> {
    link_row(account, 0_i64.into(), person, &None)
}

/// The same for an account that a directory told of.
pub(crate) fn link_values(link: &Link) -> Vec<Value> {
    link_row(&link.account, link.at.into(), link.person, &link.mail)
}

fn link_row(
    account: &Account,
    linked_at: Value,
    person: PersonId,
    mail: &Option<String>,
) -> Vec<Value> {
    vec![
        (&account.platform).into(),
        (&account.workspace).into(),
        (&account.user).into(),
        linked_at,
        person.into(),
        mail.into(),
    ]
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
            lang_from: at.word("lang_from", &self.lang_from)?,
            tz_from: at.word("tz_from", &self.tz_from)?,
            hours: at.parse("hours", &self.hours)?,
            own_settings: self.own_settings,
            pause: at.word("pause", &self.pause)?,
            welcomed: self.welcomed,
        })
    }
}

impl AccountRow {
    pub fn account(self) -> Account {
        Account {
            platform: self.platform,
            workspace: self.workspace,
            user: self.account,
        }
    }

    pub fn read(self) -> Result<Link, StoreError> {
        let at = At {
            table: "accounts",
            row: self.person,
        };
        Ok(Link {
            person: PersonId(self.person),
            mail: self.email.clone(),
            at: at.instant("linked_at", self.linked_at)?,
            account: self.account(),
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
