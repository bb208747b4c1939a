//! A person of the company: where they belong, when they work, whether they may be disturbed.

use super::calendar::{Calendar, DateRange, WorkingHours};
use super::directory::Source;
use super::holidays::Holidays;
use super::ids::PersonId;
use super::lang::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A person of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Kiku's id.
    pub id: PersonId,
    /// Raised by every change; commits compare it.
    pub version: i64,
    /// The employee number, as text (leading zeros count).
    pub number: String,
    /// The name as the roster writes it.
    pub name: String,
    /// The reading of the name.
    pub kana: Option<String>,
    /// The mail address that links accounts.
    pub email: Option<String>,
    /// The department path, `本社/営業部/第一課`.
    pub department: String,
    /// Their manager, if they have one.
    pub manager: Option<PersonId>,
    /// Heads the department (部署長 on the roster), and so reads its figures.
    pub heads: bool,
    /// Employment class as the roster writes it.
    pub employment: Option<String>,
    /// First day at the company.
    pub joined: Option<NaiveDate>,
    /// Last day at the company.
    pub left: Option<NaiveDate>,
    /// Days of leave, during which nothing is sent and nothing proposed.
    pub leave: Option<DateRange>,
    /// The language they read.
    pub lang: Lang,
    /// Their time zone.
    pub tz: Tz,
    /// Where the language comes from.
    pub lang_from: Source,
    /// Where the time zone comes from.
    pub tz_from: Source,
    /// Their working hours; outside them Kiku is quiet.
    pub hours: WorkingHours,
    /// What they set themselves, which neither roster nor directory overwrites any more.
    pub own_settings: bool,
    /// Whether they asked Kiku to be quiet.
    pub pause: Pause,
    /// Whether the first message ever (M0) was queued.
    pub welcomed: bool,
}

/// Whether a person asked Kiku to be quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// Messages arrive.
    #[default]
    Running,
    /// Nothing until they resume.
    Paused,
}

impl Person {
    /// At the company on that day: joined, not left.
    pub fn employed_on(&self, day: NaiveDate) -> bool {
        self.joined.is_none_or(|joined| joined <= day) && self.left.is_none_or(|left| day <= left)
    }

    /// On leave that day.
    pub fn on_leave(&self, day: NaiveDate) -> bool {
        self.leave.as_ref().is_some_and(|leave| leave.contains(day))
    }

    /// May be sent something on that day: employed, not on leave, not paused.
    pub fn reachable_on(&self, day: NaiveDate) -> bool {
        self.employed_on(day) && !self.on_leave(day) && self.pause == Pause::Running
    }

    /// Their working time.
    pub fn calendar<'a>(&'a self, holidays: &'a Holidays) -> Calendar<'a> {
        Calendar {
            hours: &self.hours,
            tz: self.tz,
            holidays,
            away: self.leave.as_slice(),
        }
    }

    /// The date on their wall clock.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.tz).date_naive()
    }
}

/// What somebody may do beyond their own pair. Granted, never imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub person: PersonId,
    /// What they may.
    pub role: Role,
    /// Where: a department path, or empty for the whole company.
    pub unit: String,
}

/// A granted role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the programme.
    Hr,
    /// Reads the company's digest.
    Executive,
    /// Reads the digest of a subtree.
    DepartmentHead,
    /// Reads as a department head does, by appointment.
    Adviser,
}

impl Role {
    /// The word in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Role::Hr => "hr",
            Role::Executive => "executive",
            Role::DepartmentHead => "department_head",
            Role::Adviser => "adviser",
        }
    }

    /// The inverse of [`Role::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Role::Hr,
            Role::Executive,
            Role::DepartmentHead,
            Role::Adviser,
        ]
        .into_iter()
        .find(|role| role.code() == code)
    }
}

/// Who is acting: loaded from the authenticated account, never from what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: Person,
    /// Their granted roles.
    pub grants: Vec<Grant>,
    /// Whether anybody reports to them.
    pub manages: bool,
}

impl Actor {
    /// Holds a role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The units whose figures they may read, with everything below; `""` is the whole company.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        let granted = self.grants.iter().map(|grant| grant.unit.as_str());
        granted.chain(self.headed_unit())
    }

    /// The department that they head on the roster (部署長). Without a department they head none: only a grant gives
    /// the whole company.
    pub fn headed_unit(&self) -> Option<&str> {
        let department = self.person.department.as_str();
        (self.person.heads && !department.is_empty()).then_some(department)
    }

    /// May read figures of this unit (`""` is the whole company).
    pub fn reads_unit(&self, unit: &str) -> bool {
        self.units().any(|scope| covers(scope, unit))
    }
}

/// Whether the subtree of `scope` holds `unit`; paths compare by whole parts.
pub fn covers(scope: &str, unit: &str) -> bool {
    scope.is_empty()
        || unit == scope
        || unit
            .strip_prefix(scope)
            .is_some_and(|rest| rest.starts_with('/'))
}
