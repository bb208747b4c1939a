//! Time of the store's heavy work on a SQLite file: `cargo bench -p kiku-store --bench store -- 100000 FOLDER`.
//!
//! Each step prints its time and the peak of the process's memory so far.

use chrono::{DateTime, Duration, TimeZone, Utc};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku::domain::person::{Pause, Person};
use kiku::domain::rating::Score;
use kiku::domain::session::{Outcome, Session};
use kiku::messages::{Message, Outgoing, Recipient};
use kiku_chat::{Account, Handle};
use kiku_store::{Claiming, CommitError, EventOnce, Lane, Mark, Store, StoreConfig, Task};
use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

type Outcomes<T> = Result<T, Box<dyn Error + Send + Sync>>;

const PAGE: i64 = 500;
const TEAM: i64 = 10;
const CLIENTS: i64 = 64;
const CLICKS: i64 = 300;

#[tokio::main]
async fn main() -> Outcomes<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let members = words.iter().find_map(|word| word.parse().ok());
    let folder = words.iter().find(|word| word.starts_with(['/', '.']));
    let folder = folder.map_or_else(std::env::temp_dir, Into::into);
    let folder = tempfile::tempdir_in(folder)?;
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    run(&url, members.unwrap_or(100_000)).await
}

async fn run(url: &str, members: i64) -> Outcomes<()> {
    let config = StoreConfig::new(url, [7; 32]);
    let store = Store::open(&config).await?;
    say(&format!("{members} members on {:?}", store.dialect()))?;
    people(&store, members).await?;
    open(&store, members).await?;
    clicks(&store).await?;
    figures(&store).await?;
    send(&store).await?;
    store.close().await;
    let start = Instant::now();
    let store = Store::open(&config).await?;
    report("open an existing database", start)?;
    store.close().await;
    Ok(())
}

/// One decision, as an import makes it.
async fn people(store: &Store, members: i64) -> Outcomes<()> {
    let all = (1..=members).map(|id| Change::Person(Box::new(person(id))));
    let linked = (1..=members).map(|id| Change::Account(account(id), PersonId(id)));
    let decision = changes(all.chain(linked).chain([Change::Cycle(cycle())]).collect());
    let start = Instant::now();
    store.commit(&decision, None, at(0)).await?;
    report("store people", start)
}

/// Pages of a cycle's opening: each session with its first contact and its question.
async fn open(store: &Store, members: i64) -> Outcomes<()> {
    let start = Instant::now();
    for first in (1..=members).step_by(PAGE as usize) {
        let mut decision = Decision::default();
        for id in first..(first + PAGE).min(members + 1) {
            let talk = session(id);
            decision
                .messages
                .push(message(Message::Welcome(talk.member), talk.member));
            decision
                .messages
                .push(message(Message::PrepAsk(talk.id), talk.member));
            let opened = Change::Session(SessionEvent::Opened, Box::new(talk));
            decision.changes.push(opened);
        }
        store.commit(&decision, None, at(0)).await?;
    }
    report("open sessions, two messages each", start)
}

/// Many members answer at once: load the scene, change it, commit it with the id of the click.
async fn clicks(store: &Store) -> Outcomes<()> {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let store = store.clone();
        tasks.spawn(async move {
            for click in 0..CLICKS {
                click_once(&store, client, click).await?;
            }
            Ok::<(), Box<dyn Error + Send + Sync>>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = (CLIENTS * CLICKS) as f64 / seconds;
    report(
        &format!("clicks by {CLIENTS} clients, {rate:.0} a second"),
        start,
    )
}

async fn click_once(store: &Store, client: i64, click: i64) -> Outcomes<()> {
    let id = 1 + client * TEAM + 1 + click % (TEAM - 1);
    let scene = store.scene(session(id).id, PersonId(id)).await?;
    let mut talk = scene.ok_or("a scene is missing")?.session;
    talk.prep.topic = Some("career".to_owned());
    talk.prep.at = Some(at(1));
    talk.outcome = Outcome::Held;
    talk.held_on = Some(at(1).date_naive());
    talk.after_member.rating = Score::new(4);
    let event = EventOnce {
        platform: "bench".into(),
        workspace: "bench".into(),
        id: format!("{client}-{click}"),
    };
    let decision = changes(vec![Change::Session(
        SessionEvent::Prepared,
        Box::new(talk),
    )]);
    match store.commit(&decision, Some(&event), at(1)).await {
        Ok(_) | Err(CommitError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn figures(store: &Store) -> Outcomes<()> {
    let start = Instant::now();
    let mut rated = 0;
    let count = |fact: kiku_store::Fact| rated += u32::from(fact.rating.is_some());
    store.facts(month(), month(), count).await?;
    report(&format!("read a month's facts, {rated} rated"), start)
}

/// The sender's own work: claim and settle 2,000 of what waits.
async fn send(store: &Store) -> Outcomes<()> {
    let start = Instant::now();
    let lane = Lane::of(("bench", "bench"));
    let connected = BTreeSet::from(["bench".to_owned()]);
    while store.route(at(2), &connected, 500).await? == 500 {}
    for _ in 0..20 {
        let claiming = Claiming {
            owner: "bench",
            now: at(2),
            limit: 100,
            lease: Duration::minutes(1),
            busy: &BTreeSet::new(),
        };
        let claims = store.claim(&lane, Task::First, claiming).await?;
        let sent = claims.iter().map(|claim| {
            let sent = Mark::Sent {
                handle: Handle(claim.delivery.0.clone()),
                shown: claim.wanted,
                at: at(2),
            };
            (claim.id, sent)
        });
        store.mark("bench", &sent.collect::<Vec<_>>()).await?;
    }
    report("claim and settle 2000 messages", start)
}

/// The first of each ten leads the others, the first of each hundred those, and so on.
fn manager_of(id: i64) -> i64 {
    let mut team = TEAM;
    while (id - 1) % team == 0 && team < 1_000_000 {
        team *= TEAM;
    }
    id - (id - 1) % team
}

fn account(id: i64) -> Account {
    Account {
        platform: "bench".into(),
        workspace: "bench".into(),
        user: id.to_string(),
    }
}

fn person(id: i64) -> Person {
    Person {
        id: PersonId(id),
        version: 0,
        number: format!("{id:06}"),
        name: format!("社員{id}"),
        kana: None,
        email: Some(format!("p{id}@example.jp")),
        department: format!("本社/第{}部", id / 1000),
        manager: Some(PersonId(manager_of(id))),
        heads: false,
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang: Lang::Ja,
        tz: chrono_tz::Asia::Tokyo,
        hours: kiku::domain::calendar::WorkingHours::default(),
        lang_from: kiku::domain::directory::Source::Roster,
        tz_from: kiku::domain::directory::Source::Roster,
        own_settings: false,
        pause: Pause::Running,
        welcomed: false,
    }
}

fn session(id: i64) -> Session {
    let member = person(id);
    let manager = person(member.manager.map_or(1, |manager| manager.0));
    let id = SessionId(10_000_000 + id);
    Session::planned(id, month(), &member, manager.id, at(0))
}

fn cycle() -> Cycle {
    Cycle {
        month: month(),
        version: 0,
        opens_at: at(0),
        closes_at: at(24 * 30),
        k: 5,
        pace: kiku::domain::pace::Pace::default(),
        stage: CycleStage::Open,
    }
}

fn message(message: Message, to: PersonId) -> Outgoing {
    Outgoing {
        message,
        to: Recipient::Person(to),
        send_at: at(0),
        expires_at: at(24 * 30),
    }
}

fn changes(changes: Vec<Change>) -> Decision {
    Decision {
        changes,
        ..Decision::default()
    }
}

fn month() -> Month {
    Month::of(at(0).date_naive())
}

fn at(hours: i64) -> DateTime<Utc> {
    let start = Utc.with_ymd_and_hms(2026, 11, 2, 0, 0, 0).single();
    start.unwrap_or_default() + Duration::hours(hours)
}

fn report(what: &str, start: Instant) -> Outcomes<()> {
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM"));
    let peak = peak.unwrap_or_default().split_whitespace().nth(1);
    let peak: f64 = peak.and_then(|kb| kb.parse().ok()).unwrap_or_default();
    let ms = start.elapsed().as_secs_f64() * 1e3;
    say(&format!("{what}: {ms:.0} ms, peak {:.0} MB", peak / 1e3))
}

fn say(line: &str) -> Outcomes<()> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
