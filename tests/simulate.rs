//! A simulated history and the same seed played through the engine leave the same tables.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use kiku::actions::Action;
use kiku::domain::holidays::Holidays;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::person::Person;
use kiku::domain::programme::Programme;
use kiku::domain::session::{Outcome, Session};
use kiku::messages::{Recipient, Subject};
use kiku_chat::{Event, Inbox, Place, What};
use kiku_simulate::{Move, Script, World, invent};
use kiku_testkit::{Company, Setup, chat};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

const MEMBERS: usize = 50;
const SEED: u64 = 20_261_120;

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

/// The tables without what only names a row: ids and versions.
fn comparable(sessions: Vec<Session>) -> BTreeMap<(Month, PersonId), Session> {
    let bare = |session: Session| Session {
        id: SessionId(0),
        version: 0,
        ..session
    };
    sessions
        .into_iter()
        .map(|session| ((session.month, session.member), bare(session)))
        .collect()
}

struct Played<'c> {
    company: &'c Company,
    users: BTreeMap<PersonId, String>,
    scripts: BTreeMap<SessionId, (PersonId, Script)>,
    queue: BinaryHeap<Reverse<(DateTime<Utc>, SessionId, Move)>>,
    events: u64,
}

impl Played<'_> {
    async fn month(&mut self, month: Month) -> Result<()> {
        let store = self.company.engine.store();
        let cycle = store.cycle(month).await?.context("planned")?;
        self.company.until_instant(cycle.opens_at).await?;
        for session in store.sessions_after(month, 0, 10_000).await? {
            let scene = store
                .scene(session.id, session.member)
                .await?
                .context("scene")?;
            let mut script = Script::new(SEED, &scene);
            if let Some((at, first)) = script.begin(&scene) {
                self.queue.push(Reverse((at, session.id, first)));
            }
            self.scripts.insert(session.id, (session.member, script));
        }
        while let Some(Reverse((at, id, this))) = self.queue.pop() {
            if at >= cycle.closes_at {
                break;
            }
            self.company.until_instant(at).await?;
            self.make(at, id, this).await?;
        }
        self.company.until_instant(cycle.closes_at).await
    }

    async fn make(&mut self, at: DateTime<Utc>, id: SessionId, this: Move) -> Result<()> {
        let engine = &self.company.engine;
        let (member, script) = self.scripts.get_mut(&id).context("script")?;
        let scene = engine.store().scene(id, *member).await?.context("scene")?;
        let (acts, next) = script.play(at, &scene, this);
        for act in acts {
            self.events += 1;
            let user = self.users.get(&act.by).context("account")?;
            let event = Event {
                id: format!("sim{}", self.events),
                who: chat::account(user),
                place: Place::direct(),
                what: What::Press(Action::Session(id, act.action).encode()),
            };
            engine.take(event).await?;
        }
        self.queue
            .extend(next.into_iter().map(|(at, this)| Reverse((at, id, this))));
        Ok(())
    }
}

#[tokio::test]
async fn fifty_members_simulated_and_played_leave_the_same_sessions() -> Result<()> {
    let programme = Programme {
        company: "きく商事".to_owned(),
        ..Programme::default()
    };
    let setup = Setup {
        programme: programme.clone(),
        roster: roster(),
        begins: "2026-08-31 12:00",
    };
    let company = Company::open(setup).await?;
    let known = company.engine.store().known_people().await?;
    let people: Vec<Person> = known.into_iter().map(|(person, _)| person).collect();
    let user = |person: &Person| person.number.to_lowercase();
    let mut played = Played {
        company: &company,
        users: people
            .iter()
            .map(|person| (person.id, user(person)))
            .collect(),
        scripts: BTreeMap::new(),
        queue: BinaryHeap::new(),
        events: 0,
    };
    let month: Month = "2026-09".parse()?;
    played.month(month).await?;
    let mut world = World::new(Arc::new(programme), people, SEED, 1);
    let simulated = comparable(world.play(month, &mut |_, _| {})?.sessions);
    let real = comparable(
        company
            .engine
            .store()
            .sessions_after(month, 0, 10_000)
            .await?,
    );
    assert_eq!(simulated.len(), MEMBERS);
    for (key, session) in &simulated {
        assert_eq!(real.get(key), Some(session), "{key:?}");
    }
    quiet(&company).await?;
    let held = simulated
        .values()
        .filter(|session| session.outcome == Outcome::Held)
        .count();
    assert!(
        (25..=50).contains(&held),
        "{held} of 50 were held, which is not believable"
    );
    let rated = simulated
        .values()
        .filter(|session| session.after_member.rating.is_some())
        .count();
    assert!((15..=50).contains(&rated), "{rated} of 50 were rated");
    Ok(())
}

/// At most six messages a member and month that the bot starts, and none outside working hours.
async fn quiet(company: &Company) -> Result<()> {
    let store = company.engine.store();
    let sessions = store.sessions_after("2026-09".parse()?, 0, 10_000).await?;
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
