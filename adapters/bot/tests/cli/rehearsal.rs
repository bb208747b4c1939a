//! `kiku serve --rehearsal`: a clock that can be moved, and no way out of the machine.

use crate::serving::{Mode, Serving, TEAM, messages, slack};
use crate::support::Folder;

#[test]
fn it_refuses_every_platform_elsewhere() {
    let folder = Folder::staffed();
    let tokens = [
        ("KIKU_SLACK_BOT_TOKEN", "xoxb-1"),
        ("KIKU_SLACK_APP_TOKEN", "xapp-1"),
    ];
    for url in [
        "https://slack.com/api",
        "https://127.0.0.1.example.com/api",
        "https://localhost.example.com/api",
        "https://192.0.2.1/api",
        "https://127.0.0.1@slack.com/api",
    ] {
        let variables = [tokens[0], tokens[1], ("KIKU_SLACK_API_URL", url)];
        folder
            .kiku_with(&variables, &["serve", "--rehearsal"])
            .must(3)
            .says("not on this machine")
            .says("KIKU_SLACK_API_URL");
    }
    folder
        .kiku(&["serve", "--rehearsal=yesterday"])
        .must(2)
        .says("--rehearsal");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_clock_is_moved_and_the_month_opens_at_once() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let begin = "--rehearsal=2026-11-27T00:00:00Z";
    let serving = Serving::open(&folder, &slack, Mode::Socket, &[begin]).await;
    serving.logs("the directory was read").await;
    let shown = serving.get("/rehearsal/clock").await;
    assert!(shown.contains("\"now\":\"2026-11-27T00:00"), "{shown}");
    let aoi = slack.client(TEAM, "U003");
    assert!(aoi.direct().is_empty());
    // 2026-12-01 is a Tuesday; the month opens at nine in Tokyo, and people are written to over the day.
    serving
        .post("/rehearsal/clock", "{\"now\": \"2026-12-01T00:00:00Z\"}")
        .await;
    opened(&folder).await;
    let moved = serving
        .post("/rehearsal/clock", "{\"now\": \"2026-12-01T08:30:00Z\"}")
        .await;
    assert!(
        moved.starts_with("HTTP/1.0 200") && moved.contains("2026-12-01T08:30"),
        "{moved}"
    );
    messages(&aoi, 1).await;
    for bad in [
        "{\"now\": \"tomorrow\"}",
        "{}",
        "{\"now\": \"2026-12-01T08:30:00Z\", \"x\": 1}",
    ] {
        let refused = serving.post("/rehearsal/clock", bad).await;
        assert!(refused.starts_with("HTTP/1.0 422"), "{refused}");
    }
    assert_eq!(serving.end().await, 0);
    let again = Serving::open(&folder, &slack, Mode::Socket, &["--rehearsal"]).await;
    let shown = again.get("/rehearsal/clock").await;
    assert!(shown.contains("2026-12-01T08:3"), "{shown}");
    assert_eq!(again.end().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rehearsal_there_is_no_clock_to_move() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let serving = Serving::open(&folder, &slack, Mode::Socket, &[]).await;
    let missing = serving.get("/rehearsal/clock").await;
    assert!(missing.starts_with("HTTP/1.0 404"), "{missing}");
    assert_eq!(serving.end().await, 0);
}

/// Waits until the month is open.
async fn opened(folder: &Folder) {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.path("kiku.db"))
        .read_only(true);
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    for _ in 0..1000 {
        let open: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions")
            .fetch_one(&pool)
            .await
            .expect("reads");
        if open > 0 {
            return pool.close().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the month does not open");
}
