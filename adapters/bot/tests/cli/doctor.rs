//! `kiku doctor` with Slack: everything that can be wrong with an installation, and what to do about it.

use crate::postgres::Server;
use crate::serving::{Mode, TEAM, slack, variables};
use crate::support::{Folder, Run};
use kiku_slack_model::Slack;
use serde_json::Value;

fn examined(folder: &Folder, slack: &Slack, mode: Mode) -> Run {
    let variables = variables(slack, mode);
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    folder.kiku_with(&variables, &["doctor", "--format", "json"])
}

/// State and message of a check.
fn of(run: &Run, check: &str) -> (String, String) {
    let findings = run.json();
    let found = findings
        .as_array()
        .and_then(|all| all.iter().find(|finding| finding["check"] == check));
    let found = found.unwrap_or_else(|| panic!("no {check} in {findings:#}"));
    let text = |key: &str| found[key].as_str().map(str::to_owned).unwrap_or_default();
    (text("state"), text("message"))
}

fn with_channel(id: &str) -> Folder {
    let folder = Folder::staffed();
    let channel = format!(
        "\n[[channel]]\naudience = \"hr\"\nplatform = \"slack\"\nworkspace = \"{TEAM}\"\nid = \"{id}\"\n"
    );
    folder.write("programme.toml", folder.read("programme.toml") + &channel);
    folder
        .kiku(&["programme", "apply", "programme.toml"])
        .must(0);
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_installation_is_good() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let scopes: Vec<&str> = kiku_slack::SCOPES.iter().map(|scope| scope.scope).collect();
    slack.grant(TEAM, &scopes);
    for mode in [Mode::Socket, Mode::Http] {
        let run = examined(&folder, &slack, mode);
        run.must(0);
        for check in ["slack token", "slack scopes", "queue"] {
            assert_eq!(of(&run, check).0, "good", "{}", run.out);
        }
        let findings = run.json();
        let socket = |finding: &Value| finding["check"] == "slack socket";
        let asked = findings
            .as_array()
            .is_some_and(|all| all.iter().any(socket));
        assert_eq!(asked, mode == Mode::Socket, "{}", run.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_and_a_channel_without_kiku_are_troubles() {
    let folder = with_channel("C001");
    let slack = slack().await;
    slack.grant(
        TEAM,
        &["chat:write", "users:read", "channels:read", "groups:read"],
    );
    let run = examined(&folder, &slack, Mode::Socket);
    run.must(3);
    let (state, message) = of(&run, "slack scopes");
    assert!(
        state == "trouble" && message.contains("im:history"),
        "{message}"
    );
    let (state, message) = of(&run, "slack channel");
    assert!(
        state == "trouble" && message.contains("/invite @Kiku"),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_and_a_slack_that_is_away_are_told_apart() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let refused = [
        ("KIKU_SLACK_API_URL", slack.api_url()),
        ("KIKU_SLACK_BOT_TOKEN", "xoxb-hunter2".to_owned()),
        ("KIKU_SLACK_APP_TOKEN", slack.app().app_token),
    ];
    let mut variables: Vec<(&str, &str)> = refused
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let run = folder.kiku_with(&variables, &["doctor", "--format", "json"]);
    run.must(3);
    assert!(of(&run, "slack").1.contains("invalid_auth"), "{}", run.out);
    assert!(!run.out.contains("hunter2"));
    variables[0].1 = "http://127.0.0.1:1/api";
    let run = folder.kiku_with(&variables, &["doctor", "--format", "json"]);
    run.must(1);
    assert!(
        of(&run, "slack").1.contains("cannot be reached"),
        "{}",
        run.out
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_is_compared_with_that_of_a_database_server() {
    let (folder, slack) = (Folder::staffed(), slack().await);
    let all = examined(&folder, &slack, Mode::Socket).json();
    let all = all.as_array().cloned().unwrap_or_default();
    assert!(all.iter().all(|finding| finding["check"] != "clocks"));
    let server = Server::start("doctor").await;
    let database = [("KIKU_DATABASE_URL", server.url.as_str())];
    folder
        .kiku_with(&database, &["people", "import", "roster.csv"])
        .must(0);
    let run = folder.kiku_with(&database, &["doctor", "--format", "json"]);
    assert_eq!(of(&run, "clocks").0, "good", "{}", run.out);
}

#[test]
fn what_is_not_set_up_is_said_and_open_secrets_are_named() {
    let folder = Folder::staffed();
    let run = folder.kiku(&["doctor"]);
    assert!(run.must(0).out.contains("docs/slack.md"), "{}", run.out);
    folder.write("bot", "xoxb-1\n");
    folder.write("app", "xapp-1\n");
    let files = [
        ("KIKU_SLACK_BOT_TOKEN_FILE", "bot"),
        ("KIKU_SLACK_APP_TOKEN_FILE", "app"),
        ("KIKU_SLACK_API_URL", "http://127.0.0.1:1/api"),
    ];
    let run = folder.kiku_with(&files, &["doctor"]);
    assert!(run.must(1).out.contains("chmod 600 bot"), "{}", run.out);
}
