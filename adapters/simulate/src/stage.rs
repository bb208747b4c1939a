//! A month that is open: its sessions, its scripts, and what both people of a pair have taken.

use crate::script::Script;
use kiku::domain::cycle::Cycle;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::session::{Outcome, Session};
use kiku::domain::slots::Busy;
use kiku::material::LastTalk;
use std::collections::{BTreeMap, HashMap};

/// How many months back a pair remembers its talk, as the store looks for it.
const REMEMBERED: i32 = 12;

/// One month and one session for each of its pairs.
pub(crate) struct Stage {
    pub cycle: Cycle,
    pub sessions: BTreeMap<SessionId, Session>,
    pub scripts: HashMap<SessionId, Script>,
    of_member: HashMap<PersonId, SessionId>,
}

impl Stage {
    pub fn new(cycle: Cycle) -> Self {
        Stage {
            cycle,
            sessions: BTreeMap::new(),
            scripts: HashMap::new(),
            of_member: HashMap::new(),
        }
    }

    pub fn keep(&mut self, session: Session) {
        self.of_member.insert(session.member, session.id);
        self.sessions.insert(session.id, session);
    }

    /// This month's talk of a pair, as the next month remembers it.
    fn talk_of(&self, pair: (PersonId, PersonId)) -> Option<LastTalk> {
        let session = self.sessions.get(self.of_member.get(&pair.0)?)?;
        (session.manager == pair.1).then(|| remembered(session))?
    }
}

/// What a later month remembers of a talk; nothing of one that was passed over.
fn remembered(session: &Session) -> Option<LastTalk> {
    let talk = LastTalk {
        month: session.month,
        topic: session.prep.topic.clone(),
        held: session.outcome == Outcome::Held,
        openers: session.prep.openers,
    };
    (!matches!(session.outcome, Outcome::Skipped | Outcome::Cancelled)).then_some(talk)
}

/// The agreed hours of everybody, in all months that are open.
#[derive(Default)]
pub(crate) struct Diary(HashMap<PersonId, Vec<(Busy, SessionId)>>);

impl Diary {
    /// Takes over what a session occupies now; one that is over occupies nothing.
    pub fn keep(&mut self, session: &Session) {
        let booking = session.booking.as_ref();
        let booking = booking.filter(|_| session.outcome == Outcome::Open);
        for person in [session.member, session.manager] {
            let taken = self.0.entry(person).or_default();
            taken.retain(|(_, id)| *id != session.id);
            taken.extend(booking.map(|booking| {
                let (start, end) = (booking.start, booking.end());
                (Busy { start, end }, session.id)
            }));
        }
    }

    /// The taken time of both people of a pair, without the session's own.
    pub fn busy(&self, session: &Session) -> Vec<Busy> {
        let both = [session.member, session.manager].into_iter();
        both.filter_map(|person| self.0.get(&person))
            .flatten()
            .filter(|(_, id)| *id != session.id)
            .map(|(busy, _)| *busy)
            .collect()
    }
}

/// What pairs talked about in months that have closed.
#[derive(Default)]
pub(crate) struct Recollection(HashMap<(PersonId, PersonId), LastTalk>);

impl Recollection {
    /// Remembers the talks of a month that has closed.
    pub fn keep(&mut self, stage: &Stage) {
        for session in stage.sessions.values() {
            let pair = (session.member, session.manager);
            self.0.extend(remembered(session).map(|talk| (pair, talk)));
        }
    }

    /// The pair's last talk before this one: in a month that is still open, or in a closed one.
    pub fn last(&self, open: &BTreeMap<Month, Stage>, session: &Session) -> Option<LastTalk> {
        let pair = (session.member, session.manager);
        let mut earlier = open.range(..session.month).rev();
        let talk = earlier
            .find_map(|(_, stage)| stage.talk_of(pair))
            .or_else(|| self.0.get(&pair).cloned());
        talk.filter(|talk| talk.month >= session.month.plus(-REMEMBERED))
    }
}
