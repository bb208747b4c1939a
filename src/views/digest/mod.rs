//! M9 and its drill-down: the released month of a company or department, in words and with a picture.
//!
//! Everything shown comes from a release; of teams only what [`Release::teams_within`] gives. Departments and teams
//! stand in the order of their paths, never of their figures.

mod export;
mod lists;
mod names;
mod numbers;
mod picture;
mod said;

use super::clock;
use super::draft::{Draft, button, fact};
use super::words::Words;
use crate::actions::Action;
use crate::domain::digest::{Digest, Headline, Measure, Reading, Suggestion, Teams};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::privacy::{Release, Scope, Why};
use crate::domain::programme::{Audience, Programme};
use chrono::NaiveDate;
use kiku_chat::{Block, Button, Fact, Image, Tone, View};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use export::{csv, json};
pub use lists::managers;
pub use picture::{Heat, Line, Mark, Panel, Picture, Scale, picture};

/// What a digest is written from.
#[derive(Debug, Clone, Copy)]
pub struct DigestMaterial<'a> {
    /// The company's settings.
    pub programme: &'a Programme,
    /// The released month.
    pub release: &'a Release,
    /// What it says of one unit to one reader.
    pub digest: &'a Digest,
    /// Which teams the reader may see by the name of their manager.
    pub teams: Teams,
    /// The names of the managers in [`managers`], by person id.
    pub names: &'a BTreeMap<i64, String>,
    /// For whom it is made; buttons carry it on.
    pub audience: Audience,
    /// When the figures were fixed, on the company's wall clock.
    pub released_on: Option<NaiveDate>,
    /// The picture as PNG, if it could be drawn.
    pub png: Option<&'a Arc<Vec<u8>>>,
    /// The unit above, by its index in the release, if the reader may see it.
    pub up: Option<u32>,
}

/// The digest of a channel.
pub fn message(material: &DigestMaterial<'_>, lang: Lang) -> View {
    let words = Words::of(lang);
    let mut draft = Draft::new(words);
    open(&mut draft, words, material);
    close(&mut draft, words, material)
}

/// One unit for one reader, with the teams that no department below holds.
pub fn unit(material: &DigestMaterial<'_>, lang: Lang) -> View {
    let words = Words::of(lang);
    let mut draft = Draft::new(words);
    open(&mut draft, words, material);
    lists::teams(&mut draft, words, material);
    close(&mut draft, words, material)
}

/// No figures of this month; leads to the newest that there are.
pub fn no_release(month: Month, newest: Option<(Month, Audience)>, lang: Lang) -> View {
    let words = Words::of(lang);
    let mut draft = Draft::new(words);
    let month = clock::month_and_year(lang, month);
    let told = words.t_with("notice-no-release", &[("month", month.into())]);
    draft.push(Block::text(told.clone()));
    if let Some((newest, audience)) = newest {
        let label = clock::month_and_year(lang, newest);
        let label = words.t_with("digest-see", &[("what", label.into())]);
        let action = Action::DrillDown {
            month: newest,
            audience,
            unit: 0,
        };
        draft.buttons(vec![button(label, &action, Tone::Plain)]);
    }
    draft.finish(told)
}

/// A unit that is not there, or not theirs to see; the two cannot be told apart. Leads to what they may see.
pub fn no_such_unit(typed: &str, home: Option<(Month, Audience, u32)>, lang: Lang) -> View {
    let words = Words::of(lang);
    let mut draft = Draft::new(words);
    let told = words.t_with("notice-no-such-unit", &[("word", typed.into())]);
    draft.push(Block::text(told.clone()));
    if let Some((month, audience, unit)) = home {
        let action = Action::DrillDown {
            month,
            audience,
            unit,
        };
        draft.buttons(vec![button(
            words.t("digest-see-mine"),
            &action,
            Tone::Plain,
        )]);
    }
    draft.finish(told)
}

/// The title of a digest, also its notification.
fn title(words: Words, material: &DigestMaterial<'_>) -> String {
    let month = clock::month_and_year(words.lang(), material.digest.month);
    let unit = names::unit(words, &material.digest.scope);
    words.t_with(
        "digest-title",
        &[("month", month.into()), ("unit", unit.into())],
    )
}

fn open(draft: &mut Draft, words: Words, material: &DigestMaterial<'_>) {
    draft.push(Block::Heading(title(words, material)));
    if material.digest.one == Suggestion::NothingYet {
        draft.push(Block::text(said::one(words, material)));
        draft.facts(extra(words, material).into_iter().collect());
        return;
    }
    draft.facts(facts(words, material));
    draft.facts(shares(words, material));
    if let Some(png) = material.png {
        draft.push(Block::Image(Image {
            name: format!("digest-{}.png", material.digest.month),
            alt: alt(words, material),
            png: Arc::clone(png),
        }));
    }
    let mut part = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            draft
                .strong(words.t(title))
                .push(Block::text(lines.join("\n")));
        }
    };
    part("digest-three", said::changes(words, material));
    part("digest-one", vec![said::one(words, material)]);
    part("digest-help", said::help(words, material));
    lists::departments(draft, words, material);
}

fn close(draft: &mut Draft, words: Words, material: &DigestMaterial<'_>) -> View {
    draft.push(Block::Note(note(words, material)));
    if lists::leads_down(material) {
        draft.note("digest-see-lead", &[]);
    }
    draft.buttons(lists::buttons(words, material));
    draft.finish(title(words, material))
}

/// The main figures. What does not apply is left out: nothing unconfirmed, no extra talks.
fn facts(words: Words, material: &DigestMaterial<'_>) -> Vec<Fact> {
    let digest = material.digest;
    let mut facts = Vec::new();
    for headline in digest.headlines.iter().filter(|headline| applies(headline)) {
        let label = names::measure(words, material.programme, &headline.measure);
        facts.push(fact(label, numbers::with_change(words, headline)));
        if headline.measure == Measure::Preparation {
            let days = numbers::days(words, digest.interval.as_ref());
            facts.push(fact(words.t("digest-interval"), days));
        }
    }
    facts.extend(extra(words, material));
    facts
}

/// Talks besides the monthly ones, counted apart.
fn extra(words: Words, material: &DigestMaterial<'_>) -> Option<Fact> {
    let held = material.digest.counts.extra_held;
    let told = words.t_with("digest-times", &[("count", numbers::count(held).into())]);
    (held > 0).then(|| fact(words.t("digest-extra"), told))
}

/// The share of 4–5 is hidden whenever satisfaction's spread is; the reason then stands with satisfaction once.
fn applies(headline: &Headline) -> bool {
    match (&headline.measure, &headline.now) {
        (Measure::Unconfirmed, Reading::Share { yes, .. }) => *yes > 0,
        (Measure::Unconfirmed, Reading::Hidden(_)) => false,
        (Measure::High, Reading::Hidden(Why::NoData | Why::TooFew { .. })) => false,
        _ => true,
    }
}

fn shares(words: Words, material: &DigestMaterial<'_>) -> Vec<Fact> {
    let digest = material.digest;
    let both = [
        ("digest-topics", &digest.topics),
        ("digest-responses", &digest.responses),
    ];
    both.into_iter()
        .map(|(label, shares)| fact(words.t(label), share_line(words, material, shares)))
        .collect()
}

fn share_line(
    words: Words,
    material: &DigestMaterial<'_>,
    shares: &Result<Vec<Headline>, Why>,
) -> String {
    let shares = match shares {
        Ok(shares) => shares,
        Err(why) => return numbers::hidden(words, *why),
    };
    let chosen = shares
        .iter()
        .filter(|share| share.now.value().is_some_and(|value| value > 0.0));
    let told: Vec<String> = chosen
        .filter_map(|share| {
            let name = match &share.measure {
                Measure::Topic(key) => names::topic(words, material.programme, key),
                Measure::Response(key) => names::response(words, material.programme, key),
                _ => return None,
            };
            Some(format!(
                "{name} {}",
                numbers::bare(&share.measure, &share.now)?
            ))
        })
        .collect();
    let n = shares.first().and_then(|share| share.now.n()).unwrap_or(0);
    let list = words.list(&told);
    words.t_with(
        "digest-short",
        &[("value", list.into()), ("n", numbers::count(n).into())],
    )
}

/// What the picture shows, for those who do not see it.
fn alt(words: Words, material: &DigestMaterial<'_>) -> String {
    let digest = material.digest;
    let shown = digest.headlines.iter().filter(|headline| {
        let measure = &headline.measure;
        [
            Measure::Execution,
            Measure::Preparation,
            Measure::Satisfaction,
        ]
        .contains(measure)
    });
    let told: Vec<String> = shown
        .map(|headline| {
            let name = names::measure(words, material.programme, &headline.measure);
            let value = numbers::bare(&headline.measure, &headline.now);
            format!(
                "{name} {}",
                value.unwrap_or_else(|| words.t("digest-not-shown"))
            )
        })
        .collect();
    let args = [
        (
            "month",
            clock::month_and_year(words.lang(), digest.month).into(),
        ),
        ("unit", names::unit(words, &digest.scope).into()),
        ("figures", words.list(&told).into()),
    ];
    words.t_with("digest-alt", &args)
}

fn note(words: Words, material: &DigestMaterial<'_>) -> String {
    let k = ("k", numbers::count(material.digest.k).into());
    let told = words.t_with("digest-note", &[k]);
    match material.released_on {
        Some(day) => {
            let args = [
                (
                    "month",
                    clock::month_name(words.lang(), material.digest.month).into(),
                ),
                ("date", clock::short_date(words.lang(), day).into()),
            ];
            told + &words.t_with("digest-released", &args)
        }
        None => told,
    }
}

/// The index of a unit in a release, as buttons carry it.
pub fn index_of(release: &Release, scope: &Scope) -> Option<u32> {
    let place = release.units.iter().position(|unit| unit.scope == *scope)?;
    u32::try_from(place).ok()
}

fn drill(material: &DigestMaterial<'_>, label: String, unit: u32) -> Button {
    let action = Action::DrillDown {
        month: material.digest.month,
        audience: material.audience,
        unit,
    };
    button(label, &action, Tone::Plain)
}

#[cfg(test)]
mod tests;
