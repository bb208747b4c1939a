//! Several replicas on one database: one sends for a lane at a time, and whoever dies or sleeps is replaced.

use super::crowd::{Crowd, RATES, kinds};
use anyhow::Result;
use chrono::Duration;
use kiku_chat::Once;
use kiku_engine::Engine;
use kiku_engine::clock::Clock;
use kiku_store::{Kind, Lane, State, Store, StoreConfig};
use kiku_testkit::Terms;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::Arc;
use std::time::Duration as Span;

/// How many people each of the two platforms has; a server answers more slowly than memory.
const PEOPLE: i64 = 60;
const FEWER: i64 = 20;

#[tokio::test]
async fn a_lane_is_taken_over_within_two_leases() -> Result<()> {
    let limited = Terms {
        rates: RATES,
        ..Terms::of("model", Once::Findable)
    };
    let crowd = Crowd::new(vec![limited]).await?;
    crowd.welcome(0, 1, 1000).await?;
    let (one, two) = (crowd.engine("one"), crowd.engine("two"));
    crowd.pass_until(&one, || crowd.arrived(0) == 10).await?;
    while two.advance().await? > 0 {}
    assert_eq!(crowd.arrived(0), 10, "the other one sends nothing");
    drop(one);
    let died = crowd.clock.precise();
    crowd.pass_until(&two, || crowd.arrived(0) > 10).await?;
    let taken_over = crowd.clock.precise() - died;
    assert!(taken_over <= Duration::seconds(60), "{taken_over}");
    Ok(())
}

/// A PostgreSQL schema of this test's own.
struct Schema {
    name: String,
    url: String,
}

impl Schema {
    async fn new(name: &str) -> Result<Schema> {
        let base = std::env::var("KIKU_TEST_POSTGRES_URL").expect(
            "KIKU_TEST_POSTGRES_URL is not set: run ./test, which starts a PostgreSQL for the tests",
        );
        let name = format!("kiku_replicas_{}_{name}", std::process::id());
        let joint = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{joint}options=-csearch_path%3D{name}");
        run(&base, format!("CREATE SCHEMA {name}")).await?;
        Ok(Schema { name, url })
    }

    async fn remove(self) -> Result<()> {
        let base = std::env::var("KIKU_TEST_POSTGRES_URL")?;
        run(&base, format!("DROP SCHEMA {} CASCADE", self.name)).await
    }
}

async fn run(url: &str, text: String) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut connection)
        .await?;
    Ok(())
}

/// Replicas that die, sleep and are cut short in the middle of a turn, until everything is sent.
struct Fleet {
    crowd: Crowd,
    chance: ChaCha8Rng,
    engines: Vec<Arc<Engine>>,
    sleeps: Vec<u32>,
    born: usize,
}

impl Fleet {
    fn new(crowd: Crowd, size: usize, seed: u64) -> Fleet {
        let mut fleet = Fleet {
            crowd,
            chance: ChaCha8Rng::seed_from_u64(seed),
            engines: Vec::new(),
            sleeps: vec![0; size],
            born: 0,
        };
        for _ in 0..size {
            let engine = fleet.birth();
            fleet.engines.push(engine);
        }
        fleet
    }

    fn birth(&mut self) -> Arc<Engine> {
        self.born += 1;
        self.crowd.engine(&format!("replica {}", self.born))
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.chance.next_u32() % bound
    }

    async fn live(&mut self, faults: bool) -> Result<()> {
        for index in 0..self.engines.len() {
            if self.sleeps[index] > 0 {
                self.sleeps[index] -= 1;
                continue;
            }
            match self.below(if faults { 60 } else { 1 }) {
                1 => self.sleeps[index] = self.below(150),
                2 => self.engines[index] = self.birth(),
                3 => {
                    let cut = Span::from_micros(u64::from(self.below(3000)));
                    let turn = tokio::time::timeout(cut, self.engines[index].advance());
                    let cut_short = turn.await.is_err();
                    if cut_short {
                        self.engines[index] = self.birth();
                    }
                }
                _ => while self.engines[index].advance().await? > 0 {},
            }
        }
        let all = self.engines.iter().zip(&self.sleeps);
        let awake = all.filter(|(_, sleep)| **sleep == 0);
        let awake: Vec<&Engine> = awake.map(|(engine, _)| &**engine).collect();
        if awake.is_empty() {
            let later = self.crowd.clock.precise() + Duration::seconds(1);
            self.crowd.clock.set(later);
            return Ok(());
        }
        self.crowd.step(&awake).await
    }
}

async fn replicas_send_once(
    store: Store,
    people: i64,
    once: Once,
    size: usize,
    seed: u64,
) -> Result<()> {
    let terms = Terms {
        rates: RATES,
        latency: (Duration::milliseconds(100), Duration::seconds(4)),
        seed,
        ..Terms::of("model", once)
    };
    let crowd = Crowd::on(
        store,
        vec![
            terms.clone(),
            Terms {
                name: "other".into(),
                ..terms
            },
        ],
    );
    crowd.welcome(0, 1, people).await?;
    crowd.welcome(1, 1000, people).await?;
    let mut fleet = Fleet::new(crowd, size, seed);
    let all = 2 * people as usize;
    let (calm, end) = {
        let now = fleet.crowd.clock.precise();
        (now + Duration::minutes(3), now + Duration::hours(3))
    };
    loop {
        let now = fleet.crowd.clock.precise();
        fleet.live(now < calm).await?;
        let sent = fleet.crowd.store.deliveries_in(State::Sent, 1000).await?;
        if sent.len() == all {
            break;
        }
        assert!(now < end, "{} of {all} after three hours", sent.len());
    }
    for (chat, lane) in [(0, "model"), (1, "other")] {
        let sent = fleet.crowd.chats[chat].sent();
        assert_eq!(sent.len(), people as usize, "{lane}: 0 lost");
        let doubled = sent.values().filter(|count| **count > 1).count();
        match once {
            Once::Neither => {
                let again: usize = sent.values().map(|count| count - 1).sum();
                let counted = fleet.crowd.store.backlog(fleet.crowd.clock.now()).await?;
                assert!(again as i64 <= counted.doubtful, "each is counted");
            }
            _ => assert_eq!(doubled, 0, "{lane}: doubled on {once:?}, seed {seed}"),
        }
        assert_eq!(
            fleet.crowd.chats[chat].refusals(),
            [],
            "replicas keep one pace"
        );
    }
    Ok(())
}

#[tokio::test]
async fn replicas_on_one_sqlite_send_once() -> Result<()> {
    for once in kinds() {
        let store = Store::open(&StoreConfig::new("sqlite::memory:", [7; 32])).await?;
        replicas_send_once(store, PEOPLE, once, 3, 7).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_replica_whose_clock_is_a_little_behind_shortens_no_pause() -> Result<()> {
    let schema = Schema::new("behind").await?;
    let store = Store::open(&StoreConfig::new(&schema.url, [7; 32])).await?;
    let terms = Terms {
        rates: RATES,
        ..Terms::of("model", Once::Findable)
    };
    let crowd = Crowd::on(store.clone(), vec![terms]);
    crowd.welcome(0, 1, FEWER).await?;
    crowd.engine("one").advance().await?;
    let (now, lane) = (crowd.clock.now(), Lane::of(("model", "w")));
    let until = now + Duration::minutes(10);
    store.wait_until(&lane, Kind::Send, until).await?;
    crowd.clock.set(now - Duration::seconds(20));
    crowd.engine("two").advance().await?;
    let lanes = store.lanes().await?;
    let found = lanes.iter().find(|state| state.lane == lane);
    assert_eq!(found.map(|state| state.after[0]), Some(until));
    store.close().await;
    schema.remove().await
}

async fn on_postgres(name: &str, size: usize) -> Result<()> {
    for (seed, once) in kinds().into_iter().enumerate() {
        let schema = Schema::new(&format!("{name}_{seed}")).await?;
        let store = Store::open(&StoreConfig::new(&schema.url, [7; 32])).await?;
        replicas_send_once(store.clone(), FEWER, once, size, seed as u64).await?;
        store.close().await;
        schema.remove().await?;
    }
    Ok(())
}

#[tokio::test]
async fn two_replicas_on_postgresql_send_once() -> Result<()> {
    on_postgres("two", 2).await
}

#[tokio::test]
async fn four_replicas_on_postgresql_send_once() -> Result<()> {
    on_postgres("four", 4).await
}
