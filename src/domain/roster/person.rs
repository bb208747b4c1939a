//! A person as a people file describes them.

use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// A person of a people file. An empty optional cell is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RosterPerson {
    /// The physical line on which the row starts; 0 for a person who does not come from a file.
    pub line: u64,
    /// The employee number: text, leading zeros kept, full-width characters narrowed.
    pub number: String,
    /// The name as written, white space collapsed to single spaces.
    pub name: String,
    /// The reading of the name.
    pub kana: Option<String>,
    /// The mail address in lower case.
    pub email: Option<String>,
    /// The path of the department, such as `本社/営業部/第一課`.
    pub department: String,
    /// The manager's employee number.
    pub manager: Option<String>,
    /// The kind of employment, as written.
    pub employment: Option<String>,
    /// The first day.
    pub joined: Option<NaiveDate>,
    /// The last day.
    pub left: Option<NaiveDate>,
    /// First and last day of a leave; 9999-12-31 if its end is open.
    pub leave: Option<(NaiveDate, NaiveDate)>,
    /// Whether this person heads the department of their row.
    pub head: bool,
    /// `ja` or `en`.
    pub language: Option<String>,
    /// A zone of the IANA database, such as `Asia/Tokyo`.
    pub time_zone: Option<String>,
    /// Working hours, written as `Mon-Fri 09:00-18:00`.
    pub working_hours: Option<String>,
    /// User ids by platform (`web`, `slack`, `teams`, `discord`).
    pub accounts: BTreeMap<String, String>,
}

/// A person already known, in the same form; its `line` is not looked at.
pub type Known = RosterPerson;

impl RosterPerson {
    /// Whether the last day lies before `today`.
    pub fn has_left(&self, today: NaiveDate) -> bool {
        self.left.is_some_and(|left| left < today)
    }
}

/// What a people file can say about a person, besides the number by which it knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is the field of RosterPerson of the same name"
)]
pub enum Field {
    Name,
    Kana,
    Email,
    Department,
    Manager,
    Employment,
    Joined,
    Left,
    Leave,
    Head,
    Language,
    TimeZone,
    WorkingHours,
    Accounts,
}

impl Field {
    /// Every field, in the order in which differences are told.
    pub const ALL: [Field; 14] = [
        Field::Name,
        Field::Kana,
        Field::Email,
        Field::Department,
        Field::Manager,
        Field::Employment,
        Field::Joined,
        Field::Left,
        Field::Leave,
        Field::Head,
        Field::Language,
        Field::TimeZone,
        Field::WorkingHours,
        Field::Accounts,
    ];

    /// Its name for people, in Japanese or English.
    pub fn label(self, ja: bool) -> &'static str {
        let (japanese, english) = match self {
            Field::Name => ("氏名", "name"),
            Field::Kana => ("フリガナ", "kana"),
            Field::Email => ("メールアドレス", "email"),
            Field::Department => ("部署", "department"),
            Field::Manager => ("上司", "manager"),
            Field::Employment => ("雇用区分", "employment"),
            Field::Joined => ("入社日", "joined"),
            Field::Left => ("退職日", "left"),
            Field::Leave => ("休職期間", "leave"),
            Field::Head => ("部署長", "department head"),
            Field::Language => ("言語", "language"),
            Field::TimeZone => ("タイムゾーン", "time zone"),
            Field::WorkingHours => ("勤務時間", "working hours"),
            Field::Accounts => ("アカウント", "accounts"),
        };
        if ja { japanese } else { english }
    }
}
