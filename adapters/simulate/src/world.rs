//! A company in memory: sessions, bookings and a queue of what happens next, played in the order of time.

use crate::script::{Act, Move, Script};
use chrono::{DateTime, Utc};
use kiku::decision::{Change, Decision};
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::ids::{Fresh, PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::person::{Actor, Person};
use kiku::domain::programme::Programme;
use kiku::domain::schedule::BadCron;
use kiku::domain::session::{Outcome, Session};
use kiku::domain::slots::Busy;
use kiku::material::{LastTalk, Scene};
use kiku::usecases::{Moment, Values, act, close_cycle, keep_time, open_cycle};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

/// One month of history, ready to be stored.
#[derive(Debug, Clone)]
pub struct History {
    /// The cycle, still to be released by whoever stores it.
    pub cycle: Cycle,
    /// Its sessions, in order of ids.
    pub sessions: Vec<Session>,
}

/// Told about the course of long work: done and total steps.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// A company in memory.
pub struct World {
    programme: Arc<Programme>,
    seed: u64,
    people: Vec<Person>,
    index: HashMap<PersonId, usize>,
    taken: HashMap<PersonId, Vec<(Busy, SessionId)>>,
    last: HashMap<(PersonId, PersonId), LastTalk>,
    fresh: Fresh,
}

/// What happens next, in order of time; steps of the timetable before people, then by session.
type Queue = BinaryHeap<Reverse<(DateTime<Utc>, Next)>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Due(SessionId),
    Move(SessionId, Move),
}

struct Stage {
    cycle: Cycle,
    sessions: BTreeMap<SessionId, Session>,
    scripts: HashMap<SessionId, Script>,
    queue: Queue,
}

impl World {
    /// A world of these people, in order of ids; `first_id` is where the ids of its sessions begin.
    pub fn new(
        programme: Arc<Programme>,
        mut people: Vec<Person>,
        seed: u64,
        first_id: i64,
    ) -> Self {
        people.sort_by_key(|person| person.id);
        let index = people
            .iter()
            .enumerate()
            .map(|(i, person)| (person.id, i))
            .collect();
        World {
            programme,
            seed,
            people,
            index,
            taken: HashMap::new(),
            last: HashMap::new(),
            fresh: Fresh::range(first_id, i64::MAX - first_id),
        }
    }

    /// The people as they are now; who took part was welcomed.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Plays one month from its opening to its close.
    ///
    /// # Errors
    /// When the programme's cron expression cannot be used.
    pub fn play(&mut self, month: Month, progress: Progress<'_>) -> Result<History, BadCron> {
        self.play_until(month, DateTime::<Utc>::MAX_UTC, progress)
    }

    /// Plays one month up to a moment. Before its close its talks stay open, for an engine to go on with.
    ///
    /// # Errors
    /// When the programme's cron expression cannot be used.
    pub fn play_until(
        &mut self,
        month: Month,
        until: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<History, BadCron> {
        let before = month
            .first_day()
            .and_hms_opt(0, 0, 0)
            .unwrap_or_default()
            .and_utc();
        let planned = open_cycle::plan(&self.programme, Some(month.previous()), before)?;
        let cycle = Cycle {
            version: 1,
            stage: CycleStage::Open,
            ..planned
        };
        let mut stage = self.open(cycle);
        let total = stage.sessions.len() as u64 * 8;
        let mut steps = 0;
        while let Some(Reverse((at, next))) = stage.queue.pop() {
            if at >= stage.cycle.closes_at.min(until) {
                break;
            }
            self.step(&mut stage, at, next);
            steps += 1;
            if steps % 1024 == 0 {
                progress(steps.min(total), total);
            }
        }
        if until >= stage.cycle.closes_at {
            self.close(&mut stage);
        }
        progress(total, total);
        Ok(History {
            cycle: stage.cycle,
            sessions: stage.sessions.into_values().collect(),
        })
    }

    fn open(&mut self, cycle: Cycle) -> Stage {
        self.taken.clear();
        let mut stage = Stage {
            cycle,
            sessions: BTreeMap::new(),
            scripts: HashMap::new(),
            queue: Queue::new(),
        };
        let pages = self.people.len().div_ceil(open_cycle::PAGE);
        for page in 0..pages {
            let from = page * open_cycle::PAGE;
            let to = (from + open_cycle::PAGE).min(self.people.len());
            let people: Vec<(Person, Option<Person>)> = self.people[from..to]
                .iter()
                .map(|person| {
                    (
                        person.clone(),
                        person.manager.and_then(|id| self.person(id)).cloned(),
                    )
                })
                .collect();
            let mut moment = Moment {
                now: stage.cycle.opens_at,
                fresh: &mut self.fresh,
            };
            let decision =
                open_cycle::open_page(&self.programme, &stage.cycle, &people, &mut moment);
            self.apply(&mut stage, decision);
        }
        let ids: Vec<SessionId> = stage.sessions.keys().copied().collect();
        for id in ids {
            let Some(scene) = self.scene(&stage, id) else {
                continue;
            };
            let mut script = Script::new(self.seed, &scene);
            if let Some((at, first)) = script.begin(&scene) {
                stage.queue.push(Reverse((at, Next::Move(id, first))));
            }
            stage.scripts.insert(id, script);
        }
        stage
    }

    fn step(&mut self, stage: &mut Stage, at: DateTime<Utc>, next: Next) {
        match next {
            Next::Due(id) => {
                let due = stage.sessions.get(&id).and_then(|session| session.due_at);
                if due != Some(at) {
                    return;
                }
                if let Some(scene) = self.scene(stage, id) {
                    let decision = keep_time::keep_time(
                        &scene,
                        &Moment {
                            now: at,
                            fresh: &mut self.fresh,
                        },
                    );
                    self.apply(stage, decision);
                }
            }
            Next::Move(id, this) => self.make_move(stage, at, id, this),
        }
    }

    fn make_move(&mut self, stage: &mut Stage, at: DateTime<Utc>, id: SessionId, this: Move) {
        let Some(scene) = self.scene(stage, id) else {
            return;
        };
        let Some(mut script) = stage.scripts.remove(&id) else {
            return;
        };
        let (acts, next) = script.play(at, &scene, this);
        stage.scripts.insert(id, script);
        for Act { by, action } in acts {
            let (Some(scene), Some(person)) = (self.scene(stage, id), self.person(by).cloned())
            else {
                continue;
            };
            let actor = Actor {
                person,
                grants: Vec::new(),
                manages: true,
            };
            let mut moment = Moment {
                now: at,
                fresh: &mut self.fresh,
            };
            let decision = act::act(&actor, &scene, &action, &Values::new(), &mut moment);
            self.apply(stage, decision);
        }
        stage.queue.extend(
            next.into_iter()
                .map(|(at, this)| Reverse((at, Next::Move(id, this)))),
        );
    }

    /// Keeps what a decision changed. Messages are not kept: history shows what people did, not what was sent.
    fn apply(&mut self, stage: &mut Stage, decision: Decision) {
        for change in decision.changes {
            match change {
                Change::Session(_, session) => self.keep(stage, *session),
                Change::Person(person) => {
                    if let Some(index) = self.index.get(&person.id) {
                        self.people[*index] = *person;
                    }
                }
                _ => {}
            }
        }
    }

    fn keep(&mut self, stage: &mut Stage, mut session: Session) {
        session.version += 1;
        for person in [session.member, session.manager] {
            let taken = self.taken.entry(person).or_default();
            taken.retain(|(_, id)| *id != session.id);
            if let Some(booking) = &session.booking {
                let busy = Busy {
                    start: booking.start,
                    end: booking.end(),
                };
                taken.push((busy, session.id));
            }
        }
        if let Some(due) = session.due_at {
            stage.queue.push(Reverse((due, Next::Due(session.id))));
        }
        stage.sessions.insert(session.id, session);
    }

    fn close(&mut self, stage: &mut Stage) {
        let sessions: Vec<Session> = stage.sessions.values().cloned().collect();
        for page in sessions.chunks(open_cycle::PAGE) {
            let decision = close_cycle::settle_page(&stage.cycle, page);
            self.apply(stage, decision);
        }
        for session in stage.sessions.values() {
            let talk = LastTalk {
                month: session.month,
                topic: session.prep.topic.clone(),
                held: session.outcome == Outcome::Held,
                openers: session.prep.openers,
            };
            self.last.insert((session.member, session.manager), talk);
        }
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.index.get(&id).map(|index| &self.people[*index])
    }

    fn scene(&self, stage: &Stage, id: SessionId) -> Option<Scene> {
        let session = stage.sessions.get(&id)?.clone();
        let (member, manager) = (
            self.person(session.member)?.clone(),
            self.person(session.manager)?.clone(),
        );
        let taken = [session.member, session.manager]
            .into_iter()
            .filter_map(|person| self.taken.get(&person));
        let busy = taken
            .flatten()
            .filter(|(_, other)| *other != id)
            .map(|(busy, _)| *busy)
            .collect();
        Some(Scene {
            programme: Arc::clone(&self.programme),
            cycle: stage.cycle.clone(),
            last: self.last.get(&(session.member, session.manager)).cloned(),
            session,
            member,
            manager,
            busy,
            items: Vec::new(),
            contents: Vec::new(),
            days: BTreeMap::new(),
        })
    }
}
