//! The Web API answers like another model of Slack, npm's `emulate`: the same calls, the same shapes and words.

use crate::caller::{TEAM, setup};
use crate::shape::shape;
use crate::tools::tool;
use axum::body::Body;
use http::Request;
use kiku_slack_model::{Limits, Slack, wire};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What only one of the two answers, with the reason. A method `*` stands for all, a path for all below it.
const KNOWN: [(&str, &str, &str); 31] = [
    (
        "auth.test",
        "bot_id",
        "documented for bot tokens; theirs knows bots of OAuth installations only",
    ),
    ("auth.test", "is_enterprise_install", "documented"),
    ("auth.test", "app_id", "not documented for bot tokens"),
    ("users.list", "cache_ts", "documented"),
    (
        "users.list",
        "members[].locale",
        "asked for with include_locale, which theirs does not know",
    ),
    (
        "*",
        "members[].tz",
        "documented, and what the app reads; theirs has no time zones",
    ),
    (
        "*",
        "user.tz",
        "documented, and what the app reads; theirs has no time zones",
    ),
    (
        "*",
        "members[].is_",
        "documented flags (guests, owners, bots); theirs knows is_admin and is_bot",
    ),
    (
        "*",
        "user.is_",
        "documented flags (guests, owners, bots); theirs knows is_admin and is_bot",
    ),
    ("*", "members[].color", "documented"),
    ("*", "user.color", "documented"),
    ("*", "members[].updated", "documented"),
    ("*", "user.updated", "documented"),
    ("*", "members[].who_can_share_contact_card", "documented"),
    ("*", "user.who_can_share_contact_card", "documented"),
    (
        "*",
        "members[].profile",
        "pictures, huddles and Skype are not modelled; team and avatar are documented",
    ),
    (
        "*",
        "user.profile",
        "pictures, huddles and Skype are not modelled; team and avatar are documented",
    ),
    (
        "*",
        "channels[].is_",
        "documented flags of sharing, which theirs lacks; is_open is for direct messages",
    ),
    (
        "*",
        "channel.is_",
        "documented flags of sharing, which theirs lacks; is_open is for direct messages",
    ),
    ("*", "channels[].unlinked", "documented"),
    ("*", "channel.unlinked", "documented"),
    ("*", "channels[].last_read", "told to people's tokens only"),
    ("*", "channel.last_read", "told to people's tokens only"),
    (
        "*",
        "message.bot_id",
        "recorded in production; theirs posts as a person unless an installation made the token",
    ),
    ("*", "message.team", "documented"),
    (
        "*",
        "messages[].bot_id",
        "recorded in production; theirs posts as a person unless an installation made the token",
    ),
    ("*", "messages[].team", "documented"),
    ("conversations.history", "pin_count", "documented"),
    (
        "conversations.history",
        "response_metadata",
        "there only while there is a next page",
    ),
    ("*", "view.app_installed_team_id", "documented"),
    (
        "files.completeUploadExternal",
        "files[].",
        "the documented answer is id and title; theirs sends the whole file",
    ),
];

/// The other model, ended when it is dropped.
struct Other {
    process: Child,
    url: String,
    _seed: tempfile::TempDir,
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const SEED: &str = r#"
slack:
  team: {name: ACME, domain: acme}
  users:
    - {name: sato, real_name: "佐藤 花", email: sato@example.co.jp}
    - {name: tanaka, real_name: "田中 実", email: tanaka@example.co.jp}
  channels:
    - {name: hr, topic: ""}
  tokens:
    - token: xoxb-ACME-model
      user: sato
      bot_id: B0BOTACME
      bot_user_id: U0BOTACME
      app_id: A0KIKU0000
"#;

impl Other {
    async fn start() -> Other {
        let seed = tempfile::tempdir().expect("a folder");
        let file = seed.path().join("seed.yaml");
        std::fs::write(&file, SEED).expect("the seed");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let process = Command::new(tool("python/bin/node-itself"))
            .arg(tool("node/node_modules/emulate/dist/index.js"))
            .args([
                "start",
                "-s",
                "slack",
                "--host",
                "127.0.0.1",
                "-p",
                &port.to_string(),
                "--seed",
            ])
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("emulate starts");
        let other = Other {
            process,
            url: format!("http://127.0.0.1:{port}/api"),
            _seed: seed,
        };
        for _ in 0..300 {
            if ask(&other.url, "auth.test", &json!({})).await.is_some() {
                return other;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("emulate did not answer on port {port} within 30 s");
    }
}

async fn ask(url: &str, method: &str, args: &Value) -> Option<Value> {
    let request = Request::post(format!("{url}/{method}"))
        .header("authorization", "Bearer xoxb-ACME-model")
        .header("content-type", "application/json")
        .body(Body::from(args.to_string()))
        .expect("a request");
    let (_, body) = wire::exchange(request).await.ok()?;
    serde_json::from_slice(&body).ok()
}

/// Both models, asked the same.
struct Both {
    slack: Slack,
    other: Other,
    differences: Vec<String>,
    /// Which of [`KNOWN`] were met; the others are out of date.
    met: BTreeSet<usize>,
}

impl Both {
    /// Asks both; arguments are made for each, since ids differ.
    async fn ask(&mut self, method: &str, ours: Value, theirs: Value) -> (Value, Value) {
        let own = ask(&self.slack.api_url(), method, &ours)
            .await
            .expect("our answer");
        let other = ask(&self.other.url, method, &theirs)
            .await
            .expect("their answer");
        let (one, two) = (shape(&own), shape(&other));
        for path in one.difference(&two) {
            self.differs(method, path, "only we");
        }
        for path in two.difference(&one) {
            self.differs(method, path, "only they");
        }
        if own["error"] != other["error"] {
            let words = format!("error {} and {}", own["error"], other["error"]);
            self.differs(method, &words, "we and they");
        }
        (own, other)
    }

    async fn same(&mut self, method: &str, args: Value) -> (Value, Value) {
        self.ask(method, args.clone(), args).await
    }

    fn differs(&mut self, method: &str, path: &str, who: &str) {
        let known = KNOWN
            .iter()
            .position(|(of, prefix, _)| (*of == "*" || *of == method) && path.starts_with(prefix));
        match known {
            Some(index) => {
                self.met.insert(index);
            }
            None => self.differences.push(format!("{method}: {who}: {path}")),
        }
    }
}

fn blocks() -> Value {
    crate::caller::asking("質問", "go")
}

fn modal(title: &str) -> Value {
    let text = |text: &str| json!({"type": "plain_text", "text": text, "emoji": true});
    json!({"type": "modal", "title": text(title), "submit": text("保存"), "callback_id": "note", "blocks": [
        {"type": "input", "block_id": "text", "label": text("内容"),
            "element": {"type": "plain_text_input", "action_id": "value"}},
    ]})
}

#[tokio::test]
async fn another_model_answers_alike() {
    let mut setup = setup();
    setup.limits = Limits::generous();
    let slack = Slack::start(setup).await.expect("the model starts");
    let mut both = Both {
        slack,
        other: Other::start().await,
        differences: Vec::new(),
        met: BTreeSet::new(),
    };
    both.same("auth.test", json!({})).await;
    let (_, people) = both
        .same("users.list", json!({"include_locale": true}))
        .await;
    let id = |name: &str| {
        let mut members = people["members"].as_array().into_iter().flatten();
        members
            .find(|member| member["name"] == name)
            .expect("a member")["id"]
            .clone()
    };
    let (sato, tanaka) = (id("sato"), id("tanaka"));
    both.ask(
        "users.info",
        json!({"user": "U0SATO"}),
        json!({"user": sato}),
    )
    .await;
    both.same("users.info", json!({"user": "U0NOBODY"})).await;
    both.same(
        "users.lookupByEmail",
        json!({"email": "sato@example.co.jp"}),
    )
    .await;
    both.same(
        "users.lookupByEmail",
        json!({"email": "nobody@example.co.jp"}),
    )
    .await;
    let (_, channels) = both.same("conversations.list", json!({})).await;
    let mut list = channels["channels"].as_array().into_iter().flatten();
    let hr = list
        .find(|channel| channel["name"] == "hr")
        .expect("a channel")["id"]
        .clone();
    both.ask(
        "conversations.info",
        json!({"channel": "C0HR"}),
        json!({"channel": hr}),
    )
    .await;
    both.same("conversations.info", json!({"channel": "C0NONE"}))
        .await;
    both.ask(
        "conversations.open",
        json!({"users": "U0TANAKA"}),
        json!({"users": tanaka}),
    )
    .await;
    messages(&mut both, &hr, &tanaka).await;
    views(&mut both, &sato).await;
    files(&mut both).await;
    for (index, (method, path, _)) in KNOWN.iter().enumerate() {
        assert!(
            both.met.contains(&index),
            "{method} {path} does not differ any more"
        );
    }
    assert!(
        both.differences.is_empty(),
        "{}",
        both.differences.join("\n")
    );
}

async fn messages(both: &mut Both, hr: &Value, tanaka: &Value) {
    let metadata = json!({"event_type": "delivery", "event_payload": {"id": "d1"}});
    let message = |channel: &Value| json!({"channel": channel, "text": "要約", "blocks": blocks(), "metadata": metadata});
    let (own, other) = both
        .ask(
            "chat.postMessage",
            message(&json!("U0TANAKA")),
            message(tanaka),
        )
        .await;
    let at =
        |answer: &Value| json!({"channel": answer["channel"], "ts": answer["ts"], "text": "変更"});
    let (own_room, other_room) = (own["channel"].clone(), other["channel"].clone());
    both.ask("chat.update", at(&own), at(&other)).await;
    let text = |channel: &Value| json!({"channel": channel, "text": "文だけ"});
    both.ask("chat.postMessage", text(&own_room), text(&other_room))
        .await;
    both.ask("chat.postMessage", text(&json!("C0HR")), text(hr))
        .await;
    both.same(
        "chat.postMessage",
        json!({"channel": "C0NONE", "text": "a"}),
    )
    .await;
    both.ask(
        "chat.postMessage",
        json!({"channel": "C0HR"}),
        json!({"channel": hr}),
    )
    .await;
    let gone = |room: &Value| json!({"channel": room, "ts": "1.000000", "text": "a"});
    both.ask("chat.update", gone(&own_room), gone(&other_room))
        .await;
    let whisper =
        |channel: Value, user: Value| json!({"channel": channel, "user": user, "text": "a"});
    both.ask(
        "chat.postEphemeral",
        whisper(json!("C0HR"), json!("U0TANAKA")),
        whisper(hr.clone(), tanaka.clone()),
    )
    .await;
    let page = |room: &Value| json!({"channel": room, "include_all_metadata": true, "limit": 1});
    both.ask("conversations.history", page(&own_room), page(&other_room))
        .await;
    let all = |room: &Value| json!({"channel": room, "include_all_metadata": true});
    both.ask("conversations.history", all(&own_room), all(&other_room))
        .await;
    both.same("conversations.history", json!({"channel": "C0NONE"}))
        .await;
}

async fn views(both: &mut Both, sato: &Value) {
    let args = json!({"channel": "U0SATO", "text": "a", "blocks": blocks()});
    let sent = ask(&both.slack.api_url(), "chat.postMessage", &args)
        .await
        .expect("an answer");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let client = both.slack.client(TEAM, "U0SATO");
    let press = client
        .payload_of_press(&text(&sent["channel"]), &text(&sent["ts"]), "go")
        .expect("a control");
    let theirs = ask(
        &both.other.url,
        "views.generateTriggerId",
        &json!({"user_id": sato}),
    )
    .await;
    let theirs = theirs.expect("a trigger")["trigger_id"].clone();
    let open = |trigger: &Value| json!({"trigger_id": trigger, "view": modal("共有メモ")});
    let (own, other) = both
        .ask("views.open", open(&press["trigger_id"]), open(&theirs))
        .await;
    both.ask("views.open", open(&press["trigger_id"]), open(&theirs))
        .await;
    both.same("views.open", open(&json!("1.2.abc"))).await;
    let update = |answer: &Value, hash: &str| json!({"view_id": answer["view"]["id"], "hash": hash, "view": modal("変更")});
    let hash = |answer: &Value| text(&answer["view"]["hash"]);
    both.ask(
        "views.update",
        update(&own, "1.wrong"),
        update(&other, "1.wrong"),
    )
    .await;
    both.ask(
        "views.update",
        update(&own, &hash(&own)),
        update(&other, &hash(&other)),
    )
    .await;
    both.same(
        "views.update",
        json!({"view_id": "V0NONE", "view": modal("変更")}),
    )
    .await;
    let home = json!({"type": "home", "blocks": blocks()});
    let page = |user: &Value| json!({"user_id": user, "view": home});
    both.ask("views.publish", page(&json!("U0SATO")), page(sato))
        .await;
}

async fn files(both: &mut Both) {
    let args = json!({"filename": "a.png", "length": 3});
    let (own, other) = both.same("files.getUploadURLExternal", args).await;
    let mut statuses = Vec::new();
    for answer in [&own, &other] {
        let url = answer["upload_url"].as_str().unwrap_or_default();
        let request = Request::post(url)
            .body(Body::from("PNG"))
            .expect("a request");
        statuses.push(wire::exchange(request).await.expect("an answer").0);
    }
    assert_eq!(statuses, [200, 200], "the second step");
    let complete = |answer: &Value| json!({"files": [{"id": answer["file_id"], "title": "推移"}]});
    both.ask(
        "files.completeUploadExternal",
        complete(&own),
        complete(&other),
    )
    .await;
    both.same(
        "files.completeUploadExternal",
        json!({"files": [{"id": "F0NONE"}]}),
    )
    .await;
}
