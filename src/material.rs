//! What the shell loads for a decision or a view: always on behalf of one person, never more than they may see.

use crate::domain::calendar::resolve;
use crate::domain::cycle::Cycle;
use crate::domain::ids::PersonId;
use crate::domain::month::Month;
use crate::domain::note::{ActionItem, Content, ContentKind};
use crate::domain::person::Person;
use crate::domain::programme::Programme;
use crate::domain::session::Session;
use crate::domain::slots::{Busy, SlotQuery};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything about one session, as one of the pair may see it.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The company's settings.
    pub programme: Arc<Programme>,
    /// The session's cycle.
    pub cycle: Cycle,
    /// The session.
    pub session: Session,
    /// Its member.
    pub member: Person,
    /// Its manager.
    pub manager: Person,
    /// The talks of either side on other sessions, as taken time.
    pub busy: Vec<Busy>,
    /// Open action items of the pair, and those done in this cycle, oldest first.
    pub items: Vec<ActionItem>,
    /// What was written in this session, as far as the reader may read it, oldest first.
    pub contents: Vec<Content>,
    /// The pair's last talk before this one, if there was one.
    pub last: Option<LastTalk>,
    /// Versions of the days on which time is taken, by person; absent means 0.
    pub days: BTreeMap<(PersonId, NaiveDate), i64>,
}

/// The pair's last talk, as far as the next one shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastTalk {
    /// Its month.
    pub month: Month,
    /// Key of its topic.
    pub topic: Option<String>,
    /// Whether it was held; a topic that was not talked about is offered again.
    pub held: bool,
    /// Which page of openers was shown.
    pub openers: u8,
}

impl Scene {
    /// One of the two, by id.
    pub fn person(&self, id: PersonId) -> &Person {
        if id == self.session.manager {
            &self.manager
        } else {
            &self.member
        }
    }

    /// The other one of the two.
    pub fn other(&self, id: PersonId) -> &Person {
        self.person(self.session.other(id))
    }

    /// The last content of a kind by an author.
    pub fn content(&self, kind: ContentKind, author: PersonId) -> Option<&Content> {
        let by = |content: &&Content| content.kind == kind && content.author == author;
        self.contents.iter().rev().find(by)
    }

    /// Asks about times from `from` to the end of the month; late in a month a week further, never past its close.
    pub fn with_slots<T>(&self, from: DateTime<Utc>, ask: impl FnOnce(&SlotQuery<'_>) -> T) -> T {
        let holidays = &self.programme.holidays;
        let member = self.member.calendar(holidays);
        let manager = self.manager.calendar(holidays);
        let next_month = self
            .session
            .month
            .next()
            .first_day()
            .and_time(NaiveTime::MIN);
        let month_end = resolve(self.programme.time_zone, next_month);
        let until = month_end
            .max(from + Duration::days(7))
            .min(self.cycle.closes_at);
        ask(&SlotQuery {
            member: &member,
            manager: &manager,
            busy: &self.busy,
            from,
            until,
            minutes: self.programme.cycle.session_minutes,
            count: 3,
            turn: turn(&self.member.number),
        })
    }
}

/// The last digits of an employee number: colleagues differ, and the same person is always offered alike.
fn turn(number: &str) -> usize {
    number.bytes().rev().take(3).map(usize::from).sum()
}

/// A person's own standing: what commands in a direct message need.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The company's settings.
    pub programme: Arc<Programme>,
    /// The newest cycle that has opened, if any.
    pub cycle: Option<Cycle>,
    /// Their talk of this cycle as a member, if there is one.
    pub own: Option<Box<Scene>>,
    /// Their newest talk that took place and can still be rated, if it is another one.
    pub past: Option<Box<Scene>>,
    /// The talks of this cycle that they lead, by the member's number.
    pub led: Vec<Scene>,
    /// The newest month whose figures were released.
    pub released: Option<Month>,
    /// Their open action items in any pair, each with the other one of the pair.
    pub items: Vec<(ActionItem, Person)>,
}

/// How one pair stands, for those who run the programme: step and time, nothing that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairStatus {
    /// The member's name.
    pub member: String,
    /// The manager's name.
    pub manager: String,
    /// The department path.
    pub department: String,
    /// The step.
    pub step: crate::domain::session::SessionStep,
    /// The agreed time.
    pub start: Option<DateTime<Utc>>,
    /// When a talk at that time ends.
    pub end: Option<DateTime<Utc>>,
}

/// Where roster and directories differ: counts, and one page of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gaps {
    /// People on the roster without an account.
    pub no_account: i64,
    /// Accounts whose mail address is on no roster line.
    pub no_line: i64,
    /// Second accounts of one person in the same workspace.
    pub twice: i64,
    /// When the directories were read, the one that was read longest ago; none if none was.
    pub looked_at: Option<DateTime<Utc>>,
    /// Whether there are several workspaces, so that each account has to say where it is.
    pub several: bool,
    /// This page, from 0.
    pub page: usize,
    /// How many pages there are, at least one.
    pub pages: usize,
    /// What stands on this page.
    pub shown: Vec<Gap>,
}

/// One difference between roster and directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A person on the roster without an account.
    NoAccount {
        /// The person's name.
        name: String,
        /// The department path.
        department: String,
        /// Whether the roster has a mail address, by which an account could be found.
        has_mail: bool,
    },
    /// An account whose mail address is on no roster line.
    NoLine {
        /// The name that the account shows.
        name: String,
        /// Its mail address, where the directory tells it.
        mail: Option<String>,
        /// Its workspace.
        workspace: String,
    },
    /// A second account of one person.
    Twice {
        /// The person's name.
        name: String,
        /// The department path.
        department: String,
        /// The name that the second account shows.
        account: String,
        /// Its workspace.
        workspace: String,
    },
}

/// Whom messages do not reach: how many people, and one page of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unreachable {
    /// How many people.
    pub total: i64,
    /// This page, from 0.
    pub page: usize,
    /// How many pages there are, at least one.
    pub pages: usize,
    /// The people of this page, by department and number.
    pub shown: Vec<Unreached>,
    /// Channels that messages do not reach; on the first page.
    pub channels: Vec<UnreachedChannel>,
}

/// A channel that messages do not reach. Never which messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreachedChannel {
    /// Its id or name, as the programme has it.
    pub channel: String,
    /// Since when something that is still useful could not be delivered.
    pub since: Option<DateTime<Utc>>,
    /// How many messages that are.
    pub messages: i64,
    /// Why.
    pub why: Undelivered,
}

/// Somebody whom messages do not reach. Never which messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// Their name.
    pub name: String,
    /// The department path.
    pub department: String,
    /// Since when something that is still useful could not be delivered; none if nothing was due yet.
    pub since: Option<DateTime<Utc>>,
    /// How many messages that are.
    pub messages: i64,
    /// Why.
    pub why: Undelivered,
}

/// Why a message could not be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undelivered {
    /// The person has no account on a connected platform.
    NoAccount,
    /// The account exists and cannot receive messages.
    NotReached,
    /// The platform did not answer, or its answer never came.
    NoAnswer,
    /// The platform refused the message.
    Refused,
}

impl Undelivered {
    /// All reasons.
    pub const ALL: [Undelivered; 4] = [
        Undelivered::NoAccount,
        Undelivered::NotReached,
        Undelivered::NoAnswer,
        Undelivered::Refused,
    ];
}
