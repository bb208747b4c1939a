//! A member has another manager, or left: their open talk follows the new manager or is called off.
//!
//! Held talks, ratings and figures stay where they happened, and notes do not move.

use super::{rescheduled, send_when_open, tell_manager};
use crate::decision::{Change, Decision, SessionEvent};
use crate::domain::person::Person;
use crate::domain::session::{Outcome, Session};
use crate::material::Scene;
use crate::messages::{Message, Subject};
use chrono::{DateTime, Utc};

/// Moves the open talk to the manager whom the member has now, or calls it off. `scene` is as before the change.
pub fn move_session(
    scene: &Scene,
    member: &Person,
    manager: Option<&Person>,
    now: DateTime<Utc>,
) -> Decision {
    if !scene.session.is_ahead(now) {
        return Decision::default();
    }
    let gone = !member.employed_on(member.local_date(now));
    match manager.filter(|_| !gone) {
        Some(manager) if manager.id == scene.session.manager => Decision::default(),
        Some(manager) => hand_over(scene, member, manager, now),
        None => call_off(scene, member, now),
    }
}

fn hand_over(scene: &Scene, member: &Person, manager: &Person, now: DateTime<Utc>) -> Decision {
    let mut session = without_time(&scene.session);
    session.manager = manager.id;
    session.told_on = None;
    session.offered.clear();
    let mut after = scene.clone();
    after.member = member.clone();
    after.manager = manager.clone();
    after.busy.clear();
    let told = if session.prep.is_complete() {
        tell_manager(Decision::default(), &after, &mut session, now)
    } else {
        Decision::default()
    };
    after.session = session.clone();
    let news = Message::BookingNews(session.id, session.booking_version);
    let mut decision = Decision::session(SessionEvent::Booked, rescheduled(&after, session));
    decision.messages = told.messages;
    let decision = touched(decision, scene);
    send_when_open(decision, &after, news, member, now)
}

fn call_off(scene: &Scene, member: &Person, now: DateTime<Utc>) -> Decision {
    let mut session = without_time(&scene.session);
    session.outcome = Outcome::Cancelled;
    session.due_at = None;
    let news = Message::BookingNews(session.id, session.booking_version);
    let was_known = scene.session.told_on.is_some() || scene.session.booking.is_some();
    let decision = touched(Decision::session(SessionEvent::Booked, session), scene);
    if was_known && scene.manager.id != member.id {
        return send_when_open(decision, scene, news, &scene.manager, now);
    }
    decision
}

fn without_time(session: &Session) -> Session {
    let mut session = session.clone();
    session.booking = None;
    session.booking_version += 1;
    session.talk_day = None;
    session
}

/// The former manager's cards lose the talk.
fn touched(mut decision: Decision, scene: &Scene) -> Decision {
    let days = [scene.session.told_on, scene.session.talk_day];
    for day in days.into_iter().flatten() {
        decision = decision.and(Change::Touched(Subject::ManagerDay(
            scene.session.manager,
            day,
        )));
    }
    decision
}
