//! A cycle opens: it is planned ahead, then every pair gets its session, page by page.

use super::Moment;
use crate::decision::{Change, Decision, SessionEvent};
use crate::domain::calendar::Calendar;
use crate::domain::cycle::{Cycle, CycleStage};
use crate::domain::ids::SessionId;
use crate::domain::month::Month;
use crate::domain::pace::Pace;
use crate::domain::person::Person;
use crate::domain::programme::{Audience, Programme};
use crate::domain::schedule::{self, BadCron};
use crate::domain::session::Session;
use crate::messages::{Message, Outgoing, Recipient};
use crate::timetable;
use chrono::{DateTime, Utc};

/// How many people one page takes.
pub const PAGE: usize = 500;

/// The company's own working time.
pub fn company_calendar(programme: &Programme) -> Calendar<'_> {
    Calendar {
        hours: &programme.working_hours,
        tz: programme.time_zone,
        holidays: &programme.holidays,
        away: &[],
    }
}

/// How many months are looked through for the next opening, so that a quarterly rhythm works too.
const MONTHS_AHEAD: usize = 24;

/// The next cycle after `newest`, or, for a company that has none, the first that opens from now on.
/// Months in which the expression never fires have no cycle.
///
/// # Errors
/// When the programme's cron expression cannot be read, or does not fire within two years.
pub fn plan(
    programme: &Programme,
    newest: Option<Month>,
    now: DateTime<Utc>,
) -> Result<Cycle, BadCron> {
    let company = company_calendar(programme);
    let first = newest.map_or(Month::of(company.local_date(now)), Month::next);
    let mut refusal = None;
    for month in std::iter::successors(Some(first), |month| Some(month.next())).take(MONTHS_AHEAD) {
        let opens_at = match schedule::cycle_opens(&programme.cycle.opens, &company, month) {
            Ok(opens_at) => opens_at,
            Err(error @ BadCron::NotInMonth { .. }) => {
                refusal = Some(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        let cycle = Cycle {
            month,
            version: 0,
            opens_at,
            closes_at: schedule::month_closes(&company, month),
            k: programme.privacy.k,
            pace: Pace::default(),
            stage: CycleStage::Planned,
        };
        let useful = match newest {
            Some(_) => now < cycle.closes_at,
            None => now <= opens_at,
        };
        if useful {
            return Ok(cycle);
        }
    }
    let expression = programme.cycle.opens.clone();
    Err(refusal.unwrap_or(BadCron::NotInMonth {
        expression,
        month: first,
    }))
}

/// A planned cycle whose moment has come begins to open; k is frozen. Those who run the programme are told when its
/// messages take more than a day.
pub fn begin(programme: &Programme, cycle: &Cycle, pace: Pace, now: DateTime<Utc>) -> Decision {
    let company = company_calendar(programme);
    let begins = now.max(cycle.opens_at);
    let opening = Cycle {
        k: programme.privacy.k,
        pace,
        stage: CycleStage::Opening { after: 0 },
        ..cycle.clone()
    };
    let mut decision = Decision::default().and(Change::Cycle(opening));
    if pace.fits_a_day(&company, begins) {
        return decision;
    }
    let send_at = company.next_open(now).unwrap_or(now);
    let channels = programme.channels.iter();
    let told = channels
        .filter(|channel| channel.audience == Audience::Hr)
        .map(|channel| Outgoing {
            message: Message::LongOpening(cycle.month),
            to: Recipient::Channel(
                channel.platform.clone(),
                channel.workspace.clone(),
                channel.id.clone(),
            ),
            send_at,
            expires_at: cycle.closes_at,
        });
    decision.messages.extend(told);
    decision
}

/// One page of people, in order of ids, each with their manager. An empty page ends the opening.
pub fn open_page(
    programme: &Programme,
    cycle: &Cycle,
    page: &[(Person, Option<Person>)],
    moment: &mut Moment<'_>,
) -> Decision {
    let before = match cycle.stage {
        CycleStage::Opening { after } => after,
        _ => 0,
    };
    let after = page.last().map(|(person, _)| person.id.0);
    let stage = after.map_or(CycleStage::Open, |after| CycleStage::Opening { after });
    let mut decision = Decision::default().and(Change::Cycle(Cycle {
        stage,
        ..cycle.clone()
    }));
    for (index, (person, manager)) in page.iter().enumerate() {
        let calendar = person.calendar(&programme.holidays);
        let from = moment.now.max(cycle.opens_at);
        let at = cycle
            .pace
            .moment(&calendar, from, (index, page.len()), before);
        let Some(at) = at.filter(|at| *at < cycle.closes_at) else {
            continue;
        };
        welcome(&mut decision, person, at, cycle);
        if let Some(manager) = manager
            .as_ref()
            .filter(|manager| takes_part(person, manager, at))
        {
            ask(
                &mut decision,
                programme,
                cycle,
                (person, manager),
                at,
                moment,
            );
        }
    }
    decision
}

/// Eligible: at the company, not on leave, with a manager at the company (PRODUCT section 7).
fn takes_part(person: &Person, manager: &Person, at: DateTime<Utc>) -> bool {
    let day = person.local_date(at);
    person.employed_on(day) && !person.on_leave(day) && manager.employed_on(day)
}

/// The first contact ever (M0) goes before anything else.
fn welcome(decision: &mut Decision, person: &Person, at: DateTime<Utc>, cycle: &Cycle) {
    if person.welcomed || !person.reachable_on(person.local_date(at)) {
        return;
    }
    decision.messages.push(Outgoing {
        message: Message::Welcome(person.id),
        to: Recipient::Person(person.id),
        send_at: at,
        expires_at: cycle.closes_at,
    });
    let person = Person {
        welcomed: true,
        ..person.clone()
    };
    decision.changes.push(Change::Person(Box::new(person)));
}

fn ask(
    decision: &mut Decision,
    programme: &Programme,
    cycle: &Cycle,
    (member, manager): (&Person, &Person),
    at: DateTime<Utc>,
    moment: &mut Moment<'_>,
) {
    let id = SessionId(moment.fresh.draw());
    let mut session = Session::planned(id, cycle.month, member, manager.id, at);
    session.due_at = timetable::first(programme, cycle, member, &session);
    if member.reachable_on(member.local_date(at)) {
        decision.messages.push(Outgoing {
            message: Message::PrepAsk(session.id),
            to: Recipient::Person(member.id),
            send_at: at,
            expires_at: cycle.closes_at,
        });
    }
    let opened = Change::Session(SessionEvent::Opened, Box::new(session));
    decision.changes.push(opened);
}
