//! The others in the company: whoever was not opened in the browser answers, books and rates by themselves.
//!
//! They follow the scripts of `kiku-simulate` and act through the same engine as everybody, as time is moved.

use chrono::{DateTime, TimeDelta, Utc};
use kiku::actions::{Action, SessionAction};
use kiku::domain::cycle::CycleStage;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::session::{Outcome, Session};
use kiku::material::Scene;
use kiku_chat::{Event, Inbox, Memory, MemoryError, Place, What};
use kiku_engine::Engine;
use kiku_simulate::{Act, Move, Script};
use kiku_store::{PlatformMemory, StoreError};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Above so many talks a month nobody acts by themselves: moving the clock would take too long.
const MOST: usize = 500;
/// When somebody looks again whether a talk has taken place.
const LATER: TimeDelta = TimeDelta::hours(20);
/// Who was opened in the browser, in the demo's memory.
const PLAYED: &str = "played:";

/// Everybody's plans.
pub struct Colleagues {
    engine: Arc<Engine>,
    memory: PlatformMemory,
    seed: u64,
    plans: Mutex<Plans>,
    played: Mutex<BTreeSet<String>>,
}

#[derive(Default)]
struct Plans {
    queue: BinaryHeap<Reverse<(DateTime<Utc>, SessionId, Move)>>,
    scripts: HashMap<SessionId, (PersonId, Script)>,
}

fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Colleagues {
    /// Nobody has a plan yet; whoever was opened in the browser before stays in human hands.
    ///
    /// # Errors
    /// The database failed.
    pub async fn new(
        engine: Arc<Engine>,
        memory: PlatformMemory,
        seed: u64,
    ) -> Result<Self, MemoryError> {
        let played = memory.all(PLAYED).await?;
        let played = played
            .into_iter()
            .filter_map(|(key, _)| key.strip_prefix(PLAYED).map(str::to_owned));
        Ok(Colleagues {
            engine,
            memory,
            seed,
            plans: Mutex::default(),
            played: Mutex::new(played.collect()),
        })
    }

    /// Somebody was opened in the browser: from now on only people act for them.
    pub async fn opened(&self, user: &str) {
        if !open(&self.played).insert(user.to_owned()) {
            return;
        }
        if let Err(error) = self.memory.put(&format!("{PLAYED}{user}"), "1").await {
            tracing::warn!(error = %error, "it was not kept who is played");
        }
    }

    /// Makes plans for talks that are new.
    ///
    /// # Errors
    /// The database failed.
    pub async fn meet(&self) -> Result<(), StoreError> {
        let store = self.engine.store();
        for cycle in store
            .unclosed_cycles()
            .await?
            .into_iter()
            .filter(|cycle| cycle.stage == CycleStage::Open)
        {
            let sessions = store.sessions_after(cycle.month, 0, MOST + 1).await?;
            if sessions.len() > MOST {
                continue;
            }
            for session in sessions {
                let known = open(&self.plans).scripts.contains_key(&session.id);
                if !known && let Some(scene) = store.scene(session.id, session.member).await? {
                    self.plan(&scene);
                }
            }
        }
        Ok(())
    }

    fn plan(&self, scene: &Scene) {
        let now = self.engine.clock().now();
        let session = &scene.session;
        let mut script = Script::new(self.seed, scene);
        let mut plans = open(&self.plans);
        let first = script.begin(scene).filter(|(at, _)| *at > now);
        for (at, this) in begun(session, now)
            .into_iter()
            .chain(first.filter(|_| !has_begun(session)))
        {
            plans.queue.push(Reverse((at, session.id, this)));
        }
        plans.scripts.insert(session.id, (session.member, script));
    }

    /// When somebody does something next.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        open(&self.plans)
            .queue
            .peek()
            .map(|Reverse((at, _, _))| *at)
    }

    /// Does what is planned first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn act(&self) -> Result<(), StoreError> {
        let Some((id, member, this)) = self.first() else {
            return Ok(());
        };
        let Some(scene) = self.engine.store().scene(id, member).await? else {
            return Ok(());
        };
        for (number, Act { by, action }) in self.decide(&scene, this).into_iter().enumerate() {
            self.press(&scene, by, action, number).await;
        }
        Ok(())
    }

    fn first(&self) -> Option<(SessionId, PersonId, Move)> {
        let mut plans = open(&self.plans);
        let Reverse((_, id, this)) = plans.queue.pop()?;
        plans
            .scripts
            .get(&id)
            .map(|(member, _)| (id, *member, this))
    }

    /// What is done now; plans what comes after it.
    fn decide(&self, scene: &Scene, this: Move) -> Vec<Act> {
        let now = self.engine.clock().now();
        let session = &scene.session;
        let mut plans = open(&self.plans);
        let mut later = |at, this| plans.queue.push(Reverse((at, session.id, this)));
        let afterwards = matches!(this, Move::Answer | Move::Feedback);
        if !scene.cycle.is_open() || (afterwards && is_over(session)) {
            return Vec::new();
        }
        if afterwards && !session.is_past(now) {
            later(now + LATER, this);
            return Vec::new();
        }
        if !afterwards && self.is_played(&scene.member.number) {
            later(now + LATER, Move::Feedback);
            return Vec::new();
        }
        let Some((_, script)) = plans.scripts.get_mut(&session.id) else {
            return Vec::new();
        };
        let (acts, next) = script.play(now, scene, this);
        plans.queue.extend(
            next.into_iter()
                .map(|(at, this)| Reverse((at, session.id, this))),
        );
        acts.into_iter()
            .filter(|act| !self.is_played(&scene.person(act.by).number))
            .collect()
    }

    fn is_played(&self, user: &str) -> bool {
        open(&self.played).contains(user)
    }

    async fn press(&self, scene: &Scene, by: PersonId, action: SessionAction, number: usize) {
        let id = scene.session.id;
        let event = Event {
            id: format!(
                "colleague-{id}-{}-{number}",
                self.engine.clock().now().timestamp()
            ),
            who: kiku_web::account(&scene.person(by).number),
            place: Place::direct(),
            what: What::Press(Action::Session(id, action).encode()),
        };
        // Somebody who is too late or too busy lets it be, as people do.
        let _ = self.engine.take(event).await;
    }
}

/// Whether the talk will not be, or no longer be, asked about.
fn is_over(session: &Session) -> bool {
    matches!(session.outcome, Outcome::Skipped | Outcome::Cancelled)
}

fn has_begun(session: &Session) -> bool {
    session.booking.is_some() || session.prep.topic.is_some() || session.outcome != Outcome::Open
}

/// What is left to do about a talk that has begun before anybody's plans were made.
fn begun(session: &Session, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Move)> {
    let soon = now + TimeDelta::minutes(20 + session.id.0.rem_euclid(300));
    let Some(booking) = &session.booking else {
        let prepared = session.prep.topic.is_some() && session.outcome == Outcome::Open;
        return prepared.then_some((soon, Move::Book)).into_iter().collect();
    };
    let after = (booking.end() + TimeDelta::hours(2)).max(soon);
    let rates = session.after_member.held.is_none() && session.after_member.rating.is_none();
    let answers = session.after_manager.held.is_none() && session.after_manager.gave.is_none();
    let rates = rates.then_some((after, Move::Answer));
    let answers = answers.then_some((after + TimeDelta::hours(1), Move::Feedback));
    rates.into_iter().chain(answers).collect()
}
