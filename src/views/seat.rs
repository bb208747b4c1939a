//! One of a pair, reading about their talk in their own language and on their own clock.

use super::draft::{button, fact};
use super::words::{Arg, Words};
use super::{clock, names};
use crate::actions::{Action, SessionAction};
use crate::domain::ids::PersonId;
use crate::domain::note::ContentKind;
use crate::domain::person::Person;
use crate::domain::rating::Score;
use crate::domain::session::{Session, SessionStep};
use crate::material::Scene;
use chrono::{DateTime, Utc};
use kiku_chat::{Button, Fact, Tone};

/// One of a pair at the table of their talk.
#[derive(Clone, Copy)]
pub(super) struct Seat<'a> {
    pub(super) scene: &'a Scene,
    pub(super) me: &'a Person,
    pub(super) other: &'a Person,
    pub(super) words: Words,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Seat<'a> {
    /// The reader's seat, if they are one of the pair.
    pub(super) fn of(scene: &'a Scene, reader: PersonId, now: DateTime<Utc>) -> Option<Self> {
        let me = scene.person(reader);
        scene.session.is_of(reader).then(|| Seat {
            scene,
            me,
            other: scene.other(reader),
            words: Words::of(me.lang),
            now,
        })
    }

    pub(super) fn session(&self) -> &'a Session {
        &self.scene.session
    }

    pub(super) fn is_member(&self) -> bool {
        self.me.id == self.session().member
    }

    pub(super) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The name of the other one, as a value in texts. A member has one manager and calls them by their
    /// family name; a manager may have two members of one family name.
    pub(super) fn name(&self) -> Arg<'a> {
        let whole = self.other.name.as_str();
        let name = if self.is_member() {
            names::spoken(self.words.lang(), whole)
        } else {
            whole
        };
        ("name", name.into())
    }

    /// The month of the talk, as a value in texts.
    pub(super) fn month(&self) -> Arg<'static> {
        (
            "month",
            clock::month_name(self.words.lang(), self.session().month).into(),
        )
    }

    pub(super) fn action(&self, action: SessionAction) -> Action {
        Action::Session(self.session().id, action)
    }

    /// A button about this talk.
    pub(super) fn press(&self, key: &str, action: SessionAction, tone: Tone) -> Button {
        button(self.t(key), &self.action(action), tone)
    }

    /// A time on the reader's clock, which is named when the other one's is another.
    pub(super) fn time(&self, start: DateTime<Utc>, minutes: u32) -> String {
        let lang = self.words.lang();
        if self.me.tz == self.other.tz {
            clock::span(lang, self.me.tz, start, minutes)
        } else {
            clock::span_in_zone(lang, self.me.tz, start, minutes)
        }
    }

    /// The agreed time.
    pub(super) fn booked_time(&self) -> Option<String> {
        let booking = self.session().booking.as_ref()?;
        Some(self.time(booking.start, booking.minutes))
    }

    /// The label of the chosen topic.
    pub(super) fn topic(&self) -> Option<&'a str> {
        self.topic_label(self.session().prep.topic.as_deref()?)
    }

    /// The label of a topic.
    pub(super) fn topic_label(&self, key: &str) -> Option<&'a str> {
        Some(self.scene.programme.topic(key)?.label(self.words.lang()))
    }

    /// The label of the chosen response.
    pub(super) fn response(&self) -> Option<&'a str> {
        let key = self.session().prep.response.as_deref()?;
        Some(self.scene.programme.response(key)?.label(self.words.lang()))
    }

    /// The member's line to the manager; an empty one was taken back.
    pub(super) fn line(&self) -> Option<&'a str> {
        self.written(ContentKind::Line)
    }

    /// The last content of a kind that the member wrote, if this reader may read it.
    pub(super) fn written(&self, kind: ContentKind) -> Option<&'a str> {
        let session = self.session();
        let content = self.scene.content(kind, session.member)?;
        let shared = session.after_member.share_comment;
        let may = kind.readable(content.author, self.me.id, shared);
        (may && !content.text.is_empty()).then_some(content.text.as_str())
    }

    /// Topic and response as label and value; says so when they are not chosen.
    pub(super) fn prep_facts(&self) -> Vec<Fact> {
        let none = self.t("not-chosen");
        let value = |chosen: Option<&str>| chosen.map_or_else(|| none.clone(), str::to_owned);
        vec![
            fact(self.t("label-topic"), value(self.topic())),
            fact(self.t("label-response"), value(self.response())),
        ]
    }

    /// The word of the step where the talk stands.
    pub(super) fn step(&self) -> String {
        let session = self.session();
        let end = session.booking.as_ref().map(|booking| booking.end());
        self.t(standing(session.step(), end, self.now))
    }

    /// The label of a step of the satisfaction scale.
    pub(super) fn score(&self, score: Score) -> String {
        self.t(&format!("score-{}", score.value()))
    }
}

/// The text key of where a talk stands: an agreed time that is over waits for answers.
pub(super) fn standing(
    step: SessionStep,
    end: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> &'static str {
    match step {
        SessionStep::Booked if end.is_some_and(|end| end <= now) => "step-waiting",
        _ => step_key(step),
    }
}

fn step_key(step: SessionStep) -> &'static str {
    match step {
        SessionStep::Planned => "step-planned",
        SessionStep::Prepared => "step-prepared",
        SessionStep::Booked => "step-booked",
        SessionStep::Held => "step-held",
        SessionStep::NotHeld => "step-not-held",
        SessionStep::Unconfirmed => "step-unconfirmed",
        SessionStep::Skipped => "step-skipped",
        SessionStep::Cancelled => "step-cancelled",
    }
}
