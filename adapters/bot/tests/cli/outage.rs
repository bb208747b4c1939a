//! A database that goes away while `kiku serve` runs: no end, 503 meanwhile, and on by itself.

use crate::serving::{Mode, Serving, TEAM, slack, variables};
use crate::support::Folder;
use kiku_slack_model::{Client, Delivery, Outcome};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::PathBuf;
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

/// A PostgreSQL of this test alone, which may go down.
struct Server {
    home: PathBuf,
    url: String,
}

impl Server {
    fn start() -> Self {
        // PostgreSQL runs as another user than root, who must be able to reach the folder.
        let home = std::env::temp_dir().join(format!("kiku-outage-{}", std::process::id()));
        let mut server = Server {
            home,
            url: String::new(),
        };
        server.url = server.run("start").trim().to_owned();
        server
    }

    fn run(&self, verb: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/postgres");
        let mut command = Command::new(script);
        command.arg(verb).env("KIKU_TEST_POSTGRES_HOME", &self.home);
        let output = command.output().expect("tests/postgres runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "tests/postgres {verb}: {err}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("stop");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_restarts_is_waited_for() {
    let server = tokio::task::spawn_blocking(Server::start)
        .await
        .expect("starts");
    let folder = Folder::ready();
    folder.write("roster.csv", crate::support::ROSTER);
    let database = [("KIKU_DATABASE_URL", server.url.as_str())];
    folder
        .kiku_with(&database, &["people", "import", "roster.csv"])
        .must(0);
    let slack = slack().await;
    let mut command = folder.command(&["serve"]);
    command.envs(variables(&slack, Mode::Http)).envs(database);
    let serving = Serving::started(command).await;
    serving.logs("the directory was read").await;
    slack.deliver_by(Delivery::Http(format!("http://{}", serving.address)));
    let aoi = slack.client(TEAM, "U003");
    stored_within(&aoi, RESUMES).await;
    server.run("down");
    is_out(&serving, &aoi).await;
    server.run("up");
    is_back(&serving, &aoi).await;
    assert_eq!(serving.end().await, 0);
}
