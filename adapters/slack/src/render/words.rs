//! Texts as Block Kit elements that Slack does not interpret.

use super::{Unfit, object};
use kiku_chat::{Fact, Span};
use serde_json::Value;
use std::borrow::Cow;

/// A zero byte can be shown nowhere, and Slack refuses the message that carries one.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => text.replace('\0', "").into(),
        false => text.into(),
    }
}

/// What is shown as it stands. Slack decodes three entities wherever it shows text (Slack's guide to formatting,
/// "escaping text"), so one that a person typed is escaped. A lone `&`, `<` or `>` means nothing in these places, and
/// escaped it could exceed a label's length.
fn literal(text: &str) -> String {
    let text = clean(text);
    if !text.contains('&') {
        return text.into_owned();
    }
    let text = text.replace("&amp;", "&amp;amp;");
    text.replace("&lt;", "&amp;lt;").replace("&gt;", "&amp;gt;")
}

/// `plain_text` in which colons stay colons.
fn plain(text: &str) -> Value {
    let kind = ("type", "plain_text".into());
    object([
        kind,
        ("text", literal(text).into()),
        ("emoji", false.into()),
    ])
}

/// `plain_text` that Slack needs: not blank, and at most so many characters.
pub(super) fn label(what: &str, text: &str, most: usize) -> Result<Value, Unfit> {
    let clean = clean(text);
    let length = clean.chars().count();
    if clean.trim().is_empty() {
        return Err(Unfit(format!("{what} without a word")));
    }
    match length > most {
        true => Err(Unfit(format!(
            "{what} of {length} characters, at most {most}"
        ))),
        false => Ok(plain(text)),
    }
}

/// The line for notifications. It is read as `mrkdwn` there, so its three special characters are escaped
/// (Slack's formatting guide); mentions and links need them to live.
pub(super) fn fallback(text: &str) -> String {
    let text = clean(text).replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn heading(text: &str) -> Option<Value> {
    readable(text).map(|text| object([("type", "header".into()), ("text", plain(&text))]))
}

pub(super) fn note(text: &str) -> Option<Value> {
    let text = readable(text)?;
    Some(holding("context", vec![plain(&text)]))
}

pub(super) fn quote(text: &str) -> Option<Value> {
    let text = readable(text)?;
    Some(holding("rich_text_quote", vec![run(&text, false)]))
}

pub(super) fn paragraph(spans: &[Span]) -> Option<Value> {
    let elements = elements(spans);
    (!elements.is_empty()).then(|| section(elements))
}

/// A line for each fact, its label in bold.
pub(super) fn facts(facts: &[Fact]) -> Option<Value> {
    let mut lines = Vec::new();
    for fact in facts {
        if !lines.is_empty() {
            lines.push(run("\n", false));
        }
        lines.extend(filled(&fact.label).map(|label| run(&label, true)));
        lines.push(run("  ", false));
        lines.extend(elements(&fact.value));
    }
    (!lines.is_empty()).then(|| section(lines))
}

/// A question above its buttons.
pub(super) fn question(text: &str) -> Option<Value> {
    readable(text).map(|text| section(vec![run(&text, true)]))
}

pub(super) fn section(elements: Vec<Value>) -> Value {
    holding("rich_text_section", elements)
}

fn holding(kind: &str, elements: Vec<Value>) -> Value {
    object([("type", kind.into()), ("elements", elements.into())])
}

/// A run of dead text.
pub(super) fn run(text: &str, bold: bool) -> Value {
    let (kind, text) = (("type", "text".into()), ("text", literal(text).into()));
    match bold {
        true => object([kind, text, ("style", object([("bold", true.into())]))]),
        false => object([kind, text]),
    }
}

fn elements(spans: &[Span]) -> Vec<Value> {
    let element = |span: &Span| match span {
        Span::Plain(text) => filled(text).map(|text| run(&text, false)),
        Span::Strong(text) => filled(text).map(|text| run(&text, true)),
        Span::Link { text, url } => {
            let text = literal(&filled(text).unwrap_or_else(|| url.into())).into();
            let kind = ("type", "link".into());
            Some(object([kind, ("url", url.as_str().into()), ("text", text)]))
        }
    };
    spans.iter().filter_map(element).collect()
}

/// Slack refuses empty texts.
fn filled(text: &str) -> Option<Cow<'_, str>> {
    let text = clean(text);
    (!text.is_empty()).then_some(text)
}

/// A text on its own, unless there is nothing to read.
fn readable(text: &str) -> Option<Cow<'_, str>> {
    filled(text).filter(|text| !text.trim().is_empty())
}
