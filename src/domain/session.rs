//! A session: one talk of one pair, its legal steps and what both said about it.

use super::calendar::DateRange;
use super::ids::{PersonId, SessionId};
use super::month::Month;
use super::person::Person;
use super::rating::{ManagerView, MemberView};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// One talk of one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Raised by every change; commits compare it. 0 before it is stored.
    pub version: i64,
    /// The cycle it belongs to.
    pub month: Month,
    /// Monthly or on demand.
    pub kind: SessionKind,
    /// The member.
    pub member: PersonId,
    /// The manager.
    pub manager: PersonId,
    /// The member's department when the cycle opened; figures stay there.
    pub department: String,
    /// What the member wants to talk about and how they want to be heard.
    pub prep: Prep,
    /// The times proposed to the member, so that a message shows the same ones until asked for others.
    pub offered: Vec<DateTime<Utc>>,
    /// The agreed time.
    pub booking: Option<Booking>,
    /// Raised whenever a time is agreed, moved or cancelled; part of message keys.
    pub booking_version: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// The day on which it took place, on the member's calendar.
    pub held_on: Option<NaiveDate>,
    /// What the member answered afterwards.
    pub after_member: MemberView,
    /// What the manager answered afterwards.
    pub after_manager: ManagerView,
    /// When the member was first asked for this talk (M1).
    pub asked_at: DateTime<Utc>,
    /// Which steps of the timetable are behind it.
    pub done: Steps,
    /// On which day the manager was told (M4), on the manager's calendar.
    pub told_on: Option<NaiveDate>,
    /// The day of the agreed talk on the manager's calendar; cards for one day's talks are found by it.
    pub talk_day: Option<NaiveDate>,
    /// The next instant at which the timetable has something to do.
    pub due_at: Option<DateTime<Utc>>,
}

/// Monthly or on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionKind {
    /// The talk of the month.
    Monthly,
    /// A talk on demand, counted apart.
    Extra,
}

/// What the member wants, in two taps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prep {
    /// Key of the topic.
    pub topic: Option<String>,
    /// Key of the response.
    pub response: Option<String>,
    /// When a topic was first chosen.
    pub at: Option<DateTime<Utc>>,
    /// Which openers are shown to the member: a page number, 0 for none yet.
    pub openers: u8,
}

/// An agreed time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// When it begins.
    pub start: DateTime<Utc>,
    /// How long it lasts.
    pub minutes: u32,
    /// Who chose the time.
    pub by: PersonId,
    /// Whether the other side said that it suits them.
    pub accepted: bool,
}

/// How a session ended, or that it has not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Not over yet.
    Open,
    /// It took place.
    Held,
    /// It did not take place.
    NotHeld,
    /// The two sides disagree, or nobody said.
    Unconfirmed,
    /// The member passed this month.
    Skipped,
    /// It was called off: one side left, or the pair no longer exists.
    Cancelled,
}

/// The step of a session that people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SessionStep {
    /// Nothing answered, no time.
    Planned,
    /// Topic and response chosen, no time yet.
    Prepared,
    /// A time is agreed (with or without prep).
    Booked,
    /// It took place.
    Held,
    /// It did not take place.
    NotHeld,
    /// The sides disagree or nobody said.
    Unconfirmed,
    /// Passed this month.
    Skipped,
    /// Called off.
    Cancelled,
}

/// A step of the timetable. Each happens at most once, those about a booking once for each booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// M2: the first reminder.
    Reminder,
    /// M3 and M4 without an answer: times are proposed, the manager is told.
    Deadline,
    /// M6: the day before.
    DayBefore,
    /// M7: the questions afterwards.
    AfterTalk,
    /// M8: the one reminder of these questions.
    AfterTalkReminder,
    /// The sides disagree on whether it was held: asked once more.
    AskAgain,
}

impl Step {
    /// All steps in the order of the month.
    pub const ALL: [Step; 6] = [
        Step::Reminder,
        Step::Deadline,
        Step::DayBefore,
        Step::AfterTalk,
        Step::AfterTalkReminder,
        Step::AskAgain,
    ];
}

/// A set of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Steps(pub i64);

impl Steps {
    /// Whether the step is behind.
    pub fn has(self, step: Step) -> bool {
        self.0 & (1 << step as i64) != 0
    }

    /// Marks the step as behind.
    pub fn add(&mut self, step: Step) {
        self.0 |= 1 << step as i64;
    }

    /// The step may happen again.
    pub fn remove(&mut self, step: Step) {
        self.0 &= !(1 << step as i64);
    }
}

impl Booking {
    /// When it ends.
    pub fn end(&self) -> DateTime<Utc> {
        self.start + Duration::minutes(i64::from(self.minutes))
    }
}

impl Prep {
    /// Topic and response are both chosen.
    pub fn is_complete(&self) -> bool {
        self.topic.is_some() && self.response.is_some()
    }
}

impl Session {
    /// A member's monthly talk with their manager at its beginning; `asked_at` is when the member is first asked.
    pub fn planned(
        id: SessionId,
        month: Month,
        member: &Person,
        manager: PersonId,
        asked_at: DateTime<Utc>,
    ) -> Self {
        Session {
            id,
            version: 0,
            month,
            kind: SessionKind::Monthly,
            member: member.id,
            manager,
            department: member.department.clone(),
            prep: Prep::default(),
            offered: Vec::new(),
            booking: None,
            booking_version: 0,
            outcome: Outcome::Open,
            held_on: None,
            after_member: MemberView::default(),
            after_manager: ManagerView::default(),
            asked_at,
            done: Steps::default(),
            told_on: None,
            talk_day: None,
            due_at: None,
        }
    }

    /// The step that people see.
    pub fn step(&self) -> SessionStep {
        match self.outcome {
            Outcome::Held => SessionStep::Held,
            Outcome::NotHeld => SessionStep::NotHeld,
            Outcome::Unconfirmed => SessionStep::Unconfirmed,
            Outcome::Skipped => SessionStep::Skipped,
            Outcome::Cancelled => SessionStep::Cancelled,
            Outcome::Open if self.booking.is_some() => SessionStep::Booked,
            Outcome::Open if self.prep.is_complete() => SessionStep::Prepared,
            Outcome::Open => SessionStep::Planned,
        }
    }

    /// Whether prep and booking may still change: not over, and the talk has not begun.
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.outcome == Outcome::Open && self.booking.as_ref().is_none_or(|b| now < b.start)
    }

    /// Whether a time may be agreed or changed: the talk lies ahead, or it was not held and can be made up for.
    pub fn may_be_booked(&self, now: DateTime<Utc>) -> bool {
        self.is_ahead(now) || self.outcome == Outcome::NotHeld
    }

    /// Whether it should have taken place by now.
    pub fn is_past(&self, now: DateTime<Utc>) -> bool {
        self.booking.as_ref().is_some_and(|b| b.end() <= now)
    }

    /// The other one of the pair.
    pub fn other(&self, person: PersonId) -> PersonId {
        if person == self.member {
            self.manager
        } else {
            self.member
        }
    }

    /// Whether the person is one of the two.
    pub fn is_of(&self, person: PersonId) -> bool {
        person == self.member || person == self.manager
    }

    /// Outcome from what both sides said. One answer alone decides; two that differ are unconfirmed.
    pub fn settled(&self) -> Outcome {
        match (self.after_member.held, self.after_manager.held) {
            (None, None) => Outcome::Open,
            (Some(a), Some(b)) if a != b => Outcome::Unconfirmed,
            (Some(true), _) | (_, Some(true)) => Outcome::Held,
            _ => Outcome::NotHeld,
        }
    }
}

/// The days of a month in which a talk may be placed: from `from` to the month's last day.
pub fn talk_days(month: Month, from: NaiveDate) -> DateRange {
    DateRange {
        from: from.max(month.first_day()),
        to: month.last_day(),
    }
}
