//! Sessions as rows.

use crate::error::StoreError;
use crate::sql::Value;
use crate::table::Table;
use crate::words::{At, Word};
use chrono::{DateTime, Utc};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::rating::{ManagerView, MemberView};
use kiku::domain::session::{Booking, Prep, Session, Steps};

pub(crate) const SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        "id",
        "version",
        "month",
        "kind",
        "member",
        "manager",
        "department",
        "step",
        "outcome",
        "held_on",
        "topic",
        "response",
        "prep_at",
        "openers",
        "offered",
        "start_at",
        "minutes",
        "booked_by",
        "accepted",
        "booking_version",
        "member_held",
        "rating",
        "rated_at",
        "received",
        "growth",
        "share_rating",
        "share_comment",
        "questions_at",
        "manager_held",
        "gave",
        "estimate",
        "member_share",
        "asked_at",
        "done",
        "told_on",
        "talk_day",
        "due_at",
    ],
};

#[derive(sqlx::FromRow)]
pub(crate) struct SessionRow {
    id: i64,
    version: i64,
    month: i64,
    kind: String,
    member: i64,
    manager: i64,
    department: String,
    outcome: String,
    held_on: Option<String>,
    topic: Option<String>,
    response: Option<String>,
    prep_at: Option<i64>,
    openers: i64,
    offered: String,
    start_at: Option<i64>,
    minutes: Option<i64>,
    booked_by: Option<i64>,
    accepted: Option<bool>,
    booking_version: i64,
    member_held: Option<bool>,
    rating: Option<i64>,
    rated_at: Option<i64>,
    received: Option<String>,
    growth: Option<i64>,
    share_rating: bool,
    share_comment: bool,
    questions_at: Option<i64>,
    manager_held: Option<bool>,
    gave: Option<String>,
    estimate: Option<i64>,
    member_share: Option<i64>,
    asked_at: i64,
    done: i64,
    told_on: Option<String>,
    talk_day: Option<String>,
    due_at: Option<i64>,
}

/// A row in the order of [`SESSIONS`].
pub(crate) fn session_values(session: &Session) -> Vec<Value> {
    let mut row = session_head(session);
    row.extend(session_booking(session.booking.as_ref()));
    row.push(session.booking_version.into());
    row.extend(member_view(&session.after_member));
    row.extend(manager_view(&session.after_manager));
    row.extend([
        session.asked_at.into(),
        session.done.0.into(),
        session.told_on.into(),
        session.talk_day.into(),
        session.due_at.into(),
    ]);
    row
}

fn session_head(session: &Session) -> Vec<Value> {
    let prep = &session.prep;
    vec![
        session.id.into(),
        session.version.into(),
        session.month.into(),
        session.kind.word().into(),
        session.member.into(),
        session.manager.into(),
        (&session.department).into(),
        session.step().word().into(),
        session.outcome.word().into(),
        session.held_on.into(),
        (&prep.topic).into(),
        (&prep.response).into(),
        prep.at.into(),
        i64::from(prep.openers).into(),
        offered_text(&session.offered).into(),
    ]
}

fn session_booking(booking: Option<&Booking>) -> [Value; 4] {
    [
        booking.map(|b| b.start).into(),
        booking.map(|b| i64::from(b.minutes)).into(),
        booking.map(|b| b.by).into(),
        booking.map(|b| b.accepted).into(),
    ]
}

fn member_view(view: &MemberView) -> [Value; 8] {
    [
        view.held.into(),
        view.rating.map(|score| i64::from(score.value())).into(),
        view.rated_at.into(),
        (&view.received).into(),
        view.growth.map(|score| i64::from(score.value())).into(),
        view.share_rating.into(),
        view.share_comment.into(),
        view.asked_at.into(),
    ]
}

fn manager_view(view: &ManagerView) -> [Value; 4] {
    [
        view.held.into(),
        (&view.gave).into(),
        view.estimate.map(|score| i64::from(score.value())).into(),
        view.member_share.map(i64::from).into(),
    ]
}

/// Instants as milliseconds with a space between.
fn offered_text(offered: &[DateTime<Utc>]) -> String {
    let offered: Vec<String> = offered
        .iter()
        .map(|at| at.timestamp_millis().to_string())
        .collect();
    offered.join(" ")
}

impl SessionRow {
    pub fn read(self) -> Result<Session, StoreError> {
        let at = At {
            table: "sessions",
            row: self.id,
        };
        let offered = self.offered.split_whitespace();
        let offered = offered.map(|millis| at.instant("offered", at.parse("offered", millis)?));
        Ok(Session {
            id: SessionId(self.id),
            version: self.version,
            month: at.month("month", self.month)?,
            kind: at.word("kind", &self.kind)?,
            member: PersonId(self.member),
            manager: PersonId(self.manager),
            booking: self.booking(at)?,
            after_member: self.after_member(at)?,
            after_manager: self.after_manager(at)?,
            prep: Prep {
                topic: self.topic,
                response: self.response,
                at: at.instant_if("prep_at", self.prep_at)?,
                openers: at.small("openers", self.openers)?,
            },
            department: self.department,
            offered: offered.collect::<Result<_, StoreError>>()?,
            booking_version: self.booking_version,
            outcome: at.word("outcome", &self.outcome)?,
            held_on: at.day("held_on", self.held_on)?,
            asked_at: at.instant("asked_at", self.asked_at)?,
            done: Steps(self.done),
            told_on: at.day("told_on", self.told_on)?,
            talk_day: at.day("talk_day", self.talk_day)?,
            due_at: at.instant_if("due_at", self.due_at)?,
        })
    }

    fn booking(&self, at: At) -> Result<Option<Booking>, StoreError> {
        let Some(start) = self.start_at else {
            return Ok(None);
        };
        Ok(Some(Booking {
            start: at.instant("start_at", start)?,
            minutes: at.small("minutes", at.some("minutes", self.minutes)?)?,
            by: PersonId(at.some("booked_by", self.booked_by)?),
            accepted: at.some("accepted", self.accepted)?,
        }))
    }

    fn after_member(&self, at: At) -> Result<MemberView, StoreError> {
        Ok(MemberView {
            held: self.member_held,
            rating: at.score("rating", self.rating)?,
            rated_at: at.instant_if("rated_at", self.rated_at)?,
            received: self.received.clone(),
            growth: at.score("growth", self.growth)?,
            share_rating: self.share_rating,
            share_comment: self.share_comment,
            asked_at: at.instant_if("questions_at", self.questions_at)?,
        })
    }

    fn after_manager(&self, at: At) -> Result<ManagerView, StoreError> {
        Ok(ManagerView {
            held: self.manager_held,
            gave: self.gave.clone(),
            estimate: at.score("estimate", self.estimate)?,
            member_share: self
                .member_share
                .map(|tenths| at.small("member_share", tenths))
                .transpose()?,
        })
    }
}
