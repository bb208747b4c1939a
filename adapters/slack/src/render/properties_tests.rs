//! Whatever a view holds, it is refused or it fits Block Kit and shows every word.

use super::*;
use kiku_chat::{Button, Choice, ChoiceOption, ChoiceStyle, Fact, Field, Form, Span, Tone};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Texts up to a length, of characters that count differently, live or break.
fn text(most: usize) -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("あ".to_owned()),
        Just("🍣".to_owned()),
        Just("&lt;!here&gt;".to_owned()),
        Just("<@U1>".to_owned()),
        Just("\0".to_owned()),
        Just("\n".to_owned()),
        "[ -~]{1,20}",
    ];
    let joined = prop::collection::vec(pieces, 0..=most.min(60));
    joined.prop_map(move |pieces| pieces.concat().chars().take(most).collect())
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let span = (0..3, text(400)).prop_map(|(kind, text)| match kind {
        0 => Span::Plain(text),
        1 => Span::Strong(text),
        _ => Span::Link {
            text,
            url: "https://kiku.example/".into(),
        },
    });
    prop::collection::vec(span, 0..6)
}

fn labelled() -> impl Strategy<Value = (String, String)> {
    (text(75), "[a-z:0-9]{1,100}")
}

fn choice() -> impl Strategy<Value = Choice> {
    let options = prop::collection::vec(labelled(), 1..=25);
    let style = prop_oneof![
        Just(ChoiceStyle::Menu),
        Just(ChoiceStyle::Buttons),
        Just(ChoiceStyle::Scale),
    ];
    let parts = (text(200), style, text(75), options, any::<Option<u8>>());
    parts.prop_map(|(label, style, placeholder, options, current)| Choice {
        label,
        style,
        placeholder,
        current: current.map(|current| usize::from(current) % options.len()),
        options: options
            .into_iter()
            .map(|(label, action)| ChoiceOption { label, action })
            .collect(),
    })
}

fn block() -> impl Strategy<Value = Block> {
    let fact = (text(40), spans()).prop_map(|(label, value)| Fact { label, value });
    let button = labelled().prop_map(|(label, action)| Button {
        label,
        action,
        tone: Tone::Primary,
    });
    let image = text(2_100).prop_map(|alt| Image {
        name: "chart.png".into(),
        alt,
        png: Arc::new(vec![1]),
    });
    prop_oneof![
        text(150).prop_map(Block::Heading),
        spans().prop_map(Block::Text),
        prop::collection::vec(fact, 0..10).prop_map(Block::Facts),
        text(3_000).prop_map(Block::Quote),
        image.prop_map(Block::Image),
        choice().prop_map(Block::Choice),
        prop::collection::vec(button, 1..=25).prop_map(Block::Buttons),
        text(3_000).prop_map(Block::Note),
    ]
}

/// Whether a JSON text has between one and so many characters.
fn within(value: &Value, most: usize) -> bool {
    let length = value.as_str().map_or(0, |text| text.chars().count());
    (1..=most).contains(&length)
}

fn plain_within(value: &Value, most: usize) -> bool {
    // Entities stand for one character each.
    let text = value["text"].as_str().unwrap_or_default();
    let shown = text.replace("&amp;", "&");
    value["type"] == "plain_text" && value["emoji"] == false && within(&shown.into(), most)
}

fn elements(block: &Value) -> impl Iterator<Item = &Value> {
    block["elements"].as_array().into_iter().flatten()
}

/// Block Kit's limits, one by one, by its reference.
fn fits(block: &Value) -> bool {
    match block["type"].as_str().unwrap_or_default() {
        "header" => plain_within(&block["text"], 150),
        "context" => {
            elements(block).count() <= 10 && elements(block).all(|e| plain_within(e, 3_000))
        }
        "image" => within(&block["alt_text"], 2_000) && within(&block["slack_file"]["id"], 20),
        "section" => plain_within(&block["text"], 3_000) && control(&block["accessory"]),
        "actions" => (1..=25).contains(&elements(block).count()) && elements(block).all(control),
        "rich_text" => {
            elements(block).all(|group| elements(group).count() > 0 && elements(group).all(run))
        }
        _ => false,
    }
}

fn run(run: &Value) -> bool {
    match run["type"].as_str() {
        Some("link") => within(&run["url"], 3_000) && within(&run["text"], 3_000),
        Some("text") => within(&run["text"], 40_000),
        _ => false,
    }
}

fn control(control: &Value) -> bool {
    let option =
        |option: &Value| plain_within(&option["text"], 75) && within(&option["value"], 150);
    let named = within(&control["action_id"], 255);
    match control["type"].as_str() {
        Some("button") => {
            named && plain_within(&control["text"], 75) && within(&control["value"], 2_000)
        }
        Some("static_select") => {
            let options = control["options"].as_array().cloned().unwrap_or_default();
            let placeholder = &control["placeholder"];
            let initial = &control["initial_option"];
            named
                && (1..=100).contains(&options.len())
                && options.iter().all(option)
                && (placeholder.is_null() || plain_within(placeholder, 150))
                && (initial.is_null() || options.contains(initial))
        }
        _ => false,
    }
}

fn ids(blocks: &[Value]) -> Vec<String> {
    let controls = blocks
        .iter()
        .flat_map(|block| elements(block).chain([&block["accessory"]]));
    let ids = controls.filter_map(|control| control["action_id"].as_str());
    ids.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_view_fits_or_is_refused(blocks in prop::collection::vec(block(), 0..70), fallback in text(300)) {
        let view = View { blocks, fallback };
        let files = picture::all(&view).map(|image| (picture::key(image), "F1".to_owned())).collect();
        if let Ok(message) = message(&view, &files) {
            let blocks = message.blocks.iter().map(serde_json::to_value);
            let blocks: Vec<Value> = blocks.collect::<Result<_, _>>().expect("is JSON");
            prop_assert!((1..=50).contains(&blocks.len()));
            for block in &blocks {
                prop_assert!(fits(block), "{block}");
            }
            let ids = ids(&blocks);
            prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
            let json = Value::Array(blocks).to_string();
            for action in view.actions() {
                prop_assert!(json.contains(action), "{action} is missing");
            }
        }
    }

    #[test]
    fn a_form_fits_or_is_refused(title in text(30), label in text(50), hint in text(2_100), initial in text(300), most in 0usize..400) {
        let field = Field { key: "text".into(), label, hint, initial, multiline: true, required: false, max_length: most };
        let form = Form { action: "a".into(), title, fields: vec![field], submit: "送る".into(), close: String::new() };
        if let Ok(modal) = modal(&form, "{}") {
            let block = &modal["blocks"][0];
            prop_assert!(plain_within(&modal["title"], 24) && plain_within(&modal["submit"], 24));
            prop_assert!(plain_within(&block["label"], 2_000));
            prop_assert!(block["hint"].is_null() || plain_within(&block["hint"], 2_000));
            let element = &block["element"];
            let most = element["max_length"].as_u64().unwrap_or_default();
            prop_assert!((1..=3_000).contains(&most));
            let initial = element["initial_value"].as_str().unwrap_or_default().chars().count();
            prop_assert!(u64::try_from(initial).unwrap_or(u64::MAX) <= most);
        }
    }
}
