//! A company in memory: months that overlap, and one queue of what happens next, played in the order of time.

use crate::script::{Act, Move, Script};
use crate::stage::{Diary, Recollection, Stage};
use chrono::{DateTime, Utc};
use kiku::decision::{Change, Decision};
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::ids::{Fresh, PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::person::{Actor, Person};
use kiku::domain::programme::Programme;
use kiku::domain::schedule::BadCron;
use kiku::domain::session::Session;
use kiku::material::Scene;
use kiku::usecases::{Moment, Values, act, close_cycle, keep_time, open_cycle};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Steps between two words about the course of things.
const STEPS: u64 = 1024;

/// One month of history, ready to be stored.
#[derive(Debug, Clone)]
pub struct History {
    /// The cycle, still to be released by whoever stores it.
    pub cycle: Cycle,
    /// Its sessions, in order of ids.
    pub sessions: Vec<Session>,
}

/// Told about the course of long work: the moment that the company has reached.
pub type Progress<'a> = &'a mut dyn FnMut(DateTime<Utc>);

/// A company in memory.
pub struct World {
    programme: Arc<Programme>,
    seed: u64,
    people: Vec<Person>,
    index: HashMap<PersonId, usize>,
    fresh: Fresh,
    last_month: Month,
    planned: Option<Cycle>,
    open: BTreeMap<Month, Stage>,
    diary: Diary,
    recollection: Recollection,
    queue: BinaryHeap<Reverse<(DateTime<Utc>, Next)>>,
    now: DateTime<Utc>,
}

/// What happens next; at one instant in this order, as the engine turns: months, then the timetable, then people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Close(Month),
    Open,
    Due(Month, SessionId),
    Move(Month, SessionId, Move),
}

impl World {
    /// A world of these people, in order of ids, in which these months open; `first_id` is where the ids of its
    /// sessions begin.
    ///
    /// # Errors
    /// When the programme's cron expression cannot be used.
    pub fn new(
        programme: Arc<Programme>,
        mut people: Vec<Person>,
        seed: u64,
        first_id: i64,
        months: RangeInclusive<Month>,
    ) -> Result<Self, BadCron> {
        people.sort_by_key(|person| person.id);
        let numbered = people.iter().enumerate();
        let index = numbered.map(|(i, person)| (person.id, i)).collect();
        let (first, last_month) = months.into_inner();
        let before = first.first_day().and_time(chrono::NaiveTime::MIN).and_utc();
        let mut world = World {
            programme,
            seed,
            people,
            index,
            fresh: Fresh::range(first_id, i64::MAX - first_id),
            last_month,
            planned: None,
            open: BTreeMap::new(),
            diary: Diary::default(),
            recollection: Recollection::default(),
            queue: BinaryHeap::new(),
            now: before,
        };
        world.plan(first.previous())?;
        Ok(world)
    }

    /// The people as they are now; who took part was welcomed.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Plays on until a month has closed, and gives it away. None when that moment comes first, or nothing is left.
    ///
    /// # Errors
    /// When the programme's cron expression cannot be used.
    pub fn play_until(
        &mut self,
        until: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Option<History>, BadCron> {
        let mut steps = 0;
        while let Some(Reverse((at, next))) = self.queue.peek().copied() {
            if at >= until {
                break;
            }
            self.queue.pop();
            self.now = self.now.max(at);
            steps += 1;
            if steps % STEPS == 0 {
                progress(self.now);
            }
            match next {
                Next::Close(month) => return Ok(self.close(month)),
                Next::Open => self.open()?,
                Next::Due(month, id) => self.take_step(month, id, at),
                Next::Move(month, id, this) => self.make_move(month, id, this),
            }
        }
        Ok(None)
    }

    /// The months that are open still, for an engine to go on with.
    pub fn into_open_months(self) -> Vec<History> {
        self.open.into_values().map(History::from).collect()
    }

    fn plan(&mut self, newest: Month) -> Result<(), BadCron> {
        let planned = open_cycle::plan(&self.programme, Some(newest), self.now)?;
        if planned.month <= self.last_month {
            self.queue.push(Reverse((planned.opens_at, Next::Open)));
            self.planned = Some(planned);
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), BadCron> {
        let Some(planned) = self.planned.take() else {
            return Ok(());
        };
        let cycle = Cycle {
            version: 1,
            stage: CycleStage::Open,
            ..planned
        };
        let (month, closes_at) = (cycle.month, cycle.closes_at);
        self.open.insert(month, Stage::new(cycle.clone()));
        self.queue.push(Reverse((closes_at, Next::Close(month))));
        for from in (0..self.people.len()).step_by(open_cycle::PAGE) {
            let to = (from + open_cycle::PAGE).min(self.people.len());
            let page: Vec<_> = self.people[from..to]
                .iter()
                .map(|person| {
                    let manager = person.manager.and_then(|id| self.person(id));
                    (person.clone(), manager.cloned())
                })
                .collect();
            let mut moment = Moment {
                now: self.now,
                fresh: &mut self.fresh,
            };
            let decision = open_cycle::open_page(&self.programme, &cycle, &page, &mut moment);
            self.apply(month, decision);
        }
        self.hand_out_scripts(month);
        self.plan(month)
    }

    fn hand_out_scripts(&mut self, month: Month) {
        let ids: Vec<SessionId> = match self.open.get(&month) {
            Some(stage) => stage.sessions.keys().copied().collect(),
            None => return,
        };
        for id in ids {
            let Some(scene) = self.scene(month, id) else {
                continue;
            };
            let mut script = Script::new(self.seed, &scene);
            if let Some((at, first)) = script.begin(&scene) {
                self.queue.push(Reverse((at, Next::Move(month, id, first))));
            }
            if let Some(stage) = self.open.get_mut(&month) {
                stage.scripts.insert(id, script);
            }
        }
    }

    fn take_step(&mut self, month: Month, id: SessionId, at: DateTime<Utc>) {
        let Some(scene) = self.scene(month, id) else {
            return;
        };
        if scene.session.due_at == Some(at) {
            let moment = Moment {
                now: self.now,
                fresh: &mut self.fresh,
            };
            let decision = keep_time::keep_time(&scene, &moment);
            self.apply(month, decision);
        }
    }

    fn make_move(&mut self, month: Month, id: SessionId, this: Move) {
        let Some(scene) = self.scene(month, id) else {
            return;
        };
        let stage = self.open.get_mut(&month);
        let Some(script) = stage.and_then(|stage| stage.scripts.get_mut(&id)) else {
            return;
        };
        let (acts, next) = script.play(self.now, &scene, this);
        for act in acts {
            self.act(month, id, act);
        }
        let next = next.into_iter();
        self.queue
            .extend(next.map(|(at, this)| Reverse((at, Next::Move(month, id, this)))));
    }

    fn act(&mut self, month: Month, id: SessionId, Act { by, action }: Act) {
        let (Some(scene), Some(person)) = (self.scene(month, id), self.person(by).cloned()) else {
            return;
        };
        let actor = Actor {
            person,
            grants: Vec::new(),
            manages: true,
        };
        let mut moment = Moment {
            now: self.now,
            fresh: &mut self.fresh,
        };
        let decision = act::act(&actor, &scene, &action, &Values::new(), &mut moment);
        self.apply(month, decision);
    }

    /// Keeps what a decision changed. Messages are not kept: history shows what people did, not what was sent.
    fn apply(&mut self, month: Month, decision: Decision) {
        for change in decision.changes {
            match change {
                Change::Session(_, session) => self.keep(month, *session),
                Change::Person(person) => {
                    if let Some(index) = self.index.get(&person.id) {
                        self.people[*index] = *person;
                    }
                }
                _ => {}
            }
        }
    }

    fn keep(&mut self, month: Month, mut session: Session) {
        session.version += 1;
        self.diary.keep(&session);
        if let Some(due) = session.due_at {
            self.queue
                .push(Reverse((due, Next::Due(month, session.id))));
        }
        if let Some(stage) = self.open.get_mut(&month) {
            stage.keep(session);
        }
    }

    fn close(&mut self, month: Month) -> Option<History> {
        let stage = self.open.get(&month)?;
        let sessions: Vec<Session> = stage.sessions.values().cloned().collect();
        let cycle = stage.cycle.clone();
        for page in sessions.chunks(open_cycle::PAGE) {
            let decision = close_cycle::settle_page(&cycle, page);
            self.apply(month, decision);
        }
        let stage = self.open.remove(&month)?;
        self.recollection.keep(&stage);
        Some(stage.into())
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.index.get(&id).map(|index| &self.people[*index])
    }

    fn scene(&self, month: Month, id: SessionId) -> Option<Scene> {
        let stage = self.open.get(&month)?;
        let session = stage.sessions.get(&id)?.clone();
        Some(Scene {
            programme: Arc::clone(&self.programme),
            cycle: stage.cycle.clone(),
            last: self.recollection.last(&self.open, &session),
            member: self.person(session.member)?.clone(),
            manager: self.person(session.manager)?.clone(),
            busy: self.diary.busy(&session),
            items: Vec::new(),
            contents: Vec::new(),
            days: BTreeMap::new(),
            session,
        })
    }
}

impl From<Stage> for History {
    fn from(stage: Stage) -> Self {
        History {
            cycle: stage.cycle,
            sessions: stage.sessions.into_values().collect(),
        }
    }
}
