//! A database that goes away while `kiku serve` runs: no end, 503 meanwhile, and on by itself.

use crate::postgres::Server;
use crate::serving::{Mode, Serving, TEAM, slack, variables};
use crate::support::Folder;
use kiku_slack_model::{Client, Delivery, Outcome, Slack};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::process::Command;
use std::time::{Duration, Instant};

/// After the database is back; the goal.
const RESUMES: Duration = Duration::from_secs(5);
/// Until it is noticed.
const NOTICED: Duration = Duration::from_secs(10);

/// Somebody does something that must be stored, until it is; how long it took.
async fn stored_within(client: &Client, within: Duration) -> Duration {
    let since = Instant::now();
    loop {
        for word in ["休止", "再開"] {
            if client.command("/1on1", word).await == Outcome::Taken {
                return since.elapsed();
            }
        }
        assert!(
            since.elapsed() < within,
            "nothing is stored after {within:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Somebody does something until it is refused: a full disk may have room for the last one. How long that answer took.
async fn refused(client: &Client) -> Duration {
    for word in ["休止", "再開"].iter().cycle().take(4000) {
        let asked = Instant::now();
        if client.command("/1on1", word).await == Outcome::Failed {
            return asked.elapsed();
        }
    }
    panic!("everything is taken");
}

/// While the database is away nothing is taken, and everything says so in time.
async fn is_out(serving: &Serving, client: &Client) {
    serving.becomes("/readyz", 503, NOTICED).await;
    let took = refused(client).await;
    assert!(
        took < Duration::from_secs(3),
        "the answer came after Slack gave up"
    );
    assert!(serving.get("/healthz").await.starts_with("HTTP/1.0 200"));
}

/// Once it is back everything goes on.
async fn is_back(serving: &Serving, client: &Client) {
    let since = Instant::now();
    stored_within(client, RESUMES).await;
    serving
        .becomes("/readyz", 200, RESUMES.saturating_sub(since.elapsed()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_waited_for() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let serving = Serving::open(&folder, &slack, Mode::Http, &[]).await;
    serving.logs("the directory was read").await;
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    let other = SqliteConnectOptions::new().filename(folder.path("kiku.db"));
    let mut other = other.connect().await.expect("opens");
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("locks");
    is_out(&serving, &aoi).await;
    sqlx::query("ROLLBACK")
        .execute(&mut other)
        .await
        .expect("unlocks");
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_waited_for() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let mut command = folder.mounted(
        "size=2m",
        "small",
        "cp kiku.db small/ && export KIKU_DATABASE_URL=sqlite:small/kiku.db",
        &["serve"],
    );
    command.envs(variables(&slack, Mode::Http));
    let serving = Serving::started(command).await;
    serving.logs("the directory was read").await;
    slack.deliver_by(Delivery::Http(format!("http://{}", serving.address)));
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    // The mount is the process's own; the system shows it under the process's number.
    let inside = |name: &str| {
        let root = format!("/proc/{}/root", serving.process());
        format!("{root}{}", folder.path("small").join(name).display())
    };
    let full = std::fs::write(inside("filler"), vec![0; 4 << 20]);
    assert!(full.is_err(), "the disk takes more than it has");
    refused(&aoi).await;
    is_out(&serving, &aoi).await;
    std::fs::remove_file(inside("filler")).expect("room is made");
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}

/// The kernel makes the file system read-only after an error of the disk, while Kiku has its database open: writes of
/// a process that is told so fail with the same error.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_became_read_only_is_waited_for() {
    let (folder, slack) = (Folder::staffed(), slack().await);
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/read_only.c");
    let library = folder.path("read_only.so");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library);
    let compiled = compiler.arg(source).status();
    assert!(compiled.is_ok_and(|status| status.success()), "cc compiles");
    let mut command = folder.command(&["serve"]);
    command
        .envs(variables(&slack, Mode::Http))
        .env("LD_PRELOAD", library)
        .env("READ_ONLY_SIGN", folder.path("sign"));
    let serving = Serving::started(command).await;
    serving.logs("the directory was read").await;
    slack.deliver_by(Delivery::Http(format!("http://{}", serving.address)));
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    folder.write("sign", "");
    is_out(&serving, &aoi).await;
    std::fs::remove_file(folder.path("sign")).expect("can be written again");
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}

/// `kiku serve` on a PostgreSQL.
async fn serving_on(server: &Server, slack: &Slack) -> (Folder, Serving) {
    let folder = Folder::ready();
    folder.write("roster.csv", crate::support::ROSTER);
    let database = [("KIKU_DATABASE_URL", server.url.as_str())];
    folder
        .kiku_with(&database, &["people", "import", "roster.csv"])
        .must(0);
    let mut command = folder.command(&["serve"]);
    command.envs(variables(slack, Mode::Http)).envs(database);
    let serving = Serving::started(command).await;
    serving.logs("the directory was read").await;
    slack.deliver_by(Delivery::Http(format!("http://{}", serving.address)));
    (folder, serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_restarts_is_waited_for() {
    let (server, slack) = (Server::start("restarts").await, slack().await);
    let (_folder, serving) = serving_on(&server, &slack).await;
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    server.run("down");
    is_out(&serving, &aoi).await;
    server.run("up");
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}

/// PostgreSQL becomes read-only while Kiku is connected: hosted ones do so when their disk is nearly full, and a server
/// that lost its place to another goes on like this.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_became_read_only_is_waited_for() {
    let (server, slack) = (Server::start("readonly").await, slack().await);
    let (_folder, serving) = serving_on(&server, &slack).await;
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    server.read_only(true).await;
    is_out(&serving, &aoi).await;
    server.read_only(false).await;
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}
