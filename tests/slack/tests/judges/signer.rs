//! Signatures are those of Slack's own SDK, in both directions.

use crate::tools::python;
use kiku_slack_model::sign;
use serde_json::{Value, json};

const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// What the SDK makes of a body and of a signature.
fn ask(timestamp: u64, body: &str, signature: &str) -> (String, bool) {
    let given =
        json!({"secret": SECRET, "timestamp": timestamp, "body": body, "signature": signature});
    let said: Value = serde_json::from_str(&python("signer.py", &[], given.to_string().as_bytes()))
        .expect("JSON");
    (
        said["made"].as_str().unwrap_or_default().to_owned(),
        said["right"] == true,
    )
}

#[test]
fn the_sdk_and_the_model_sign_alike() {
    let bodies = [
        "token=x&text=%E8%A9%B1",
        "{\"text\":\"話したいこと 🍣\"}",
        "",
        "v0:1:a=b&c=d",
    ];
    for (index, body) in bodies.into_iter().enumerate() {
        let timestamp = 1_793_500_000 + index as u64;
        let ours = sign::signature(SECRET, timestamp, body.as_bytes());
        let (theirs, right) = ask(timestamp, body, &ours);
        assert_eq!(ours, theirs);
        assert!(right, "the SDK accepts ours");
        assert!(
            sign::is_right(SECRET, timestamp, body.as_bytes(), &theirs),
            "we accept the SDK's"
        );
        let later = sign::signature(SECRET, timestamp + 1, body.as_bytes());
        assert!(!ask(timestamp, body, &later).1, "of another moment");
        assert!(!sign::is_right(SECRET, timestamp, body.as_bytes(), &later));
        assert!(!sign::is_right(
            "another",
            timestamp,
            body.as_bytes(),
            &ours
        ));
        assert!(!sign::is_right(
            SECRET,
            timestamp,
            body.as_bytes(),
            &ours.replacen("v0=", "v1=", 1)
        ));
    }
}
