//! What the model delivers has the shapes of recorded production webhooks; what is not recorded names its source.

use crate::bot::Bot;
use crate::caller::{TEAM, asking, must, setup, start};
use crate::shape::shape;
use kiku_slack_model::{Client, Limits, Person, Slack};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ACTIONS: &str =
    include_str!("../../../../adapters/slack/tests/data/recorded/actions-reactions.json");
const DIRECT: &str = include_str!("../../../../adapters/slack/tests/data/recorded/dm.json");

/// What was not recorded: the type of a payload, a path and all below it, and where it is documented.
const DOCUMENTED: [(&str, &str, &str); 17] = [
    (
        "event_callback",
        "event_id",
        "docs.slack.dev, Events API, callback field overview: event_id",
    ),
    (
        "event_callback",
        "event_time",
        "docs.slack.dev, Events API, callback field overview: event_time",
    ),
    (
        "message",
        "event.bot_id",
        "docs.slack.dev, message event: what a bot posts names it",
    ),
    (
        "message",
        "event.blocks",
        "docs.slack.dev, message event: blocks",
    ),
    (
        "block_actions",
        "actions[].value",
        "docs.slack.dev, block_actions payload: actions[].value of a button",
    ),
    (
        "block_actions",
        "message.text",
        "docs.slack.dev, block_actions payload: message, shortened in the recording",
    ),
    (
        "block_actions",
        "message.team",
        "docs.slack.dev, block_actions payload: message, shortened in the recording",
    ),
    (
        "block_actions",
        "message.bot_id",
        "docs.slack.dev, block_actions payload: message, shortened in the recording",
    ),
    (
        "block_actions",
        "message.blocks",
        "docs.slack.dev, block_actions payload: message, shortened in the recording",
    ),
    (
        "home",
        "container.view_id",
        "docs.slack.dev, block_actions payload: container of a view",
    ),
    (
        "home",
        "view",
        "docs.slack.dev, block_actions payload: view; view object in methods/views.open",
    ),
    (
        "view_submission",
        "view",
        "docs.slack.dev, view interaction payloads: view, with what was typed in state.values",
    ),
    (
        "view_submission",
        "response_urls",
        "docs.slack.dev, view interaction payloads: response_urls",
    ),
    (
        "app_home_opened",
        "event.tab",
        "docs.slack.dev, app_home_opened event: tab",
    ),
    (
        "app_home_opened",
        "event.view",
        "docs.slack.dev, app_home_opened event: view",
    ),
    (
        "user_change",
        "event.user",
        "docs.slack.dev, user_change event: the user object of methods/users.info",
    ),
    (
        "team_join",
        "event.user",
        "docs.slack.dev, team_join event: the user object of methods/users.info",
    ),
];

fn recorded(file: &str, names: &[&str]) -> BTreeSet<String> {
    let file: Value = serde_json::from_str(file).expect("JSON");
    names.iter().flat_map(|name| shape(&file[*name])).collect()
}

/// Fails if a payload has a path that is neither recorded nor documented; what is recorded everywhere must be there.
fn judge(kinds: &[&str], payload: &Value, known: &BTreeSet<String>, needed: &[&str]) {
    let documented = |path: &String| {
        DOCUMENTED.iter().any(|(kind, prefix, _)| {
            kinds.contains(kind)
                && (path.starts_with(&format!("{prefix}:"))
                    || path.starts_with(&format!("{prefix}."))
                    || path.starts_with(&format!("{prefix}[")))
        })
    };
    let own = shape(payload);
    let unknown: Vec<&String> = own
        .iter()
        .filter(|path| !known.contains(*path) && !documented(path))
        .collect();
    assert!(
        unknown.is_empty(),
        "{kinds:?}: not recorded and not documented: {unknown:#?}"
    );
    for path in needed {
        assert!(
            own.contains(*path),
            "{kinds:?}: {path} is recorded but not sent"
        );
    }
}

const OF_EVENTS: [&str; 6] = [
    "token: string",
    "team_id: string",
    "api_app_id: string",
    "type: string",
    "authorizations[].user_id: string",
    "authorizations[].is_bot: bool",
];

const OF_INTERACTIONS: [&str; 8] = [
    "user.id: string",
    "user.username: string",
    "user.name: string",
    "user.team_id: string",
    "team.domain: string",
    "trigger_id: string",
    "api_app_id: string",
    "token: string",
];

async fn stage() -> (Slack, Bot, Client) {
    let mut setup = setup();
    setup.limits = Limits::generous();
    let slack = start(setup).await;
    let bot = Bot::start(&slack).await;
    let client = slack.client(TEAM, "U0SATO");
    (slack, bot, client)
}

/// The one event of this type among what came.
fn event(bot: &Bot, kind: &str) -> Value {
    let got = bot.got().into_iter();
    let mut events = got.filter_map(|(_, _, body)| serde_json::from_slice::<Value>(&body).ok());
    events
        .find(|event| event["event"]["type"] == kind)
        .unwrap_or_else(|| panic!("no {kind} came"))
}

#[tokio::test]
async fn events_have_the_recorded_shape() {
    let (slack, bot, client) = stage().await;
    let message = recorded(DIRECT, &["dmMessage"]);
    client.say("Hey!").await;
    let said = event(&bot, "message");
    let needed: Vec<&str> = message.iter().map(String::as_str).collect();
    judge(&["event_callback"], &said, &message, &needed);
    must(
        &slack,
        "chat.postMessage",
        json!({"channel": "U0SATO", "text": "a", "blocks": asking("質問", "go")}),
    )
    .await;
    slack.quiet().await;
    judge(
        &["event_callback", "message"],
        &event(&bot, "message"),
        &message,
        &OF_EVENTS,
    );
    let home = json!({"type": "home", "blocks": asking("質問", "go")});
    must(
        &slack,
        "views.publish",
        json!({"user_id": "U0SATO", "view": home}),
    )
    .await;
    client.open_home().await;
    judge(
        &["event_callback", "app_home_opened"],
        &event(&bot, "app_home_opened"),
        &message,
        &OF_EVENTS,
    );
    slack
        .change_person(
            TEAM,
            |person| person.tz = "Europe/Paris".to_owned(),
            "U0SATO",
        )
        .await;
    judge(
        &["event_callback", "user_change"],
        &event(&bot, "user_change"),
        &message,
        &OF_EVENTS,
    );
    slack
        .join(TEAM, Person::new("U0NEW", "new", "新人 さん"))
        .await;
    judge(
        &["event_callback", "team_join"],
        &event(&bot, "team_join"),
        &message,
        &OF_EVENTS,
    );
}

#[tokio::test]
async fn interactions_have_the_recorded_shape() {
    let (slack, bot, client) = stage().await;
    let actions = recorded(ACTIONS, &["action", "staticSelectAction"]);
    let of_message = [
        "container.message_ts: string",
        "container.is_ephemeral: bool",
        "response_url: string",
        "channel.name: string",
        "message.ts: string",
        "actions[].action_ts: string",
    ];
    let needed: Vec<&str> = OF_INTERACTIONS.into_iter().chain(of_message).collect();
    let text = |text: &str| json!({"type": "plain_text", "text": text});
    let mut blocks = asking("質問", "go");
    let option = |value: &str| json!({"text": text(value), "value": value});
    let select = json!({"type": "static_select", "action_id": "menu", "placeholder": text("選ぶ"),
        "options": [option("one"), option("two")]});
    blocks
        .as_array_mut()
        .expect("blocks")
        .push(json!({"type": "actions", "elements": [select]}));
    let sent = must(
        &slack,
        "chat.postMessage",
        json!({"channel": "C0HR", "text": "a", "blocks": blocks}),
    )
    .await;
    let ts = sent["ts"].as_str().unwrap_or_default().to_owned();
    for value in ["go", "two"] {
        client.press("C0HR", &ts, value).await;
        judge(&["block_actions"], &bot.interaction(), &actions, &needed);
    }
    let home = json!({"type": "home", "blocks": asking("質問", "go")});
    must(
        &slack,
        "views.publish",
        json!({"user_id": "U0SATO", "view": home}),
    )
    .await;
    client.press_home("押す").await;
    judge(
        &["block_actions", "home"],
        &bot.interaction(),
        &actions,
        &OF_INTERACTIONS,
    );
    client.press("C0HR", &ts, "go").await;
    let trigger = bot.interaction()["trigger_id"].clone();
    let input = json!({"type": "input", "block_id": "text", "label": text("内容"),
        "element": {"type": "plain_text_input", "action_id": "value"}});
    let modal = json!({"type": "modal", "title": text("共有メモ"), "submit": text("保存"), "blocks": [input]});
    must(
        &slack,
        "views.open",
        json!({"trigger_id": trigger, "view": modal}),
    )
    .await;
    client.submit(&[("text", "来週の件")]).await;
    judge(
        &["view_submission"],
        &bot.interaction(),
        &actions,
        &OF_INTERACTIONS,
    );
}
