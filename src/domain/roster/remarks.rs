//! What is odd about people who are all right.

use super::{Notice, NoticeKind, RosterPerson};
use std::collections::{BTreeMap, HashMap};

/// Looks at all people of a good file.
pub(super) fn remarks(people: &[RosterPerson]) -> Vec<Notice> {
    let mut notices: Vec<Notice> = private_characters(people).into_iter().collect();
    notices.extend(leaving_managers(people));
    notices.extend(several_heads(people));
    notices
}

fn notice(line: u64, kind: NoticeKind) -> Notice {
    Notice {
        line,
        column: String::new(),
        kind,
    }
}

fn private_characters(people: &[RosterPerson]) -> Option<Notice> {
    let is_private = |c: char| matches!(c, '\u{E000}'..='\u{F8FF}');
    let mut lines = people
        .iter()
        .filter(|person| person.name.contains(is_private))
        .map(|person| person.line);
    let line = lines.next()?;
    Some(notice(
        line,
        NoticeKind::PrivateCharacters {
            rows: 1 + lines.count(),
        },
    ))
}

/// Managers with a last day, of whom somebody is a member who stays longer.
fn leaving_managers(people: &[RosterPerson]) -> Vec<Notice> {
    let mut staying: HashMap<&str, usize> = HashMap::new();
    let leaving = people
        .iter()
        .filter_map(|person| Some((person.number.as_str(), person.left?)));
    let leaving: HashMap<&str, chrono::NaiveDate> = leaving.collect();
    for person in people {
        let Some(manager) = person.manager.as_deref() else {
            continue;
        };
        if leaving
            .get(manager)
            .is_some_and(|last| person.left.is_none_or(|left| left > *last))
        {
            *staying.entry(manager).or_default() += 1;
        }
    }
    let told = people.iter().filter_map(|person| {
        let members = *staying.get(person.number.as_str())?;
        let kind = NoticeKind::ManagerLeaves {
            number: person.number.clone(),
            left: person.left?,
            members,
        };
        Some(notice(person.line, kind))
    });
    told.collect()
}

/// Departments with more than one head who has no last day.
fn several_heads(people: &[RosterPerson]) -> Vec<Notice> {
    let mut lines: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for head in people
        .iter()
        .filter(|person| person.head && person.left.is_none())
    {
        lines.entry(&head.department).or_default().push(head.line);
    }
    let told = lines
        .into_iter()
        .filter(|(_, lines)| lines.len() > 1)
        .map(|(department, lines)| {
            let kind = NoticeKind::SeveralHeads {
                department: department.to_owned(),
                heads: lines.len(),
            };
            notice(lines[1], kind)
        });
    told.collect()
}
