//! Direct answers: what a person is told at once, which forms open, and what may be wrong with a field.
//! Data only; `views` gives the words.

use crate::commands::Command;
use crate::domain::calendar::WorkingHours;
use crate::domain::ids::SessionId;
use crate::domain::month::Month;
use crate::domain::slots::{Misfit, Shortage};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// What a person is told at once, only they.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Not available to them, for whatever reason; says so politely.
    NotAvailable,
    /// The control belongs to something that is over (talk begun, month closed, month skipped).
    Over,
    /// The talk has not taken place yet; the question comes after it.
    NotYet {
        /// The agreed time.
        start: DateTime<Utc>,
    },
    /// Somebody else was faster; nothing was changed, please look again.
    TryAgain,
    /// Kiku does not know this account yet.
    Unknown,
    /// No such word; the nearest command, if one is near.
    NoSuchCommand(String, Option<Command>),
    /// Words that sound like wanting to stop; asks gently whether notices should stop, shows the desk.
    MaybeStop {
        /// The company's consultation desk, may be empty.
        desk: String,
    },
    /// "Nothing to talk about": a gentle help card with the way to openers.
    NothingToTalkAbout(Option<SessionId>),
    /// "This is pointless": a gentle help card.
    Pointless,
    /// The chosen time cannot be taken; others are offered.
    TimeTaken {
        /// Which talk.
        session: SessionId,
        /// Why.
        why: Misfit,
        /// Free times instead.
        others: Vec<DateTime<Utc>>,
    },
    /// The pair already has a time, agreed a moment ago by the other side.
    AlreadyBooked {
        /// Which talk.
        session: SessionId,
        /// The agreed time.
        start: DateTime<Utc>,
    },
    /// The time is agreed.
    Booked {
        /// Begin.
        start: DateTime<Utc>,
    },
    /// No time can be proposed, and why.
    NoTimes(Shortage),
    /// The line, note, comment or item is kept.
    Kept(Kept),
    /// A rating can no longer be changed (72 hours).
    RatingClosed,
    /// Rated after the month closed: it reaches its author, not the figures.
    CountsNoMore(Month),
    /// Notices stop until `resume`.
    Paused,
    /// Notices arrive again.
    Resumed,
    /// The language or working hours are changed.
    SettingsKept,
    /// There is nothing to show for this command now.
    NothingNow(Command),
    /// The company has no figures of this month yet.
    NoRelease(Month),
    /// What was typed as a month cannot be read.
    BadMonth(String),
    /// What was typed as a unit is not known, or not theirs to see.
    NoSuchUnit(String),
    /// Help.
    Help,
    /// Who sees what.
    Privacy,
    /// Their settings.
    Settings,
    /// How to respond to a response, with its own do this, say this.
    HowToRespond {
        /// Key of the response.
        response: String,
    },
    /// Their talks, coming first.
    Next,
    /// Their own page: next talk, prep, open items, settings, team.
    Home {
        /// What their last press is answered with; stands on top.
        told: Option<Box<Notice>>,
        /// The part whose control they pressed; stays open.
        used: Option<Box<Notice>>,
    },
    /// One talk with prep and its controls.
    Prep(SessionId),
    /// Times to choose from.
    Times(SessionId),
    /// The questions after a talk.
    Questions(SessionId),
    /// Notes and items of a talk.
    Notes(SessionId),
    /// One pair as its manager works with it: prep, how to respond, time, items; after the talk its questions.
    Pair(SessionId),
    /// Their open action items.
    Items,
    /// The manager's pairs: who is prepared, booked, done.
    Team,
    /// The programme's standing for those who run it.
    Status {
        /// Page of pairs, from 0.
        page: u32,
    },
    /// Where roster and accounts differ.
    People {
        /// Page of the list, from 0.
        page: u32,
    },
    /// Whom messages do not reach.
    Unreachable {
        /// Page of the list, from 0.
        page: u32,
    },
    /// Released figures of one unit.
    Digest {
        /// Which month.
        month: Month,
        /// The department path, empty for the company.
        unit: String,
    },
}

impl Notice {
    /// The page as it is when it is opened.
    pub fn home() -> Self {
        Notice::Home {
            told: None,
            used: None,
        }
    }
}

/// What was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The line to the manager.
    Line,
    /// A shared note.
    Note,
    /// A private note.
    PrivateNote,
    /// An action item.
    Item,
    /// The comment.
    Comment,
}

/// A form that opens, with what stands in it at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormKind {
    /// The member's optional line to the manager.
    Line(SessionId, String),
    /// A typed time.
    Time(SessionId),
    /// The comment with the rating.
    Comment(SessionId, String),
    /// A shared note.
    Note(SessionId),
    /// A private note.
    PrivateNote(SessionId),
    /// An action item: what, who (me, other), until when.
    Item(SessionId),
    /// Working hours and time zone.
    Hours(WorkingHours, Tz),
}

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's key.
    pub field: &'static str,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed.
    Empty,
    /// Longer than this many characters.
    TooLong(usize),
    /// Not understood as a time.
    NotATime,
    /// Not understood as a date.
    NotADate,
    /// Understood, but the time does not fit.
    DoesNotFit(Misfit),
    /// Not understood as working hours.
    NotHours,
    /// Not a time zone.
    NotAZone,
    /// The pair already has a time, agreed a moment ago.
    AlreadyBooked,
    /// A date that has passed.
    Past(NaiveDate),
}

/// The keys of form fields.
pub mod fields {
    /// The text of a line, note or comment, the words of an item.
    pub const TEXT: &str = "text";
    /// A typed time.
    pub const TIME: &str = "time";
    /// Until when.
    pub const DUE: &str = "due";
    /// Who does it: empty or `me` for the writer, anything that says "other" for the other side.
    pub const OWNER: &str = "owner";
    /// Working hours.
    pub const HOURS: &str = "hours";
    /// Time zone.
    pub const ZONE: &str = "zone";
}

/// Longest text that a person can write in a field, in characters (Slack's limit of a text input).
pub const LONGEST_TEXT: usize = 3000;
