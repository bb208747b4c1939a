//! What a digest says in sentences: what changed, one thing to do, whom to help.

use super::DigestMaterial;
use super::names;
use super::numbers::{self, count};
use crate::domain::digest::{Change, Headline, Help, Insight, Measure, Reading, Suggestion};
use crate::domain::privacy::Scope;
use crate::views::words::{Arg, Words};

/// Most lines about whom to help; more would be a list to file, not to act on.
const HELPED: usize = 8;

/// What changed, a line each; or why nothing is told.
pub(super) fn changes(words: Words, material: &DigestMaterial<'_>) -> Vec<String> {
    let digest = material.digest;
    if !digest.three.is_empty() {
        let line = |insight: &Insight| change(words, material, insight);
        return digest.three.iter().map(line).collect();
    }
    let before = digest.month.previous();
    let moved = |headline: &Headline| matches!(headline.change, Change::Rose(_) | Change::Fell(_));
    vec![words.t(
        match digest.trend.iter().any(|point| point.month == before) {
            false => "digest-first",
            true if digest.headlines.iter().any(moved) => "digest-unclear",
            true => "digest-steady",
        },
    )]
}

fn change(words: Words, material: &DigestMaterial<'_>, insight: &Insight) -> String {
    let key = match insight.is_good() {
        Some(true) => "digest-better",
        Some(false) => "digest-worse",
        None => "digest-changed",
    };
    let measure = names::measure(words, material.programme, &insight.measure);
    let what = match insight.scope == material.digest.scope {
        true => measure,
        false => {
            let unit = names::unit(words, &insight.scope);
            words.t_with(
                "digest-of",
                &[("unit", unit.into()), ("measure", measure.into())],
            )
        }
    };
    let short = |reading| numbers::short(words, &insight.measure, reading);
    words.t_with(
        key,
        &[
            ("what", what.into()),
            ("before", short(&insight.before).into()),
            ("now", short(&insight.now).into()),
        ],
    )
}

/// One thing to do.
pub(super) fn one(words: Words, material: &DigestMaterial<'_>) -> String {
    let n = |name: &'static str, value: u32| -> Arg<'static> { (name, count(value).into()) };
    let steps = |name: &'static str, value: f64| -> Arg<'static> {
        (name, format!("{:.1}", value.abs()).into())
    };
    match &material.digest.one {
        Suggestion::HoldTalks {
            held,
            eligible,
            most_missing,
        } => {
            let told = words.t_with(
                "digest-do-hold",
                &[n("held", *held), n("eligible", *eligible)],
            );
            match most_missing {
                Some((path, missing)) => {
                    let unit = ("unit", names::shortened(path).into());
                    told + &words.t_with("digest-do-hold-where", &[unit, n("missing", *missing)])
                }
                None => told,
            }
        }
        Suggestion::ConfirmTalks { unconfirmed, .. } => {
            words.t_with("digest-do-confirm", &[n("unconfirmed", *unconfirmed)])
        }
        Suggestion::PrepareTalks { prepared, eligible } => {
            let args = [n("prepared", *prepared), n("eligible", *eligible)];
            words.t_with("digest-do-prepare", &args)
        }
        Suggestion::UnderstandSatisfaction(fall) => {
            words.t_with("digest-do-satisfaction", &[steps("by", fall.by)])
        }
        Suggestion::UnderstandGrowth(fall) => {
            words.t_with("digest-do-growth", &[steps("by", fall.by)])
        }
        Suggestion::AnswerAsAsked { matched, n: of } => {
            words.t_with("digest-do-answer", &[n("matched", *matched), n("n", *of)])
        }
        Suggestion::AskRatherThanGuess { gap, .. } if *gap > 0.0 => {
            words.t_with("digest-do-ask-higher", &[steps("gap", *gap)])
        }
        Suggestion::AskRatherThanGuess { gap, .. } => {
            words.t_with("digest-do-ask-lower", &[steps("gap", *gap)])
        }
        Suggestion::WidenTopics {
            topic,
            count,
            n: of,
        } => {
            let topic = names::topic(words, material.programme, topic);
            let args = [("topic", topic.into()), n("count", *count), n("n", *of)];
            words.t_with("digest-do-widen", &args)
        }
        Suggestion::KeepGoing => words.t("digest-do-keep-going"),
        Suggestion::NothingYet => words.t("digest-do-nothing-yet"),
    }
}

/// Whom to help with what, a line each.
pub(super) fn help(words: Words, material: &DigestMaterial<'_>) -> Vec<String> {
    let all = &material.digest.help;
    let told: Vec<String> = all
        .iter()
        .filter_map(|help| helped(words, material, help))
        .collect();
    let more = told.len().saturating_sub(HELPED);
    let mut lines: Vec<String> = told.into_iter().take(HELPED).collect();
    if more > 0 {
        lines.push(words.t_with("digest-more", &[("count", more.into())]));
    }
    lines
}

/// `None` for a manager whose name was not loaded: whoever may not be named is not.
fn helped(words: Words, material: &DigestMaterial<'_>, help: &Help) -> Option<String> {
    match help {
        Help::Department {
            path,
            measure,
            here,
            whole,
            ..
        } => {
            let name = names::measure(words, material.programme, measure);
            let short = |reading: &Reading| numbers::short(words, measure, reading);
            let unit = match material.digest.scope {
                Scope::Company => names::shortened(path),
                _ => names::below(&material.digest.scope, path).to_owned(),
            };
            let args = [
                ("unit", unit.into()),
                ("measure", name.into()),
                ("here", short(here).into()),
                ("whole", short(whole).into()),
            ];
            Some(words.t_with("digest-help-department", &args))
        }
        Help::Team {
            manager,
            path,
            held,
            eligible,
        } => {
            let team = team(words, material, *manager, path)?;
            let share = Reading::Share {
                yes: *held,
                n: *eligible,
            };
            let share = numbers::full(words, &Measure::Execution, &share);
            Some(words.t_with(
                "digest-help-team",
                &[("team", team.into()), ("share", share.into())],
            ))
        }
    }
}

/// A team by its manager's name and department.
pub(super) fn team(
    words: Words,
    material: &DigestMaterial<'_>,
    manager: i64,
    path: &str,
) -> Option<String> {
    let name = material.names.get(&manager)?;
    let unit = names::below(&material.digest.scope, path);
    let inside = !unit.is_empty() && Scope::Department(path.to_owned()) != material.digest.scope;
    let name = ("name", name.as_str().into());
    Some(match inside {
        true => words.t_with(
            "digest-team-in",
            &[name, ("unit", names::shortened(unit).into())],
        ),
        false => words.t_with("digest-team", &[name]),
    })
}
