//! `kiku serve` against the model of Slack: started, looked at from outside, and ended.

use crate::support::Folder;
use kiku_slack_model::{Channel, Client, Delivery, Person, Setup, Slack, Workspace};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The workspace of the small company.
pub const TEAM: &str = "T0MINATO";

/// The small company of [`crate::support::ROSTER`] in a workspace of its own.
pub fn minato() -> Workspace {
    let person = |id: &str, name: &str, real: &str| Person {
        email: Some(format!("{name}@example.jp")),
        ..Person::new(id, name, real)
    };
    let people = vec![
        person("U001", "sato", "佐藤 花子"),
        person("U002", "suzuki", "鈴木 一郎"),
        person("U003", "takahashi", "高橋 葵"),
    ];
    Workspace::new(
        "MINATO",
        people,
        vec![Channel::new("C001", "hr-1on1", &["U001"])],
    )
}

/// Slack with that workspace.
pub async fn slack() -> Slack {
    slack_with(Setup::new(vec![minato()])).await
}

/// Slack with a set-up of one's own.
pub async fn slack_with(setup: Setup) -> Slack {
    Slack::start(setup)
        .await
        .expect("the model of Slack starts")
}

/// How Slack reaches a `kiku serve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Socket,
    Http,
}

/// A `kiku serve` that runs; killed when dropped.
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub address: String,
    log: Arc<Mutex<Vec<Value>>>,
}

/// The variables that lead to this Slack.
pub fn variables(slack: &Slack, mode: Mode) -> Vec<(&'static str, String)> {
    let app = slack.app();
    vec![
        ("KIKU_SERVER_LISTEN", "127.0.0.1:0".to_owned()),
        ("KIKU_LOG_FORMAT", "json".to_owned()),
        ("KIKU_SLACK_API_URL", slack.api_url()),
        ("KIKU_SLACK_MODE", format!("{mode:?}").to_lowercase()),
        ("KIKU_SLACK_BOT_TOKEN", minato().bot_token),
        ("KIKU_SLACK_APP_TOKEN", app.app_token),
        ("KIKU_SLACK_SIGNING_SECRET", app.signing_secret),
    ]
}

impl Serving {
    /// Starts it in this folder and waits until it is connected.
    pub async fn open(folder: &Folder, slack: &Slack, mode: Mode, args: &[&str]) -> Self {
        let mut command = folder.command(&["serve"]);
        command.args(args).envs(variables(slack, mode));
        let serving = Serving::started(command).await;
        serving.logs("Kiku is connected").await;
        if mode == Mode::Http {
            slack.deliver_by(Delivery::Http(format!("http://{}", serving.address)));
        }
        serving
    }

    /// Starts it and waits until it listens.
    pub async fn started(mut command: Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("kiku starts");
        let stderr = child.stderr.take().expect("has a standard error");
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = log.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or(Value::String(line));
                lines
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(value);
            }
        });
        let mut serving = Serving {
            child,
            address: String::new(),
            log,
        };
        let start = serving.logs("Kiku starts").await;
        serving.address = start["server.address"]
            .as_str()
            .expect("an address")
            .to_owned();
        serving
    }

    /// The lines of its log so far.
    pub fn log(&self) -> MutexGuard<'_, Vec<Value>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a line of the log with this message.
    pub async fn logs(&self, message: &str) -> Value {
        let found = || {
            self.log()
                .iter()
                .find(|line| line["message"] == message)
                .cloned()
        };
        for _ in 0..1500 {
            if let Some(line) = found() {
                return line;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("'{message}' is not logged: {:#?}", self.log());
    }

    /// Asks for a page; gives the status line and everything after it.
    pub async fn get(&self, path: &str) -> String {
        self.ask(format!("GET {path} HTTP/1.0\r\n\r\n")).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, json: &str) -> String {
        let length = json.len();
        let head = format!(
            "POST {path} HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: {length}"
        );
        self.ask(format!("{head}\r\n\r\n{json}")).await
    }

    async fn ask(&self, request: String) -> String {
        let address = self.address.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(&address).expect("connects");
            stream.write_all(request.as_bytes()).expect("asks");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("answers");
            answer
        });
        asked.await.expect("asks")
    }

    /// Asks until the page has this status; fails after so long.
    #[track_caller]
    pub fn becomes(
        &self,
        path: &str,
        status: u16,
        within: Duration,
    ) -> impl Future<Output = Duration> {
        let caller = std::panic::Location::caller();
        async move {
            let since = Instant::now();
            let wanted = format!("HTTP/1.0 {status}");
            loop {
                let answer = self.get(path).await;
                if answer.starts_with(&wanted) {
                    return since.elapsed();
                }
                let log = self.log();
                assert!(
                    since.elapsed() < within,
                    "{caller}: {path} says {answer}\n{log:#?}"
                );
                drop(log);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// A number of `/metrics`, by its name with labels.
    pub async fn number(&self, name: &str) -> f64 {
        let page = self.get("/metrics").await;
        let line = page.lines().find_map(|line| line.strip_prefix(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in:\n{page}"));
        line.trim().parse().expect("a number")
    }

    /// The process's number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let number = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &number]).status();
        assert!(sent.is_ok_and(|status| status.success()), "{name} is sent");
    }

    /// Asks it to end as systemd does, and waits for its exit code. Nothing in flight may be cut off.
    pub async fn end(mut self) -> i32 {
        self.signal("-TERM");
        self.logs("everything that was in flight is finished").await;
        self.ended(Duration::from_secs(30)).await
    }

    /// Waits for its end.
    pub async fn ended(&mut self, within: Duration) -> i32 {
        let since = Instant::now();
        while since.elapsed() < within {
            if let Some(status) = self.child.try_wait().expect("is waited for") {
                return status.code().unwrap_or(-1);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("kiku serve does not end: {:#?}", self.log());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already, or is of no use any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until somebody's conversation with Kiku holds so many messages.
pub async fn messages(client: &Client, count: usize) -> Vec<kiku_slack_model::Shown> {
    for _ in 0..1500 {
        let shown = client.direct();
        if shown.len() >= count {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{count} messages were expected: {:#?}", client.direct());
}
