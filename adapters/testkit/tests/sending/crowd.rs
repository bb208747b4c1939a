//! Many people who are each to be welcomed at once, on any number of model platforms.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Duration, TimeZone, Utc};
use kiku::decision::{Change, Decision};
use kiku::domain::calendar::WorkingHours;
use kiku::domain::directory::Source;
use kiku::domain::ids::PersonId;
use kiku::domain::lang::Lang;
use kiku::domain::person::{Pause, Person};
use kiku::messages::Message;
use kiku_chat::{Account, Once, Platform, Rates};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts};
use kiku_store::{Store, StoreConfig};
use kiku_testkit::{ModelChat, Terms};
use std::sync::Arc;

/// How long a welcome stays useful.
pub const USEFUL: Duration = Duration::days(14);

/// The three kinds of platform.
pub fn kinds() -> [Once; 3] {
    let minutes = std::time::Duration::from_secs(300);
    [Once::Findable, Once::Deduplicates(minutes), Once::Neither]
}

/// Slack's documented limits (facts on limits): 300 messages, 50 edits, 50 searches a minute.
pub const RATES: Rates = Rates {
    send: 300,
    edit: 50,
    find: 50,
};

/// A Monday morning in Tokyo.
pub fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 16, 1, 0, 0)
        .single()
        .expect("a moment")
}

/// A database, a clock that stands still, and platforms.
pub struct Crowd {
    pub store: Store,
    pub clock: Arc<MovableClock>,
    pub chats: Vec<Arc<ModelChat>>,
}

impl Crowd {
    /// An empty company in memory.
    pub async fn new(terms: Vec<Terms>) -> Result<Crowd> {
        let store = Store::open(&StoreConfig::new("sqlite::memory:", [7; 32])).await?;
        Ok(Crowd::on(store, terms))
    }

    /// An empty company in this database.
    pub fn on(store: Store, terms: Vec<Terms>) -> Crowd {
        let clock = Arc::new(MovableClock::frozen(morning()));
        let chat = |terms| {
            let clock = Arc::clone(&clock) as Arc<dyn Clock>;
            Arc::new(ModelChat::new(terms, clock))
        };
        let chats = terms.into_iter().map(chat).collect();
        Crowd {
            store,
            clock,
            chats,
        }
    }

    /// A replica.
    pub fn engine(&self, replica: &str) -> Arc<Engine> {
        let platform = |chat: &Arc<ModelChat>| Arc::clone(chat) as Arc<dyn Platform>;
        Engine::new(EngineParts {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            platforms: self.chats.iter().map(platform).collect(),
            replica: replica.to_owned(),
        })
    }

    /// So many people with accounts on one of the platforms, each to be welcomed now. Ids begin at `first`.
    pub async fn welcome(&self, chat: usize, first: i64, count: i64) -> Result<()> {
        let now = self.clock.now();
        for from in (first..first + count).step_by(250) {
            let mut decision = Decision::default();
            for id in from..(from + 250).min(first + count) {
                let id = PersonId(id);
                let account = self.account(chat, id);
                decision = decision
                    .and(Change::Person(Box::new(person(id))))
                    .and(Change::Account(account, id))
                    .send(Message::Welcome(id), id, now, now + USEFUL);
            }
            self.store.commit(&decision, None, now).await?;
        }
        Ok(())
    }

    /// Somebody's account.
    pub fn account(&self, chat: usize, id: PersonId) -> Account {
        Account {
            platform: self.chats[chat].name().to_owned(),
            workspace: "w".to_owned(),
            user: format!("u{id}"),
        }
    }

    /// How many messages have arrived at a platform, repeated ones included.
    pub fn arrived(&self, chat: usize) -> usize {
        self.chats[chat].sent().values().sum()
    }

    /// Lets time pass, from one thing that happens to the next, until `done`.
    pub async fn pass_until(&self, engine: &Engine, done: impl Fn() -> bool) -> Result<()> {
        for _ in 0..1_000_000 {
            while engine.advance().await? > 0 {}
            if done() {
                return Ok(());
            }
            self.step(&[engine]).await?;
        }
        bail!("it does not come to an end")
    }

    /// Moves the clock to what happens next.
    pub async fn step(&self, engines: &[&Engine]) -> Result<()> {
        let now = self.clock.precise();
        let mut next = self.clock.next_wait();
        for engine in engines {
            let event = engine.next_event().await?.map(|(at, _)| at);
            // What is due already waits for somebody who is asleep.
            let event = event.map(|at| {
                if at > now {
                    at
                } else {
                    now + Duration::seconds(1)
                }
            });
            next = next.into_iter().chain(event).min();
        }
        let next = next.context("nothing will ever happen")?;
        self.clock.set(next.max(now + Duration::milliseconds(1)));
        Ok(())
    }
}

fn person(id: PersonId) -> Person {
    Person {
        id,
        version: 0,
        number: id.to_string(),
        name: format!("社員 {id}"),
        kana: None,
        email: None,
        department: "本社".into(),
        manager: None,
        heads: false,
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang: Lang::Ja,
        lang_from: Source::Roster,
        tz: chrono_tz::Asia::Tokyo,
        tz_from: Source::Roster,
        hours: WorkingHours::default(),
        own_settings: false,
        pause: Pause::Running,
        welcomed: true,
    }
}
