//! What the model refuses: all that Slack's own Python SDK refuses, and what the SDK is known to miss (*facts*).

use crate::caller::{TEAM, call, must, raw, setup, start};
use crate::tools::python;
use kiku_slack_model::{Limits, Slack};
use serde_json::{Value, json};

fn text(length: usize) -> Value {
    json!({"type": "plain_text", "text": "聴".repeat(length)})
}

fn section(extra: Value) -> Value {
    let mut section = json!({"type": "section"});
    section
        .as_object_mut()
        .expect("an object")
        .extend(extra.as_object().expect("an object").clone());
    section
}

fn select(label: usize, value: usize, count: usize) -> Value {
    let option = |index: usize| json!({"text": text(label), "value": format!("{index:0>value$}")});
    json!({"type": "actions", "elements": [{"type": "static_select", "action_id": "a",
        "options": (0..count).map(option).collect::<Vec<_>>()}]})
}

fn group(kind: &str, count: usize) -> Value {
    let option = |index: usize| json!({"text": text(1), "value": index.to_string()});
    json!({"type": "actions", "elements": [{"type": kind, "action_id": "a",
        "options": (0..count).map(option).collect::<Vec<_>>()}]})
}

fn buttons(count: usize, label: usize, value: usize) -> Value {
    let button = |index: usize| json!({"type": "button", "action_id": format!("a{index}"), "text": text(label), "value": "x".repeat(value)});
    json!({"type": "actions", "elements": (0..count).map(button).collect::<Vec<_>>()})
}

/// A limit: what it is, blocks that just keep it, and blocks that break it.
fn limits() -> Vec<(&'static str, Vec<Value>, Vec<Value>)> {
    let one = |block: Value| vec![block];
    let header = |length: usize| one(json!({"type": "header", "text": text(length)}));
    let fields =
        |count: usize, length: usize| one(section(json!({"fields": vec![text(length); count]})));
    let context = |count: usize| one(json!({"type": "context", "elements": vec![text(1); count]}));
    let image = |alt: usize| {
        one(
            json!({"type": "image", "image_url": "https://example.co.jp/a.png", "alt_text": "絵".repeat(alt)}),
        )
    };
    vec![
        (
            "section text",
            one(section(json!({"text": text(3_000)}))),
            one(section(json!({"text": text(3_001)}))),
        ),
        ("section field", fields(10, 2_000), fields(1, 2_001)),
        ("section fields", fields(10, 1), fields(11, 1)),
        ("header", header(150), header(151)),
        (
            "header of plain text",
            header(1),
            one(json!({"type": "header", "text": {"type": "mrkdwn", "text": "a"}})),
        ),
        ("context elements", context(10), context(11)),
        ("actions", one(buttons(25, 1, 1)), one(buttons(26, 1, 1))),
        (
            "button text",
            one(buttons(1, 75, 1)),
            one(buttons(1, 76, 1)),
        ),
        (
            "button value",
            one(buttons(1, 1, 2_000)),
            one(buttons(1, 1, 2_001)),
        ),
        ("option text", one(select(75, 1, 1)), one(select(76, 1, 1))),
        (
            "option value",
            one(select(1, 150, 1)),
            one(select(1, 151, 1)),
        ),
        ("options", one(select(1, 3, 100)), one(select(1, 3, 101))),
        ("no options", one(select(1, 1, 1)), one(select(1, 1, 0))),
        (
            "overflow",
            one(group("overflow", 5)),
            one(group("overflow", 6)),
        ),
        (
            "checkboxes",
            one(group("checkboxes", 10)),
            one(group("checkboxes", 11)),
        ),
        (
            "radio buttons",
            one(group("radio_buttons", 10)),
            one(group("radio_buttons", 11)),
        ),
        ("alt text", image(2_000), image(2_001)),
        ("alt text is needed", image(1), image(0)),
        (
            "blocks",
            vec![section(json!({"text": text(1)})); 50],
            vec![section(json!({"text": text(1)})); 51],
        ),
        (
            "action ids",
            one(buttons(2, 1, 1)),
            one(
                json!({"type": "actions", "elements": vec![buttons(1, 1, 1)["elements"][0].clone(); 2]}),
            ),
        ),
        (
            "block ids",
            vec![section(json!({"text": text(1), "block_id": "x"}))],
            vec![section(json!({"text": text(1), "block_id": "x"})); 2],
        ),
        (
            "length of a block id",
            one(section(
                json!({"text": text(1), "block_id": "x".repeat(255)}),
            )),
            one(section(
                json!({"text": text(1), "block_id": "x".repeat(256)}),
            )),
        ),
    ]
}

async fn stage() -> Slack {
    let mut setup = setup();
    setup.limits = Limits::generous();
    start(setup).await
}

#[tokio::test]
async fn limits_of_messages_are_kept_to_the_character() {
    let slack = stage().await;
    let limits = limits();
    let broken = limits
        .iter()
        .map(|(name, _, broken)| json!({"name": name, "blocks": broken}));
    let said = python(
        "holes.py",
        &[],
        Value::Array(broken.collect()).to_string().as_bytes(),
    );
    let sdk: Vec<bool> = serde_json::from_str(&said).expect("JSON");
    for ((name, kept, broken), sdk) in limits.iter().zip(&sdk) {
        let post =
            |blocks: &Vec<Value>| json!({"channel": "U0SATO", "text": "a", "blocks": blocks});
        must(&slack, "chat.postMessage", post(kept)).await;
        let refused = call(&slack, "chat.postMessage", post(broken)).await;
        assert_eq!(
            refused["error"], "invalid_blocks",
            "{name} (the SDK refuses it: {sdk})"
        );
        let listed = refused["response_metadata"]["messages"][0]
            .as_str()
            .unwrap_or_default();
        assert!(listed.contains("json-pointer:/blocks"), "{name}: {refused}");
    }
    assert!(
        sdk.iter().any(|refused| *refused),
        "the SDK refuses some of them"
    );
    assert!(
        sdk.iter().any(|refused| !*refused),
        "and misses others, which is why the model looks itself"
    );
}

#[tokio::test]
async fn limits_of_views_are_kept_to_the_character() {
    let slack = stage().await;
    let input = |extra: Value| {
        let mut element = json!({"type": "plain_text_input", "action_id": "a"});
        element
            .as_object_mut()
            .expect("an object")
            .extend(extra.as_object().expect("an object").clone());
        json!({"type": "input", "block_id": "x", "label": text(1), "element": element})
    };
    let good = json!({"type": "modal", "title": text(24), "submit": text(24), "close": text(24),
        "private_metadata": "x".repeat(3_000), "callback_id": "x".repeat(255),
        "blocks": [input(json!({"max_length": 3_000, "placeholder": text(150)}))]});
    let with = |name: &str, value: Value| {
        let mut view = good.clone();
        view[name] = value;
        view
    };
    let bad = [
        ("title", with("title", text(25))),
        ("no title", with("title", Value::Null)),
        ("submit", with("submit", text(25))),
        ("no submit", with("submit", Value::Null)),
        ("close", with("close", text(25))),
        (
            "private metadata",
            with("private_metadata", "x".repeat(3_001).into()),
        ),
        ("callback id", with("callback_id", "x".repeat(256).into())),
        (
            "max length",
            with("blocks", json!([input(json!({"max_length": 3_001}))])),
        ),
        (
            "placeholder",
            with("blocks", json!([input(json!({"placeholder": text(151)}))])),
        ),
        (
            "label",
            with(
                "blocks",
                json!([{"type": "input", "label": text(2_001),
            "element": {"type": "plain_text_input", "action_id": "a"}}]),
            ),
        ),
        (
            "blocks",
            with(
                "blocks",
                vec![section(json!({"text": text(1)})); 101].into(),
            ),
        ),
        ("kind", with("type", "home".into())),
    ];
    let sent = must(
        &slack,
        "chat.postMessage",
        json!({"channel": "U0SATO", "text": "a",
        "blocks": crate::caller::asking("質問", "go")}),
    )
    .await;
    let (room, ts) = (
        sent["channel"].as_str().unwrap_or_default(),
        sent["ts"].as_str().unwrap_or_default(),
    );
    let client = slack.client(TEAM, "U0SATO");
    let trigger =
        || client.payload_of_press(room, ts, "go").expect("a control")["trigger_id"].clone();
    must(
        &slack,
        "views.open",
        json!({"trigger_id": trigger(), "view": good}),
    )
    .await;
    for (name, view) in bad {
        let args = json!({"trigger_id": trigger(), "view": view});
        let (_, refused) = raw(&slack, "views.open", args).await.expect("an answer");
        assert_eq!(refused["error"], "invalid_arguments", "{name}: {refused}");
    }
    let large = json!({"type": "home", "blocks": vec![section(json!({"text": text(3_000)})); 100]});
    let refused = call(
        &slack,
        "views.publish",
        json!({"user_id": "U0SATO", "view": large}),
    )
    .await;
    assert_eq!(refused["error"], "view_too_large", "more than 250 kB");
}
