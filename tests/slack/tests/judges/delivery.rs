//! What goes to the app: signed, repeated, answered; response URLs and triggers wear out.

use crate::bot::Bot;
use crate::caller::{TEAM, asking, call, must, setup, start};
use axum::body::Body;
use http::Request;
use kiku_slack_model::{Limits, Outcome, Setup, Slack, sign, wire};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A model on a clock that the test moves, with a bot.
async fn stage() -> (Slack, Bot, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(1_793_500_000));
    let shared = Arc::clone(&seconds);
    let now = Arc::new(move || Duration::from_secs(shared.load(Ordering::SeqCst)));
    let patience = Duration::from_millis(500);
    let slack = start(Setup {
        now,
        patience,
        limits: Limits::generous(),
        ..setup()
    })
    .await;
    let bot = Bot::start(&slack).await;
    (slack, bot, seconds)
}

async fn send(slack: &Slack, value: &str) -> (String, String) {
    let args = json!({"channel": "U0SATO", "text": "要約", "blocks": asking("質問", value)});
    let sent = must(slack, "chat.postMessage", args).await;
    slack.quiet().await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&sent["channel"]), text(&sent["ts"]))
}

async fn respond(url: &Value, body: Value) -> (u16, Value) {
    let request =
        Request::post(url.as_str().unwrap_or_default()).header("content-type", "application/json");
    let request = request
        .body(Body::from(body.to_string()))
        .expect("a request");
    let (status, body) = wire::exchange(request).await.expect("an answer");
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn an_event_is_signed_and_comes_again_at_once_after_a_minute_and_after_five() {
    let (slack, bot, seconds) = stage().await;
    (0..4).for_each(|_| bot.answer(503, ""));
    assert_eq!(
        slack
            .client(TEAM, "U0SATO")
            .say("<話す> & 聞く https://a.example/")
            .await,
        Outcome::Failed
    );
    slack.quiet().await;
    seconds.fetch_add(59, Ordering::SeqCst);
    slack.quiet().await;
    assert_eq!(
        bot.got().len(),
        2,
        "at once, and not again before a minute is over"
    );
    seconds.fetch_add(1, Ordering::SeqCst);
    slack.quiet().await;
    seconds.fetch_add(300, Ordering::SeqCst);
    slack.quiet().await;
    seconds.fetch_add(10_000, Ordering::SeqCst);
    slack.quiet().await;
    let got = slack.delivered();
    assert_eq!(got.len(), 4, "three repeats");
    for (number, request) in got.iter().enumerate() {
        let header = |name: &str| {
            let mut found = request.headers.iter().filter(|(own, _)| own == name);
            found.next().map(|(_, value)| value.clone())
        };
        let timestamp: u64 = header("x-slack-request-timestamp")
            .and_then(|text| text.parse().ok())
            .expect("a time");
        let signature = header("x-slack-signature").expect("a signature");
        assert!(sign::is_right(
            &slack.app().signing_secret,
            timestamp,
            &request.body,
            &signature
        ));
        let retry = (header("x-slack-retry-num"), header("x-slack-retry-reason"));
        match number {
            0 => assert_eq!(retry, (None, None)),
            _ => assert_eq!(
                retry,
                (Some(number.to_string()), Some("http_error".to_owned()))
            ),
        }
        let event: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(
            event["event"]["text"],
            "&lt;話す&gt; &amp; 聞く <https://a.example/>"
        );
        let first: Value = serde_json::from_slice(&got[0].body).expect("JSON");
        assert_eq!(event["event_id"], first["event_id"], "one event, one id");
    }
}

#[tokio::test]
async fn a_press_comes_once_and_its_response_url_serves_five_times() {
    let (slack, bot, seconds) = stage().await;
    let (room, ts) = send(&slack, "go").await;
    let client = slack.client(TEAM, "U0SATO");
    bot.got();
    bot.answer(503, "");
    assert_eq!(
        client.press(&room, &ts, "go").await,
        Outcome::Failed,
        "the person is told"
    );
    seconds.fetch_add(1_000, Ordering::SeqCst);
    slack.quiet().await;
    assert_eq!(bot.got().len(), 1, "an interaction is not repeated");

    assert_eq!(client.press(&room, &ts, "go").await, Outcome::Taken);
    let url = bot.interaction()["response_url"].clone();
    let replaced =
        json!({"replace_original": true, "text": "要約", "blocks": asking("答えました", "again")});
    assert_eq!(respond(&url, replaced).await.0, 200);
    assert_eq!(client.direct()[0].text, "答えました\n押す");
    for _ in 0..4 {
        assert_eq!(respond(&url, json!({"text": "あなただけに"})).await.0, 200);
    }
    assert_eq!(
        respond(&url, json!({"text": "六回目"})).await,
        (404, json!({"ok": false, "error": "used_url"}))
    );
    let own = client.direct();
    assert_eq!(own.iter().filter(|seen| seen.ephemeral).count(), 4);

    assert_eq!(client.press(&room, &ts, "again").await, Outcome::Taken);
    slack.quiet().await;
    let url = bot.got().into_iter().rev().find_map(|(path, _, body)| {
        let text = String::from_utf8(body)
            .ok()
            .filter(|_| path == "/slack/interactions")?;
        let text = percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .ok()?
            .into_owned();
        let payload: Value = serde_json::from_str(text.strip_prefix("payload=")?).ok()?;
        Some(payload["response_url"].clone())
    });
    seconds.fetch_add(30 * 60 + 1, Ordering::SeqCst);
    let late = respond(&url.expect("a press"), json!({"text": "遅い"})).await;
    assert_eq!(late.1["error"], "expired_url");
}

fn modal() -> Value {
    let text = |text: &str| json!({"type": "plain_text", "text": text});
    let input = |id: &str, optional: bool| {
        json!({"type": "input", "block_id": id, "label": text(id), "optional": optional,
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 10}})
    };
    json!({"type": "modal", "title": text("共有メモ"), "submit": text("保存"), "callback_id": "note",
        "blocks": [input("text", false), input("due", true)]})
}

#[tokio::test]
async fn a_modal_opens_once_in_three_seconds_and_keeps_what_was_typed() {
    let (slack, bot, seconds) = stage().await;
    let (room, ts) = send(&slack, "open").await;
    let client = slack.client(TEAM, "U0SATO");
    bot.got();
    let press = async || {
        client.press(&room, &ts, "open").await;
        bot.interaction()["trigger_id"].clone()
    };
    let trigger = press().await;
    seconds.fetch_add(4, Ordering::SeqCst);
    let late = call(
        &slack,
        "views.open",
        json!({"trigger_id": trigger, "view": modal()}),
    )
    .await;
    assert_eq!(late["error"], "expired_trigger_id");
    let trigger = press().await;
    must(
        &slack,
        "views.open",
        json!({"trigger_id": trigger, "view": modal()}),
    )
    .await;
    let twice = call(
        &slack,
        "views.open",
        json!({"trigger_id": trigger, "view": modal()}),
    )
    .await;
    assert_eq!(twice["error"], "exchanged_trigger_id");

    assert_eq!(
        client.submit(&[("text", "")]).await,
        Outcome::Incomplete,
        "it must not be empty"
    );
    assert_eq!(
        client.submit(&[("text", "12345678901")]).await,
        Outcome::Incomplete,
        "it is too long"
    );
    assert!(bot.got().is_empty(), "the client keeps such a form");
    bot.answer(
        200,
        r#"{"response_action":"errors","errors":{"due":"日付で"}}"#,
    );
    assert_eq!(
        client.submit(&[("text", "来週の件"), ("due", "x")]).await,
        Outcome::Taken
    );
    let values = bot.interaction()["view"]["state"]["values"].clone();
    assert_eq!(
        values["text"]["value"],
        json!({"type": "plain_text_input", "value": "来週の件"})
    );
    let open = client.modal().expect("it stays open");
    assert_eq!(open.fields[0].value, "来週の件");
    assert_eq!(open.fields[1].error.as_deref(), Some("日付で"));
    bot.answer(
        200,
        r#"{"response_action":"errors","errors":{"nothing":"?"}}"#,
    );
    assert_eq!(
        client.submit(&[]).await,
        Outcome::Failed,
        "an error for a field that is not there"
    );
    assert_eq!(client.submit(&[("due", "")]).await, Outcome::Taken);
    assert_eq!(client.modal(), None, "an empty acknowledgement closes it");
}

#[tokio::test]
async fn a_command_is_answered_in_its_acknowledgement() {
    let (slack, bot, _) = stage().await;
    let client = slack.client(TEAM, "U0SATO");
    bot.answer(
        200,
        r#"{"response_type":"ephemeral","text":"予定はありません"}"#,
    );
    assert_eq!(client.command("/1on1", "予定 来月").await, Outcome::Taken);
    let got = bot.got();
    let body = String::from_utf8(got[0].2.clone()).expect("text");
    assert!(
        body.contains("command=%2F1on1") && body.contains("channel%5Fname=directmessage"),
        "{body}"
    );
    let seen = client.direct();
    assert_eq!(
        (seen[0].text.as_str(), seen[0].ephemeral),
        ("予定はありません", true)
    );
    bot.answer(500, "");
    assert_eq!(client.command("/1on1", "help").await, Outcome::Failed);
}

#[tokio::test]
async fn the_home_tab_is_published_and_pressed() {
    let (slack, bot, _) = stage().await;
    let client = slack.client(TEAM, "U0SATO");
    assert_eq!(client.home(), None);
    assert_eq!(client.open_home().await, Outcome::Taken);
    let event: Value = serde_json::from_slice(&bot.got()[0].2).expect("JSON");
    assert_eq!(event["event"]["type"], "app_home_opened");
    let view = json!({"type": "home", "blocks": asking("次の1on1", "prep")});
    must(
        &slack,
        "views.publish",
        json!({"user_id": "U0SATO", "view": view}),
    )
    .await;
    assert_eq!(client.home().expect("a page").actions(), ["prep"]);
    assert_eq!(client.press_home("押す").await, Outcome::Taken);
    let pressed = bot.interaction();
    assert_eq!(pressed["container"]["type"], "view");
    assert_eq!(pressed["actions"][0]["value"], "prep");
    assert_eq!(pressed["response_url"], Value::Null, "a page has none");
}
