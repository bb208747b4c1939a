//! A simulated history and the same seed played through the engine leave the same tables.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use kiku::actions::Action;
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::holidays::Holidays;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::person::Person;
use kiku::domain::privacy::{Release, Scope};
use kiku::domain::programme::Programme;
use kiku::domain::session::{Outcome, Session};
use kiku::messages::{Recipient, Subject};
use kiku_chat::{Event, Inbox, Place, What};
use kiku_engine::clock::MovableClock;
use kiku_engine::{Engine, EngineParts};
use kiku_simulate::{Act, Move, Plan, Script, fill, invent};
use kiku_store::{Store, StoreConfig};
use kiku_testkit::{Company, Setup, chat};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

const MEMBERS: usize = 50;
const SEED: u64 = 20_261_120;
/// The second month opens while talks of the first are still rated.
const MONTHS: [&str; 2] = ["2026-09", "2026-10"];

fn programme() -> Programme {
    Programme {
        company: "きく商事".to_owned(),
        ..Programme::default()
    }
}

fn roster() -> String {
    let mut csv = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n".to_owned();
    for person in invent(MEMBERS, SEED, false) {
        let email = person.email.unwrap_or_default();
        let manager = person.manager.unwrap_or_default();
        csv.push_str(&format!(
            "{},{},{email},{},{manager}\n",
            person.number, person.name, person.department
        ));
    }
    csv
}

/// From when to when somebody talks, and in which month.
type Talk = (DateTime<Utc>, DateTime<Utc>, Month);

/// What the tables hold, without what only names or counts writes: ids (people by their numbers) and versions.
#[derive(Debug, PartialEq)]
struct Tables {
    people: BTreeMap<String, Person>,
    cycles: Vec<Cycle>,
    sessions: BTreeMap<(Month, String), Session>,
    releases: Vec<Release>,
    /// What was written and promised; the scripts of a simulation do neither.
    words: usize,
}

impl Tables {
    async fn read(store: &Store, months: [Month; 2]) -> Result<Tables> {
        let known: Vec<Person> = store
            .known_people()
            .await?
            .into_iter()
            .map(|(person, _)| person)
            .collect();
        let numbers: BTreeMap<PersonId, i64> = known
            .iter()
            .map(|person| Ok((person.id, person.number[1..].parse()?)))
            .collect::<Result<_>>()?;
        let named = |id: PersonId| PersonId(numbers[&id]);
        let mut tables = Tables {
            people: BTreeMap::new(),
            cycles: Vec::new(),
            sessions: BTreeMap::new(),
            releases: Vec::new(),
            words: 0,
        };
        for person in known {
            let manager = person.manager.map(named);
            let id = named(person.id);
            let bare = Person {
                id,
                manager,
                version: 0,
                ..person
            };
            tables.people.insert(bare.number.clone(), bare);
        }
        for month in months {
            let cycle = store.cycle(month).await?.context("the month's cycle")?;
            tables.cycles.push(Cycle {
                version: 0,
                ..cycle
            });
            let mut release = store.release(month).await?.context("the month's release")?;
            for unit in &mut release.units {
                if let Scope::Manager(id, _) = &mut unit.scope {
                    *id = numbers[&PersonId(*id)];
                }
            }
            tables.releases.push(release);
            for session in store.sessions_after(month, 0, 10_000).await? {
                let scene = store
                    .scene(session.id, session.member)
                    .await?
                    .context("the session's scene")?;
                tables.words += scene.items.len() + scene.contents.len();
                let bare = renamed(session, named);
                tables.sessions.insert((month, scene.member.number), bare);
            }
        }
        Ok(tables)
    }

    /// Differences are named one by one: a comparison of everything at once could not be read.
    fn must_equal(&self, other: &Tables) {
        assert_eq!(self.people, other.people);
        assert_eq!(self.cycles, other.cycles);
        assert_eq!(self.sessions.len(), other.sessions.len());
        for (key, session) in &self.sessions {
            assert_eq!(other.sessions.get(key), Some(session), "{key:?}");
        }
        for (one, other) in self.releases.iter().zip(&other.releases) {
            assert_eq!(one.units.len(), other.units.len(), "{}", one.month);
            for (one, other) in one.units.iter().zip(&other.units) {
                assert_eq!(one, other);
            }
        }
        assert_eq!(self, other);
    }

    /// What is true of every history, whoever wrote it.
    fn must_hold(&self) {
        let mut taken: BTreeMap<PersonId, Vec<Talk>> = BTreeMap::new();
        for ((month, number), session) in &self.sessions {
            let about = format!("{number} in {month}");
            assert_ne!(session.outcome, Outcome::Open, "{about} is settled");
            assert_eq!(session.due_at, None, "{about} has nothing left to do");
            let after = &session.after_member;
            if after.rating.is_some() || after.received.is_some() || after.growth.is_some() {
                assert!(
                    session.is_past(DateTime::<Utc>::MAX_UTC),
                    "{about} was rated without a talk"
                );
                assert!(
                    matches!(session.outcome, Outcome::Held | Outcome::Unconfirmed),
                    "{about}"
                );
            }
            assert_eq!(
                session.held_on.is_some(),
                session.outcome == Outcome::Held,
                "{about}"
            );
            let Some(booking) = &session.booking else {
                continue;
            };
            let holidays = Holidays::default();
            for person in self
                .people
                .values()
                .filter(|person| session.is_of(person.id))
            {
                assert!(
                    person.calendar(&holidays).is_open(booking.start),
                    "{about} disturbs {}",
                    person.number
                );
                taken
                    .entry(person.id)
                    .or_default()
                    .push((booking.start, booking.end(), *month));
            }
        }
        for (person, mut talks) in taken {
            talks.sort();
            for pair in talks.windows(2) {
                assert!(
                    pair[0].1 <= pair[1].0,
                    "{person} is in two talks at once: {pair:?}"
                );
            }
        }
    }
}

fn renamed(session: Session, named: impl Fn(PersonId) -> PersonId) -> Session {
    let mut booking = session.booking.clone();
    if let Some(booking) = &mut booking {
        booking.by = named(booking.by);
    }
    Session {
        id: SessionId(0),
        version: 0,
        member: named(session.member),
        manager: named(session.manager),
        booking,
        ..session
    }
}

/// Everybody of one pair, as the engine's scripts know them.
struct Playing {
    member: PersonId,
    script: Script,
    closes_at: DateTime<Utc>,
}

/// A move and its moment.
type Next = (DateTime<Utc>, Month, SessionId, Move);

/// The same people at their chats: every move is a press.
struct Played<'c> {
    company: &'c Company,
    users: BTreeMap<PersonId, String>,
    scripts: BTreeMap<SessionId, Playing>,
    queue: BinaryHeap<Reverse<Next>>,
    events: u64,
}

impl<'c> Played<'c> {
    async fn new(company: &'c Company) -> Result<Self> {
        let known = company.engine.store().known_people().await?.into_iter();
        Ok(Played {
            company,
            users: known
                .map(|(person, _)| (person.id, person.number.to_lowercase()))
                .collect(),
            scripts: BTreeMap::new(),
            queue: BinaryHeap::new(),
            events: 0,
        })
    }

    async fn months(&mut self, months: [Month; 2]) -> Result<()> {
        let store = self.company.engine.store();
        let mut overlaps = 0;
        loop {
            let planned = store
                .newest_cycle()
                .await?
                .context("one is always planned")?;
            let planned = (planned.stage == CycleStage::Planned).then_some(planned);
            let opening = planned.filter(|cycle| months.contains(&cycle.month));
            let next = self.queue.peek().map(|Reverse((at, ..))| *at);
            match (opening, next) {
                (Some(cycle), next) if next.is_none_or(|at| cycle.opens_at <= at) => {
                    self.meet(&cycle).await?;
                }
                (_, Some(_)) => overlaps += u32::from(self.make().await? == Overlap::Yes),
                (_, None) => break,
            }
        }
        assert!(
            overlaps > 10,
            "only {overlaps} moves were made while two months were open"
        );
        let last = store.cycle(months[1]).await?.context("planned")?;
        self.company.until_instant(last.closes_at).await
    }

    async fn meet(&mut self, cycle: &Cycle) -> Result<()> {
        let store = self.company.engine.store();
        self.company.until_instant(cycle.opens_at).await?;
        for session in store.sessions_after(cycle.month, 0, 10_000).await? {
            let (id, member, closes_at) = (session.id, session.member, cycle.closes_at);
            let scene = store.scene(id, member).await?.context("scene")?;
            let mut script = Script::new(SEED, &scene);
            if let Some((at, first)) = script.begin(&scene) {
                self.queue.push(Reverse((at, cycle.month, id, first)));
            }
            self.scripts.insert(
                id,
                Playing {
                    member,
                    script,
                    closes_at,
                },
            );
        }
        Ok(())
    }

    async fn make(&mut self) -> Result<Overlap> {
        let engine = &self.company.engine;
        let Reverse((at, month, id, this)) = self.queue.pop().context("a move")?;
        let playing = self.scripts.get_mut(&id).context("script")?;
        if at >= playing.closes_at {
            return Ok(Overlap::No);
        }
        self.company.until_instant(at).await?;
        let scene = engine
            .store()
            .scene(id, playing.member)
            .await?
            .context("scene")?;
        let (acts, next) = playing.script.play(at, &scene, this);
        for Act { by, action } in acts {
            self.events += 1;
            let user = self.users.get(&by).context("account")?;
            let event = Event {
                id: format!("sim{}", self.events),
                who: chat::account(user),
                place: Place::direct(),
                what: What::Press(Action::Session(id, action).encode()),
            };
            engine.take(event).await?;
        }
        self.queue.extend(
            next.into_iter()
                .map(|(at, this)| Reverse((at, month, id, this))),
        );
        let open = engine.store().unclosed_cycles().await?.into_iter();
        let open = open.filter(|cycle| cycle.stage == CycleStage::Open).count();
        Ok(if open == 2 { Overlap::Yes } else { Overlap::No })
    }
}

/// Whether a move was made while two months were open.
#[derive(PartialEq)]
enum Overlap {
    Yes,
    No,
}

async fn simulated(months: [Month; 2]) -> Result<Tables> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("kiku.db").display());
    let store = Store::open(&StoreConfig::new(&url, [7; 32])).await?;
    let plan = Plan {
        programme: programme(),
        members: MEMBERS,
        seed: SEED,
        months: months[0]..=months[1],
    };
    let end = months[1]
        .last_day()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    let engine = Engine::new(EngineParts {
        store: store.clone(),
        clock: Arc::new(MovableClock::frozen(end)),
        platforms: Vec::new(),
        replica: "simulate".to_owned(),
    });
    fill(&engine, &plan, &mut |_| {}).await?;
    let tables = Tables::read(&store, months).await;
    store.close().await;
    tables
}

#[tokio::test]
async fn two_months_simulated_and_played_leave_the_same_tables() -> Result<()> {
    let company = Company::open(Setup {
        programme: programme(),
        roster: roster(),
        begins: "2026-08-31 12:00",
    })
    .await?;
    let months = [MONTHS[0].parse()?, MONTHS[1].parse()?];
    Played::new(&company).await?.months(months).await?;
    let played = Tables::read(company.engine.store(), months).await?;
    let simulated = simulated(months).await?;
    simulated.must_equal(&played);
    assert_eq!(played.sessions.len(), 2 * MEMBERS);
    played.must_hold();
    simulated.must_hold();
    believable(&played);
    for month in months {
        quiet(&company, month).await?;
    }
    Ok(())
}

fn believable(tables: &Tables) {
    let count =
        |fits: fn(&Session) -> bool| tables.sessions.values().filter(|talk| fits(talk)).count();
    let held = count(|talk| talk.outcome == Outcome::Held);
    assert!(
        (50..=100).contains(&held),
        "{held} of 100 were held, which is not believable"
    );
    let rated = count(|talk| talk.after_member.rating.is_some());
    assert!((30..=100).contains(&rated), "{rated} of 100 were rated");
    let missed = count(|talk| matches!(talk.outcome, Outcome::NotHeld | Outcome::Unconfirmed));
    assert!(missed > 0, "somebody misses a talk");
}

/// At most six messages a member and month that the bot starts, and none outside working hours.
async fn quiet(company: &Company, month: Month) -> Result<()> {
    let store = company.engine.store();
    let sessions = store.sessions_after(month, 0, 10_000).await?;
    let talks: Vec<(SessionId, PersonId)> =
        sessions.iter().map(|talk| (talk.id, talk.member)).collect();
    for (person, _) in store.known_people().await? {
        let sent = store.deliveries_to(&Recipient::Person(person.id)).await?;
        let holidays = Holidays::default();
        for delivery in &sent {
            let at = delivery.sent_at.unwrap_or(delivery.send_at);
            let open = person.calendar(&holidays).is_open(at);
            assert!(
                open,
                "{:?} went to {} at {at}",
                delivery.message, person.number
            );
        }
        let to_member = sent.iter().filter(|delivery| {
            let own = |id| {
                talks
                    .iter()
                    .any(|(talk, member)| *talk == id && *member == person.id)
            };
            let about_own = matches!(delivery.message.subject(), Subject::Session(id) if own(id));
            delivery.message.counts_as_noise() && about_own
        });
        assert!(
            to_member.count() <= 6,
            "{} was disturbed too often: {sent:?}",
            person.number
        );
    }
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_company_and_another_seed_another() {
    assert_eq!(invent(200, 1, false), invent(200, 1, false));
    assert_ne!(invent(200, 1, false), invent(200, 2, false));
}
