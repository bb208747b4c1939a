//! The built-in company: rosters like any other, read the same way.

use crate::exit::Failure;
use kiku::domain::lang::Lang;
use kiku::domain::roster::{self, Roster};

/// The company's name in both languages.
pub fn name(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "みなと計器株式会社",
        Lang::En => "Minato Instruments",
    }
}

/// Its people.
///
/// # Errors
/// None for the rosters of this binary, which a test reads.
pub fn roster(lang: Lang) -> Result<Roster, Failure> {
    let file: &[u8] = match lang {
        Lang::Ja => include_bytes!("company.ja.csv"),
        Lang::En => include_bytes!("company.en.csv"),
    };
    let explained = |problems: Vec<roster::RowProblem>| {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| roster::explain(problem, lang == Lang::Ja))
            .collect();
        Failure::failed(format!(
            "the built-in company cannot be read:\n{}",
            lines.join("\n")
        ))
    };
    roster::read(file).map_err(explained)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn both_companies_are_the_same_but_for_their_language() {
        let shape = |lang| -> Vec<_> {
            let people = roster(lang).expect("reads").people.into_iter();
            people
                .map(|p| (p.number, p.manager, p.joined, p.leave, p.head, p.time_zone))
                .collect()
        };
        assert_eq!(shape(Lang::Ja), shape(Lang::En));
    }

    #[test]
    fn the_company_shows_every_kind_of_person() {
        for lang in Lang::ALL {
            let people = roster(lang).expect("reads").people;
            assert!((38..=48).contains(&people.len()), "{}", people.len());
            let parts = |depth: usize| -> BTreeSet<String> {
                let paths = people.iter().map(|p| {
                    p.department
                        .split('/')
                        .take(depth)
                        .collect::<Vec<_>>()
                        .join("/")
                });
                paths
                    .filter(|path| path.split('/').count() == depth)
                    .collect()
            };
            assert_eq!((parts(1).len(), parts(2).len()), (1, 5));
            assert!(!parts(3).is_empty());
            let mut teams: BTreeMap<&str, usize> = BTreeMap::new();
            people
                .iter()
                .filter_map(|p| p.manager.as_deref())
                .for_each(|m| *teams.entry(m).or_default() += 1);
            assert!(
                teams.values().all(|size| (3..=9).contains(size)),
                "{teams:?}"
            );
            assert_eq!(people.iter().filter(|p| p.leave.is_some()).count(), 1);
            assert_eq!(people.iter().filter(|p| p.time_zone.is_some()).count(), 1);
            assert!(people.iter().any(|p| p.working_hours.is_some()));
            let names: BTreeSet<&str> = people.iter().map(|p| p.name.as_str()).collect();
            assert_eq!(names.len(), people.len());
        }
    }
}
