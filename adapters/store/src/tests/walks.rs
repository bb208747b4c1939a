//! Random decisions from many tasks end in the same tables on both databases, and nothing is lost.

use super::world::*;
use super::{KEY, Place};
use crate::sql::sql;
use crate::{CommitError, EventOnce, Store, StoreConfig};
use kiku::decision::{Change, Decision};
use kiku::domain::ids::{ContentId, PersonId, SessionId};
use kiku::domain::note::{Content, ContentKind};
use kiku::domain::session::Session;
use kiku::messages::Message;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;

const SESSIONS: i64 = 4;

/// Something that may happen in any order with the same outcome.
#[derive(Debug, Clone)]
enum Op {
    /// One more on a session's counter, with a message of its own.
    Bump(i64),
    /// A topic is chosen; the same one, so that order does not matter.
    Topic(i64),
    /// Time is taken on the manager's day.
    Take(i64, u32),
    /// The member writes a note of its own.
    Note(i64),
    /// A person is welcomed.
    Welcome(i64),
    /// The same input arrives again and again: counts once.
    Input(i64, u8),
}

fn op() -> impl Strategy<Value = Op> {
    let talk = 0..SESSIONS;
    prop_oneof![
        talk.clone().prop_map(Op::Bump),
        talk.clone().prop_map(Op::Topic),
        (talk.clone(), 10u32..13).prop_map(|(talk, day)| Op::Take(talk, day)),
        talk.clone().prop_map(Op::Note),
        talk.clone().prop_map(Op::Welcome),
        (talk, 0u8..3).prop_map(|(talk, event)| Op::Input(talk, event)),
    ]
}

fn talk_id(index: i64) -> SessionId {
    SessionId(1002 + index)
}

fn member(index: i64) -> PersonId {
    PersonId(2 + index)
}

impl Op {
    /// Which session it is about.
    fn talk(&self) -> i64 {
        match self {
            Op::Bump(talk) | Op::Topic(talk) | Op::Take(talk, _) => *talk,
            Op::Note(talk) | Op::Welcome(talk) | Op::Input(talk, _) => *talk,
        }
    }

    fn event(&self) -> Option<EventOnce> {
        match self {
            Op::Input(talk, event) => Some(EventOnce {
                platform: "web".into(),
                workspace: "demo".into(),
                id: format!("{talk}-{event}"),
            }),
            _ => None,
        }
    }

    async fn decide(&self, store: &Store, number: i64) -> Decision {
        let index = self.talk();
        let scene = store.scene(talk_id(index), member(index)).await;
        let scene = scene.expect("loads").expect("theirs");
        let mut talk: Session = scene.session.clone();
        match self {
            Op::Bump(_) | Op::Input(..) => {
                talk.booking_version += 1;
                let news = Message::BookingNews(talk.id, 10_000 + number);
                saved(&talk).send(news, MANAGER, at(3, 0), at(30, 0))
            }
            Op::Topic(_) => {
                talk.prep.topic = Some("career".into());
                saved(&talk)
            }
            Op::Take(_, date) => {
                let seen = scene.days.get(&(MANAGER, day(*date))).copied();
                changes(vec![Change::Day(MANAGER, day(*date), seen.unwrap_or(0))])
            }
            Op::Note(_) => changes(vec![Change::Written(Content {
                id: ContentId(20_000 + number),
                kind: ContentKind::PrivateNote,
                session: talk.id,
                author: member(index),
                at: at(3, 0),
                text: format!("メモ {number}"),
            })]),
            Op::Welcome(_) => {
                let mut person = scene.member.clone();
                person.welcomed = true;
                changes(vec![Change::Person(Box::new(person))])
            }
        }
    }

    /// Decides and commits, again after each conflict.
    async fn play(&self, store: &Store, number: i64) {
        loop {
            let decision = self.decide(store, number).await;
            let done = store
                .commit(&decision, self.event().as_ref(), at(3, 0))
                .await;
            match done {
                Ok(_) | Err(CommitError::Duplicate) => return,
                Err(CommitError::Conflict | CommitError::Busy) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[derive(sqlx::FromRow)]
struct Raised {
    wanted: i64,
}

/// Everything that must not depend on the order, as text.
async fn tables(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for session in store.sessions_after(month(), 0, 1000).await.expect("reads") {
        let scene = store.scene(session.id, session.member).await;
        let scene = scene.expect("loads").expect("theirs");
        let mut notes: Vec<String> = scene.contents.iter().map(|c| c.text.clone()).collect();
        notes.sort();
        all.push(format!(
            "{session:?} {:?} {notes:?} {:?}",
            scene.member, scene.days
        ));
    }
    let raised = "SELECT wanted FROM outbox WHERE kind = 'prep_ask' ORDER BY subject";
    let raised: Vec<Raised> = store.pool().all(sql(raised)).await.expect("reads");
    all.extend(
        raised
            .into_iter()
            .map(|row| format!("wanted {}", row.wanted)),
    );
    let news = store
        .deliveries_to(&kiku::messages::Recipient::Person(MANAGER))
        .await
        .expect("reads");
    all.push(format!("news {}", news.len()));
    all
}

async fn walk(store: &Store, ops: &[Op]) -> Vec<String> {
    super::many::open_page(store, SESSIONS).await;
    let mut tasks = tokio::task::JoinSet::new();
    for (number, op) in ops.iter().cloned().enumerate() {
        let store = store.clone();
        tasks.spawn(async move { op.play(&store, number as i64).await });
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("no task panics");
    }
    tables(store).await
}

/// How many commits raise a session's counter: each bump, and each input once.
fn bumps(ops: &[Op]) -> usize {
    let inputs: BTreeSet<String> = ops.iter().filter_map(|op| Some(op.event()?.id)).collect();
    ops.iter().filter(|op| matches!(op, Op::Bump(_))).count() + inputs.len()
}

async fn compare(ops: Vec<Op>) {
    let memory = Store::open(&StoreConfig::new("sqlite::memory:", KEY))
        .await
        .expect("opens");
    let expected = walk(&memory, &ops).await;
    memory.close().await;
    for place in Place::both().await {
        let store = place.open().await;
        assert_eq!(walk(&store, &ops).await, expected, "{}", place.url);
        let sessions = store.sessions_after(month(), 0, 1000).await.expect("reads");
        let counted: i64 = sessions.iter().map(|talk| talk.booking_version).sum();
        assert_eq!(counted, bumps(&ops) as i64);
        store.close().await;
        place.remove().await;
    }
}

#[test]
fn random_decisions_end_in_the_same_tables() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let mut runner = TestRunner::new(Config {
        cases: 6,
        max_shrink_iters: 40,
        ..Config::default()
    });
    let ops = prop::collection::vec(op(), 1..60);
    let found = runner.run(&ops, |ops| {
        runtime.block_on(compare(ops));
        Ok(())
    });
    found.expect("the tables agree");
}
