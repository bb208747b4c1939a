//! Everything a person can press or send: one enum, one short string form of at most 100 characters.
//!
//! Actions carry ids and keys, never names or paths; who may do what is decided from the
//! authenticated account.

use crate::domain::ids::{ItemId, PersonId, SessionId};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::programme::Audience;
use crate::domain::rating::Score;
use chrono::{DateTime, Utc};

/// Something a person pressed, chose or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The same for every action about a session.
    Session(SessionId, SessionAction),
    /// An action item was ticked off, or taken back.
    ItemDone(ItemId, bool),
    /// The person's language.
    SetLanguage(Lang),
    /// Opens the form for working hours and time zone.
    EditHours,
    /// The form for working hours and time zone was sent.
    HoursWritten,
    /// Nothing is sent any more.
    Pause,
    /// Messages arrive again.
    Resume,
    /// Shows who sees what.
    ShowPrivacy,
    /// Shows the settings.
    ShowSettings,
    /// Shows the person's own page with nothing opened on it.
    ShowHome,
    /// Looks inside a released digest: the children of a unit, by its index in the release.
    DrillDown {
        /// The released month.
        month: Month,
        /// For whom the figures were made.
        audience: Audience,
        /// Index of the unit in the release.
        unit: u32,
    },
    /// Another page of a long list in `status` or `team`.
    StatusPage(u32),
    /// Another page of where roster and accounts differ.
    PeoplePage(u32),
    /// Another page of whom messages do not reach.
    UnreachablePage(u32),
    /// A manager opens one pair from `team`.
    OpenPair(PersonId),
}

/// What can be done about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionAction {
    /// The member picked a topic.
    Topic(String),
    /// The member picked a response.
    Response(String),
    /// "Nothing comes to mind": shows three openers, or the next three.
    Openers,
    /// An opener was taken: its topic, and its number within the topic as the line to the manager.
    TakeOpener(String, u8),
    /// Opens the form for the line to the manager.
    EditLine,
    /// The line was sent.
    LineWritten,
    /// "Not this month".
    NotThisMonth,
    /// The member does want it after all.
    ThisMonthAfterAll,
    /// Either side took a proposed time, having seen this version of the booking.
    TakeSlot(DateTime<Utc>, i64),
    /// Other times, please.
    OtherSlots,
    /// Opens the form to type a time.
    TypeTime,
    /// A time was typed.
    TimeTyped,
    /// The other side says that the agreed time suits them.
    AcceptTime,
    /// The agreed time is called off; prep and notes stay.
    CancelTime,
    /// The manager asks how to respond to this response.
    HowToRespond,
    /// The talk took place, or not.
    Held(bool),
    /// The member's satisfaction.
    Rate(Score),
    /// The response the member got.
    Received(String),
    /// The member's felt growth.
    Growth(Score),
    /// Opens the form for the comment.
    EditComment,
    /// The comment was sent.
    CommentWritten,
    /// Lets the manager see this rating, or not.
    ShareRating(bool),
    /// Lets the manager read this comment, or not.
    ShareComment(bool),
    /// The response the manager gave.
    Gave(String),
    /// The manager's guess of the rating.
    Estimate(Score),
    /// The member's share of the talk in tenths.
    TalkRatio(u8),
    /// Opens the form for a shared note.
    AddNote,
    /// A shared note was sent.
    NoteWritten,
    /// Opens the form for a private note.
    AddPrivateNote,
    /// A private note was sent.
    PrivateNoteWritten,
    /// Opens the form for an action item.
    AddItem,
    /// An action item was sent.
    ItemWritten,
    /// Shows prep and its controls.
    ShowPrep,
    /// Shows times to choose from.
    ShowTimes,
    /// Shows the questions after the talk.
    ShowQuestions,
    /// Shows the notes of this talk.
    ShowNotes,
}

impl Action {
    /// The string that travels through a platform.
    pub fn encode(&self) -> String {
        match self {
            Action::Session(id, action) => {
                let (word, argument) = action.parts();
                if argument.is_empty() {
                    format!("{word}:{id}")
                } else {
                    format!("{word}:{id}:{argument}")
                }
            }
            Action::ItemDone(id, done) => format!("done:{id}:{}", flag(*done)),
            Action::SetLanguage(lang) => format!("lang:{}", lang.code()),
            Action::EditHours => "hours".to_owned(),
            Action::HoursWritten => "hours-written".to_owned(),
            Action::Pause => "pause".to_owned(),
            Action::Resume => "resume".to_owned(),
            Action::ShowPrivacy => "privacy".to_owned(),
            Action::ShowSettings => "settings".to_owned(),
            Action::ShowHome => "home".to_owned(),
            Action::DrillDown {
                month,
                audience,
                unit,
            } => {
                format!("drill:{month}:{}:{unit}", audience.code())
            }
            Action::StatusPage(page) => format!("status:{page}"),
            Action::PeoplePage(page) => format!("people:{page}"),
            Action::UnreachablePage(page) => format!("unreachable:{page}"),
            Action::OpenPair(person) => format!("pair:{person}"),
        }
    }

    /// Reads the string form. `None` for anything that Kiku did not write.
    pub fn decode(text: &str) -> Option<Action> {
        let mut parts = text.splitn(3, ':');
        let word = parts.next()?;
        let first = parts.next().unwrap_or_default();
        let rest = parts.next().unwrap_or_default();
        Some(match word {
            "done" => Action::ItemDone(first.parse().ok()?, unflag(rest)?),
            "lang" => Action::SetLanguage(first.parse().ok()?),
            "hours" => Action::EditHours,
            "hours-written" => Action::HoursWritten,
            "pause" => Action::Pause,
            "resume" => Action::Resume,
            "privacy" => Action::ShowPrivacy,
            "settings" => Action::ShowSettings,
            "home" => Action::ShowHome,
            "status" => Action::StatusPage(first.parse().ok()?),
            "people" => Action::PeoplePage(first.parse().ok()?),
            "unreachable" => Action::UnreachablePage(first.parse().ok()?),
            "pair" => Action::OpenPair(first.parse().ok()?),
            "drill" => {
                let (audience, unit) = rest.split_once(':')?;
                Action::DrillDown {
                    month: first.parse().ok()?,
                    audience: audience_from(audience)?,
                    unit: unit.parse().ok()?,
                }
            }
            _ => Action::Session(first.parse().ok()?, SessionAction::from_parts(word, rest)?),
        })
    }
}

impl SessionAction {
    fn parts(&self) -> (&'static str, String) {
        let none = String::new();
        match self {
            SessionAction::Topic(key) => ("topic", key.clone()),
            SessionAction::Response(key) => ("response", key.clone()),
            SessionAction::Openers => ("openers", none),
            SessionAction::TakeOpener(key, number) => ("opener", format!("{number}:{key}")),
            SessionAction::EditLine => ("line", none),
            SessionAction::LineWritten => ("line-written", none),
            SessionAction::NotThisMonth => ("skip", none),
            SessionAction::ThisMonthAfterAll => ("unskip", none),
            SessionAction::TakeSlot(at, seen) => ("slot", format!("{}:{seen}", at.timestamp())),
            SessionAction::OtherSlots => ("other-slots", none),
            SessionAction::TypeTime => ("type-time", none),
            SessionAction::TimeTyped => ("time-typed", none),
            SessionAction::AcceptTime => ("accept", none),
            SessionAction::CancelTime => ("cancel", none),
            SessionAction::HowToRespond => ("how", none),
            SessionAction::Held(yes) => ("held", flag(*yes).to_owned()),
            SessionAction::Rate(score) => ("rate", score.value().to_string()),
            SessionAction::Received(key) => ("received", key.clone()),
            SessionAction::Growth(score) => ("growth", score.value().to_string()),
            SessionAction::EditComment => ("comment", none),
            SessionAction::CommentWritten => ("comment-written", none),
            SessionAction::ShareRating(yes) => ("share-rating", flag(*yes).to_owned()),
            SessionAction::ShareComment(yes) => ("share-comment", flag(*yes).to_owned()),
            SessionAction::Gave(key) => ("gave", key.clone()),
            SessionAction::Estimate(score) => ("estimate", score.value().to_string()),
            SessionAction::TalkRatio(tenths) => ("ratio", tenths.to_string()),
            SessionAction::AddNote => ("note", none),
            SessionAction::NoteWritten => ("note-written", none),
            SessionAction::AddPrivateNote => ("private", none),
            SessionAction::PrivateNoteWritten => ("private-written", none),
            SessionAction::AddItem => ("item", none),
            SessionAction::ItemWritten => ("item-written", none),
            SessionAction::ShowPrep => ("show-prep", none),
            SessionAction::ShowTimes => ("show-times", none),
            SessionAction::ShowQuestions => ("show-questions", none),
            SessionAction::ShowNotes => ("show-notes", none),
        }
    }

    fn from_parts(word: &str, rest: &str) -> Option<Self> {
        let score = || rest.parse().ok().and_then(Score::new);
        let key = || (!rest.is_empty()).then(|| rest.to_owned());
        Some(match word {
            "topic" => SessionAction::Topic(key()?),
            "response" => SessionAction::Response(key()?),
            "openers" => SessionAction::Openers,
            "opener" => {
                let (number, topic) = rest.split_once(':')?;
                SessionAction::TakeOpener(topic.to_owned(), number.parse().ok()?)
            }
            "line" => SessionAction::EditLine,
            "line-written" => SessionAction::LineWritten,
            "skip" => SessionAction::NotThisMonth,
            "unskip" => SessionAction::ThisMonthAfterAll,
            "slot" => {
                let (at, seen) = rest.split_once(':')?;
                SessionAction::TakeSlot(
                    DateTime::from_timestamp(at.parse().ok()?, 0)?,
                    seen.parse().ok()?,
                )
            }
            "other-slots" => SessionAction::OtherSlots,
            "type-time" => SessionAction::TypeTime,
            "time-typed" => SessionAction::TimeTyped,
            "accept" => SessionAction::AcceptTime,
            "cancel" => SessionAction::CancelTime,
            "how" => SessionAction::HowToRespond,
            "held" => SessionAction::Held(unflag(rest)?),
            "rate" => SessionAction::Rate(score()?),
            "received" => SessionAction::Received(key()?),
            "growth" => SessionAction::Growth(score()?),
            "comment" => SessionAction::EditComment,
            "comment-written" => SessionAction::CommentWritten,
            "share-rating" => SessionAction::ShareRating(unflag(rest)?),
            "share-comment" => SessionAction::ShareComment(unflag(rest)?),
            "gave" => SessionAction::Gave(key()?),
            "estimate" => SessionAction::Estimate(score()?),
            "ratio" => SessionAction::TalkRatio(rest.parse().ok().filter(|tenths| *tenths <= 10)?),
            "note" => SessionAction::AddNote,
            "note-written" => SessionAction::NoteWritten,
            "private" => SessionAction::AddPrivateNote,
            "private-written" => SessionAction::PrivateNoteWritten,
            "item" => SessionAction::AddItem,
            "item-written" => SessionAction::ItemWritten,
            "show-prep" => SessionAction::ShowPrep,
            "show-times" => SessionAction::ShowTimes,
            "show-questions" => SessionAction::ShowQuestions,
            "show-notes" => SessionAction::ShowNotes,
            _ => return None,
        })
    }
}

fn flag(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

fn unflag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

fn audience_from(code: &str) -> Option<Audience> {
    [Audience::Hr, Audience::Executive]
        .into_iter()
        .find(|audience| audience.code() == code)
}
