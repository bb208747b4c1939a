//! The model as a process of its own: says where it is, and its log outlives it.

use axum::body::Body;
use http::Request;
use kiku_slack_model::wire;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[tokio::test]
async fn it_serves_alone_and_its_log_outlives_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("calls.jsonl");
    let mut child = Command::new(env!("CARGO_BIN_EXE_slack-model"))
        .args(["--people", "3", "--posts", "1", "--log"])
        .arg(&log)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let said = child.stdout.take().expect("an output");
    BufReader::new(said).read_line(&mut line).expect("a line");
    let ready: Value = serde_json::from_str(&line).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for user in ["U2", "U3"] {
        let request = Request::post(format!("{}/chat.postMessage", text(&ready["api_url"])))
            .header(
                "authorization",
                format!("Bearer {}", text(&ready["bot_tokens"][0])),
            )
            .header("content-type", "application/json")
            .body(Body::from(
                json!({"channel": user, "text": "こんにちは"}).to_string(),
            ));
        wire::exchange(request.expect("a request"))
            .await
            .expect("an answer");
    }
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    let lines = std::fs::read_to_string(&log).expect("the log");
    let calls: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (&call["args"]["channel"], &call["status"]))
        .collect();
    assert_eq!(
        seen,
        [(&json!("U2"), &json!(200)), (&json!("U3"), &json!(429))]
    );
    let wrong = Command::new(env!("CARGO_BIN_EXE_slack-model"))
        .arg("--wrong")
        .output()
        .expect("it ends");
    assert_eq!(wrong.status.code(), Some(2));
}
