//! What only shows when all rows are together: duplicates, unknown managers, circles.

use super::cells::shown;
use super::headers::{Column, Headers};
use super::problem::Problems;
use super::{ProblemKind, RosterPerson};
use std::collections::HashMap;

/// Checks all people of a file against each other, in time linear in their number.
pub(super) fn check(people: &[RosterPerson], headers: &Headers) -> Problems {
    let mut problems = Problems::default();
    let numbers = numbers(people, headers, &mut problems);
    problems.merge(duplicate_mails(people, headers));
    problems.merge(duplicate_accounts(people, headers));
    if headers.has(Column::Number) {
        let (managers, found) = managers(people, &numbers, headers);
        problems.merge(found);
        problems.merge(circles(people, &managers, headers));
    }
    problems
}

/// Each number's first row.
fn numbers<'p>(
    people: &'p [RosterPerson],
    headers: &Headers,
    problems: &mut Problems,
) -> HashMap<&'p str, usize> {
    let mut first = HashMap::with_capacity(people.len());
    for (at, person) in people
        .iter()
        .enumerate()
        .filter(|(_, person)| !person.number.is_empty())
    {
        let earlier = *first.entry(person.number.as_str()).or_insert(at);
        if earlier != at {
            let kind = ProblemKind::DuplicateNumber {
                number: shown(&person.number),
                first_line: people[earlier].line,
            };
            problems.add(person.line, headers.name(Column::Number), kind);
        }
    }
    first
}

fn duplicate_mails(people: &[RosterPerson], headers: &Headers) -> Problems {
    let mut problems = Problems::default();
    let mut first = HashMap::new();
    for person in people {
        let Some(mail) = &person.email else { continue };
        let first_line = *first.entry(mail.as_str()).or_insert(person.line);
        if first_line != person.line {
            let kind = ProblemKind::DuplicateMail {
                mail: shown(mail),
                first_line,
            };
            problems.add(person.line, headers.name(Column::Email), kind);
        }
    }
    problems
}

fn duplicate_accounts(people: &[RosterPerson], headers: &Headers) -> Problems {
    let mut problems = Problems::default();
    let mut first = HashMap::new();
    for person in people {
        for (platform, id) in &person.accounts {
            let first_line = *first
                .entry((platform.as_str(), id.as_str()))
                .or_insert(person.line);
            if first_line != person.line {
                let kind = ProblemKind::DuplicateAccount {
                    id: shown(id),
                    first_line,
                };
                problems.add(person.line, account_header(headers, platform), kind);
            }
        }
    }
    problems
}

fn account_header<'h>(headers: &'h Headers, platform: &str) -> &'h str {
    let mut columns = headers.at.keys();
    let column = columns.find(|column| matches!(column, Column::Account(its) if *its == platform));
    column.map_or("", |column| headers.name(*column))
}

/// Each person's manager by row; whoever has none, an unknown one or themselves has `None`.
fn managers(
    people: &[RosterPerson],
    numbers: &HashMap<&str, usize>,
    headers: &Headers,
) -> (Vec<Option<usize>>, Problems) {
    let mut problems = Problems::default();
    let mut alike = None;
    let column = headers.name(Column::Manager);
    let mut manager_of = |person: &RosterPerson| {
        let number = person.manager.as_deref()?;
        if number == person.number {
            problems.add(person.line, column, ProblemKind::OwnManager);
            return None;
        }
        let found = numbers.get(number).copied();
        if found.is_none() {
            let alike = alike.get_or_insert_with(|| by_loose_number(people));
            let similar = alike.get(&loose(number)).map(|number| (*number).to_owned());
            problems.add(
                person.line,
                column,
                ProblemKind::UnknownManager {
                    number: shown(number),
                    similar,
                },
            );
        }
        found
    };
    let managers = people.iter().map(&mut manager_of).collect();
    (managers, problems)
}

/// Each number by its loose form; the earliest row's where several are alike.
fn by_loose_number(people: &[RosterPerson]) -> HashMap<String, &str> {
    let known = people
        .iter()
        .rev()
        .filter(|person| !person.number.is_empty());
    known
        .map(|person| (loose(&person.number), person.number.as_str()))
        .collect()
}

/// A number without leading zeros and case, as spreadsheets and people mangle it.
fn loose(number: &str) -> String {
    number.trim_start_matches('0').to_lowercase()
}

/// Follows each chain of managers once. A chain that comes back to itself is a circle, told once, at its
/// earliest line.
fn circles(people: &[RosterPerson], managers: &[Option<usize>], headers: &Headers) -> Problems {
    let mut problems = Problems::default();
    const UNSEEN: usize = usize::MAX;
    let mut walk_of = vec![UNSEEN; people.len()];
    for start in 0..people.len() {
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| walk_of[*here] == UNSEEN) {
            walk_of[here] = start;
            at = managers[here];
        }
        if let Some(here) = at.filter(|here| walk_of[*here] == start) {
            let circle = circle_from(here, managers);
            let numbers = circle.iter().map(|at| people[*at].number.clone()).collect();
            let line = people[circle[0]].line;
            problems.add(
                line,
                headers.name(Column::Manager),
                ProblemKind::ManagerCycle { numbers },
            );
        }
    }
    problems
}

/// The circle through a row, starting at its earliest row.
fn circle_from(row: usize, managers: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![row];
    while let Some(next) = managers[circle[circle.len() - 1]].filter(|next| *next != row) {
        circle.push(next);
    }
    let earliest = circle
        .iter()
        .enumerate()
        .min_by_key(|(_, row)| **row)
        .map_or(0, |(at, _)| at);
    circle.rotate_left(earliest);
    circle
}
