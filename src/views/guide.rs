//! How a manager responds to the response that the member asked for: do this, say this.

use super::draft::{Draft, fact};
use super::words::Words;
use crate::domain::programme::Programme;
use kiku_chat::{Fact, View};

/// Responses with a guide of their own; others share a general one.
const KNOWN: [&str; 5] = ["listen", "opinion", "together", "advice", "other"];

/// Do this, say this, mind this.
pub(super) fn facts(words: Words, response: Option<&str>) -> Vec<Fact> {
    let family = family(response);
    let parts = ["do", "say", "avoid"];
    let line = |part: &str| {
        fact(
            words.t(&format!("guide-{part}")),
            words.t(&format!("guide-{family}-{part}")),
        )
    };
    parts.map(line).to_vec()
}

/// The same in one line.
pub(super) fn short(words: Words, response: Option<&str>) -> String {
    words.t(&format!("guide-{}-short", family(response)))
}

/// The whole guide as an answer of its own.
pub(super) fn view(words: Words, programme: &Programme, response: &str) -> View {
    let label = programme
        .response(response)
        .map(|item| item.label(words.lang()).to_owned());
    let named = [("response", label.unwrap_or_default().into())];
    let mut draft = Draft::new(words);
    draft
        .heading("guide-heading", &named)
        .facts(facts(words, Some(response)))
        .note("guide-ratio", &[]);
    draft.finish(words.t_with("guide-heading", &named))
}

fn family(response: Option<&str>) -> &str {
    match response {
        None => "none",
        Some(key) if KNOWN.contains(&key) => key,
        Some(_) => "custom",
    }
}
