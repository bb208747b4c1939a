//! What a digest never shows, whoever reads it.

use super::*;
use crate::domain::digest::Help;
use crate::domain::figures::{Kind, Outcome, SessionFact};
use crate::views::samples::digests::Told;
use kiku_chat::limits;

fn month() -> Month {
    Month::new(2026, 11).expect("a month")
}

fn told(lang: Lang) -> Told {
    Told::new(lang, &[(month(), 24, 1), (month().previous(), 24, 0)])
}

const READERS: [(Audience, Teams); 4] = [
    (Audience::Hr, Teams::All),
    (Audience::Executive, Teams::All),
    (Audience::Executive, Teams::OfAtLeastK),
    (Audience::Executive, Teams::None),
];

fn scopes(told: &Told) -> Vec<Scope> {
    let units = told.releases[0].units.iter().map(|unit| unit.scope.clone());
    units
        .filter(|scope| !matches!(scope, Scope::Manager(..)))
        .collect()
}

/// A team's figures are those of its department in the samples, so they are replaced by ones that nothing else has.
fn marked(mut told: Told) -> Told {
    for release in &mut told.releases {
        let text = serde_json::to_string(&*release).expect("a release");
        let mut value: serde_json::Value = serde_json::from_str(&text).expect("its text");
        for unit in value["units"].as_array_mut().expect("units") {
            if unit["scope"].get("manager").is_some() {
                unit["satisfaction"]["mean"] =
                    serde_json::json!({"shown": {"value": 2.61803, "n": 31337}});
                unit["growth"]["mean"] =
                    serde_json::json!({"shown": {"value": 2.61803, "n": 31337}});
                unit["topics"] = serde_json::json!({"shown": {"value": [{"key": "career", "count": 31337}], "n": 31337}});
                unit["matched"] = serde_json::json!({"shown": {"value": 222, "n": 31337}});
            }
        }
        *release = serde_json::from_value(value).expect("a release again");
    }
    told
}

#[test]
fn figures_of_a_team_reach_nobody() {
    let told = marked(told(Lang::En));
    for scope in scopes(&told) {
        for (audience, teams) in READERS {
            told.with(&scope, audience, teams, |material| {
                let texts = [
                    message(material, Lang::En).to_plain_text(),
                    unit(material, Lang::En).to_plain_text(),
                    String::from_utf8(json(material)).expect("text"),
                    String::from_utf8(csv(material)).expect("text"),
                ];
                for text in texts {
                    assert!(
                        !text.contains("31337")
                            && !text.contains("31,337")
                            && !text.contains("2.61803"),
                        "{text}"
                    );
                }
            });
        }
    }
}

#[test]
fn a_manager_is_named_only_where_the_reader_may_see_teams() {
    let told = told(Lang::En);
    for (audience, teams) in READERS {
        told.with(&Scope::Company, audience, teams, |material| {
            let text = unit(material, Lang::En).to_plain_text();
            let named = material
                .names
                .values()
                .any(|name| text.contains(name.as_str()));
            let helped = |help: &Help| matches!(help, Help::Team { .. });
            assert_eq!(named, material.digest.help.iter().any(helped), "{text}");
            assert_eq!(named, teams != Teams::None, "{text}");
        });
    }
}

#[test]
fn an_executive_sees_no_team_below_k() {
    let told = told(Lang::Ja);
    let hr = Scope::Department("本社/人事部".to_owned());
    let read = |teams| {
        told.with(&hr, Audience::Executive, teams, |m| {
            (unit(m, Lang::Ja).to_plain_text(), managers(m))
        })
    };
    let (all, ids) = read(Teams::All);
    assert!(all.contains("木村 真理") && ids == [4], "{all}");
    let (some, ids) = read(Teams::OfAtLeastK);
    assert!(!some.contains("木村 真理") && ids.is_empty(), "{some}");
    assert!(some.contains("5名に満たないチーム"), "{some}");
}

#[test]
fn every_button_leads_to_a_department_or_the_company_inside_the_release() {
    let told = told(Lang::Ja);
    for scope in scopes(&told) {
        told.with(&scope, Audience::Hr, Teams::All, |material| {
            let view = unit(material, Lang::Ja);
            let buttons: Vec<&str> = view.actions().collect();
            assert!(buttons.len() <= 20);
            for action in buttons {
                let Some(Action::DrillDown { month, unit, .. }) = Action::decode(action) else {
                    panic!("{action}");
                };
                assert_eq!(month, material.release.month);
                let reached = &material.release.units[unit as usize].scope;
                assert!(!matches!(reached, Scope::Manager(..)), "{action}");
                assert!(
                    scope.holds(reached) || *reached == Scope::Company,
                    "{action}"
                );
                assert_ne!(*reached, scope);
            }
        });
    }
}

#[test]
fn hundreds_of_departments_fit_a_message() {
    let paths: Vec<String> = (0..300)
        .map(|n| format!("本社/{}部{n}", "長".repeat(90)))
        .collect();
    let tree = crate::domain::figures::DepartmentTree::new(paths.iter().map(String::as_str));
    let dimensions = crate::domain::figures::Dimensions {
        topics: vec!["career".to_owned()],
        responses: vec!["listen".to_owned()],
    };
    let facts = paths.iter().zip(1..).map(|(path, member)| SessionFact {
        month: month(),
        unit: tree.unit(path).expect("a known path"),
        manager: member,
        member,
        kind: Kind::Monthly,
        outcome: Outcome::Held,
        prepared: true,
        held_on: None,
        previous_held_on: None,
        topic: None,
        response: None,
        received: None,
        rating: None,
        rating_shared: false,
        growth: None,
        estimate: None,
    });
    let tally = crate::domain::figures::count(month(), facts, &tree, dimensions);
    let release = crate::domain::privacy::protect(&tally, 5);
    let told = told(Lang::Ja);
    told.with(&Scope::Company, Audience::Hr, Teams::All, |material| {
        let perspective = crate::domain::digest::Perspective {
            scope: &Scope::Company,
            now: &release,
            before: None,
            teams: Teams::All,
        };
        let digest = crate::domain::digest::digest(&perspective, &[]).expect("a company");
        let material = DigestMaterial {
            release: &release,
            digest: &digest,
            ..*material
        };
        let view = unit(&material, Lang::Ja);
        assert_eq!(limits::check_view(&view), Ok(()));
        assert_eq!(view.actions().count(), 20);
        assert!(
            view.to_plain_text().contains("280部署"),
            "{}",
            view.to_plain_text()
        );
    });
}

#[test]
fn files_say_why_something_is_hidden() {
    let told = Told::new(Lang::En, &[(month(), 4, 0)]);
    told.with(&Scope::Company, Audience::Hr, Teams::All, |material| {
        let value: serde_json::Value = serde_json::from_slice(&json(material)).expect("JSON");
        assert_eq!(value["month"], "2026-11");
        assert_eq!(value["unit"], serde_json::Value::Null);
        assert_eq!(value["figures"]["execution_rate"]["n"], 16);
        let team = &value["units"][2]["figures"]["satisfaction"];
        assert_eq!(team["hidden"], "too_few", "{value}");
        let text = String::from_utf8(csv(material)).expect("UTF-8");
        assert!(
            text.starts_with(
                "\u{feff}unit,measure,value,n,low,high,hidden\r\n*,eligible,16,,,,\r\n"
            )
        );
        assert!(
            text.contains("Head office/Development,satisfaction,,,,,too_few\r\n"),
            "{text}"
        );
        assert_eq!(csv(material), csv(material));
    });
}

#[test]
fn the_picture_has_a_place_for_every_month() {
    let gap = month().plus(-3);
    let told = Told::new(Lang::En, &[(month(), 24, 1), (gap, 24, 0)]);
    told.with(&Scope::Company, Audience::Hr, Teams::All, |material| {
        let unit = material.release.of(&Scope::Company).expect("a company");
        let words = Words::of(Lang::En);
        let picture = picture(
            words,
            material.programme,
            material.digest,
            unit.grid.as_ref(),
        );
        let picture = picture.expect("something to draw");
        assert_eq!(picture.months, ["Aug", "Sep", "Oct", "Nov"]);
        for line in picture.panels.iter().flat_map(|panel| &panel.lines) {
            assert_eq!(line.marks.len(), 4);
            assert_eq!(line.marks[1..3], [Mark::Nothing, Mark::Nothing]);
            assert!(matches!(line.marks[3], Mark::Shown { .. }));
        }
    });
}

#[test]
fn the_picture_speaks_of_hatching_where_something_is_hatched() {
    for (answers, hatched) in [(24, false), (1, true)] {
        let told = Told::new(Lang::En, &[(month(), answers, 1)]);
        told.with(&Scope::Company, Audience::Hr, Teams::All, |material| {
            let words = Words::of(Lang::En);
            let picture = picture(words, material.programme, material.digest, None);
            let picture = picture.expect("something to draw");
            let lines = picture.panels.iter().flat_map(|panel| &panel.lines);
            let hidden = lines.flat_map(|line| &line.marks);
            assert_eq!(
                hidden.into_iter().any(|mark| *mark == Mark::Hidden),
                hatched
            );
            assert_eq!(
                picture.footer.contains("Hatched:"),
                hatched,
                "{}",
                picture.footer
            );
            assert!(picture.footer.contains("answers."), "{}", picture.footer);
        });
    }
}
