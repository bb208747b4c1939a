//! Signed clicks through the real Slack handler over loopback: `cargo bench -p kiku-slack-model --bench clicks -- 3000`.
//!
//! The server runs in a process of its own on one core (`taskset -c 0`), as `kiku serve` does: axum, Slack's
//! handler, the engine with its loop, SQLite with every commit on disk. The clients sign and press from here, over
//! kept connections: one after the other, then 64 at a time. Slack's address for refreshed messages is played here
//! too and takes a tenth of a second, so that what follows an acknowledgement is part of the load.

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::routing::{any, post};
use chrono::{Duration, TimeZone, Utc};
use kiku::domain::programme::Programme;
use kiku::domain::roster::{self, Roster};
use kiku_chat::{
    Address, Block, Capabilities, DeliveryId, Handle, Once, PeoplePage, Platform, Rates, SendError,
    View,
};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_slack::{Config, PLATFORM, RATES, Slack};
use kiku_slack_model::sign::signature;
use kiku_store::{Store, StoreConfig};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TEAM: &str = "T1";
const SECRET: &str = "bench-signing-secret";
const CLIENTS: usize = 64;
const ALONE: usize = 3_000;
const TOGETHER: usize = 60_000;
/// How long Slack takes to replace a message.
const REPLACING: std::time::Duration = std::time::Duration::from_millis(100);

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let number = |word: &String| word.parse::<usize>().ok();
    let members = words.iter().find_map(number).unwrap_or(3_000);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build()?;
    match words.iter().position(|word| word == "serve") {
        Some(at) => runtime.block_on(serve(Path::new(&words[at + 1]), &words[at + 2], members)),
        None => runtime.block_on(measure(members)),
    }
}

// The server.

async fn serve(folder: &Path, slack_url: &str, members: usize) -> Result<()> {
    let url = format!("sqlite:{}", folder.join("kiku.db").display());
    let store = Store::open(&StoreConfig::new(url, [7; 32])).await?;
    let memory = Arc::new(store.memory(PLATFORM));
    let begin = Utc.with_ymd_and_hms(2026, 10, 30, 3, 0, 0).single();
    let clock = Arc::new(MovableClock::frozen(begin.context("a time")?));
    let sent = Arc::new(Sent::default());
    let engine = Engine::new(EngineParts {
        store,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        platforms: vec![Arc::clone(&sent) as Arc<dyn Platform>],
        replica: "bench".to_owned(),
    });
    open_month(&engine, &clock, members).await?;
    std::fs::write(folder.join("controls"), sent.controls()?)?;
    let config = Config {
        api_url: format!("{slack_url}/api"),
        bot_tokens: vec!["xoxb-bench".to_owned().into()],
        app_tokens: Vec::new(),
        signing_secrets: vec![SECRET.to_owned().into()],
        rates: RATES,
    };
    let slack = Slack::connect(config, memory).await?;
    slack.attach(engine.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    say(&format!("READY {}", listener.local_addr()?))?;
    tokio::spawn(async move { engine.run(std::future::pending()).await });
    axum::serve(listener, slack.router()).await?;
    Ok(())
}

async fn open_month(engine: &Engine, clock: &MovableClock, members: usize) -> Result<()> {
    engine.apply_programme(&Programme::default()).await?;
    let options = ImportOptions {
        workspaces: BTreeMap::from([(PLATFORM.to_owned(), TEAM.to_owned())]),
        ..ImportOptions::default()
    };
    engine.import_people(people(members)?, &options).await?;
    engine.settle().await?;
    let (at, _) = engine.next_event().await?.context("a month is planned")?;
    clock.set(at);
    engine.settle().await?;
    clock.set(at + Duration::hours(9));
    engine.settle().await?;
    Ok(())
}

/// Teams of ten in departments of a hundred.
fn people(members: usize) -> Result<Roster> {
    let mut csv = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n".to_owned();
    for n in 0..members {
        let boss = match n {
            0 => String::new(),
            n if n % 10 == 0 => "100000".to_owned(),
            n => (100_000 + n - n % 10).to_string(),
        };
        let (number, unit) = (100_000 + n, n / 100);
        writeln!(
            csv,
            "{number},社員 {n},p{n}@example.jp,本社/第{unit}部,{boss}"
        )?;
    }
    let read = roster::read(csv.as_bytes());
    let mut roster = read.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    for person in &mut roster.people {
        let user = format!("U{}", person.number);
        person.accounts.insert(PLATFORM.to_owned(), user);
    }
    Ok(roster)
}

/// Stands for Slack while the month opens: takes everything, and keeps what can be pressed.
#[derive(Default)]
struct Sent {
    count: AtomicU64,
    controls: Mutex<String>,
}

impl Sent {
    fn controls(&self) -> Result<String> {
        let controls = self.controls.lock();
        let controls = controls.map_err(|_| anyhow::anyhow!("the controls are gone"))?;
        ensure!(!controls.is_empty(), "no message has a topic to choose");
        Ok(controls.clone())
    }
}

#[async_trait::async_trait]
impl Platform for Sent {
    fn name(&self) -> &str {
        PLATFORM
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: Once::Findable,
            rates: Rates::UNLIMITED,
        }
    }

    async fn send(&self, to: &Address, _: &DeliveryId, view: &View) -> Result<Handle, SendError> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let Address::Person(account) = to else {
            return Ok(Handle(format!("{TEAM}/C1/{number}.000100")));
        };
        let (user, ts) = (&account.user, format!("1767326126.{number:06}"));
        let topics = topics(view);
        if let (false, Ok(mut controls)) = (topics.is_empty(), self.controls.lock()) {
            controls.push_str(&format!("{user} D{user} {ts} {}\n", topics.join(" ")));
        }
        Ok(Handle(format!("{TEAM}/D{user}/{ts}")))
    }

    async fn edit(&self, _: &Address, _: &Handle, _: &View) -> Result<(), SendError> {
        Ok(())
    }

    async fn find_sent(&self, _: &Address, _: &DeliveryId) -> Result<Option<Handle>, SendError> {
        Ok(None)
    }

    async fn people(&self, _: &str, _: Option<&str>) -> Result<PeoplePage, SendError> {
        Ok(PeoplePage::default())
    }
}

fn topics(view: &View) -> Vec<String> {
    let choices = view.blocks.iter().filter_map(|block| match block {
        Block::Choice(choice) => Some(&choice.options),
        _ => None,
    });
    let actions = choices.flatten().map(|option| option.action.clone());
    actions
        .filter(|action| action.starts_with("topic:"))
        .collect()
}

// The clients.

/// A message with a topic to choose.
struct Control {
    user: String,
    channel: String,
    ts: String,
    topics: Vec<String>,
}

struct Load {
    server: String,
    slack: String,
    controls: Vec<Control>,
    next: AtomicUsize,
}

async fn measure(members: usize) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let replaced = Arc::new(AtomicU64::new(0));
    let slack = play_slack(replaced.clone()).await?;
    let (mut child, server) = start(folder.path(), &slack, members)?;
    let load = Arc::new(Load {
        server,
        slack,
        controls: read_controls(&folder.path().join("controls"))?,
        next: AtomicUsize::new(0),
    });
    say(&format!(
        "{members} members, {} messages to press",
        load.controls.len()
    ))?;
    let measured = press(&load, child.id(), &replaced).await;
    child.kill()?;
    child.wait()?;
    measured
}

async fn press(load: &Arc<Load>, server: u32, replaced: &AtomicU64) -> Result<()> {
    for (clients, clicks) in [(1, ALONE), (CLIENTS, TOGETHER), (CLIENTS, TOGETHER)] {
        let (begin, before) = (Instant::now(), processor(server));
        let answered = replaced.load(Ordering::Relaxed);
        let first = load.next.load(Ordering::Relaxed);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..clients {
            tasks.spawn(client(load.clone(), first + clicks));
        }
        let (mut times, mut busy) = (Vec::new(), 0);
        while let Some(done) = tasks.join_next().await {
            let (mine, refused) = done??;
            times.extend(mine);
            busy += refused;
        }
        load.next.store(first + clicks, Ordering::Relaxed);
        let seconds = begin.elapsed().as_secs_f64();
        let used = processor(server) - before;
        times.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
        say(&format!(
            "  {clients} clients: {:.0} clicks a second, {:.0} µs of processor each; p50 {:.2} ms, p99 {:.2} ms, \
             p99.9 {:.2} ms, max {:.2} ms; {busy} told to come again; {} messages replaced meanwhile",
            times.len() as f64 / seconds,
            used * 1e6 / times.len() as f64,
            at(0.5),
            at(0.99),
            at(0.999),
            at(1.0),
            replaced.load(Ordering::Relaxed) - answered,
        ))?;
    }
    Ok(())
}

/// Presses until `end`; the seconds that each acknowledged press took, and how many were refused for now.
async fn client(load: Arc<Load>, end: usize) -> Result<(Vec<f64>, usize)> {
    let mut stream = TcpStream::connect(&load.server).await?;
    stream.set_nodelay(true)?;
    let (mut times, mut busy, mut answer) = (Vec::new(), 0, vec![0; 4096]);
    loop {
        let number = load.next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return Ok((times, busy));
        }
        let request = load.request(number)?;
        let begin = Instant::now();
        stream.write_all(&request).await?;
        let length = stream.read(&mut answer).await?;
        let head = String::from_utf8_lossy(&answer[..length]);
        match head.split(' ').nth(1) {
            Some("200") => times.push(begin.elapsed().as_secs_f64()),
            Some("503") => busy += 1,
            _ => anyhow::bail!("press {number} was answered: {head}"),
        }
    }
}

impl Load {
    /// Press number `number`: round after round, everybody chooses the next topic.
    fn request(&self, number: usize) -> Result<Vec<u8>> {
        let control = &self.controls[number % self.controls.len()];
        let topic = &control.topics[number / self.controls.len() % control.topics.len()];
        let Control {
            user, channel, ts, ..
        } = control;
        let payload = serde_json::json!({
            "type": "block_actions",
            "team": { "id": TEAM, "domain": "bench" },
            "user": { "id": user, "username": user, "team_id": TEAM },
            "api_app_id": "A1",
            "container": { "type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": false },
            "trigger_id": format!("{number}.1.abc"),
            "channel": { "id": channel, "name": "directmessage" },
            "message": { "type": "message", "ts": ts, "text": "x".repeat(1500) },
            "response_url": format!("{}/replace", self.slack),
            "actions": [{ "type": "button", "action_id": topic, "block_id": "b", "value": topic,
                          "action_ts": format!("{}.{number:06}", 1_767_326_200 + number) }],
        });
        let payload = payload.to_string();
        let encoded =
            percent_encoding::utf8_percent_encode(&payload, percent_encoding::NON_ALPHANUMERIC);
        let body = format!("payload={encoded}");
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let signature = signature(SECRET, now, body.as_bytes());
        Ok(format!(
            "POST /slack/interactions HTTP/1.1\r\nHost: kiku\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: {signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes())
    }
}

/// Slack's side: who the bot is, and the address that replaces a message.
async fn play_slack(replaced: Arc<AtomicU64>) -> Result<String> {
    let who = r#"{"ok":true,"team_id":"T1","team":"Bench","user_id":"UBOT","url":"https://bench.slack.com/"}"#;
    let replace = move || {
        let replaced = replaced.clone();
        async move {
            tokio::time::sleep(REPLACING).await;
            replaced.fetch_add(1, Ordering::Relaxed);
            ([("content-type", "application/json")], r#"{"ok":true}"#)
        }
    };
    let router = Router::new()
        .route(
            "/api/auth.test",
            any(move || async move { ([("content-type", "application/json")], who) }),
        )
        .route("/replace", post(replace));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

/// Starts the server on one core and waits until it listens.
fn start(folder: &Path, slack: &str, members: usize) -> Result<(Child, String)> {
    let program: PathBuf = std::env::current_exe()?;
    let mut child = Command::new("taskset")
        .args(["-c", "0"])
        .arg(program)
        .arg("serve")
        .arg(folder)
        .arg(slack)
        .arg(members.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .context("taskset is in util-linux")?;
    let output = child.stdout.take().context("its output is read")?;
    for line in std::io::BufReader::new(output).lines() {
        if let Some(address) = line?.strip_prefix("READY ") {
            return Ok((child, address.to_owned()));
        }
    }
    anyhow::bail!("the server ended before it listened")
}

fn read_controls(path: &Path) -> Result<Vec<Control>> {
    let text = std::fs::read_to_string(path)?;
    let read = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some(Control {
            user: words.next()?,
            channel: words.next()?,
            ts: words.next()?,
            topics: words.collect(),
        })
    };
    text.lines()
        .map(|line| read(line).context("a control"))
        .collect()
}

/// Seconds of processor that a process has used, from `/proc/PID/stat` (in hundredths).
fn processor(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(2);
    fields
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
