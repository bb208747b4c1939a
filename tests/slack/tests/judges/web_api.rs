//! The Web API keeps to its documented errors, limits and faults.

use crate::caller::{TEAM, asking, call, must, raw, setup, start};
use kiku_slack_model::{Fault, Limits};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

fn post(channel: &str, text: &str) -> Value {
    json!({"channel": channel, "text": text})
}

#[tokio::test]
async fn what_is_posted_is_read_and_found_again() {
    let slack = start(setup()).await;
    let metadata = json!({"event_type": "delivery", "event_payload": {"id": "d1"}});
    let args = json!({"channel": "U0SATO", "text": "要約", "blocks": asking("こんにちは", "go"), "metadata": metadata});
    let sent = must(&slack, "chat.postMessage", args).await;
    let (room, ts) = (sent["channel"].as_str().unwrap_or_default(), &sent["ts"]);
    assert!(
        room.starts_with('D'),
        "a person's id becomes their conversation: {sent}"
    );

    let seen = slack.client(TEAM, "U0SATO").direct();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].text, "こんにちは\n押す");
    assert_eq!(seen[0].actions(), ["go"]);

    let bare = must(&slack, "conversations.history", json!({"channel": room})).await;
    assert_eq!(bare["messages"][0]["metadata"], Value::Null);
    let args = json!({"channel": room, "include_all_metadata": true});
    let full = must(&slack, "conversations.history", args).await;
    assert_eq!(full["messages"][0]["metadata"], metadata);

    let args =
        json!({"channel": room, "ts": ts, "text": "新しい", "blocks": asking("さようなら", "no")});
    must(&slack, "chat.update", args).await;
    let seen = slack.client(TEAM, "U0SATO").direct();
    assert_eq!((seen.len(), seen[0].changes, seen[0].edited), (1, 1, false));
    assert_eq!(seen[0].actions(), ["no"]);
    let args = json!({"channel": room, "include_all_metadata": true});
    let full = must(&slack, "conversations.history", args).await;
    assert_eq!(
        full["messages"][0]["metadata"], metadata,
        "kept, for none was given"
    );
}

#[tokio::test]
async fn refusals_are_slacks_own_words() {
    let slack = start(setup()).await;
    slack.limit(|limits| *limits = Limits::generous());
    let many: Vec<Value> = (0..51).map(|_| json!({"type": "divider"})).collect();
    let refusals = [
        (
            "chat.postMessage",
            post("U0NOBODY", "a"),
            "channel_not_found",
        ),
        ("chat.postMessage", post("U0GONE", "a"), "channel_not_found"),
        (
            "chat.postMessage",
            post("U0ROBOT", "a"),
            "channel_not_found",
        ),
        ("chat.postMessage", post("C0OTHER", "a"), "not_in_channel"),
        ("chat.postMessage", json!({"channel": "C0HR"}), "no_text"),
        (
            "chat.postMessage",
            json!({"channel": "C0HR", "blocks": many}),
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            json!({"channel": "C0HR", "blocks": "{"}),
            "invalid_blocks_format",
        ),
        (
            "chat.postMessage",
            json!({"channel": "C0HR", "text": "a", "metadata": {"event_type": 1}}),
            "invalid_metadata_format",
        ),
        (
            "chat.update",
            json!({"channel": "U0SATO", "ts": "1.0", "text": "a"}),
            "channel_not_found",
        ),
        (
            "chat.update",
            json!({"channel": "C0HR", "ts": "1.0", "text": "a"}),
            "message_not_found",
        ),
        (
            "conversations.open",
            json!({"users": "U0GONE"}),
            "user_disabled",
        ),
        (
            "conversations.open",
            json!({"users": "U0NOBODY"}),
            "user_not_found",
        ),
        (
            "conversations.history",
            json!({"channel": "D0NONE"}),
            "channel_not_found",
        ),
        ("users.info", json!({"user": "U0NOBODY"}), "user_not_found"),
        (
            "users.lookupByEmail",
            json!({"email": "x@example.co.jp"}),
            "users_not_found",
        ),
        (
            "views.open",
            json!({"trigger_id": "1.2.a", "view": {"type": "modal"}}),
            "invalid_trigger_id",
        ),
        (
            "files.completeUploadExternal",
            json!({"files": [{"id": "F1"}]}),
            "file_not_found",
        ),
        ("apps.connections.open", json!({}), "not_allowed_token_type"),
        ("chat.unknown", json!({}), "unknown_method"),
    ];
    for (method, args, word) in refusals {
        let answer = call(&slack, method, args.clone()).await;
        assert_eq!(
            (&answer["ok"], &answer["error"]),
            (&json!(false), &json!(word)),
            "{method} {args}"
        );
    }
    slack.grant(TEAM, &["users:read"]);
    let answer = call(&slack, "chat.postMessage", post("C0HR", "a")).await;
    assert_eq!(
        (&answer["error"], &answer["needed"]),
        (&json!("missing_scope"), &json!("chat:write"))
    );
    let people = must(&slack, "users.list", json!({})).await;
    assert_eq!(
        people["members"][0]["profile"]["email"],
        Value::Null,
        "no users:read.email, no mail"
    );
}

#[tokio::test]
async fn people_come_in_pages() {
    let slack = start(setup()).await;
    let (mut cursor, mut ids) = (String::new(), Vec::new());
    loop {
        let args = json!({"limit": 2, "cursor": cursor, "include_locale": true});
        let page = must(&slack, "users.list", args).await;
        for member in page["members"].as_array().into_iter().flatten() {
            assert_eq!(member["locale"], "ja-JP");
            ids.push(member["id"].as_str().unwrap_or_default().to_owned());
        }
        cursor = page["response_metadata"]["next_cursor"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(ids, ["U0SATO", "U0TANAKA", "U0SUZUKI", "U0GONE", "U0ROBOT"]);
}

#[tokio::test]
async fn limits_hold_on_the_clock_of_the_test() {
    let seconds = Arc::new(AtomicU64::new(1_793_500_000));
    let mut setup = setup();
    let shared = Arc::clone(&seconds);
    setup.now = Arc::new(move || Duration::from_secs(shared.load(Ordering::SeqCst)));
    let slack = start(setup).await;
    must(&slack, "chat.postMessage", post("U0SATO", "一")).await;
    let answer = raw(&slack, "chat.postMessage", post("U0SATO", "二"))
        .await
        .expect("an answer");
    assert_eq!(answer, (429, json!({"ok": false, "error": "ratelimited"})));
    seconds.fetch_add(1, Ordering::SeqCst);
    must(&slack, "chat.postMessage", post("U0SATO", "二")).await;
    slack.limit(|limits| limits.posts = 2);
    let (status, _) = raw(&slack, "chat.postMessage", post("U0TANAKA", "三"))
        .await
        .expect("an answer");
    assert_eq!(status, 429, "the workspace's minute is full");
    seconds.fetch_add(60, Ordering::SeqCst);
    must(&slack, "chat.postMessage", post("U0TANAKA", "三")).await;
    assert_eq!(
        slack
            .calls_of("chat.postMessage")
            .iter()
            .filter(|call| call.status == 429)
            .count(),
        2
    );
}

#[tokio::test]
async fn faults_come_once_and_do_what_they_say() {
    let slack = start(setup()).await;
    slack.limit(|limits| *limits = Limits::generous());
    let count = || slack.client(TEAM, "U0SATO").direct().len();
    let send = async || raw(&slack, "chat.postMessage", post("U0SATO", "一")).await;
    slack.fail("chat.postMessage", Fault::Limited(Duration::from_secs(7)));
    assert_eq!(send().await.expect("an answer").0, 429);
    slack.fail("chat.postMessage", Fault::Page(503));
    assert_eq!(send().await.expect("an answer"), (503, Value::Null));
    slack.fail(
        "chat.postMessage",
        Fault::Error("internal_error".to_owned()),
    );
    assert_eq!(
        send().await.expect("an answer").1["error"],
        "internal_error"
    );
    slack.fail("chat.postMessage", Fault::BreakBefore);
    send().await.expect_err("the connection breaks");
    slack.fail("chat.postMessage", Fault::HangBefore);
    let hung = tokio::time::timeout(Duration::from_millis(200), send()).await;
    assert!(hung.is_err(), "no answer comes");
    assert_eq!(count(), 0, "nothing of it was carried out");
    slack.fail("chat.postMessage", Fault::BreakAfter);
    send().await.expect_err("the connection breaks");
    assert_eq!(count(), 1, "but the message arrived");
    slack.fail("chat.postMessage", Fault::HangAfter);
    let hung = tokio::time::timeout(Duration::from_millis(500), send()).await;
    assert!(hung.is_err(), "no answer comes");
    assert_eq!(count(), 2, "but the message arrived");
    assert_eq!(send().await.expect("an answer").0, 200);
}

#[tokio::test]
async fn a_picture_takes_three_steps() {
    let slack = start(setup()).await;
    slack.limit(|limits| *limits = Limits::generous());
    let args = json!({"filename": "a.png", "length": 3});
    let given = must(&slack, "files.getUploadURLExternal", args).await;
    let image =
        json!([{"type": "image", "alt_text": "推移", "slack_file": {"id": given["file_id"]}}]);
    let early = call(
        &slack,
        "chat.postMessage",
        json!({"channel": "C0HR", "blocks": image}),
    )
    .await;
    assert_eq!(
        early["error"], "invalid_blocks",
        "the file is not there yet"
    );
    let url = given["upload_url"].as_str().unwrap_or_default();
    let request = http::Request::post(url)
        .body(axum::body::Body::from("PNG"))
        .expect("a request");
    let (status, _) = kiku_slack_model::wire::exchange(request)
        .await
        .expect("an answer");
    assert_eq!(status, 200);
    let args = json!({"files": [{"id": given["file_id"], "title": "推移"}]});
    must(&slack, "files.completeUploadExternal", args).await;
    must(
        &slack,
        "chat.postMessage",
        json!({"channel": "#hr", "blocks": image}),
    )
    .await;
    assert_eq!(
        slack.client(TEAM, "U0SATO").conversation("C0HR")[0].pictures,
        1
    );
}
