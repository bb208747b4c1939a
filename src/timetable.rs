//! For one session: its next step and when. A pure function of state; the result is stored as `due_at`.

use crate::domain::calendar::Calendar;
use crate::domain::cycle::Cycle;
use crate::domain::person::Person;
use crate::domain::programme::{MonthFlag, Programme};
use crate::domain::session::{Outcome, Session, Step};
use crate::material::Scene;
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// How long after the end of a talk its questions come (PRODUCT section 4, M7).
const AFTER_TALK: Duration = Duration::minutes(5);

/// The earliest step of the session that is not behind it, and its instant. `None` when nothing is left to do.
pub fn next(scene: &Scene, session: &Session) -> Option<(Step, DateTime<Utc>)> {
    pending(scene, session).into_iter().next()
}

/// The first due instant of a session that was just made: its first reminder or deadline.
pub fn first(
    programme: &Programme,
    cycle: &Cycle,
    member: &Person,
    session: &Session,
) -> Option<DateTime<Utc>> {
    let calendar = member.calendar(&programme.holidays);
    let busy = programme.flag(session.month) == Some(MonthFlag::Busy);
    let rules = &programme.cycle;
    let days = if busy {
        rules.deadline_days
    } else {
        rules.reminder_days
    };
    days_after(&calendar, session.asked_at, days).filter(|at| *at < cycle.closes_at)
}

/// All steps that are not behind the session, earliest first.
pub fn pending(scene: &Scene, session: &Session) -> Vec<(Step, DateTime<Utc>)> {
    let ahead = Step::ALL
        .into_iter()
        .filter(|step| !session.done.has(*step));
    let mut steps: Vec<(Step, DateTime<Utc>)> = ahead
        .filter_map(|step| Some((step, instant(scene, session, step)?)))
        .filter(|(_, at)| *at < scene.cycle.closes_at)
        .collect();
    steps.sort_by_key(|(step, at)| (*at, *step));
    steps
}

/// When a step of this session is due, if its state asks for the step at all.
pub fn instant(scene: &Scene, session: &Session, step: Step) -> Option<DateTime<Utc>> {
    let holidays = &scene.programme.holidays;
    let member = scene.member.calendar(holidays);
    let rules = &scene.programme.cycle;
    match step {
        Step::Reminder => {
            let busy = scene.programme.flag(session.month) == Some(MonthFlag::Busy);
            let unanswered =
                session.outcome == Outcome::Open && !session.prep.is_complete() && !busy;
            unanswered.then(|| days_after(&member, session.asked_at, rules.reminder_days))?
        }
        Step::Deadline => {
            let waiting = session.outcome == Outcome::Open && session.booking.is_none();
            waiting.then(|| days_after(&member, session.asked_at, rules.deadline_days))?
        }
        Step::DayBefore => {
            let booking = open_booking(session)?;
            let day = member.business_day_before(member.local_date(booking), 1)?;
            member.window(day).map(|(start, _)| start)
        }
        Step::AfterTalk => {
            let end = session.booking.as_ref().map(|b| b.end())?;
            let asks = matches!(
                session.outcome,
                Outcome::Open | Outcome::Held | Outcome::Unconfirmed
            );
            let silent =
                session.after_member.rating.is_none() && session.after_member.held.is_none();
            (asks && silent).then(|| member.next_open(end + AFTER_TALK))?
        }
        Step::AfterTalkReminder => {
            let asked = session.after_member.asked_at?;
            let open = !session.after_member.is_answered() || !session.after_manager.is_answered();
            open.then(|| days_after(&member, asked, 1))?
        }
        Step::AskAgain => {
            let differ = session.outcome == Outcome::Unconfirmed;
            let asked = session.after_member.asked_at?;
            differ.then(|| days_after(&member, asked, 1))?
        }
    }
}

fn open_booking(session: &Session) -> Option<DateTime<Utc>> {
    let open = session.outcome == Outcome::Open;
    open.then(|| session.booking.as_ref().map(|b| b.start))?
}

/// The same time of day, so many of the person's working days later; moved into their hours.
fn days_after(person: &Calendar<'_>, from: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
    let day: NaiveDate = person.business_day_after(person.local_date(from), days)?;
    let time = from.with_timezone(&person.tz).time();
    person.next_open(crate::domain::calendar::resolve(
        person.tz,
        day.and_time(time),
    ))
}
