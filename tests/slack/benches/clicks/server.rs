//! The server: Kiku as `kiku serve` runs it, in a company whose month is open.

use super::{SECRET, TEAM, say};
use anyhow::{Context, Result, ensure};
use chrono::{Duration, TimeZone, Utc};
use kiku::domain::programme::{Audience, Channel, Programme};
use kiku::domain::roster::{self, Roster};
use kiku_chat::{
    Address, Block, Capabilities, DeliveryId, Handle, Once, PeoplePage, Platform, Rates, SendError,
    View,
};
use kiku_engine::background::Background;
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_slack::{Config, PLATFORM, RATES, Slack};
use kiku_store::{Store, StoreConfig};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::io::AsyncBufReadExt;
use tokio::net::TcpListener;

/// Opens the company and serves until the process is killed. A line on the standard input lets everything happen that
/// is due when the month before closes, with a backup beside it.
pub async fn serve(folder: &Path, slack_url: &str, members: usize, months: usize) -> Result<()> {
    let url = format!("sqlite:{}", folder.join("kiku.db").display());
    let store = Store::open(&StoreConfig::new(url, [7; 32])).await?;
    let memory = Arc::new(store.memory(PLATFORM));
    let begin = Utc.with_ymd_and_hms(2026, 10, 30, 3, 0, 0).single();
    let clock = Arc::new(MovableClock::running(begin.context("a time")?));
    let sent = Arc::new(Sent::default());
    let engine = Engine::new(EngineParts {
        store,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        platforms: vec![Arc::clone(&sent) as Arc<dyn Platform>],
        replica: "bench".to_owned(),
    });
    found(&engine, members).await?;
    for _ in 0..months {
        sent.forget();
        open_month(&engine, &clock).await?;
    }
    std::fs::write(folder.join("controls"), sent.controls()?)?;
    sent.forget();
    sent.enough.store(true, Ordering::Relaxed);
    let config = Config {
        api_url: format!("{slack_url}/api"),
        bot_tokens: vec!["xoxb-bench".to_owned().into()],
        app_tokens: Vec::new(),
        signing_secrets: vec![SECRET.to_owned().into()],
        rates: RATES,
    };
    let background = Background::start()?;
    let connecting = async move { Slack::connect(config, memory).await };
    let slack = background.handle().spawn(connecting).await??;
    slack.attach(engine.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    say(&format!("READY {}", listener.local_addr()?))?;
    let (running, begun) = (engine.clone(), Arc::clone(&sent));
    let turning = async move { running.run(std::future::pending()).await };
    background.handle().spawn(turning);
    let backup = folder.join("backup.db");
    tokio::spawn(async move { everything_at_once(&engine, &clock, &begun, &backup).await });
    axum::serve(listener, slack.router()).await?;
    Ok(())
}

async fn found(engine: &Engine, members: usize) -> Result<()> {
    let channel = Channel {
        audience: Audience::Executive,
        platform: PLATFORM.to_owned(),
        workspace: TEAM.to_owned(),
        id: "C1".to_owned(),
        language: None,
    };
    let programme = Programme {
        channels: vec![channel],
        ..Programme::default()
    };
    engine.apply_programme(&programme).await?;
    let options = ImportOptions {
        workspaces: BTreeMap::from([(PLATFORM.to_owned(), TEAM.to_owned())]),
        ..ImportOptions::default()
    };
    engine.import_people(people(members)?, &options).await?;
    engine.settle().await?;
    Ok(())
}

/// The next month opens, and everybody is asked.
async fn open_month(engine: &Engine, clock: &MovableClock) -> Result<()> {
    let cycles = engine.store().unclosed_cycles().await?;
    let planned = cycles.iter().map(|cycle| cycle.opens_at);
    let at = planned.max().context("a month is planned")?;
    clock.set(at);
    engine.settle().await?;
    clock.set(at + Duration::hours(9));
    engine.settle().await?;
    Ok(())
}

/// When it is told to: the month before closes with its digest, what became due until then is sent, and a backup is
/// made, all at the same time.
async fn everything_at_once(
    engine: &Engine,
    clock: &MovableClock,
    sent: &Sent,
    backup: &Path,
) -> Result<()> {
    let mut line = String::new();
    let mut input = tokio::io::BufReader::new(tokio::io::stdin());
    if input.read_line(&mut line).await? == 0 {
        return Ok(());
    }
    let cycles = engine.store().unclosed_cycles().await?;
    let closes = cycles.iter().map(|cycle| cycle.closes_at).min();
    clock.set(closes.context("a month closes")?);
    engine.wake();
    let (begin, before) = (Instant::now(), sent.counts());
    let copied = async {
        engine.store().backup(backup).await?;
        Ok::<_, anyhow::Error>(begin.elapsed().as_secs_f64())
    };
    let turned = async {
        until(|| async { Ok(engine.store().newest_release().await?.is_some()) }).await?;
        let released = begin.elapsed().as_secs_f64();
        until(|| async { Ok(sent.counts()[2] > before[2]) }).await?;
        let posted = begin.elapsed().as_secs_f64();
        until(|| nothing_waits(engine, clock)).await?;
        Ok::<_, anyhow::Error>((released, posted))
    };
    let (copied, (released, posted)) = tokio::try_join!(copied, turned)?;
    let after = sent.counts();
    say(&format!(
        "DONE   the backup took {copied:.1} s, the month was closed and released after {released:.1} s, its digest \
         posted after {posted:.1} s, {} messages were sent and {} edited, everything after {:.1} s",
        after[0] - before[0],
        after[1] - before[1],
        begin.elapsed().as_secs_f64()
    ))
}

/// Looks a few times a second until it is so.
async fn until<F: Future<Output = Result<bool>>>(so: impl Fn() -> F) -> Result<()> {
    while !so().await? {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Ok(())
}

async fn nothing_waits(engine: &Engine, clock: &MovableClock) -> Result<bool> {
    let backlog = engine.store().backlog(clock.now()).await?;
    Ok(backlog.due == 0 && backlog.edits == 0)
}

/// Ten people report to each, in departments of a hundred.
fn people(members: usize) -> Result<Roster> {
    let mut csv = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n".to_owned();
    for n in 0..members {
        let boss = match n {
            0 => String::new(),
            n => (100_000 + (n - 1) / 10).to_string(),
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
    /// Messages to people, edits, messages to channels.
    counts: [AtomicU64; 3],
    /// Nothing is kept any more.
    enough: AtomicBool,
    controls: Mutex<String>,
}

impl Sent {
    fn counts(&self) -> [u64; 3] {
        self.counts
            .each_ref()
            .map(|count| count.load(Ordering::Relaxed))
    }

    /// What was sent before can be pressed no more.
    fn forget(&self) {
        if let Ok(mut controls) = self.controls.lock() {
            controls.clear();
        }
    }

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
        let Address::Person(account) = to else {
            let number = self.counts[2].fetch_add(1, Ordering::Relaxed);
            return Ok(Handle(format!("{TEAM}/C1/{number}.000100")));
        };
        let number = self.counts[0].fetch_add(1, Ordering::Relaxed);
        let (user, ts) = (&account.user, format!("1767326126.{number:06}"));
        let topics = match self.enough.load(Ordering::Relaxed) {
            true => Vec::new(),
            false => topics(view),
        };
        if let (false, Ok(mut controls)) = (topics.is_empty(), self.controls.lock()) {
            controls.push_str(&format!("{user} D{user} {ts} {}\n", topics.join(" ")));
        }
        Ok(Handle(format!("{TEAM}/D{user}/{ts}")))
    }

    async fn edit(&self, _: &Address, _: &Handle, _: &View) -> Result<(), SendError> {
        self.counts[1].fetch_add(1, Ordering::Relaxed);
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
