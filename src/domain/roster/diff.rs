//! What a people file would change.

use super::{Field, Known, Roster, RosterPerson};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// More leavers than this many, and than [`SUSPICIOUS_SHARE`] of the active people, are suspicious.
const SUSPICIOUS_COUNT: usize = 10;
/// In percent.
const SUSPICIOUS_SHARE: usize = 30;

/// The difference between the people known and a people file. Everybody is in one list at most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Difference {
    /// People not known so far, in the order of the file, those who have already left included.
    pub new: Vec<RosterPerson>,
    /// People whose manager and department stay, but something else changes.
    pub changed: Vec<Change>,
    /// People whose manager or department changes, and perhaps more.
    pub moved: Vec<Change>,
    /// Active people who leave: absent from the file, or with a last day before today.
    pub left: Vec<Change>,
    /// How many people of the file stay as they are.
    pub unchanged: usize,
    /// Whether so many leave (above 30 % of the active people, and above 10) that the file may be the wrong one.
    pub suspicious: bool,
}

/// What changes about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The person afterwards: what the file says, and what was known where the file says nothing.
    pub person: RosterPerson,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// One field before and after, as it is shown to people. `None` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// What was known.
    pub before: Option<String>,
    /// What the file says.
    pub after: Option<String>,
}

impl Difference {
    /// Whether the import would change nothing.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.changed.is_empty()
            && self.moved.is_empty()
            && self.left.is_empty()
    }
}

/// Compares a file with the people known, who are matched by number.
///
/// A field without a column in the file stays as it is, and so do language, time zone, working hours and
/// accounts whose cell is empty: people set those in the chat. Whoever is active and not in the file
/// leaves with `today` as the last day. Applying the result and comparing again gives nothing.
pub fn diff(before: &[Known], after: Roster, today: NaiveDate) -> Difference {
    let places = before
        .iter()
        .enumerate()
        .map(|(at, person)| (person.number.as_str(), at));
    let places: HashMap<&str, usize> = places.collect();
    let mut present = vec![false; before.len()];
    let mut difference = Difference::default();
    for person in after.people {
        match places.get(person.number.as_str()) {
            None => difference.new.push(person),
            Some(at) => {
                present[*at] = true;
                let known = &before[*at];
                difference.compare(known, merged(known, person, &after.fields, today), today);
            }
        }
    }
    let absent = before
        .iter()
        .zip(&present)
        .filter(|(_, present)| !**present)
        .map(|(person, _)| person);
    let gone = absent.filter(|person| person.left.is_none_or(|left| left > today));
    difference
        .left
        .extend(gone.map(|person| leaver(person, today)));
    let active = before
        .iter()
        .filter(|person| !person.has_left(today))
        .count();
    let leaving = difference.left.len();
    difference.suspicious = leaving > SUSPICIOUS_COUNT && leaving * 100 > active * SUSPICIOUS_SHARE;
    difference
}

fn leaver(known: &Known, today: NaiveDate) -> Change {
    let person = RosterPerson {
        line: 0,
        left: Some(today),
        ..known.clone()
    };
    Change {
        changes: changes(known, &person),
        person,
    }
}

impl Difference {
    fn compare(&mut self, known: &Known, person: RosterPerson, today: NaiveDate) {
        let changes = changes(known, &person);
        let moves = changes
            .iter()
            .any(|change| matches!(change.field, Field::Manager | Field::Department));
        let leaves = person.has_left(today) && !known.has_left(today);
        let list = match (changes.is_empty(), leaves, moves) {
            (true, _, _) => {
                self.unchanged += 1;
                return;
            }
            (false, true, _) => &mut self.left,
            (false, false, true) => &mut self.moved,
            (false, false, false) => &mut self.changed,
        };
        list.push(Change { person, changes });
    }
}

/// What the file says, and what was known where it says nothing.
fn merged(
    known: &Known,
    mut person: RosterPerson,
    fields: &BTreeSet<Field>,
    today: NaiveDate,
) -> RosterPerson {
    for field in Field::ALL
        .into_iter()
        .filter(|field| !fields.contains(field))
    {
        keep(&mut person, known, field);
    }
    if !fields.contains(&Field::Left) {
        // Without a column of last days, being in the file means being employed.
        person.left = known.left.filter(|left| *left > today);
    }
    person.language = person.language.or_else(|| known.language.clone());
    person.time_zone = person.time_zone.or_else(|| known.time_zone.clone());
    person.working_hours = person.working_hours.or_else(|| known.working_hours.clone());
    for (platform, id) in &known.accounts {
        person
            .accounts
            .entry(platform.clone())
            .or_insert_with(|| id.clone());
    }
    person
}

fn keep(person: &mut RosterPerson, known: &Known, field: Field) {
    match field {
        Field::Name => person.name.clone_from(&known.name),
        Field::Kana => person.kana.clone_from(&known.kana),
        Field::Email => person.email.clone_from(&known.email),
        Field::Department => person.department.clone_from(&known.department),
        Field::Manager => person.manager.clone_from(&known.manager),
        Field::Employment => person.employment.clone_from(&known.employment),
        Field::Joined => person.joined = known.joined,
        Field::Left => person.left = known.left,
        Field::Leave => person.leave = known.leave,
        Field::Head => person.head = known.head,
        Field::Language => person.language.clone_from(&known.language),
        Field::TimeZone => person.time_zone.clone_from(&known.time_zone),
        Field::WorkingHours => person.working_hours.clone_from(&known.working_hours),
        Field::Accounts => person.accounts.clone_from(&known.accounts),
    }
}

fn changes(before: &RosterPerson, after: &RosterPerson) -> Vec<FieldChange> {
    let differs = |field: &Field| !same(before, after, *field);
    let change = |field| FieldChange {
        field,
        before: value(before, field),
        after: value(after, field),
    };
    Field::ALL.into_iter().filter(differs).map(change).collect()
}

fn same(a: &RosterPerson, b: &RosterPerson, field: Field) -> bool {
    match field {
        Field::Name => a.name == b.name,
        Field::Kana => a.kana == b.kana,
        Field::Email => a.email == b.email,
        Field::Department => a.department == b.department,
        Field::Manager => a.manager == b.manager,
        Field::Employment => a.employment == b.employment,
        Field::Joined => a.joined == b.joined,
        Field::Left => a.left == b.left,
        Field::Leave => a.leave == b.leave,
        Field::Head => a.head == b.head,
        Field::Language => a.language == b.language,
        Field::TimeZone => a.time_zone == b.time_zone,
        Field::WorkingHours => a.working_hours == b.working_hours,
        Field::Accounts => a.accounts == b.accounts,
    }
}

/// A field as it is shown to people: dates as `2024-04-01`, a leave as `2024-04-01/2024-09-30`, a head as
/// `1`, accounts as `slack:U1 web:u1`.
fn value(person: &RosterPerson, field: Field) -> Option<String> {
    let day = |date: Option<NaiveDate>| date.map(|date| date.to_string());
    match field {
        Field::Name => Some(person.name.clone()),
        Field::Kana => person.kana.clone(),
        Field::Email => person.email.clone(),
        Field::Department => Some(person.department.clone()),
        Field::Manager => person.manager.clone(),
        Field::Employment => person.employment.clone(),
        Field::Joined => day(person.joined),
        Field::Left => day(person.left),
        Field::Leave => person.leave.map(|(from, until)| format!("{from}/{until}")),
        Field::Head => person.head.then(|| "1".to_owned()),
        Field::Language => person.language.clone(),
        Field::TimeZone => person.time_zone.clone(),
        Field::WorkingHours => person.working_hours.clone(),
        Field::Accounts => {
            let ids: Vec<String> = person
                .accounts
                .iter()
                .map(|(platform, id)| format!("{platform}:{id}"))
                .collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }
}
