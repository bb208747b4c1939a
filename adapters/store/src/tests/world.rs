//! A small company to store.

use crate::{Claim, Claiming, Lane, Mark, Store, Task};
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::calendar::WorkingHours;
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::ids::{ContentId, PersonId, SessionId};
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku::domain::note::{Content, ContentKind};
use kiku::domain::person::{Pause, Person};
use kiku::domain::session::{Booking, Session};
use kiku::messages::{Message, Recipient};
use kiku_chat::Account;
use std::collections::BTreeSet;

pub const MANAGER: PersonId = PersonId(1);
pub const MEMBER: PersonId = PersonId(2);
pub const OTHER: PersonId = PersonId(3);
pub const TALK: SessionId = SessionId(101);

pub fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0)
        .single()
        .expect("a moment")
}

pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
}

pub fn month() -> Month {
    Month::new(2026, 11).expect("a month")
}

pub fn person(id: PersonId, manager: Option<PersonId>) -> Person {
    Person {
        id,
        version: 0,
        number: format!("{:04}", id.0),
        name: format!("社員 {id}"),
        kana: None,
        email: Some(format!("p{id}@example.jp")),
        department: "本社/営業部".into(),
        manager,
        heads: false,
        employment: None,
        joined: NaiveDate::from_ymd_opt(2020, 4, 1),
        left: None,
        leave: None,
        lang: Lang::Ja,
        tz: chrono_tz::Asia::Tokyo,
        hours: WorkingHours::default(),
        lang_from: kiku::domain::directory::Source::Roster,
        tz_from: kiku::domain::directory::Source::Roster,
        own_settings: false,
        pause: Pause::Running,
        welcomed: false,
    }
}

pub fn cycle() -> Cycle {
    Cycle {
        month: month(),
        version: 0,
        opens_at: at(2, 0),
        closes_at: at(30, 1),
        k: 5,
        pace: kiku::domain::pace::Pace::default(),
        stage: CycleStage::Open,
    }
}

pub fn session(id: SessionId, member: PersonId) -> Session {
    let (member, manager) = (person(member, Some(MANAGER)), person(MANAGER, None));
    Session::planned(id, month(), &member, manager.id, at(2, 0))
}

pub fn account(person: PersonId) -> Account {
    Account {
        platform: "web".into(),
        workspace: "demo".into(),
        user: format!("u{person}"),
    }
}

pub fn changes(changes: Vec<Change>) -> Decision {
    Decision {
        changes,
        ..Decision::default()
    }
}

pub fn saved(session: &Session) -> Decision {
    changes(vec![Change::Session(
        SessionEvent::Prepared,
        Box::new(session.clone()),
    )])
}

pub fn written(id: i64, kind: ContentKind, author: PersonId, text: &str) -> Change {
    Change::Written(Content {
        id: ContentId(id),
        kind,
        session: TALK,
        author,
        at: at(3, 0),
        text: text.into(),
    })
}

pub fn booked(session: &Session, start: DateTime<Utc>) -> Session {
    let mut session = session.clone();
    session.booking = Some(Booking {
        start,
        minutes: 30,
        by: session.member,
        accepted: false,
    });
    session.talk_day = Some(start.date_naive());
    session.booking_version += 1;
    session
}

/// A manager with two members, a cycle, a talk of the first member with its M1 queued.
pub async fn settle_in(store: &Store) {
    let people = [
        (MANAGER, None),
        (MEMBER, Some(MANAGER)),
        (OTHER, Some(MANAGER)),
    ];
    let mut all: Vec<Change> = Vec::new();
    for (id, manager) in people {
        all.push(Change::Account(account(id), id));
        all.push(Change::Person(Box::new(person(id, manager))));
    }
    all.push(Change::Session(
        SessionEvent::Opened,
        Box::new(session(TALK, MEMBER)),
    ));
    all.push(Change::Cycle(cycle()));
    let mut decision = changes(all);
    decision = decision.send(Message::PrepAsk(TALK), MEMBER, at(2, 0), at(30, 1));
    let committed = store
        .commit(&decision, None, at(2, 0))
        .await
        .expect("commits");
    assert_eq!((committed.queued, committed.stale), (1, 0));
}

pub async fn load(store: &Store, id: SessionId) -> Session {
    let scene = store
        .scene(id, MANAGER)
        .await
        .expect("loads")
        .expect("is of the manager");
    scene.session
}

pub fn to_member() -> Recipient {
    Recipient::Person(MEMBER)
}

pub fn minutes(count: i64) -> Duration {
    Duration::minutes(count)
}

/// The replica of these tests.
pub const ME: &str = "test";

/// The lane of everybody's account.
pub fn lane() -> Lane {
    Lane::of(("web", "demo"))
}

/// The connected platforms.
pub fn web() -> BTreeSet<String> {
    BTreeSet::from(["web".to_owned()])
}

pub async fn claim_some(store: &Store, task: Task, now: DateTime<Utc>, limit: usize) -> Vec<Claim> {
    claim_from(store, &lane(), task, now, limit).await
}

pub async fn claim_from(
    store: &Store,
    lane: &Lane,
    task: Task,
    now: DateTime<Utc>,
    limit: usize,
) -> Vec<Claim> {
    let claiming = Claiming {
        owner: ME,
        now,
        limit,
        lease: minutes(1),
        busy: &BTreeSet::new(),
    };
    store.claim(lane, task, claiming).await.expect("claims")
}

/// Routes what is due and claims it, whatever is to be done with it.
pub async fn claim(store: &Store, now: DateTime<Utc>) -> Vec<Claim> {
    store.route(now, &web(), 100).await.expect("routes");
    let mut claims = Vec::new();
    for task in [Task::Reconcile, Task::First, Task::Edit] {
        claims.extend(claim_some(store, task, now, 10).await);
    }
    claims
}

pub async fn mark(store: &Store, id: i64, mark: Mark) {
    store.mark(ME, &[(id, mark)]).await.expect("marks");
}
