//! Texts as Block Kit elements that Slack does not interpret.

use super::Unfit;
use super::kit::{Block, Plain, Rich, Run, Style};
use kiku_chat::{Fact, Span};
use std::borrow::Cow;

/// A zero byte can be shown nowhere, and Slack refuses the message that carries one.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    without_zeros(text.into())
}

fn without_zeros(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.contains('\0') {
        true => text.replace('\0', "").into(),
        false => text,
    }
}

/// What is shown as it stands. Slack decodes three entities wherever it shows text (Slack's guide to formatting,
/// "escaping text"), so one that a person typed is escaped. A lone `&`, `<` or `>` means nothing in these places, and
/// escaped it could exceed a label's length.
fn literal(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('&') {
        return text;
    }
    let text = text.replace("&amp;", "&amp;amp;");
    let text = text.replace("&lt;", "&amp;lt;");
    text.replace("&gt;", "&amp;gt;").into()
}

/// `plain_text` in which colons stay colons.
fn plain(text: Cow<'_, str>) -> Plain<'_> {
    Plain {
        text: literal(text),
        emoji: false,
    }
}

/// `plain_text` that Slack needs: not blank, and at most so many characters.
pub(super) fn label<'a>(
    what: &str,
    text: impl Into<Cow<'a, str>>,
    most: usize,
) -> Result<Plain<'a>, Unfit> {
    let text = without_zeros(text.into());
    if text.trim().is_empty() {
        return Err(Unfit(format!("{what} without a word")));
    }
    let length = text.chars().count();
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

pub(super) fn heading(text: &str) -> Option<Block<'_>> {
    readable(text).map(|text| Block::Header { text: plain(text) })
}

pub(super) fn note(text: &str) -> Option<Block<'_>> {
    let elements = vec![plain(readable(text)?)];
    Some(Block::Context { elements })
}

pub(super) fn quote(text: &str) -> Option<Rich<'_>> {
    let elements = vec![run(readable(text)?, false)];
    Some(Rich::RichTextQuote { elements })
}

pub(super) fn paragraph(spans: &[Span]) -> Option<Rich<'_>> {
    let elements = elements(spans);
    (!elements.is_empty()).then_some(Rich::RichTextSection { elements })
}

/// A line for each fact, its label in bold.
pub(super) fn facts(facts: &[Fact]) -> Option<Rich<'_>> {
    let mut elements = Vec::new();
    for fact in facts {
        if !elements.is_empty() {
            elements.push(run("\n".into(), false));
        }
        elements.extend(filled(&fact.label).map(|label| run(label, true)));
        elements.push(run("  ".into(), false));
        elements.extend(self::elements(&fact.value));
    }
    (!elements.is_empty()).then_some(Rich::RichTextSection { elements })
}

/// A question above its buttons.
pub(super) fn question(text: &str) -> Option<Rich<'_>> {
    let elements = vec![run(readable(text)?, true)];
    Some(Rich::RichTextSection { elements })
}

/// Words of ours.
pub(super) fn said(text: String) -> Rich<'static> {
    let elements = vec![run(text.into(), false)];
    Rich::RichTextSection { elements }
}

/// A run of dead text.
fn run(text: Cow<'_, str>, bold: bool) -> Run<'_> {
    Run::Text {
        text: literal(text),
        style: bold.then_some(Style { bold }),
    }
}

fn elements(spans: &[Span]) -> Vec<Run<'_>> {
    spans.iter().filter_map(element).collect()
}

fn element(span: &Span) -> Option<Run<'_>> {
    match span {
        Span::Plain(text) => filled(text).map(|text| run(text, false)),
        Span::Strong(text) => filled(text).map(|text| run(text, true)),
        Span::Link { text, url } => {
            let text = literal(filled(text).unwrap_or(url.into()));
            Some(Run::Link { url, text })
        }
    }
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
