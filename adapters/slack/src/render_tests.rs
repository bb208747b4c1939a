//! Block Kit of every block and of forms: dead text, limits, unique ids, marks.

use super::*;
use kiku_chat::contract::HOSTILE;
use kiku_chat::{Button, Choice, ChoiceOption, ChoiceStyle, Fact, Field, Form, Span, Tone};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

fn view(blocks: Vec<Block>) -> View {
    View {
        blocks,
        fallback: "要約".into(),
    }
}

fn rendered(blocks: Vec<Block>) -> Vec<Value> {
    shown(blocks, &Files::new())
}

fn shown(blocks: Vec<Block>, files: &Files) -> Vec<Value> {
    let view = view(blocks);
    let message = message(&view, files).expect("it fits");
    let blocks = message.blocks.iter().map(serde_json::to_value);
    blocks.collect::<Result<_, _>>().expect("is JSON")
}

fn choice(style: ChoiceStyle, label: &str, current: Option<usize>) -> Block {
    let option = |number: usize| ChoiceOption {
        label: format!("{label}{number}"),
        action: format!("a:{number}"),
    };
    Block::Choice(Choice {
        label: "どう聞いてほしいですか".into(),
        style,
        placeholder: "選んでください".into(),
        options: (0..7).map(option).collect(),
        current,
    })
}

fn button(label: &str, tone: Tone) -> Button {
    Button {
        label: label.into(),
        action: "same".into(),
        tone,
    }
}

/// Everything with this key, in order.
fn all<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| all(value, key, found)),
        Value::Object(fields) => {
            found.extend(fields.get(key));
            fields.values().for_each(|value| all(value, key, found));
        }
        _ => {}
    }
}

fn found<'a>(blocks: &'a Value, key: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    all(blocks, key, &mut values);
    values.into_iter().filter_map(Value::as_str).collect()
}

#[test]
fn what_people_type_is_never_markup() {
    for text in HOSTILE {
        let text = text.to_owned();
        let blocks = rendered(vec![
            Block::Heading(text.clone()),
            Block::Text(vec![Span::plain(&text), Span::Strong(text.clone())]),
            Block::Facts(vec![Fact {
                label: "一言".into(),
                value: vec![Span::plain(&text)],
            }]),
            Block::Quote(text.clone()),
            Block::Note(text.clone()),
        ]);
        let blocks = Value::Array(blocks);
        let kinds: BTreeSet<&str> = found(&blocks, "type").into_iter().collect();
        for live in [
            "mrkdwn",
            "link",
            "user",
            "usergroup",
            "broadcast",
            "channel",
            "emoji",
        ] {
            assert!(!kinds.contains(live), "{text:?} became {live}");
        }
        let shown = found(&blocks, "text");
        let whole = text.replace('\0', "");
        let whole = whole
            .replace("&lt;", "&amp;lt;")
            .replace("&gt;", "&amp;gt;");
        let whole = whole.replace(" &amp; ", " &amp;amp; ");
        assert_eq!(
            shown.iter().filter(|shown| **shown == whole).count(),
            6,
            "{text:?}"
        );
    }
}

#[test]
fn the_fallback_is_escaped() {
    let hostile = View {
        blocks: vec![Block::text("x")],
        fallback: "<!channel> & <@U1>\0".into(),
    };
    let files = Files::new();
    let message = message(&hostile, &files).expect("it fits");
    assert_eq!(message.text, "&lt;!channel&gt; &amp; &lt;@U1&gt;");
}

#[test]
fn a_link_of_ours_is_a_link() {
    let link = Span::Link {
        text: "案内".into(),
        url: "https://kiku.example/guide".into(),
    };
    let blocks = Value::Array(rendered(vec![Block::Text(vec![link])]));
    assert_eq!(found(&blocks, "url"), ["https://kiku.example/guide"]);
}

#[test]
fn the_current_answer_is_marked_by_shape_too() {
    let blocks = rendered(vec![choice(ChoiceStyle::Buttons, "聞く", Some(2))]);
    assert_eq!(blocks.len(), 3, "the question, five buttons, two more");
    let current = &blocks[1]["elements"][2];
    assert_eq!(current["text"]["text"], "✓ 聞く2");
    assert_eq!(current["style"], "primary");
    assert_eq!(blocks[1]["elements"][1].get("style"), None);
    let menu = rendered(vec![choice(ChoiceStyle::Menu, "話す", Some(6))]);
    let select = &menu[0]["accessory"];
    assert_eq!(select["initial_option"], select["options"][6]);
}

#[test]
fn a_label_too_long_for_the_mark_is_chosen_from_a_menu() {
    let long = "長".repeat(74);
    let blocks = rendered(vec![choice(ChoiceStyle::Scale, &long, Some(0))]);
    assert_eq!(blocks[0]["accessory"]["initial_option"]["value"], "a:0");
    let blocks = rendered(vec![choice(ChoiceStyle::Scale, &long, None)]);
    assert_eq!(blocks[1]["elements"][0]["text"]["text"], format!("{long}0"));
}

#[test]
fn ids_are_unique_even_for_the_same_action() {
    let row = (0..25)
        .map(|n| button(&format!("b{n}"), Tone::Plain))
        .collect();
    let again = vec![button("x", Tone::Primary), button("y", Tone::Danger)];
    let menu = choice(ChoiceStyle::Menu, "m", None);
    let blocks = Value::Array(rendered(vec![
        Block::Buttons(row),
        Block::Buttons(again),
        menu,
    ]));
    let ids = found(&blocks, "action_id");
    assert_eq!(ids.len(), 28);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 28);
    let values = found(&blocks, "value");
    assert_eq!(values.iter().filter(|value| **value == "same").count(), 27);
}

#[test]
fn fifty_blocks_fit_and_neighbouring_texts_share_one_beyond() {
    let lines = |count: usize| {
        (0..count)
            .map(|n| Block::text(format!("行{n}")))
            .collect::<Vec<_>>()
    };
    assert_eq!(rendered(lines(50)).len(), 50);
    let mut blocks = lines(60);
    blocks.push(Block::Buttons(vec![button("x", Tone::Plain)]));
    let folded = rendered(blocks);
    assert_eq!(folded.len(), 2);
    assert_eq!(folded[0]["elements"].as_array().map(Vec::len), Some(60));
    let notes = (0..51).map(|n| Block::Note(format!("注記{n}"))).collect();
    assert!(
        message(&view(notes), &Files::new()).is_err(),
        "never cut in silence"
    );
    let notes = (0..51).map(|n| Block::Note(format!("注記{n}"))).collect();
    assert!(
        home(&view(notes), &Files::new()).is_ok(),
        "a Home tab has more room"
    );
}

#[test]
fn long_texts_are_whole_or_refused() {
    let long = "あ".repeat(3_000);
    let blocks = Value::Array(rendered(vec![Block::text(long.clone())]));
    assert_eq!(found(&blocks, "text"), [long.as_str()]);
    let too_much = (0..14).map(|_| Block::text("あ".repeat(3_000))).collect();
    assert!(message(&view(too_much), &Files::new()).is_err());
    assert!(
        message(&view(vec![Block::text("")]), &Files::new()).is_err(),
        "nothing to show"
    );
}

#[test]
fn a_picture_is_shown_by_its_file_or_said() {
    let image = Image {
        name: "chart.png".into(),
        alt: "推移".into(),
        png: Arc::new(vec![1, 2, 3]),
    };
    let said = Value::Array(rendered(vec![Block::Image(image.clone())]));
    assert_eq!(found(&said, "text"), ["[推移]"]);
    let files = Files::from([(picture::key(&image), "F123".to_owned())]);
    assert_eq!(
        shown(vec![Block::Image(image)], &files),
        [json!({ "type": "image", "slack_file": { "id": "F123" }, "alt_text": "推移" })]
    );
}

#[test]
fn a_form_is_a_modal_of_text_inputs() {
    let form = Form {
        action: "note:1".into(),
        title: "共有メモ".into(),
        fields: vec![Field {
            key: "text".into(),
            label: "内容".into(),
            hint: "例: 来週の件".into(),
            initial: "*下書き*".into(),
            multiline: true,
            required: false,
            max_length: 3_000,
        }],
        submit: "保存".into(),
        close: "キャンセル".into(),
    };
    let modal = modal(&form, "{}").expect("it fits");
    let plain = |text: &str| json!({ "type": "plain_text", "text": text, "emoji": false });
    assert_eq!(
        modal,
        json!({
            "type": "modal",
            "callback_id": "form",
            "title": plain("共有メモ"),
            "submit": plain("保存"),
            "close": plain("キャンセル"),
            "private_metadata": "{}",
            "blocks": [{
                "type": "input",
                "block_id": "text",
                "label": plain("内容"),
                "hint": plain("例: 来週の件"),
                "optional": true,
                "element": {
                    "type": "plain_text_input",
                    "action_id": "text",
                    "multiline": true,
                    "max_length": 3_000,
                    "initial_value": "*下書き*",
                },
            }],
        })
    );
    let long = "x".repeat(3_001);
    assert!(super::modal(&form, &long).is_err());
}
