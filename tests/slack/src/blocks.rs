//! Block Kit's limits (*facts*, Block Kit limits): counted in characters; what breaks one is listed by JSON pointer.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const MESSAGE_BLOCKS: usize = 50;
const VIEW_BLOCKS: usize = 100;
const SECTION_CHARS: usize = 3_000;
const FIELDS: usize = 10;
const FIELD_CHARS: usize = 2_000;
const HEADER_CHARS: usize = 150;
const CONTEXT_ELEMENTS: usize = 10;
const ACTIONS: usize = 25;
const LABEL_CHARS: usize = 75;
const BUTTON_VALUE_CHARS: usize = 2_000;
const OPTION_VALUE_CHARS: usize = 150;
const SELECT_OPTIONS: usize = 100;
const OVERFLOW_OPTIONS: usize = 5;
const GROUP_OPTIONS: usize = 10;
const ID_CHARS: usize = 255;
const PRIVATE_METADATA_CHARS: usize = 3_000;
const TITLE_CHARS: usize = 24;
const INPUT_LABEL_CHARS: usize = 2_000;
const PLACEHOLDER_CHARS: usize = 150;
const URL_CHARS: usize = 3_000;
const ALT_CHARS: usize = 2_000;
const INPUT_CHARS: usize = 3_000;

/// What is wrong with the blocks of a message. `file` says whether a file id may be shown.
pub(crate) fn check_message(blocks: &[Value], file: impl Fn(&str) -> bool) -> Vec<String> {
    let mut check = Check::new(&file, false);
    check.blocks(blocks, MESSAGE_BLOCKS);
    check.wrong
}

/// What is wrong with a view of this kind, `modal` or `home`.
pub(crate) fn check_view(view: &Value, kind: &str, file: impl Fn(&str) -> bool) -> Vec<String> {
    let mut check = Check::new(&file, true);
    if view["type"].as_str() != Some(kind) {
        check.say("/view/type", &format!("must be {kind}"));
    }
    let blocks = view["blocks"].as_array();
    match blocks {
        Some(blocks) => check.blocks(blocks, VIEW_BLOCKS),
        None => check.say("/view/blocks", "missing required field: blocks"),
    }
    for name in ["callback_id", "external_id"] {
        check.optional(&view[name], &format!("/view/{name}"), ID_CHARS);
    }
    check.optional(
        &view["private_metadata"],
        "/view/private_metadata",
        PRIVATE_METADATA_CHARS,
    );
    if kind == "modal" {
        check.text(&view["title"], "/view/title", TITLE_CHARS, Kinds::Plain);
        for name in ["submit", "close"] {
            if !view[name].is_null() {
                check.text(
                    &view[name],
                    &format!("/view/{name}"),
                    TITLE_CHARS,
                    Kinds::Plain,
                );
            }
        }
        let has_input = blocks
            .into_iter()
            .flatten()
            .any(|block| block["type"] == "input");
        if has_input && view["submit"].is_null() {
            check.say("/view/submit", "is required when there is an input");
        }
    }
    check.wrong
}

/// What stands in the inputs of a view when it opens, by block id.
pub(crate) fn initial_values(view: &Value) -> BTreeMap<String, String> {
    let blocks = view["blocks"].as_array().into_iter().flatten();
    let inputs = blocks.filter(|block| block["type"] == "input");
    let pairs = inputs.map(|block| {
        let id = block["block_id"].as_str().unwrap_or_default().to_owned();
        let value = block["element"]["initial_value"]
            .as_str()
            .unwrap_or_default();
        (id, value.to_owned())
    });
    pairs.collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Kinds {
    Plain,
    Any,
}

struct Check<'f> {
    wrong: Vec<String>,
    file: &'f dyn Fn(&str) -> bool,
    /// Whether it is a view, where inputs make sense and ids are unique over the whole view.
    view: bool,
    block_ids: BTreeSet<String>,
}

impl<'f> Check<'f> {
    fn new(file: &'f dyn Fn(&str) -> bool, view: bool) -> Self {
        let (wrong, block_ids) = (Vec::new(), BTreeSet::new());
        Check {
            wrong,
            file,
            view,
            block_ids,
        }
    }

    fn say(&mut self, at: &str, what: &str) {
        self.wrong
            .push(format!("[ERROR] {what} [json-pointer:{at}]"));
    }

    fn blocks(&mut self, blocks: &[Value], most: usize) {
        if blocks.len() > most {
            self.say("/blocks", &format!("no more than {most} items allowed"));
        }
        for (index, block) in blocks.iter().enumerate() {
            let at = format!("/blocks/{index}");
            self.optional(&block["block_id"], &format!("{at}/block_id"), ID_CHARS);
            if let Some(id) = block["block_id"].as_str()
                && !self.block_ids.insert(id.to_owned())
            {
                self.say(&format!("{at}/block_id"), "must be unique");
            }
            self.block(block, &at);
        }
    }

    fn block(&mut self, block: &Value, at: &str) {
        let sub = |name: &str| format!("{at}/{name}");
        match block["type"].as_str().unwrap_or_default() {
            "header" => self.text(&block["text"], &sub("text"), HEADER_CHARS, Kinds::Plain),
            "divider" => {}
            "section" => self.section(block, at),
            "context" => {
                let elements = self.list(&block["elements"], &sub("elements"), CONTEXT_ELEMENTS);
                for (index, element) in elements.iter().enumerate() {
                    let at = format!("{at}/elements/{index}");
                    match element["type"].as_str() {
                        Some("image") => self.image(element, &at),
                        _ => self.text(element, &at, SECTION_CHARS, Kinds::Any),
                    }
                }
            }
            "image" => {
                self.image(block, at);
                if !block["title"].is_null() {
                    self.text(&block["title"], &sub("title"), FIELD_CHARS, Kinds::Plain);
                }
            }
            "actions" => {
                let elements = self.list(&block["elements"], &sub("elements"), ACTIONS);
                self.elements(elements, &sub("elements"));
            }
            "input" if self.view => self.input(block, at),
            "rich_text" => {
                if block["elements"].as_array().is_none_or(Vec::is_empty) {
                    self.say(&sub("elements"), "must not be empty");
                }
            }
            other => self.say(&sub("type"), &format!("unsupported block type: {other}")),
        }
    }

    fn section(&mut self, block: &Value, at: &str) {
        let (text, fields) = (&block["text"], &block["fields"]);
        if text.is_null() && fields.is_null() {
            self.say(at, "a section needs a text or fields");
        }
        if !text.is_null() {
            self.text(text, &format!("{at}/text"), SECTION_CHARS, Kinds::Any);
        }
        if !fields.is_null() {
            let list = self.list(fields, &format!("{at}/fields"), FIELDS);
            for (index, field) in list.iter().enumerate() {
                self.text(
                    field,
                    &format!("{at}/fields/{index}"),
                    FIELD_CHARS,
                    Kinds::Any,
                );
            }
        }
        if !block["accessory"].is_null() {
            let accessory = std::slice::from_ref(&block["accessory"]);
            self.elements(accessory, &format!("{at}/accessory"));
        }
    }

    fn input(&mut self, block: &Value, at: &str) {
        self.text(
            &block["label"],
            &format!("{at}/label"),
            INPUT_LABEL_CHARS,
            Kinds::Plain,
        );
        if !block["hint"].is_null() {
            self.text(
                &block["hint"],
                &format!("{at}/hint"),
                INPUT_LABEL_CHARS,
                Kinds::Plain,
            );
        }
        let element = &block["element"];
        let at = format!("{at}/element");
        if element["type"] != "plain_text_input" {
            self.elements(std::slice::from_ref(element), &at);
            return;
        }
        self.optional(&element["action_id"], &format!("{at}/action_id"), ID_CHARS);
        self.placeholder(element, &at);
        let most = element["max_length"].as_u64();
        if most.is_some_and(|most| most == 0 || most > INPUT_CHARS as u64) {
            self.say(&format!("{at}/max_length"), "must be between 1 and 3000");
        }
        let initial = element["initial_value"].as_str().unwrap_or_default();
        let most = most.map_or(INPUT_CHARS, |most| {
            usize::try_from(most).unwrap_or(INPUT_CHARS)
        });
        if initial.chars().count() > most {
            self.say(
                &format!("{at}/initial_value"),
                &format!("must be less than {} characters", most + 1),
            );
        }
    }

    fn elements(&mut self, elements: &[Value], at: &str) {
        let mut action_ids = BTreeSet::new();
        for (index, element) in elements.iter().enumerate() {
            let at = format!("{at}/{index}");
            self.optional(&element["action_id"], &format!("{at}/action_id"), ID_CHARS);
            if let Some(id) = element["action_id"].as_str()
                && !action_ids.insert(id)
            {
                self.say(&format!("{at}/action_id"), "must be unique");
            }
            self.element(element, &at);
        }
    }

    fn element(&mut self, element: &Value, at: &str) {
        match element["type"].as_str().unwrap_or_default() {
            "button" => {
                self.text(
                    &element["text"],
                    &format!("{at}/text"),
                    LABEL_CHARS,
                    Kinds::Plain,
                );
                self.optional(
                    &element["value"],
                    &format!("{at}/value"),
                    BUTTON_VALUE_CHARS,
                );
                self.optional(&element["url"], &format!("{at}/url"), URL_CHARS);
                if !matches!(element["style"].as_str(), None | Some("primary" | "danger")) {
                    self.say(&format!("{at}/style"), "must be primary or danger");
                }
            }
            "static_select" => {
                self.placeholder(element, at);
                self.options(element, at, (1, SELECT_OPTIONS), Kinds::Plain);
            }
            "overflow" => self.options(element, at, (1, OVERFLOW_OPTIONS), Kinds::Plain),
            "radio_buttons" | "checkboxes" => {
                self.options(element, at, (1, GROUP_OPTIONS), Kinds::Any)
            }
            "image" => self.image(element, at),
            other => self.say(
                &format!("{at}/type"),
                &format!("unsupported element type: {other}"),
            ),
        }
    }

    fn options(&mut self, element: &Value, at: &str, (least, most): (usize, usize), kinds: Kinds) {
        let options = self.list(&element["options"], &format!("{at}/options"), most);
        if options.len() < least {
            self.say(&format!("{at}/options"), "must not be empty");
        }
        for (index, option) in options.iter().enumerate() {
            let at = format!("{at}/options/{index}");
            self.text(&option["text"], &format!("{at}/text"), LABEL_CHARS, kinds);
            match option["value"].as_str() {
                Some(_) => {
                    self.optional(&option["value"], &format!("{at}/value"), OPTION_VALUE_CHARS)
                }
                None => self.say(&format!("{at}/value"), "missing required field: value"),
            }
        }
        let initial = &element["initial_option"];
        if !initial.is_null() && !options.contains(initial) {
            self.say(
                &format!("{at}/initial_option"),
                "must be one of the options",
            );
        }
    }

    fn image(&mut self, image: &Value, at: &str) {
        match image["alt_text"].as_str() {
            Some(alt) if !alt.is_empty() => {
                self.optional(&image["alt_text"], &format!("{at}/alt_text"), ALT_CHARS)
            }
            _ => self.say(
                &format!("{at}/alt_text"),
                "missing required field: alt_text",
            ),
        }
        self.optional(&image["image_url"], &format!("{at}/image_url"), URL_CHARS);
        let file = image["slack_file"]["id"].as_str();
        match (image["image_url"].as_str(), file) {
            (Some(_), None) => {}
            (None, Some(id)) if (self.file)(id) => {}
            (None, Some(_)) => self.say(&format!("{at}/slack_file"), "invalid slack file"),
            _ => self.say(at, "one of image_url and slack_file is needed"),
        }
    }

    fn placeholder(&mut self, element: &Value, at: &str) {
        if !element["placeholder"].is_null() {
            let at = format!("{at}/placeholder");
            self.text(
                &element["placeholder"],
                &at,
                PLACEHOLDER_CHARS,
                Kinds::Plain,
            );
        }
    }

    /// A text object.
    fn text(&mut self, text: &Value, at: &str, most: usize, kinds: Kinds) {
        match (text["type"].as_str(), kinds) {
            (Some("plain_text"), _) | (Some("mrkdwn"), Kinds::Any) => {}
            _ => {
                return self.say(
                    &format!("{at}/type"),
                    "must be a text object of an allowed type",
                );
            }
        }
        match text["text"].as_str() {
            None | Some("") => self.say(&format!("{at}/text"), "must be more than 0 characters"),
            Some(_) => self.optional(&text["text"], &format!("{at}/text"), most),
        }
        // `emoji` belongs to plain text, `verbatim` to mrkdwn (Block Kit, text object).
        let foreign = if text["type"] == "mrkdwn" {
            "emoji"
        } else {
            "verbatim"
        };
        if !text[foreign].is_null() {
            self.say(&format!("{at}/{foreign}"), "invalid additional property");
        }
    }

    fn optional(&mut self, text: &Value, at: &str, most: usize) {
        match text {
            Value::Null => {}
            Value::String(text) if text.chars().count() <= most => {}
            Value::String(_) => self.say(at, &format!("must be less than {} characters", most + 1)),
            _ => self.say(at, "must be a string"),
        }
    }

    fn list<'v>(&mut self, list: &'v Value, at: &str, most: usize) -> &'v [Value] {
        let Some(list) = list.as_array() else {
            self.say(at, "missing required field");
            return &[];
        };
        if list.len() > most {
            self.say(at, &format!("no more than {most} items allowed"));
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(block: Value) -> Vec<String> {
        check_message(&[block], |_| false)
    }

    fn section(text: &str) -> Value {
        json!({"type": "section", "text": {"type": "plain_text", "text": text}})
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(wrong(section(&"聴".repeat(3_000))), Vec::<String>::new());
        assert_eq!(wrong(section(&"聴".repeat(3_001))).len(), 1);
        assert_eq!(wrong(section("")).len(), 1);
    }

    #[test]
    fn counts_are_limited() {
        let many = vec![section("あ"); 51];
        assert_eq!(check_message(&many, |_| false).len(), 1);
        let button = |id: usize| json!({"type": "button", "action_id": id.to_string(), "text": {"type": "plain_text", "text": "a"}});
        let row = |count: usize| json!({"type": "actions", "elements": (0..count).map(button).collect::<Vec<_>>()});
        assert_eq!(wrong(row(25)), Vec::<String>::new());
        assert_eq!(wrong(row(26)).len(), 1);
        let twice = json!({"type": "actions", "elements": [button(1), button(1)]});
        assert_eq!(wrong(twice).len(), 1, "an action id twice");
    }

    #[test]
    fn a_modal_with_an_input_needs_a_submit() {
        let input = json!({"type": "input", "block_id": "x", "label": {"type": "plain_text", "text": "内容"},
            "element": {"type": "plain_text_input", "action_id": "a", "max_length": 3_001}});
        let title = json!({"type": "plain_text", "text": "あ".repeat(25)});
        let view = json!({"type": "modal", "title": title, "blocks": [input]});
        let wrong = check_view(&view, "modal", |_| false);
        assert_eq!(wrong.len(), 3, "title, submit and max_length: {wrong:?}");
    }

    #[test]
    fn a_picture_must_have_arrived() {
        let image = json!({"type": "image", "alt_text": "推移", "slack_file": {"id": "F1"}});
        assert_eq!(
            check_message(std::slice::from_ref(&image), |id| id == "F1"),
            Vec::<String>::new()
        );
        assert_eq!(check_message(&[image], |_| false).len(), 1);
    }
}
