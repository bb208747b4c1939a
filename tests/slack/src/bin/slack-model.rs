//! The model of Slack as a process of its own, for benchmarks and for tests that kill processes.
//!
//! Prints one line of JSON when it is ready (addresses and secrets), then serves until it is ended. What arrives is
//! appended to the log, a line of JSON for each call.

use kiku_slack_model::{Channel, Delivery, Limits, Person, Setup, Slack, Workspace};
use std::collections::BTreeMap;
use std::io::Write;

const USAGE: &str = "slack-model [--port PORT] [--people N] [--posts N_A_MINUTE|unlimited] [--http ADDRESS] [--log FILE]
  --people   members U1 … UN with the mail addresses u1@example.co.jp … (default 100)
  --posts    the workspace's limit of chat.postMessage (default 300); unlimited lifts every limit
  --http     delivers signed requests to this address instead of Socket Mode
  --log      appends every call to this file";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let setup = read(std::env::args().skip(1)).unwrap_or_else(|wrong| {
        eprintln!("slack-model: {wrong}\n{USAGE}");
        std::process::exit(2);
    });
    let slack = Slack::start(setup).await?;
    let app = slack.app();
    let ready = serde_json::json!({
        "api_url": slack.api_url(), "bot_tokens": slack.bot_tokens(), "app_token": app.app_token,
        "signing_secret": app.signing_secret,
    });
    writeln!(std::io::stdout(), "{ready}")?;
    std::future::pending().await
}

fn read(arguments: impl Iterator<Item = String>) -> Result<Setup, String> {
    let mut given = BTreeMap::new();
    let mut arguments = arguments.peekable();
    while let Some(name) = arguments.next() {
        let known = ["--port", "--people", "--posts", "--http", "--log"].contains(&name.as_str());
        let value = arguments.next().filter(|_| known);
        given.insert(
            name.clone(),
            value.ok_or(format!("{name}: unknown, or without a value"))?,
        );
    }
    let number = |name: &str, default: usize| match given.get(name) {
        Some(text) => text
            .parse()
            .map_err(|_| format!("{name} {text}: not a number")),
        None => Ok(default),
    };
    let people = (1..=number("--people", 100)?).map(|index| {
        Person::new(
            &format!("U{index}"),
            &format!("u{index}"),
            &format!("社員 {index}号"),
        )
    });
    let channels = vec![Channel::new("C0HR", "hr", &["U1", "U0BOTACME"])];
    let mut setup = Setup::new(vec![Workspace::new("ACME", people.collect(), channels)]);
    match given.get("--posts").map(String::as_str) {
        Some("unlimited") => setup.limits = Limits::generous(),
        Some(_) => setup.limits.posts = u32::try_from(number("--posts", 300)?).unwrap_or(u32::MAX),
        None => {}
    }
    setup.port = u16::try_from(number("--port", 0)?).map_err(|_| "--port: too large".to_owned())?;
    if let Some(address) = given.get("--http") {
        setup.app.delivery = Delivery::Http(address.clone());
    }
    setup.log = given.get("--log").map(Into::into);
    Ok(setup)
}
