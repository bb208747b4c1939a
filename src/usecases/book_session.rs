//! A time was taken, typed, accepted, moved or called off. A slot is held for nobody: it is checked when booked.

use super::{Values, rescheduled, send_when_open, tell_manager};
use crate::decision::{Answer, Change, Decision, SessionEvent};
use crate::domain::ids::PersonId;
use crate::domain::person::Actor;
use crate::domain::session::{Booking, Outcome, Session, Step};
use crate::domain::slots::{self, Misfit, Proposal};
use crate::domain::{calendar, typed_time};
use crate::material::Scene;
use crate::messages::{Message, Subject};
use crate::notice::{FormKind, Notice, Problem, fields};
use crate::timetable;
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Proposals begin this long from now at the earliest, so that nobody is called away at once.
const NOTICE_TIME: Duration = Duration::hours(2);

/// Three times free for both, from a little later on.
pub fn propose(scene: &Scene, now: DateTime<Utc>) -> Proposal {
    scene.with_slots(now + NOTICE_TIME, slots::propose)
}

/// Either side took a proposed time, having seen this version of the booking.
pub fn take_slot(
    actor: &Actor,
    scene: &Scene,
    start: DateTime<Utc>,
    seen: i64,
    now: DateTime<Utc>,
) -> Decision {
    let session = &scene.session;
    match &session.booking {
        Some(booking) if booking.start == start => refreshed(),
        Some(booking) if seen != session.booking_version => {
            let (session, start) = (session.id, booking.start);
            refreshed().answer(Answer::RefreshAnd(Notice::AlreadyBooked { session, start }))
        }
        _ if !may_book(scene, now) => refreshed().answer(Answer::RefreshAnd(Notice::Over)),
        _ => match fits(scene, start, now) {
            Ok(()) => book(actor, scene, start, now),
            Err(why) => taken(scene, why, now),
        },
    }
}

/// Other times, please: the three after those shown, or the first ones again.
pub fn other_slots(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if !may_book(scene, now) {
        return refreshed().answer(Answer::RefreshAnd(Notice::Over));
    }
    let after = scene.session.offered.iter().max().copied();
    let from = after
        .map_or(now + NOTICE_TIME, |last| last + Duration::minutes(1))
        .max(now + NOTICE_TIME);
    let mut proposal = scene.with_slots(from, slots::propose);
    if proposal.slots.is_empty() {
        proposal = propose(scene, now);
    }
    let Some(_) = proposal.slots.first() else {
        let why = proposal.shortage.unwrap_or(slots::Shortage::FullyBooked);
        return Decision::tell(Notice::NoTimes(why));
    };
    let mut session = scene.session.clone();
    session.offered = proposal.slots;
    Decision::session(SessionEvent::TimesProposed, rescheduled(scene, session))
}

/// Shows times to choose from, proposing them first if there are none.
pub fn show_times(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if !may_book(scene, now) {
        return Decision::tell(Notice::Over);
    }
    let show = Answer::Tell(Notice::Times(scene.session.id));
    if scene
        .session
        .offered
        .iter()
        .any(|start| fits(scene, *start, now).is_ok())
    {
        return Decision::default().answer(show);
    }
    let proposal = propose(scene, now);
    match (proposal.slots.is_empty(), proposal.shortage) {
        (true, Some(why)) => Decision::tell(Notice::NoTimes(why)),
        _ => {
            let mut session = scene.session.clone();
            session.offered = proposal.slots;
            Decision::session(SessionEvent::TimesProposed, rescheduled(scene, session)).answer(show)
        }
    }
}

/// Proposes times to a prepared pair that has none, such as after a change of manager.
pub fn offer_again(scene: &Scene, now: DateTime<Utc>) -> Decision {
    let waits = scene.session.prep.is_complete() && scene.session.booking.is_none();
    if !waits || !may_book(scene, now) {
        return Decision::default();
    }
    let mut session = scene.session.clone();
    session.offered = propose(scene, now).slots;
    Decision::session(SessionEvent::TimesProposed, rescheduled(scene, session))
}

/// Opens the form to type a time.
pub fn type_time(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if may_book(scene, now) {
        Decision::open(FormKind::Time(scene.session.id))
    } else {
        Decision::tell(Notice::Over)
    }
}

/// A time was typed, on the writer's wall clock.
pub fn time_typed(actor: &Actor, scene: &Scene, values: &Values, now: DateTime<Utc>) -> Decision {
    if !may_book(scene, now) {
        return Decision::tell(Notice::Over);
    }
    let typed = values.get(fields::TIME).map_or("", |text| text.trim());
    let Ok(local) = typed_time::parse(typed, now, actor.person.tz) else {
        return Decision::mend(fields::TIME, Problem::NotATime);
    };
    let start = calendar::resolve(actor.person.tz, local);
    match fits(scene, start, now) {
        Ok(()) => book(actor, scene, start, now),
        Err(why) => Decision::mend(fields::TIME, Problem::DoesNotFit(why)),
    }
}

/// The other side says that the agreed time suits them.
pub fn accept(actor: &Actor, scene: &Scene, now: DateTime<Utc>) -> Decision {
    let mut session = scene.session.clone();
    match &mut session.booking {
        Some(booking) if booking.by != actor.person.id && now < booking.start => {
            booking.accepted = true
        }
        _ => return refreshed(),
    }
    Decision::session(SessionEvent::Booked, rescheduled(scene, session))
}

/// The agreed time is called off; prep and notes stay, and times are proposed again.
pub fn cancel(actor: &Actor, scene: &Scene, now: DateTime<Utc>) -> Decision {
    let Some(old) = scene
        .session
        .booking
        .clone()
        .filter(|_| may_book(scene, now) && scene.session.is_ahead(now))
    else {
        return refreshed().answer(Answer::RefreshAnd(Notice::Over));
    };
    let mut session = scene.session.clone();
    let old_day = session.talk_day.take();
    session.booking = None;
    session.booking_version += 1;
    session.done.add(Step::Deadline);
    session.offered = propose(scene, now).slots;
    let news = Message::BookingNews(session.id, session.booking_version);
    let decision = Decision::session(SessionEvent::Booked, rescheduled(scene, session));
    let decision = with_days(decision, scene, &old);
    let decision = touch_day(decision, scene, old_day);
    send_when_open(decision, scene, news, scene.other(actor.person.id), now)
}

fn book(actor: &Actor, scene: &Scene, start: DateTime<Utc>, now: DateTime<Utc>) -> Decision {
    let mut session = scene.session.clone();
    let old = session.booking.take();
    let old_day = session.talk_day;
    let booking = Booking {
        start,
        minutes: scene.programme.cycle.session_minutes,
        by: actor.person.id,
        accepted: false,
    };
    if session.outcome == Outcome::NotHeld {
        begin_anew(&mut session);
    }
    session.booking = Some(booking.clone());
    session.booking_version += 1;
    session.talk_day = Some(scene.manager.local_date(start));
    reset_steps(scene, &mut session, now);
    let was_told = session.told_on.is_some();
    let mut told = tell_manager(Decision::default(), scene, &mut session, now);
    let news = Message::BookingNews(session.id, session.booking_version);
    let mut decision = Decision::session(SessionEvent::Booked, rescheduled(scene, session));
    decision.messages.append(&mut told.messages);
    decision = with_days(decision, scene, &booking);
    if let Some(old) = old {
        decision = with_days(decision, scene, &old);
    }
    decision = touch_day(decision, scene, old_day);
    let other = scene.other(actor.person.id);
    if other.id == scene.member.id || was_told {
        decision = send_when_open(decision, scene, news, other, now);
    }
    decision.answer(Answer::RefreshAnd(Notice::Booked { start }))
}

/// A talk that was not held gets another time: what was said about the first one no longer counts.
fn begin_anew(session: &mut Session) {
    session.outcome = Outcome::Open;
    session.after_member.held = None;
    session.after_member.asked_at = None;
    session.after_manager.held = None;
}

/// Steps about a booking happen once for each booking; a notice of the day before that is past is not caught up.
fn reset_steps(scene: &Scene, session: &mut Session, now: DateTime<Utc>) {
    for step in [Step::DayBefore, Step::AfterTalk, Step::AfterTalkReminder] {
        session.done.remove(step);
    }
    if timetable::instant(scene, session, Step::DayBefore).is_none_or(|at| at <= now) {
        session.done.add(Step::DayBefore);
    }
}

fn taken(scene: &Scene, why: Misfit, now: DateTime<Utc>) -> Decision {
    let others = propose(scene, now).slots;
    let notice = Notice::TimeTaken {
        session: scene.session.id,
        why,
        others: others.clone(),
    };
    let mut session = scene.session.clone();
    session.offered = others;
    Decision::session(SessionEvent::TimesProposed, rescheduled(scene, session))
        .answer(Answer::RefreshAnd(notice))
}

fn fits(scene: &Scene, start: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Misfit> {
    scene.with_slots(now, |query| slots::fits(query, start))
}

fn may_book(scene: &Scene, now: DateTime<Utc>) -> bool {
    scene.cycle.is_open() && now < scene.cycle.closes_at && scene.session.may_be_booked(now)
}

fn refreshed() -> Decision {
    Decision::default().answer(Answer::Refresh)
}

fn touch_day(decision: Decision, scene: &Scene, day: Option<NaiveDate>) -> Decision {
    match day {
        Some(day) => decision.and(Change::Touched(Subject::ManagerDay(scene.manager.id, day))),
        None => decision,
    }
}

/// Marks the days of a booking as changed for both people, so that two bookings of one hour cannot both be stored.
fn with_days(mut decision: Decision, scene: &Scene, booking: &Booking) -> Decision {
    let mut days = vec![booking.start.date_naive(), booking.end().date_naive()];
    days.dedup();
    for person in [scene.session.member, scene.session.manager] {
        for day in &days {
            let seen = scene.days.get(&(person, *day)).copied().unwrap_or(0);
            if !has_day(&decision, person, *day) {
                decision = decision.and(Change::Day(person, *day, seen));
            }
        }
    }
    decision
}

fn has_day(decision: &Decision, person: PersonId, day: NaiveDate) -> bool {
    let same =
        |change: &Change| matches!(change, Change::Day(p, d, _) if *p == person && *d == day);
    decision.changes.iter().any(same)
}
