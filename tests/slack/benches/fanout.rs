//! A message to everybody through the model of Slack, by the wall clock: `cargo bench --workspace --bench fanout -- 2000`.
//!
//! The engine runs as `kiku serve` runs it, over HTTP, on SQLite. The model keeps to the documented limit of 300
//! messages a minute and one a second in a conversation, and its log is the judge: the
//! time from the first to the last message against the ideal, and every 429. Then the same with the limit halved in
//! the middle, which nobody tells Kiku. `-- 2000 300` names another limit; with the word `halved` only the second part
//! is measured.

use anyhow::{Context, Result, ensure};
use chrono::{Duration, TimeZone, Utc};
use kiku::decision::Decision;
use kiku::domain::programme::Programme;
use kiku::domain::roster;
use kiku::messages::{Message, Outgoing, Recipient};
use kiku_chat::Platform;
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_slack::{Config, RATES};
use kiku_slack_model::{Call, Person, Setup, Slack, Workspace};
use kiku_store::{Store, StoreConfig};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let members = numbers.first().copied().unwrap_or(2_000);
    let limit = numbers.get(1).copied().unwrap_or(300);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(async {
        if !std::env::args().any(|word| word == "halved") {
            measure(members, limit, false).await?;
        }
        measure(members, limit, true).await
    })
}

async fn measure(members: usize, limit: usize, halved: bool) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let people = (1..=members).map(|n| Person::new(&format!("U{n}"), &format!("m{n}"), "社員"));
    let mut setup = Setup::new(vec![Workspace::new("ACME", people.collect(), Vec::new())]);
    setup.limits.posts = u32::try_from(limit)?;
    let slack = Slack::start(setup).await?;
    let store = format!("sqlite:{}", folder.path().join("kiku.db").display());
    let store = Store::open(&StoreConfig::new(store, [7; 32])).await?;
    let (engine, clock) = company(&slack, store, members, limit).await?;
    queue(&engine, &clock, members).await?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move {
        engine.run(async { drop(stopped.await) }).await;
    });
    let (begin, mut before) = (Instant::now(), members);
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let sent = sent(&slack).len();
        if halved && before == members && sent >= members / 2 {
            slack.limit(|limits| limits.posts /= 2);
            before = sent;
        }
        if sent >= members {
            break;
        }
        ensure!(
            begin.elapsed().as_secs() < 3_600,
            "{sent} of {members} after an hour"
        );
    }
    drop(stop);
    running.await?;
    tell(&slack, (members, before, limit))
}

/// What the log says.
fn tell(slack: &Slack, (members, before, limit): (usize, usize, usize)) -> Result<()> {
    let (sent, calls) = (sent(slack), slack.calls_of("chat.postMessage"));
    let early = calls.iter().filter(|call| call.status == 429).count();
    let ends = sent.first().zip(sent.last()).context("nothing was sent")?;
    let seconds = (ends.1.at - ends.0.at).as_secs_f64();
    let minute = 60.0 / limit as f64;
    let ideal = (before as f64 + 2.0 * (members - before) as f64) * minute;
    let what = match before == members {
        true => "the documented limit",
        false => "the limit halved in the middle",
    };
    let line = format!(
        "{members} messages, {limit} a minute, {what}: {seconds:.1} s, {:.3} of {ideal:.0} s; {early} times 429; \
         {} sent twice",
        seconds / ideal,
        sent.len() - members,
    );
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

fn sent(slack: &Slack) -> Vec<Call> {
    let calls = slack.calls_of("chat.postMessage").into_iter();
    calls.filter(Call::ok).collect()
}

/// On a Friday before any cycle opens.
async fn company(
    slack: &Slack,
    store: Store,
    members: usize,
    limit: usize,
) -> Result<(Arc<Engine>, Arc<MovableClock>)> {
    let app = slack.app();
    let config = Config {
        api_url: slack.api_url(),
        bot_tokens: slack.bot_tokens().into_iter().map(Into::into).collect(),
        app_tokens: Vec::new(),
        signing_secrets: vec![app.signing_secret.into()],
        rates: kiku_chat::Rates {
            send: u32::try_from(limit)?,
            ..RATES
        },
    };
    let memory = Arc::new(store.memory(kiku_slack::PLATFORM));
    let platform = kiku_slack::Slack::connect(config, memory).await?;
    let begin = Utc.with_ymd_and_hms(2026, 10, 30, 1, 0, 0).single();
    let clock = Arc::new(MovableClock::running(begin.context("a time")?));
    let engine = Engine::new(EngineParts {
        store,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        platforms: vec![Arc::clone(&platform) as Arc<dyn Platform>],
        replica: "bench".to_owned(),
    });
    let mut csv = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n".to_owned();
    for n in 1..=members {
        writeln!(csv, "{n},社員 {n}号,m{n}@example.co.jp,本社,")?;
    }
    let people = roster::read(csv.as_bytes());
    let people = people.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    engine.apply_programme(&Programme::default()).await?;
    let options = ImportOptions::default();
    engine.import_people(people, &options).await?;
    for workspace in platform.workspaces() {
        engine.link_accounts(&*platform, &workspace.id).await?;
    }
    Ok((engine, clock))
}

/// One message to everybody, due now.
async fn queue(engine: &Engine, clock: &MovableClock, members: usize) -> Result<()> {
    let (now, store) = (clock.now(), engine.store());
    let known = store.people_after(0, members).await?;
    ensure!(known.len() == members, "{} people are known", known.len());
    let messages = known.into_iter().map(|(person, _)| Outgoing {
        message: Message::Welcome(person.id),
        to: Recipient::Person(person.id),
        send_at: now,
        expires_at: now + Duration::hours(8),
    });
    let decision = Decision {
        messages: messages.collect(),
        ..Decision::default()
    };
    store.commit(&decision, None, now).await?;
    Ok(())
}
