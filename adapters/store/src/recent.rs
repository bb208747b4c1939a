//! What presses needed to know, kept while it is still true.
//!
//! Whoever gets a message uses several of its controls within a minute. Where nobody but this process writes, the
//! second press need not load again what the first one did, unless something it depends on was committed in between.
//! The writer tells of every commit before anybody hears of it; what it cannot tell apart touches everything. Should
//! something stale be decided on all the same, versions refuse the commit, as they do between two people.

use crate::press::Press;
use crate::sql::Statement;
use kiku::decision::{Change, Decision};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::session::Session;
use kiku_chat::{Account, Handle};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many pairs are kept; then all are forgotten. What is kept of one press takes about two kilobytes.
const PAIRS: usize = 4_096;
/// How many presses of one pair: both of them, each with a few messages.
const OF_A_PAIR: usize = 8;
/// Tables of which no press takes anything for granted.
const NEUTRAL: [&str; 13] = [
    "outbox",
    "lanes",
    "events_seen",
    "audit",
    "meta",
    "counters",
    "platform_memory",
    "undecoded",
    "undecoded_counts",
    "directory_looks",
    "directory_findings",
    "releases",
    "release_units",
];

/// Member and manager.
type Pair = (PersonId, PersonId);

/// What a commit may have changed of what presses know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touch {
    /// Nothing.
    Nothing,
    /// A talk, which is at `version` now, its words or items; neither who, nor when, nor how it ended.
    Talk {
        pair: Pair,
        session: SessionId,
        version: i64,
    },
    /// Anything.
    Everything,
}

impl Touch {
    /// What statements may change, by their tables.
    pub fn of(statements: &[Statement]) -> Self {
        let neutral = |one: &Statement| written(&one.text).is_some_and(|at| NEUTRAL.contains(&at));
        match statements.iter().all(neutral) {
            true => Touch::Nothing,
            false => Touch::Everything,
        }
    }

    /// What a decision changes that was made on a talk as it was loaded, if that is only the talk itself.
    pub fn of_talk(decision: &Decision, loaded: &Session) -> Option<Self> {
        let pair = (loaded.member, loaded.manager);
        let mut version = loaded.version;
        for change in &decision.changes {
            let inside = match change {
                Change::Session(_, next) => {
                    version += 1;
                    next.version == loaded.version && is_same_to_others(loaded, next)
                }
                Change::Written(content) => content.session == loaded.id,
                Change::Item(item) => (item.member, item.manager) == pair,
                Change::Touched(_) | Change::Audited(_) => true,
                _ => false,
            };
            if !inside {
                return None;
            }
        }
        Some(Touch::Talk {
            pair,
            session: loaded.id,
            version,
        })
    }
}

/// Whether a talk looks the same to the other talks of its two people; what the pair's own next talk says of it is
/// told by the pair.
fn is_same_to_others(before: &Session, after: &Session) -> bool {
    let key = |one: &Session| (one.id, one.member, one.manager, one.month, one.asked_at);
    key(before) == key(after)
        && before.outcome == after.outcome
        && before.booking == after.booking
        && before.booking_version == after.booking_version
}

/// The table that a statement writes to, if its first words say so.
fn written(text: &str) -> Option<&str> {
    let rest = ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .find_map(|words| text.strip_prefix(words))?;
    rest.split_whitespace().next()
}

/// Presses, by pair.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// How many commits were told of that touched anything.
    commits: u64,
    /// What was loaded when there were fewer of them is not kept.
    since: u64,
    pairs: HashMap<Pair, OfPair>,
    talks: HashMap<SessionId, Pair>,
}

#[derive(Debug, Default)]
struct OfPair {
    /// The last commit that touched the pair: which, and what it left.
    last: Option<(u64, SessionId, i64)>,
    /// The number of the one before it.
    before: u64,
    presses: Vec<One>,
}

#[derive(Debug)]
struct One {
    who: Account,
    on: Option<Handle>,
    press: Press,
}

impl One {
    fn is(&self, who: &Account, session: SessionId, on: Option<&Handle>) -> bool {
        let scene = self.press.scene.as_ref();
        let of = scene.map(|scene| scene.session.id);
        self.who == *who && self.on.as_ref() == on && of == Some(session)
    }
}

impl Recent {
    /// The writer tells of what it has committed.
    pub fn tell(&self, touches: impl IntoIterator<Item = Touch>) {
        let mut kept = self.kept();
        for touch in touches {
            match touch {
                Touch::Nothing => {}
                Touch::Everything => kept.forget(),
                Touch::Talk {
                    pair,
                    session,
                    version,
                } => kept.touch(pair, session, version),
            }
        }
    }

    /// The number of commits so far; what is loaded from now on contains them.
    pub fn commits(&self) -> u64 {
        self.kept().commits
    }

    /// What is kept of a press like this one.
    pub fn find(&self, who: &Account, session: SessionId, on: Option<&Handle>) -> Option<Press> {
        let kept = self.kept();
        let of_pair = kept.pairs.get(kept.talks.get(&session)?)?;
        let mut presses = of_pair.presses.iter();
        let found = presses.find(|one| one.is(who, session, on));
        found.map(|one| Press {
            as_of: kept.commits,
            recalled: true,
            ..one.press.clone()
        })
    }

    /// Keeps what was loaded, unless the pair was touched since.
    pub fn keep_loaded(&self, who: &Account, on: Option<&Handle>, press: &Press) {
        let as_of = press.as_of;
        self.keep(who, on, press, |of_pair, _| {
            of_pair.last.is_none_or(|(number, ..)| number <= as_of)
        });
    }

    /// Keeps what a press left behind, unless anything but its own commit touched the pair since.
    pub fn keep_next(&self, who: &Account, on: Option<&Handle>, press: &Press) {
        let as_of = press.as_of;
        self.keep(who, on, press, |of_pair, session| match of_pair.last {
            Some((_, talk, version)) => {
                of_pair.before <= as_of && (talk, version) == (session.id, session.version)
            }
            None => false,
        });
    }

    fn keep(
        &self,
        who: &Account,
        on: Option<&Handle>,
        press: &Press,
        is_true: impl Fn(&OfPair, &Session) -> bool,
    ) {
        let Some(session) = press.scene.as_ref().map(|scene| &scene.session) else {
            return;
        };
        // It may have been sent a moment ago: then it will be known by this name soon.
        if on.is_some() && press.on.is_none() {
            return;
        }
        let mut kept = self.kept();
        if press.as_of < kept.since {
            return;
        }
        let of_pair = kept.of(session.id, (session.member, session.manager));
        if !is_true(of_pair, session) {
            return;
        }
        let presses = &mut of_pair.presses;
        presses.retain(|one| !one.is(who, session.id, on));
        if presses.len() == OF_A_PAIR {
            presses.remove(0);
        }
        presses.push(One {
            who: who.clone(),
            on: on.cloned(),
            press: press.clone(),
        });
    }

    /// The next press on this talk loads it.
    pub fn forget(&self, session: SessionId) {
        let mut kept = self.kept();
        if let Some(pair) = kept.talks.get(&session).copied()
            && let Some(of_pair) = kept.pairs.get_mut(&pair)
        {
            of_pair.presses.clear();
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn forget(&mut self) {
        self.commits += 1;
        self.since = self.commits;
        self.pairs.clear();
        self.talks.clear();
    }

    fn touch(&mut self, pair: Pair, session: SessionId, version: i64) {
        self.commits += 1;
        let number = self.commits;
        let of_pair = self.of(session, pair);
        of_pair.before = of_pair.last.map_or(0, |(number, ..)| number);
        of_pair.last = Some((number, session, version));
        of_pair.presses.clear();
    }

    fn of(&mut self, session: SessionId, pair: Pair) -> &mut OfPair {
        if self.talks.len() >= PAIRS && !self.talks.contains_key(&session) {
            self.forget();
        }
        self.talks.insert(session, pair);
        self.pairs.entry(pair).or_default()
    }
}
