//! The decisions, one verb a file. Each takes what was loaded, the command and the moment, and returns a [`Decision`].

pub mod act;
pub mod answer_prep;
pub mod apply_programme;
pub mod book_session;
pub mod change_settings;
pub mod close_cycle;
pub mod give_feedback;
pub mod import_people;
pub mod keep_time;
pub mod meet_accounts;
pub mod move_session;
pub mod obey_command;
pub mod open_cycle;
pub mod rate_session;
pub mod read_digest;
pub mod write_note;

use crate::decision::Decision;
use crate::domain::ids::Fresh;
use crate::domain::person::{Actor, Person};
use crate::domain::session::Session;
use crate::material::Scene;
use crate::messages::Message;
use crate::timetable;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The moment of a decision: the time, and ids to draw from.
pub struct Moment<'a> {
    /// The only time a decision knows.
    pub now: DateTime<Utc>,
    /// Ids for what it makes.
    pub fresh: &'a mut Fresh,
}

/// What was typed into a form, by field.
pub type Values = BTreeMap<String, String>;

/// The session with its next due instant, ready to be stored.
fn rescheduled(scene: &Scene, mut session: Session) -> Session {
    session.due_at = timetable::next(scene, &session).map(|(_, at)| at);
    session
}

/// When a person can next be sent something, or `None` while they are away, paused or gone.
fn opening(scene: &Scene, person: &Person, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = person.calendar(&scene.programme.holidays).next_open(now)?;
    person.reachable_on(person.local_date(at)).then_some(at)
}

/// Queues a message to one of the pair at their next open moment, unless they cannot be disturbed.
fn send_when_open(
    decision: Decision,
    scene: &Scene,
    message: Message,
    to: &Person,
    now: DateTime<Utc>,
) -> Decision {
    match opening(scene, to, now) {
        Some(at) => decision.send(message, to.id, at, scene.cycle.closes_at),
        None => decision,
    }
}

/// Puts the session on the manager's card of their next open day, once (M4).
fn tell_manager(
    decision: Decision,
    scene: &Scene,
    session: &mut Session,
    now: DateTime<Utc>,
) -> Decision {
    if session.told_on.is_some() {
        return decision;
    }
    let Some(at) = opening(scene, &scene.manager, now) else {
        return decision;
    };
    let day = scene.manager.local_date(at);
    session.told_on = Some(day);
    decision.send(
        Message::ManagerCard(scene.manager.id, day),
        scene.manager.id,
        at,
        scene.cycle.closes_at,
    )
}

/// Whether the actor is the session's member.
fn is_member(actor: &Actor, scene: &Scene) -> bool {
    actor.person.id == scene.session.member
}

/// Whether the actor is the session's manager.
fn is_manager(actor: &Actor, scene: &Scene) -> bool {
    actor.person.id == scene.session.manager
}
