//! `kiku serve` with Slack: connected, watched, ended; refused or away.

use crate::serving::{Mode, Serving, TEAM, messages, minato, slack, slack_with, variables};
use crate::support::Folder;
use kiku_slack_model::{Delivery, Outcome, Setup, Workspace};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_a_workspace_in_both_modes_and_ends_when_asked() {
    for mode in [Mode::Socket, Mode::Http] {
        let folder = Folder::staffed();
        let slack = slack().await;
        let serving = Serving::open(&folder, &slack, mode, &[]).await;
        let start = serving.logs("Kiku starts").await;
        assert_eq!(start["kiku.version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(start["slack.mode"], format!("{mode:?}").to_lowercase());
        assert!(
            start["database.place"]
                .as_str()
                .is_some_and(|place| place.ends_with("kiku.db")),
            "{start}"
        );
        assert!(serving.get("/healthz").await.contains("ok"));
        serving.becomes("/readyz", 200, SOON).await;
        serving.logs("the directory was read").await;
        let aoi = slack.client(TEAM, "U003");
        assert_eq!(aoi.command("/1on1", "ヘルプ").await, Outcome::Taken);
        let answer = messages(&aoi, 1).await;
        assert!(answer[0].text.contains("予定"), "{}", answer[0].text);
        let taken = serving
            .number("kiku_events_total{platform=\"slack\",outcome=\"taken\"}")
            .await;
        assert_eq!(taken, 1.0);
        assert_eq!(serving.number("kiku_database_up").await, 1.0);
        assert_eq!(serving.end().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_the_log_is_personal() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let serving = Serving::open(&folder, &slack, Mode::Socket, &[]).await;
    serving.logs("the directory was read").await;
    let aoi = slack.client(TEAM, "U003");
    assert_eq!(aoi.say("ひみつの話").await, Outcome::Taken);
    messages(&aoi, 2).await;
    let log = format!("{:?}", serving.log());
    for word in [
        "ひみつ",
        "高橋",
        "takahashi",
        "xoxb-",
        "xapp-",
        &slack.app().signing_secret,
    ] {
        assert!(!log.contains(word), "{word} is logged: {log}");
    }
    assert_eq!(serving.end().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workspaces_are_served_together() {
    let folder = Folder::staffed();
    let second = Workspace::new("OKINAWA", minato().people, Vec::new());
    let (tokens, other) = (
        format!("{},{}", minato().bot_token, second.bot_token),
        second.id.clone(),
    );
    let slack = slack_with(Setup::new(vec![minato(), second])).await;
    let mut command = folder.command(&["serve"]);
    command
        .envs(variables(&slack, Mode::Socket))
        .env("KIKU_SLACK_BOT_TOKEN", tokens);
    let serving = Serving::started(command).await;
    let connected = serving.logs("Kiku is connected").await;
    assert_eq!(connected["slack.workspaces"], 2);
    for team in [TEAM, &other] {
        for _ in 0..500 {
            let read = |line: &&serde_json::Value| {
                line["message"] == "the directory was read" && line["workspace"] == team
            };
            if serving.log().iter().find(read).is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let aoi = slack.client(team, "U003");
        assert_eq!(aoi.command("/1on1", "help").await, Outcome::Taken);
        assert!(messages(&aoi, 1).await[0].text.contains("予定"), "{team}");
    }
    assert_eq!(serving.end().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_slack_refuses_ends_it_with_what_to_do() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let mut command = folder.command(&["serve"]);
    command
        .envs(variables(&slack, Mode::Socket))
        .env("KIKU_SLACK_BOT_TOKEN", "xoxb-of-somebody-else");
    let mut serving = Serving::started(command).await;
    assert_eq!(serving.ended(SOON).await, 3);
    let told = format!("{:?}", serving.log());
    assert!(
        told.contains("invalid_auth") && told.contains("KIKU_SLACK_BOT_TOKEN"),
        "{told}"
    );
    assert!(!told.contains("of-somebody-else"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_a_slack_that_is_away() {
    let folder = Folder::staffed();
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let port = free.expect("a free port").port();
    let mut command = folder.command(&["serve"]);
    let away = format!("http://127.0.0.1:{port}/api");
    // The model itself stands elsewhere until it moves to the port.
    let elsewhere = slack().await;
    command
        .envs(variables(&elsewhere, Mode::Http))
        .env("KIKU_SLACK_API_URL", away);
    let serving = Serving::started(command).await;
    assert!(serving.get("/healthz").await.starts_with("HTTP/1.0 200"));
    let ready = serving.get("/readyz").await;
    assert!(
        ready.starts_with("HTTP/1.0 503") && ready.contains("not connected yet"),
        "{ready}"
    );
    let early = serving.post("/slack/events", "{}").await;
    assert!(early.starts_with("HTTP/1.0 503"), "{early}");
    let mut setup = Setup::new(vec![minato()]);
    setup.port = port;
    setup.app.delivery = Delivery::Http(format!("http://{}", serving.address));
    let slack = slack_with(setup).await;
    serving.becomes("/readyz", 200, SOON).await;
    serving.logs("the directory was read").await;
    assert_eq!(
        slack.client(TEAM, "U003").command("/1on1", "help").await,
        Outcome::Taken
    );
    assert_eq!(serving.end().await, 0);
}

#[test]
fn without_a_platform_it_says_what_to_set() {
    let run = Folder::ready().kiku(&["serve"]);
    run.must(3)
        .says("no chat platform is configured")
        .says("KIKU_SLACK_BOT_TOKEN and KIKU_SLACK_APP_TOKEN")
        .says("kiku demo");
    let half = [("KIKU_SLACK_BOT_TOKEN", "xoxb-1")];
    let run = Folder::ready().kiku_with(&half, &["serve"]);
    run.must(3).says("slack.app_token is not set");
}
