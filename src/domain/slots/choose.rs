//! Choosing among free times: other days and other times of day before more of the same.

use super::SlotQuery;
use crate::domain::calendar::Calendar;
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The members of one manager begin their proposals on this many different days.
const FIRST_DAYS: usize = 5;

/// The minute of the day that suits best in the morning, after lunch and late in the day.
const BEST_MINUTES: [u32; 3] = [10 * 60, 14 * 60, 16 * 60];

/// A free time as the member sees it.
#[derive(Debug, Clone, Copy)]
struct Choice {
    start: DateTime<Utc>,
    date: NaiveDate,
    /// Minutes since local midnight.
    minute: u32,
    /// Which of [`BEST_MINUTES`] it is near.
    part: usize,
    across_lunch: bool,
    /// Place of its date in this member's order of days.
    day_order: usize,
    /// Place among the times of the same part of the same day.
    time_order: usize,
}

/// At most `query.count` of the free times (which come in order), earliest first.
pub(super) fn varied(query: &SlotQuery<'_>, free: &[DateTime<Utc>]) -> Vec<DateTime<Utc>> {
    let mut left: Vec<Choice> = free.iter().map(|start| choice(query, *start)).collect();
    let beginnings = order_days(&mut left, query.turn);
    order_times(&mut left, query.turn / beginnings);
    let mut chosen: Vec<Choice> = Vec::new();
    while chosen.len() < query.count {
        let best = left
            .iter()
            .enumerate()
            .min_by_key(|(_, choice)| cost(choice, &chosen));
        let Some((at, _)) = best else { break };
        chosen.push(left.remove(at));
    }
    let mut slots: Vec<DateTime<Utc>> = chosen.iter().map(|choice| choice.start).collect();
    slots.sort();
    slots
}

/// What makes a time less welcome, the heaviest first.
fn cost(choice: &Choice, chosen: &[Choice]) -> impl Ord + use<> {
    let same_day = chosen
        .iter()
        .filter(|other| other.date == choice.date)
        .count();
    let same_part = chosen
        .iter()
        .filter(|other| other.part == choice.part)
        .count();
    let order = (choice.day_order, choice.time_order, choice.start);
    (choice.across_lunch, same_day, same_part, order)
}

fn choice(query: &SlotQuery<'_>, start: DateTime<Utc>) -> Choice {
    let local = query.member.local(start);
    Choice {
        start,
        date: local.date(),
        minute: local.num_seconds_from_midnight() / 60,
        part: match local.hour() {
            0..12 => 0,
            12..15 => 1,
            _ => 2,
        },
        across_lunch: crosses_lunch(query, start),
        day_order: 0,
        time_order: 0,
    }
}

/// Whether a talk at this time would take the lunch hour of either.
pub(super) fn crosses_lunch(query: &SlotQuery<'_>, start: DateTime<Utc>) -> bool {
    let end = query.end_of(start);
    [query.member, query.manager]
        .into_iter()
        .any(|who| meets_lunch(who, start, end))
}

/// Whether `[start, end)` meets 12:00–13:00 of the person's day.
fn meets_lunch(who: &Calendar<'_>, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
    let hour = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
    let day = who.local_date(start);
    who.local(start) < day.and_time(hour(13)) && who.local(end) > day.and_time(hour(12))
}

/// Days in order, beginning with a different one for each turn. Returns how many beginnings there are.
fn order_days(choices: &mut [Choice], turn: usize) -> usize {
    let dates: BTreeSet<NaiveDate> = choices.iter().map(|choice| choice.date).collect();
    let beginnings = dates.len().clamp(1, FIRST_DAYS);
    let places: BTreeMap<NaiveDate, usize> = dates.iter().copied().zip(0..).collect();
    for choice in choices {
        choice.day_order = rotated(places[&choice.date], turn % beginnings, dates.len());
    }
    beginnings
}

/// Within a part of a day the best time first, or a later one when every beginning was given `round` times.
fn order_times(choices: &mut [Choice], round: usize) {
    choices.sort_by_key(|choice| (choice.date, choice.part, distance(choice), choice.start));
    for group in choices.chunk_by_mut(|a, b| (a.date, a.part) == (b.date, b.part)) {
        let count = group.len();
        for (place, choice) in group.iter_mut().enumerate() {
            choice.time_order = rotated(place, round % count, count);
        }
    }
}

/// Minutes between the time and the best one of its part of the day.
fn distance(choice: &Choice) -> u32 {
    choice.minute.abs_diff(BEST_MINUTES[choice.part])
}

fn rotated(place: usize, first: usize, count: usize) -> usize {
    (place + count - first) % count
}
