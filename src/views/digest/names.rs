//! How measures, units, topics and responses are called in a digest.

use crate::domain::digest::Measure;
use crate::domain::privacy::Scope;
use crate::domain::programme::Programme;
use crate::views::words::Words;

/// Longest path in a heading or a line; a longer one loses its beginning, which says least.
const LONGEST_PATH: usize = 60;

/// A measure as a noun.
pub(super) fn measure(words: Words, programme: &Programme, measure: &Measure) -> String {
    let key = match measure {
        Measure::Execution => "digest-execution",
        Measure::Unconfirmed => "digest-unconfirmed",
        Measure::Preparation => "digest-preparation",
        Measure::Satisfaction => "digest-satisfaction",
        Measure::High => "digest-high",
        Measure::Growth => "digest-growth",
        Measure::Match => "digest-match",
        Measure::Gap => "digest-gap",
        Measure::Topic(key) => {
            return words.t_with(
                "digest-share-of",
                &[("name", topic(words, programme, key).into())],
            );
        }
        Measure::Response(key) => {
            let name = response(words, programme, key);
            return words.t_with("digest-share-of", &[("name", name.into())]);
        }
    };
    words.t(key)
}

/// A topic's label; its key when the programme forgot it.
pub(super) fn topic(words: Words, programme: &Programme, key: &str) -> String {
    let item = programme.topic(key);
    item.map_or(key, |item| item.label(words.lang())).to_owned()
}

/// A response's label; its key when the programme forgot it.
pub(super) fn response(words: Words, programme: &Programme, key: &str) -> String {
    let item = programme.response(key);
    item.map_or(key, |item| item.label(words.lang())).to_owned()
}

/// A unit by its whole name.
pub(super) fn unit(words: Words, scope: &Scope) -> String {
    match scope {
        Scope::Department(path) | Scope::Manager(_, path) if !path.is_empty() => shortened(path),
        _ => words.t("digest-whole"),
    }
}

/// A department as seen from the unit above it: without the part of the path that both share.
pub(super) fn below<'a>(scope: &Scope, path: &'a str) -> &'a str {
    let above = match scope {
        Scope::Department(above) => above.as_str(),
        _ => return path,
    };
    let rest = path
        .strip_prefix(above)
        .and_then(|rest| rest.strip_prefix('/'));
    rest.unwrap_or(path)
}

/// The end of a long path.
pub(super) fn shortened(path: &str) -> String {
    let length = path.chars().count();
    if length <= LONGEST_PATH {
        return path.to_owned();
    }
    let kept: String = path.chars().skip(length - LONGEST_PATH + 1).collect();
    format!("…{kept}")
}
