//! A step of a session's timetable came due: what is still useful is sent, the rest is marked as behind.

use super::{Moment, opening, rescheduled, tell_manager};
use crate::decision::{Decision, SessionEvent};
use crate::domain::person::Person;
use crate::domain::session::{Outcome, Session, Step};
use crate::material::Scene;
use crate::messages::{Message, Outgoing, Recipient};
use crate::timetable;
use chrono::{DateTime, Utc};

/// Decides about everything of this session that is due by now.
pub fn keep_time(scene: &Scene, moment: &Moment<'_>) -> Decision {
    let now = moment.now;
    let due: Vec<Step> = timetable::pending(scene, &scene.session)
        .into_iter()
        .filter(|(_, at)| *at <= now)
        .map(|(step, _)| step)
        .collect();
    let mut session = scene.session.clone();
    let mut messages = Vec::new();
    for step in &due {
        session.done.add(*step);
        let superseded = match step {
            Step::Reminder => due.contains(&Step::Deadline),
            Step::AfterTalkReminder => due.contains(&Step::AskAgain),
            _ => false,
        };
        if !superseded {
            take_step(scene, &mut session, *step, now, &mut messages);
        }
    }
    let mut decision = Decision::session(SessionEvent::StepDone, rescheduled(scene, session));
    decision.messages = messages;
    decision
}

fn take_step(
    scene: &Scene,
    session: &mut Session,
    step: Step,
    now: DateTime<Utc>,
    out: &mut Vec<Outgoing>,
) {
    let id = session.id;
    let day = session.talk_day;
    let mut send = |message: Message, to: &Person, until: DateTime<Utc>| {
        let at = opening(scene, to, now).filter(|at| *at < until);
        out.extend(at.map(|at| outgoing(message, to, at, until)));
    };
    let close = scene.cycle.closes_at;
    match step {
        Step::Reminder => send(Message::PrepReminder(id), &scene.member, close),
        Step::Deadline => {
            send(Message::TimesAsk(id), &scene.member, close);
            offer_times(scene, session, now);
            let told = tell_manager(Decision::default(), scene, session, now);
            out.extend(told.messages);
        }
        Step::DayBefore => {
            let start = session
                .booking
                .as_ref()
                .map_or(close, |booking| booking.start);
            send(
                Message::DayBefore(id, session.booking_version),
                &scene.member,
                start,
            );
            if let Some(day) = day {
                send(
                    Message::DayBeforeManager(scene.manager.id, day),
                    &scene.manager,
                    start,
                );
            }
        }
        Step::AfterTalk => {
            send(Message::AfterTalk(id), &scene.member, close);
            if let Some(day) = day {
                send(
                    Message::AfterTalkManager(scene.manager.id, day),
                    &scene.manager,
                    close,
                );
            }
            session.after_member.asked_at = Some(now);
        }
        Step::AfterTalkReminder => {
            if !session.after_member.is_answered() {
                send(Message::AfterTalkReminder(id), &scene.member, close);
            }
            if let Some(day) = day.filter(|_| !session.after_manager.is_answered()) {
                send(
                    Message::AfterTalkManagerReminder(scene.manager.id, day),
                    &scene.manager,
                    close,
                );
            }
        }
        Step::AskAgain if session.outcome == Outcome::Unconfirmed => {
            if has_room(session) {
                send(Message::AskAgain(id), &scene.member, close);
            }
            send(Message::AskAgain(id), &scene.manager, close);
        }
        Step::AskAgain => {}
    }
}

/// Whether one more message to the member keeps the month within six (PRODUCT section 1.5). The first question
/// and five steps make six; the question whether it was held then stands in their card only.
fn has_room(session: &Session) -> bool {
    let told = Step::ALL.into_iter().filter(|step| *step != Step::AskAgain);
    told.filter(|step| session.done.has(*step)).count() < 5
}

fn outgoing(
    message: Message,
    to: &Person,
    send_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Outgoing {
    Outgoing {
        message,
        to: Recipient::Person(to.id),
        send_at,
        expires_at,
    }
}

fn offer_times(scene: &Scene, session: &mut Session, now: DateTime<Utc>) {
    if session.offered.is_empty() {
        session.offered = super::book_session::propose(scene, now).slots;
    }
}
