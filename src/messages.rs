//! Everything Kiku sends of its own accord, by kind and subject. The outbox stores these names, never a text.

use crate::domain::ids::{PersonId, SessionId};
use crate::domain::month::Month;
use crate::domain::programme::Audience;
use chrono::{DateTime, NaiveDate, Utc};

/// A message, named by what it is about. Together with its recipient and step it is unique.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Message {
    /// M0: the first contact ever.
    Welcome(PersonId),
    /// M1, and M3 in the same message once prepared: what do you want to talk about?
    PrepAsk(SessionId),
    /// M2: the first reminder.
    PrepReminder(SessionId),
    /// M3 at the deadline, in place of the second reminder: three times to choose from.
    TimesAsk(SessionId),
    /// M4: the manager's members who are prepared (or past the deadline), told on one day.
    ManagerCard(PersonId, NaiveDate),
    /// M5: one short line to the one who did not do it; counted by the booking's version.
    BookingNews(SessionId, i64),
    /// M6 to the member.
    DayBefore(SessionId, i64),
    /// M6 to the manager: all talks of one day.
    DayBeforeManager(PersonId, NaiveDate),
    /// M7 to the member.
    AfterTalk(SessionId),
    /// M7 to the manager: all talks of one day.
    AfterTalkManager(PersonId, NaiveDate),
    /// M8 to the member.
    AfterTalkReminder(SessionId),
    /// M8 to the manager, about all talks of one day.
    AfterTalkManagerReminder(PersonId, NaiveDate),
    /// The sides disagree on whether it was held; asked once more, of either side.
    AskAgain(SessionId),
    /// The opening does not fit a day at the speed that the platform allows; to those who run the programme.
    LongOpening(Month),
    /// M9: the month's figures.
    Digest(Month, Audience),
}

/// What a message is about: a change of the subject makes its messages stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A person's own standing with Kiku.
    Person(PersonId),
    /// A session.
    Session(SessionId),
    /// The talks and preps that a manager is told about together, by day.
    ManagerDay(PersonId, NaiveDate),
    /// A cycle.
    Cycle(Month),
    /// A released month.
    Release(Month),
}

/// Who receives a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A person, on whichever platform they are.
    Person(PersonId),
    /// A configured channel: platform, workspace, id.
    Channel(String, String, String),
}

/// A message that a decision wants sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What.
    pub message: Message,
    /// To whom.
    pub to: Recipient,
    /// Not before.
    pub send_at: DateTime<Utc>,
    /// No longer useful after.
    pub expires_at: DateTime<Utc>,
}

impl Message {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Message::Welcome(person) => Subject::Person(*person),
            Message::PrepAsk(id)
            | Message::PrepReminder(id)
            | Message::TimesAsk(id)
            | Message::BookingNews(id, _)
            | Message::DayBefore(id, _)
            | Message::AfterTalk(id)
            | Message::AfterTalkReminder(id)
            | Message::AskAgain(id) => Subject::Session(*id),
            Message::ManagerCard(manager, day)
            | Message::DayBeforeManager(manager, day)
            | Message::AfterTalkManager(manager, day)
            | Message::AfterTalkManagerReminder(manager, day) => {
                Subject::ManagerDay(*manager, *day)
            }
            Message::LongOpening(month) => Subject::Cycle(*month),
            Message::Digest(month, _) => Subject::Release(*month),
        }
    }

    /// The word of its kind in the outbox.
    pub fn kind(&self) -> &'static str {
        match self {
            Message::Welcome(_) => "welcome",
            Message::PrepAsk(_) => "prep_ask",
            Message::PrepReminder(_) => "prep_reminder",
            Message::TimesAsk(_) => "times_ask",
            Message::ManagerCard(..) => "manager_card",
            Message::BookingNews(..) => "booking_news",
            Message::DayBefore(..) => "day_before",
            Message::DayBeforeManager(..) => "day_before_manager",
            Message::AfterTalk(_) => "after_talk",
            Message::AfterTalkManager(..) => "after_talk_manager",
            Message::AfterTalkReminder(_) => "after_talk_reminder",
            Message::AfterTalkManagerReminder(..) => "after_talk_manager_reminder",
            Message::AskAgain(_) => "ask_again",
            Message::LongOpening(_) => "long_opening",
            Message::Digest(..) => "digest",
        }
    }

    /// The step within kind and subject: a booking version, an audience, or empty.
    pub fn step(&self) -> String {
        match self {
            Message::BookingNews(_, version) | Message::DayBefore(_, version) => {
                version.to_string()
            }
            Message::Digest(_, audience) => audience.code().to_owned(),
            _ => String::new(),
        }
    }

    /// The inverse of kind, subject and step. `None` if the three do not fit together.
    pub fn from_parts(kind: &str, subject: Subject, step: &str) -> Option<Self> {
        Some(match (kind, subject) {
            ("welcome", Subject::Person(person)) => Message::Welcome(person),
            ("prep_ask", Subject::Session(id)) => Message::PrepAsk(id),
            ("prep_reminder", Subject::Session(id)) => Message::PrepReminder(id),
            ("times_ask", Subject::Session(id)) => Message::TimesAsk(id),
            ("booking_news", Subject::Session(id)) => Message::BookingNews(id, step.parse().ok()?),
            ("day_before", Subject::Session(id)) => Message::DayBefore(id, step.parse().ok()?),
            ("after_talk", Subject::Session(id)) => Message::AfterTalk(id),
            ("after_talk_reminder", Subject::Session(id)) => Message::AfterTalkReminder(id),
            ("ask_again", Subject::Session(id)) => Message::AskAgain(id),
            ("manager_card", Subject::ManagerDay(m, day)) => Message::ManagerCard(m, day),
            ("day_before_manager", Subject::ManagerDay(m, day)) => {
                Message::DayBeforeManager(m, day)
            }
            ("after_talk_manager", Subject::ManagerDay(m, day)) => {
                Message::AfterTalkManager(m, day)
            }
            ("after_talk_manager_reminder", Subject::ManagerDay(m, day)) => {
                Message::AfterTalkManagerReminder(m, day)
            }
            ("long_opening", Subject::Cycle(month)) => Message::LongOpening(month),
            ("digest", Subject::Release(month)) => {
                let audience = [Audience::Hr, Audience::Executive];
                Message::Digest(month, audience.into_iter().find(|a| a.code() == step)?)
            }
            _ => return None,
        })
    }

    /// Whether the bot starts it and it counts towards the six of a member's month (PRODUCT section 1.5).
    pub fn counts_as_noise(&self) -> bool {
        !matches!(
            self,
            Message::Welcome(_)
                | Message::BookingNews(..)
                | Message::LongOpening(_)
                | Message::Digest(..)
        )
    }
}

impl Subject {
    /// The text form in the outbox, such as `session:7` or `manager:3:2026-11-20`.
    pub fn encode(&self) -> String {
        match self {
            Subject::Person(id) => format!("person:{id}"),
            Subject::Session(id) => format!("session:{id}"),
            Subject::ManagerDay(id, day) => format!("manager:{id}:{day}"),
            Subject::Cycle(month) => format!("cycle:{month}"),
            Subject::Release(month) => format!("release:{month}"),
        }
    }

    /// The inverse of [`Subject::encode`].
    pub fn decode(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(':')?;
        Some(match word {
            "person" => Subject::Person(rest.parse().ok()?),
            "session" => Subject::Session(rest.parse().ok()?),
            "cycle" => Subject::Cycle(rest.parse().ok()?),
            "release" => Subject::Release(rest.parse().ok()?),
            "manager" => {
                let (id, day) = rest.split_once(':')?;
                Subject::ManagerDay(id.parse().ok()?, day.parse().ok()?)
            }
            _ => return None,
        })
    }
}

impl Recipient {
    /// The text form in the outbox: `person:7`, or `channel:` and its three parts as JSON.
    pub fn encode(&self) -> String {
        match self {
            Recipient::Person(id) => format!("person:{id}"),
            Recipient::Channel(platform, workspace, channel) => {
                format!(
                    "channel:{}",
                    serde_json::json!([platform, workspace, channel])
                )
            }
        }
    }

    /// The inverse of [`Recipient::encode`].
    pub fn decode(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(':')?;
        match word {
            "person" => Some(Recipient::Person(rest.parse().ok()?)),
            "channel" => {
                let (platform, workspace, channel) = serde_json::from_str(rest).ok()?;
                Some(Recipient::Channel(platform, workspace, channel))
            }
            _ => None,
        }
    }
}
