//! Texts as Block Kit elements that Slack does not interpret.

use super::Unfit;
use kiku_chat::{Fact, Span};
use serde_json::{Value, json};

/// A zero byte can be shown nowhere, and Slack refuses the message that carries one.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// What is shown as it stands. Slack decodes three entities wherever it shows text (Slack's guide to formatting,
/// "escaping text"), so one that a person typed is escaped. A lone `&`, `<` or `>` means nothing in these places, and
/// escaped it could exceed a label's length.
fn literal(text: &str) -> String {
    let text = clean(text);
    if !text.contains('&') {
        return text;
    }
    let text = text.replace("&amp;", "&amp;amp;");
    text.replace("&lt;", "&amp;lt;").replace("&gt;", "&amp;gt;")
}

/// `plain_text` in which colons stay colons.
fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": literal(text), "emoji": false })
}

/// `plain_text` that Slack needs: not blank, and at most so many characters.
pub(super) fn label(what: &str, text: &str, most: usize) -> Result<Value, Unfit> {
    let length = clean(text).chars().count();
    if clean(text).trim().is_empty() {
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
    readable(text).map(|text| json!({ "type": "header", "text": plain(&text) }))
}

pub(super) fn note(text: &str) -> Option<Value> {
    readable(text).map(|text| json!({ "type": "context", "elements": [plain(&text)] }))
}

pub(super) fn quote(text: &str) -> Option<Value> {
    let text = readable(text)?;
    Some(json!({ "type": "rich_text_quote", "elements": [run(&text, false)] }))
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
    json!({ "type": "rich_text_section", "elements": elements })
}

/// A run of dead text.
pub(super) fn run(text: &str, bold: bool) -> Value {
    let text = literal(text);
    match bold {
        true => json!({ "type": "text", "text": text, "style": { "bold": true } }),
        false => json!({ "type": "text", "text": text }),
    }
}

fn elements(spans: &[Span]) -> Vec<Value> {
    let element = |span: &Span| match span {
        Span::Plain(text) => filled(text).map(|text| run(&text, false)),
        Span::Strong(text) => filled(text).map(|text| run(&text, true)),
        Span::Link { text, url } => {
            let text = literal(&filled(text).unwrap_or_else(|| url.clone()));
            Some(json!({ "type": "link", "url": url, "text": text }))
        }
    };
    spans.iter().filter_map(element).collect()
}

/// Slack refuses empty texts.
fn filled(text: &str) -> Option<String> {
    let text = clean(text);
    (!text.is_empty()).then_some(text)
}

/// A text on its own, unless there is nothing to read.
fn readable(text: &str) -> Option<String> {
    filled(text).filter(|text| !text.trim().is_empty())
}
