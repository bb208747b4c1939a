//! The victim's side: the engine on its own database, doing what lines of text tell it.

use crate::company::{self, PLATFORM, WORKSPACE};
use crate::judge::{Answer, Call, Kind, RECOGNISED};
use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use chrono::DateTime;
use kiku::actions::{Action, SessionAction};
use kiku_chat::{
    Account, Address, Capabilities, DeliveryId, Event, Handle, Inbox, Once, PeoplePage, Place,
    Platform, Rates, SendError, View, What,
};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts};
use kiku_store::{Store, StoreConfig};
use sqlx::{Connection, SqliteConnection};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, stdin};
use tokio::net::TcpStream;

/// What a victim is started with.
#[derive(clap::Args)]
pub struct Orders {
    #[arg(long)]
    database: String,
    #[arg(long)]
    judge: SocketAddr,
    #[arg(long, value_enum)]
    kind: Kind,
    /// Seconds since 1970 on the company's clock.
    #[arg(long)]
    now: i64,
}

pub fn main(orders: Orders) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(work(orders))
}

struct Bench {
    engine: Arc<Engine>,
    clock: Arc<MovableClock>,
    database: String,
}

async fn work(orders: Orders) -> Result<()> {
    let store = Store::open(&StoreConfig::new(&orders.database, [7; 32])).await?;
    say("open");
    let now = DateTime::from_timestamp(orders.now, 0).context("an instant")?;
    let clock = Arc::new(MovableClock::frozen(now));
    let far = Far {
        judge: orders.judge,
        kind: orders.kind,
        clock: clock.clone(),
    };
    let engine = Engine::new(EngineParts {
        store: store.clone(),
        clock: clock.clone(),
        platforms: vec![Arc::new(far)],
        replica: format!("victim-{}", std::process::id()),
    });
    let bench = Arc::new(Bench {
        engine,
        clock,
        database: orders.database,
    });
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        if let ["clock", seconds] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            let at = DateTime::from_timestamp(seconds.parse()?, 0).context("an instant")?;
            bench.clock.set(at);
            continue;
        }
        let bench = bench.clone();
        tokio::spawn(async move {
            if let Err(error) = bench.obey(&words).await {
                say(&format!("failed {}: {error:#}", words.join(" ")));
            }
        });
    }
    for (point, passages) in kiku_store::fault::passages() {
        say(&format!("passages {point} {passages}"));
    }
    store.close().await;
    Ok(())
}

/// A line to the judge's process, at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more when the judge has ended.
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

impl Bench {
    async fn obey(&self, words: &[String]) -> Result<()> {
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["found"] => {
                company::found(&self.engine).await?;
                say("founded");
            }
            ["settle"] => say(&format!("settled {}", self.engine.settle().await?)),
            ["press", user, event, word, key] => self.press(user, event, word, key).await?,
            ["prep", user] => {
                let (topic, response) = self.prep(user).await?;
                say(&format!("prep {user} {topic} {response}"));
            }
            ["checkpoint"] => self.checkpoint().await?,
            _ => bail!("nobody understands this"),
        }
        Ok(())
    }

    async fn press(&self, user: &str, event: &str, word: &str, key: &str) -> Result<()> {
        let action = match word {
            "topic" => SessionAction::Topic(key.to_owned()),
            _ => SessionAction::Response(key.to_owned()),
        };
        let own = self.own(user).await?.context("no talk yet")?;
        let pressed = Event {
            id: event.to_owned(),
            who: account(user),
            place: Place::direct(),
            what: What::Press(Action::Session(own.id, action).encode()),
        };
        match self.engine.take(pressed).await {
            Ok(_) => say(&format!("taken {event}")),
            Err(_) => say(&format!("busy {event}")),
        }
        Ok(())
    }

    async fn own(&self, user: &str) -> Result<Option<kiku::domain::session::Session>> {
        let store = self.engine.store();
        let actor = store.actor(&account(user)).await?.context("a person")?;
        let desk = store.desk(&actor, self.clock.now()).await?;
        Ok(desk.own.map(|scene| scene.session))
    }

    async fn prep(&self, user: &str) -> Result<(String, String)> {
        let prep = self
            .own(user)
            .await?
            .map(|own| own.prep)
            .unwrap_or_default();
        let shown = |key: Option<String>| key.unwrap_or_else(|| "-".to_owned());
        Ok((shown(prep.topic), shown(prep.response)))
    }

    /// Copies the write-ahead log into the database, as SQLite does by itself now and then.
    async fn checkpoint(&self) -> Result<()> {
        let file = self.database.trim_start_matches("sqlite:");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        let mut connection =
            SqliteConnection::connect_with(&options.busy_timeout(Duration::from_secs(5))).await?;
        say("checkpoint begins");
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut connection)
            .await?;
        say("checkpoint ended");
        Ok(())
    }
}

fn account(user: &str) -> Account {
    Account {
        platform: PLATFORM.to_owned(),
        workspace: WORKSPACE.to_owned(),
        user: user.to_owned(),
    }
}

/// The judge, seen from here: a connection for each call.
struct Far {
    judge: SocketAddr,
    kind: Kind,
    clock: Arc<MovableClock>,
}

impl Far {
    async fn call(&self, call: &Call) -> Result<Option<Handle>, SendError> {
        let connected = TcpStream::connect(self.judge).await;
        let mut stream = connected.map_err(|error| SendError::NotSent(error.to_string()))?;
        let asked = async {
            let mut text = serde_json::to_string(call)?;
            text.push('\n');
            stream.write_all(text.as_bytes()).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            anyhow::Ok(serde_json::from_str::<Answer>(&answer)?)
        };
        let answer = asked
            .await
            .map_err(|error| SendError::Unknown(error.to_string()))?;
        Ok(answer.handle.map(Handle))
    }
}

#[async_trait]
impl Platform for Far {
    fn name(&self) -> &str {
        PLATFORM
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: match self.kind {
                Kind::Findable => Once::Findable,
                Kind::Deduplicates => Once::Deduplicates(Duration::from_secs(RECOGNISED as u64)),
                Kind::Neither => Once::Neither,
            },
            rates: Rates::UNLIMITED,
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        let to = match to {
            Address::Person(account) => account.user.clone(),
            Address::Channel { channel, .. } => channel.clone(),
        };
        let call = Call::Send {
            to,
            delivery: delivery.0.clone(),
            at: self.clock.now().timestamp(),
            text: view.fallback.clone(),
        };
        let handle = self.call(&call).await?;
        handle.ok_or_else(|| SendError::Unknown("no handle".to_owned()))
    }

    async fn edit(&self, _: &Address, handle: &Handle, view: &View) -> Result<(), SendError> {
        let call = Call::Edit {
            handle: handle.0.clone(),
            text: view.fallback.clone(),
        };
        self.call(&call).await.map(drop)
    }

    async fn find_sent(
        &self,
        _: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        match self.kind {
            Kind::Findable => {
                let delivery = delivery.0.clone();
                self.call(&Call::Find { delivery }).await
            }
            Kind::Deduplicates | Kind::Neither => {
                Err(SendError::Unknown("cannot be asked".to_owned()))
            }
        }
    }

    async fn people(&self, _: &str, _: Option<&str>) -> Result<PeoplePage, SendError> {
        Ok(PeoplePage::default())
    }
}
