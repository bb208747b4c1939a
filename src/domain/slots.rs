//! Times that suit both sides of a pair.

mod choose;

use super::calendar::{Calendar, resolve};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// A proposed talk ends at least this long before either working day does, so that the question afterwards is still in it.
const MINUTES_LEFT_AFTERWARDS: i64 = 10;

/// A time that is taken: `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Busy {
    /// The first moment that is taken.
    pub start: DateTime<Utc>,
    /// The first moment that is free again.
    pub end: DateTime<Utc>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct SlotQuery<'a> {
    /// The member's working time; proposals start on the half hours of this wall clock.
    pub member: &'a Calendar<'a>,
    /// The manager's working time.
    pub manager: &'a Calendar<'a>,
    /// What both have booked, in any order.
    pub busy: &'a [Busy],
    /// Nothing starts before this.
    pub from: DateTime<Utc>,
    /// Nothing ends after this.
    pub until: DateTime<Utc>,
    /// How long the talk takes.
    pub minutes: u32,
    /// How many proposals are wanted.
    pub count: usize,
    /// The member's place among the manager's members (0, 1 …): different places are offered different times,
    /// so that the members of one manager do not all reach for the same three.
    pub turn: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Starts, earliest first, at most as many as wanted.
    pub slots: Vec<DateTime<Utc>>,
    /// Why there are fewer than wanted.
    pub shortage: Option<Shortage>,
}

/// Why too few times suit both. The first cause that brings the choice below what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// Their working hours never meet for long enough.
    NoCommonHours,
    /// The member is on leave or paused.
    MemberAway,
    /// The manager is on leave or paused.
    ManagerAway,
    /// Other bookings fill the time that is left.
    FullyBooked,
    /// Too few common working days are left in the period.
    MonthEnding,
}

/// Why a pressed or typed time does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// It starts before the period does.
    InThePast,
    /// It ends after the period does.
    AfterPeriod,
    /// The member does not work that day.
    MemberDayOff,
    /// The manager does not work that day.
    ManagerDayOff,
    /// It is not wholly inside the member's hours.
    OutsideMemberHours,
    /// It is not wholly inside the manager's hours.
    OutsideManagerHours,
    /// One of the two has another booking.
    Taken,
}

/// Proposes times for a talk: on different days and at different times of day, not across lunch if it can be helped.
///
/// Deterministic: the same query gives the same proposal. Every slot passes [`fits`].
pub fn propose(query: &SlotQuery<'_>) -> Proposal {
    let free: Vec<DateTime<Utc>> = candidates(query)
        .filter(|start| is_free(query, *start))
        .collect();
    let shortage = (free.len() < query.count).then(|| why_too_few(query));
    let slots = choose::varied(query, &free);
    Proposal { slots, shortage }
}

/// Whether a talk may start at this moment, which need not be a half hour and may touch the end of a working day.
pub fn fits(query: &SlotQuery<'_>, start: DateTime<Utc>) -> Result<(), Misfit> {
    let end = query.end_of(start);
    let works = |calendar: &Calendar<'_>| calendar.is_working_day(calendar.local_date(start));
    let problems = [
        (start < query.from, Misfit::InThePast),
        (end > query.until, Misfit::AfterPeriod),
        (!works(query.member), Misfit::MemberDayOff),
        (!works(query.manager), Misfit::ManagerDayOff),
        (
            !inside(query.member, start, end),
            Misfit::OutsideMemberHours,
        ),
        (
            !inside(query.manager, start, end),
            Misfit::OutsideManagerHours,
        ),
        (!is_free(query, start), Misfit::Taken),
    ];
    match problems.into_iter().find(|(wrong, _)| *wrong) {
        Some((_, misfit)) => Err(misfit),
        None => Ok(()),
    }
}

impl SlotQuery<'_> {
    fn end_of(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        start + TimeDelta::minutes(i64::from(self.minutes))
    }
}

/// The half hours at which both work, whatever is booked.
fn candidates<'a>(query: &'a SlotQuery<'a>) -> impl Iterator<Item = DateTime<Utc>> + 'a {
    days(query)
        .flat_map(|date| half_hours(query.member, date))
        .filter(|start| *start >= query.from && query.end_of(*start) <= query.until)
        .filter(|start| {
            let end = query.end_of(*start) + TimeDelta::minutes(MINUTES_LEFT_AFTERWARDS);
            inside(query.member, *start, end) && inside(query.manager, *start, end)
        })
}

/// The member's local dates from `from` to `until`.
fn days(query: &SlotQuery<'_>) -> impl Iterator<Item = NaiveDate> + use<> {
    let first = query.member.local_date(query.from);
    let last = query.member.local_date(query.until);
    first.iter_days().take_while(move |date| *date <= last)
}

/// Each `:00` and `:30` of a date that the wall clock shows within working hours.
fn half_hours<'a>(
    member: &'a Calendar<'a>,
    date: NaiveDate,
) -> impl Iterator<Item = DateTime<Utc>> + 'a {
    let halves = if member.is_working_day(date) {
        0..48
    } else {
        0..0
    };
    halves
        .filter_map(|half| NaiveTime::from_num_seconds_from_midnight_opt(half * 1800, 0))
        .filter(|time| member.hours.start() <= *time && *time < member.hours.end())
        .filter_map(move |time| {
            let local = date.and_time(time);
            let start = resolve(member.tz, local);
            (member.local(start) == local).then_some(start)
        })
}

fn inside(calendar: &Calendar<'_>, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
    calendar
        .window(calendar.local_date(start))
        .is_some_and(|(opens, closes)| opens <= start && end <= closes)
}

fn is_free(query: &SlotQuery<'_>, start: DateTime<Utc>) -> bool {
    let end = query.end_of(start);
    !query
        .busy
        .iter()
        .any(|busy| busy.start < end && start < busy.end)
}

fn why_too_few(query: &SlotQuery<'_>) -> Shortage {
    let member = Calendar {
        away: &[],
        ..*query.member
    };
    let manager = Calendar {
        away: &[],
        ..*query.manager
    };
    let nobody_away = SlotQuery {
        member: &member,
        manager: &manager,
        busy: &[],
        ..*query
    };
    let manager_there = SlotQuery {
        member: query.member,
        ..nobody_away
    };
    let enough = |query: &SlotQuery<'_>| candidates(query).take(query.count).count() == query.count;
    if !enough(&nobody_away) {
        return if hours_meet(&nobody_away) {
            Shortage::MonthEnding
        } else {
            Shortage::NoCommonHours
        };
    }
    if !enough(&manager_there) {
        Shortage::MemberAway
    } else if !enough(query) {
        Shortage::ManagerAway
    } else {
        Shortage::FullyBooked
    }
}

/// Whether the hours of both ever meet, in the four weeks after the period begins.
fn hours_meet(query: &SlotQuery<'_>) -> bool {
    let four_weeks = SlotQuery {
        until: query.from + Days::new(28),
        ..*query
    };
    candidates(&four_weeks).next().is_some()
}

#[cfg(test)]
mod tests;
