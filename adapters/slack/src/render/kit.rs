//! The part of Block Kit that Kiku uses, with the names of Slack's reference. What stands in the view is borrowed.

use serde::Serialize;
use std::borrow::Cow;

/// A block of a message or of the Home tab.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Block<'a> {
    /// Controls beside each other.
    Actions {
        elements: Vec<Element<'a>>,
    },
    /// Small print.
    Context {
        elements: Vec<Plain<'a>>,
    },
    Header {
        text: Plain<'a>,
    },
    Image {
        slack_file: File<'a>,
        alt_text: Cow<'a, str>,
    },
    RichText {
        elements: Vec<Rich<'a>>,
    },
    /// A text with a control at its side.
    Section {
        text: Plain<'a>,
        accessory: Element<'a>,
    },
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct File<'a> {
    pub id: &'a str,
}

/// A part of a `rich_text` block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Rich<'a> {
    RichTextSection { elements: Vec<Run<'a>> },
    RichTextQuote { elements: Vec<Run<'a>> },
}

/// A run of text in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Run<'a> {
    Text {
        text: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        style: Option<Style>,
    },
    Link {
        url: &'a str,
        text: Cow<'a, str>,
    },
}

/// How a run looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Style {
    pub bold: bool,
}

/// A text in which nothing is interpreted, colons included.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "plain_text")]
pub(crate) struct Plain<'a> {
    pub text: Cow<'a, str>,
    pub emoji: bool,
}

/// A control.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Element<'a> {
    Button {
        action_id: String,
        text: Plain<'a>,
        value: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        style: Option<&'static str>,
    },
    StaticSelect {
        action_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        placeholder: Option<Plain<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        initial_option: Option<Answer<'a>>,
        options: Vec<Answer<'a>>,
    },
}

/// An answer in a menu.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Answer<'a> {
    pub text: Plain<'a>,
    pub value: &'a str,
}
