//! An app that calls the Web API by hand.

use axum::body::Body;
use http::Request;
use kiku_slack_model::{Channel, Person, Setup, Slack, Workspace, wire};
use serde_json::{Value, json};

/// The workspace of these tests.
pub const TEAM: &str = "T0ACME";

/// Three people, a deactivated one, a bot; a channel with the bot and one without.
pub fn setup() -> Setup {
    let mut gone = Person::new("U0GONE", "gone", "退職 済");
    gone.deleted = true;
    let mut robot = Person::new("U0ROBOT", "robot", "別のボット");
    robot.is_bot = true;
    robot.email = None;
    let people = vec![
        Person::new("U0SATO", "sato", "佐藤 花"),
        Person::new("U0TANAKA", "tanaka", "田中 実"),
        Person::new("U0SUZUKI", "suzuki", "鈴木 一"),
        gone,
        robot,
    ];
    let channels = vec![
        Channel::new("C0HR", "hr", &["U0SATO", "U0TANAKA", "U0BOTACME"]),
        Channel::new("C0OTHER", "other", &["U0SATO"]),
    ];
    Setup::new(vec![Workspace::new("ACME", people, channels)])
}

/// Starts the model.
pub async fn start(setup: Setup) -> Slack {
    Slack::start(setup).await.expect("the model starts")
}

/// Calls a method with JSON arguments and the bot's token; the status and the answer.
pub async fn raw(slack: &Slack, method: &str, args: Value) -> std::io::Result<(u16, Value)> {
    let request = Request::post(format!("{}/{method}", slack.api_url()))
        .header("authorization", "Bearer xoxb-ACME-model")
        .header("content-type", "application/json")
        .body(Body::from(args.to_string()))
        .expect("a request");
    let (status, body) = wire::exchange(request).await?;
    Ok((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

/// Calls a method; the answer.
pub async fn call(slack: &Slack, method: &str, args: Value) -> Value {
    let (_, answer) = raw(slack, method, args).await.expect("an answer");
    answer
}

/// Calls a method that must succeed.
pub async fn must(slack: &Slack, method: &str, args: Value) -> Value {
    let answer = call(slack, method, args).await;
    assert_eq!(answer["ok"], true, "{method}: {answer}");
    answer
}

/// A message of one section with a button.
pub fn asking(text: &str, value: &str) -> Value {
    json!([
        {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": false}},
        {"type": "actions", "block_id": "row", "elements": [
            {"type": "button", "action_id": "a0", "value": value, "text": {"type": "plain_text", "text": "押す"}},
        ]},
    ])
}
