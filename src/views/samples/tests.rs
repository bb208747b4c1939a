//! Every sample in both languages: as it reads, and within the limits that all platforms share.

use super::*;
use crate::actions::Action;
use kiku_chat::{Block, Span, limits};
use std::fmt::Write;

/// Slack shows no more blocks in one message.
const BLOCKS: usize = 50;

#[test]
fn every_message_reads_as_it_did() {
    for lang in Lang::ALL {
        let families = [
            ("messages", messages::all(lang)),
            ("notices", notices::all(lang)),
            ("digests", digests::all(lang)),
        ];
        for (family, all) in families {
            let mut told = String::new();
            for sample in all {
                let text = sample.view.to_plain_text();
                let _ = write!(
                    told,
                    "=== {}\n({})\n{text}\n\n",
                    sample.name, sample.view.fallback
                );
            }
            insta::assert_snapshot!(format!("{family}_{}", lang.code()), told);
        }
    }
}

#[test]
fn every_form_reads_as_it_did() {
    let mut told = String::new();
    for lang in Lang::ALL {
        for form in forms(lang) {
            let _ = writeln!(told, "=== {} [{}]", form.title, form.submit);
            for field in form.fields {
                let _ = writeln!(
                    told,
                    "{}: {} | {} | {}",
                    field.key, field.label, field.hint, field.initial
                );
            }
        }
        for problem in problems(lang) {
            let _ = writeln!(told, "- {problem}");
        }
    }
    insta::assert_snapshot!("forms", told);
}

#[test]
fn every_view_fits_the_limits_of_the_vocabulary() {
    for lang in Lang::ALL {
        for Sample { name, view } in samples(lang) {
            assert!(!view.blocks.is_empty(), "{name} shows nothing");
            assert!(!view.fallback.is_empty(), "{name} has no fallback");
            assert!(
                !view.fallback.contains('\n'),
                "{name}: the fallback is one line"
            );
            assert!(
                view.blocks.len() <= BLOCKS,
                "{name} has {} blocks",
                view.blocks.len()
            );
            assert_eq!(limits::check_view(&view), Ok(()), "{name}");
            for action in view.actions() {
                assert!(
                    Action::decode(action).is_some(),
                    "{name}: {action} is not understood"
                );
            }
            let empty = |block: &Block| match block {
                Block::Text(spans) => spans.iter().any(|span| span.text().is_empty()),
                Block::Facts(facts) => !(1..=10).contains(&facts.len()),
                Block::Choice(choice) => choice.label.is_empty(),
                _ => false,
            };
            assert!(
                !view.blocks.iter().any(empty),
                "{name} has an empty part, or more facts than Slack takes"
            );
        }
    }
}

#[test]
fn no_view_shows_the_key_of_a_text() {
    const HEADS: [&str; 13] = [
        "opener",
        "digest",
        "got",
        "gave",
        "icebreaker",
        "guide",
        "help",
        "kind",
        "score",
        "growth",
        "form",
        "thing",
        "step",
    ];
    let like_a_key = |word: &&str| {
        let parts = word.split_once('-');
        parts.is_some_and(|(head, rest)| HEADS.contains(&head) && !rest.is_empty())
    };
    for lang in Lang::ALL {
        let problems = problems(lang).into_iter().map(|text| ("problem", text));
        let views = samples(lang)
            .into_iter()
            .map(|sample| (sample.name, sample.view.to_plain_text()));
        for (name, text) in views.chain(problems) {
            let words =
                text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            let keys: Vec<&str> = words.filter(like_a_key).collect();
            assert_eq!(keys, Vec::<&str>::new(), "{name}");
        }
    }
}

#[test]
fn what_people_typed_stays_plain() {
    let typed = [
        "来年の異動希望について、まだ迷っています。",
        "研修の候補を3つ調べる",
        "最後まで聞いてもらえて、考えが整理できました。",
        "少し気が楽になった。",
    ];
    for Sample { name, view } in samples(Lang::Ja) {
        for block in &view.blocks {
            let safe = match block {
                Block::Quote(_) => String::new(),
                Block::Text(spans) => spans
                    .iter()
                    .filter(|s| !matches!(s, Span::Plain(_)))
                    .map(Span::text)
                    .collect(),
                other => format!("{other:?}"),
            };
            assert!(
                !typed.iter().any(|text| safe.contains(text)),
                "{name} shows typed words outside plain text"
            );
        }
        assert!(
            !typed.iter().any(|text| view.fallback.contains(text)),
            "{name} tells typed words in its fallback"
        );
    }
}

#[test]
fn every_form_fits_the_limits_of_the_vocabulary() {
    for form in Lang::ALL.into_iter().flat_map(forms) {
        assert_eq!(limits::check_form(&form), Ok(()), "{}", form.title);
        assert!(
            Action::decode(&form.action).is_some(),
            "{} is not understood",
            form.action
        );
    }
}
