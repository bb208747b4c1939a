//! A message, modal or home page as somebody reads it.

use crate::mrkdwn::{Reading, mrkdwn, plain};
use crate::state::Message;
use serde_json::Value;

/// A message, or the home page, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The conversation.
    pub channel: String,
    /// The message's timestamp; empty on the home page.
    pub ts: String,
    /// The user id of its author.
    pub author: String,
    /// All words, block by block, those of the controls too; the text if there are no blocks.
    pub text: String,
    /// What is told of it in a notification.
    pub notification: String,
    /// All controls, top to bottom; each answer of a menu or group is one.
    pub controls: Vec<Control>,
    /// Targets of links, and mentions, in what is shown and in the notification.
    pub live: Vec<String>,
    /// How many pictures it shows.
    pub pictures: usize,
    /// Whether clients mark it as edited.
    pub edited: bool,
    /// How often it was changed.
    pub changes: usize,
    /// Whether only this reader sees it.
    pub ephemeral: bool,
}

/// Something that can be pressed or chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// What stands on it.
    pub label: String,
    /// The value that comes back.
    pub value: String,
    /// The block it stands in.
    pub block_id: String,
    /// The element's id.
    pub action_id: String,
    /// The element's type.
    pub kind: String,
    /// Whether it is the current answer of a menu or group.
    pub current: bool,
}

impl Shown {
    /// The values of all controls, top to bottom.
    pub fn actions(&self) -> Vec<String> {
        self.controls
            .iter()
            .map(|control| control.value.clone())
            .collect()
    }

    /// The first control with this label.
    pub fn control(&self, label: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.label == label)
    }
}

/// Reads a message.
pub(crate) fn message(channel: &str, message: &Message, ephemeral: bool) -> Shown {
    let notification = mrkdwn(&message.text, true);
    let mut shown = match message.blocks.is_empty() {
        // A text alone is mrkdwn, and addresses in it become links.
        true => {
            let Reading { text, live } = mrkdwn(&message.text, false);
            Shown {
                text,
                live,
                ..Shown::default()
            }
        }
        false => {
            let mut shown = blocks(&message.blocks);
            shown.live.extend(notification.live);
            shown
        }
    };
    shown.channel = channel.to_owned();
    shown.ts = message.ts.clone();
    shown.author = message.user.clone();
    shown.notification = notification.text;
    shown.edited = message.edited;
    shown.changes = message.changes;
    shown.ephemeral = ephemeral;
    shown
}

/// Reads blocks.
pub(crate) fn blocks(blocks: &[Value]) -> Shown {
    let mut page = Page::default();
    for block in blocks {
        page.block(block);
    }
    Shown {
        text: page.lines.join("\n"),
        controls: page.controls,
        live: page.live,
        pictures: page.pictures,
        ..Shown::default()
    }
}

/// The words of one text object.
pub(crate) fn text(object: &Value) -> Reading {
    let text = object["text"].as_str().unwrap_or_default();
    match object["type"].as_str() {
        Some("mrkdwn") => mrkdwn(text, object["verbatim"] == true),
        // *recorded*: `emoji` is true where the app did not say.
        _ => plain(text, object["emoji"] != false),
    }
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    controls: Vec<Control>,
    live: Vec<String>,
    pictures: usize,
}

impl Page {
    fn block(&mut self, block: &Value) {
        match block["type"].as_str().unwrap_or_default() {
            "header" => self.line(text(&block["text"])),
            "section" => {
                let fields = block["fields"].as_array().into_iter().flatten();
                let texts = std::iter::once(&block["text"]).chain(fields);
                let texts: Vec<Reading> =
                    texts.filter(|object| !object.is_null()).map(text).collect();
                texts.into_iter().for_each(|reading| self.line(reading));
                if !block["accessory"].is_null() {
                    self.element(&block["accessory"], block);
                }
            }
            "context" => {
                for element in block["elements"].as_array().into_iter().flatten() {
                    match element["type"].as_str() {
                        Some("image") => self.picture(element),
                        _ => self.line(text(element)),
                    }
                }
            }
            "image" => {
                if !block["title"].is_null() {
                    self.line(text(&block["title"]));
                }
                self.picture(block);
            }
            "actions" => {
                for element in block["elements"].as_array().into_iter().flatten() {
                    self.element(element, block);
                }
            }
            "input" => self.line(text(&block["label"])),
            "rich_text" => {
                let mut reading = Reading::default();
                rich(&block["elements"], &mut reading);
                self.line(reading);
            }
            _ => {}
        }
    }

    fn line(&mut self, reading: Reading) {
        self.lines.push(reading.text);
        self.live.extend(reading.live);
    }

    fn picture(&mut self, image: &Value) {
        self.pictures += 1;
        let alt = image["alt_text"].as_str().unwrap_or_default();
        self.lines.push(format!("[{alt}]"));
    }

    fn element(&mut self, element: &Value, block: &Value) {
        let kind = element["type"].as_str().unwrap_or_default();
        if kind == "image" {
            return self.picture(element);
        }
        if kind == "button" {
            self.control(&element["text"], &element["value"], false, (element, block));
            if let Some(url) = element["url"].as_str() {
                self.live.push(url.to_owned());
            }
            return;
        }
        if !element["placeholder"].is_null() {
            self.line(text(&element["placeholder"]));
        }
        let current = &element["initial_option"];
        for option in element["options"].as_array().into_iter().flatten() {
            let chosen = option["value"] == current["value"] && !current.is_null();
            self.control(&option["text"], &option["value"], chosen, (element, block));
        }
    }

    fn control(
        &mut self,
        label: &Value,
        value: &Value,
        current: bool,
        (element, block): (&Value, &Value),
    ) {
        let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let label = text(label);
        self.line(label.clone());
        self.controls.push(Control {
            label: label.text,
            value: string(value),
            block_id: string(&block["block_id"]),
            action_id: string(&element["action_id"]),
            kind: string(&element["type"]),
            current,
        });
    }
}

/// Reads the elements of a rich text block: their text is never interpreted, links and mentions are elements.
fn rich(elements: &Value, out: &mut Reading) {
    for (index, element) in elements.as_array().into_iter().flatten().enumerate() {
        let string = |name: &str| element[name].as_str().unwrap_or_default();
        match string("type") {
            "text" => out.text.push_str(&plain(string("text"), false).text),
            "link" => {
                let label = Some(string("text")).filter(|label| !label.is_empty());
                out.text
                    .push_str(&plain(label.unwrap_or(string("url")), false).text);
                out.live.push(string("url").to_owned());
            }
            "emoji" => out.text.push_str(&format!(":{}:", string("name"))),
            kind @ ("user" | "channel" | "usergroup" | "broadcast" | "date" | "team") => {
                out.live.push(format!("<{kind}>"));
            }
            _ => {
                if index > 0 {
                    out.text.push('\n');
                }
                rich(&element["elements"], out);
            }
        }
    }
}
