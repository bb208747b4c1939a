//! Proposals for ordinary, crowded and far-apart pairs, and for random ones.

mod any;

use super::*;
use crate::domain::calendar::{DateRange, WorkingHours};
use crate::domain::holidays::{Country, Holidays};
use chrono::{NaiveDateTime, Timelike};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// A member and a manager in Tokyo; November 2026 from Friday the 20th to the month's close.
#[derive(Debug)]
struct Pair {
    hours: [WorkingHours; 2],
    zones: [Tz; 2],
    away: [Vec<DateRange>; 2],
    holidays: Holidays,
    busy: Vec<Busy>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    minutes: u32,
    count: usize,
    turn: usize,
}

impl Pair {
    fn new() -> Self {
        Pair {
            hours: [WorkingHours::default(); 2],
            zones: [Tz::Asia__Tokyo; 2],
            away: [Vec::new(), Vec::new()],
            holidays: Holidays::new(Country::Jp, Vec::new()),
            busy: Vec::new(),
            from: jst("2026-11-20 08:00"),
            until: jst("2026-12-01 00:00"),
            minutes: 30,
            count: 3,
            turn: 0,
        }
    }

    fn ask<T>(&self, answer: impl FnOnce(&SlotQuery<'_>) -> T) -> T {
        let calendar = |who: usize| Calendar {
            hours: &self.hours[who],
            tz: self.zones[who],
            holidays: &self.holidays,
            away: &self.away[who],
        };
        answer(&SlotQuery {
            member: &calendar(0),
            manager: &calendar(1),
            busy: &self.busy,
            from: self.from,
            until: self.until,
            minutes: self.minutes,
            count: self.count,
            turn: self.turn,
        })
    }

    fn propose(&self) -> Proposal {
        self.ask(propose)
    }

    /// Slots on the Tokyo clock.
    fn slots(&self) -> Vec<String> {
        let slots = self.propose().slots;
        let shown = |at: &DateTime<Utc>| {
            at.with_timezone(&Tz::Asia__Tokyo)
                .format("%m-%d %H:%M")
                .to_string()
        };
        slots.iter().map(shown).collect()
    }

    fn fits(&self, start: &str) -> Result<(), Misfit> {
        self.ask(|query| fits(query, jst(start)))
    }
}

fn jst(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
    resolve(Tz::Asia__Tokyo, local)
}

fn hours(text: &str) -> WorkingHours {
    text.parse().expect("working hours")
}

fn busy(from: &str, to: &str) -> Busy {
    Busy {
        start: jst(from),
        end: jst(to),
    }
}

fn off(from: &str, to: &str) -> Vec<DateRange> {
    let day = |text: &str| text.parse().expect("a date");
    vec![DateRange {
        from: day(from),
        to: day(to),
    }]
}

#[test]
fn three_times_on_three_days_at_three_times_of_day() {
    let pair = Pair::new();
    let slots = ["11-20 10:00", "11-24 14:00", "11-25 16:00"];
    assert_eq!(pair.slots(), slots, "the 23rd is a holiday");
    assert_eq!(pair.propose().shortage, None);
}

#[test]
fn members_of_one_manager_are_offered_different_times() {
    let mut pair = Pair::new();
    let mut offered = BTreeSet::new();
    for turn in 0..7 {
        pair.turn = turn;
        offered.extend(pair.slots());
    }
    assert_eq!(offered.len(), 21, "{offered:?}");
}

#[test]
fn lunch_is_crossed_only_when_nothing_else_is_left() {
    let mut pair = Pair::new();
    pair.hours[1] = hours("11:30-13:40");
    pair.minutes = 60;
    assert_eq!(
        pair.propose().slots.len(),
        3,
        "only 11:30, 12:00 and 12:30 suit both"
    );
    pair.hours[1] = hours("11:00-13:40");
    pair.minutes = 30;
    pair.count = 18;
    let lunch = |slot: &String| ("12:00".."13:00").contains(&&slot[6..]);
    assert!(
        !pair.slots().iter().any(lunch),
        "11:00, 11:30 and 13:00 of six days are enough for 18"
    );
    pair.count = 20;
    assert!(pair.slots().iter().any(lunch));
}

#[test]
fn a_talk_may_touch_lunch_on_either_side() {
    let pair = Pair::new();
    for (start, crosses) in [
        ("2026-11-20 11:30", false),
        ("2026-11-20 11:31", true),
        ("2026-11-20 12:30", true),
        ("2026-11-20 13:00", false),
    ] {
        let answer = pair.ask(|query| choose::crosses_lunch(query, jst(start)));
        assert_eq!(answer, crosses, "{start}");
    }
}

#[test]
fn the_lunch_of_the_manager_counts_on_the_managers_clock() {
    let mut pair = Pair::new();
    pair.zones[1] = Tz::Asia__Singapore;
    pair.count = 100;
    pair.until = jst("2026-11-21 00:00");
    let late = pair.slots();
    pair.count = late.len() - 5;
    let kept = pair.slots();
    let dropped: Vec<&String> = late.iter().filter(|slot| !kept.contains(slot)).collect();
    assert!(
        dropped
            .iter()
            .any(|slot| slot.ends_with("13:00") || slot.ends_with("13:30")),
        "{dropped:?}"
    );
}

#[test]
fn the_question_afterwards_is_still_in_working_time() {
    let mut pair = Pair::new();
    pair.count = 1000;
    assert!(pair.slots().iter().all(|slot| slot[6..] <= *"17:00"));
    assert_eq!(
        pair.fits("2026-11-20 17:30"),
        Ok(()),
        "who wants the last half hour may type it"
    );
}

#[test]
fn a_talk_may_end_with_the_period() {
    let mut pair = Pair::new();
    pair.until = jst("2026-11-20 09:30");
    assert_eq!(pair.slots(), ["11-20 09:00"]);
    pair.until -= TimeDelta::seconds(1);
    assert!(pair.propose().slots.is_empty());
}

#[test]
fn a_half_hour_that_the_clock_skips_is_not_offered() {
    let mut pair = Pair::new();
    pair.hours = [hours("Mon-Sun 00:30-06:00"); 2];
    pair.zones = [Tz::America__New_York; 2];
    pair.from = resolve(
        Tz::America__New_York,
        "2026-03-08T00:00:00".parse().expect("a time"),
    );
    pair.until = pair.from + TimeDelta::hours(4);
    pair.count = 10;
    let shown = pair.propose().slots;
    let local = shown.iter().map(|at| {
        at.with_timezone(&Tz::America__New_York)
            .format("%H:%M")
            .to_string()
    });
    assert_eq!(
        local.collect::<Vec<_>>(),
        [
            "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30"
        ]
    );
}

#[test]
fn a_shortage_says_why() {
    let usual = Pair::new();
    let cases: [(Shortage, Pair); 5] = [
        (
            Shortage::NoCommonHours,
            Pair {
                hours: [hours("9:00-12:00"), hours("13:00-18:00")],
                ..Pair::new()
            },
        ),
        (
            Shortage::MemberAway,
            Pair {
                away: [off("2026-11-01", "2026-11-30"), Vec::new()],
                ..Pair::new()
            },
        ),
        (
            Shortage::ManagerAway,
            Pair {
                away: [Vec::new(), off("2026-11-01", "2026-11-30")],
                ..Pair::new()
            },
        ),
        (
            Shortage::FullyBooked,
            Pair {
                busy: vec![busy("2026-11-19 00:00", "2026-12-31 00:00")],
                ..Pair::new()
            },
        ),
        (
            Shortage::MonthEnding,
            Pair {
                from: jst("2026-11-30 18:00"),
                ..Pair::new()
            },
        ),
    ];
    for (why, pair) in cases {
        assert_eq!(
            pair.propose(),
            Proposal {
                slots: Vec::new(),
                shortage: Some(why)
            }
        );
    }
    assert_eq!(usual.propose().shortage, None);
}

#[test]
fn fewer_than_wanted_are_still_offered() {
    let mut pair = Pair::new();
    pair.from = jst("2026-11-30 16:10");
    assert_eq!(pair.slots(), ["11-30 16:30", "11-30 17:00"]);
    assert_eq!(pair.propose().shortage, Some(Shortage::MonthEnding));
    pair.from = jst("2026-11-30 09:00");
    pair.busy = vec![busy("2026-11-30 09:00", "2026-11-30 17:00")];
    assert_eq!(pair.slots(), ["11-30 17:00"]);
    assert_eq!(pair.propose().shortage, Some(Shortage::FullyBooked));
}

#[test]
fn a_time_that_does_not_fit_says_why() {
    let mut pair = Pair::new();
    pair.away = [
        off("2026-11-26", "2026-11-26"),
        off("2026-11-27", "2026-11-27"),
    ];
    pair.hours = [hours("9:00-17:00"), hours("10:00-18:00")];
    pair.busy = vec![busy("2026-11-24 14:00", "2026-11-24 15:00")];
    for (start, answer) in [
        ("2026-11-19 14:00", Err(Misfit::InThePast)),
        ("2026-12-01 14:00", Err(Misfit::AfterPeriod)),
        ("2026-11-21 14:00", Err(Misfit::MemberDayOff)),
        ("2026-11-23 14:00", Err(Misfit::MemberDayOff)),
        ("2026-11-26 14:00", Err(Misfit::MemberDayOff)),
        ("2026-11-27 14:00", Err(Misfit::ManagerDayOff)),
        ("2026-11-24 16:45", Err(Misfit::OutsideMemberHours)),
        ("2026-11-24 09:45", Err(Misfit::OutsideManagerHours)),
        ("2026-11-24 13:45", Err(Misfit::Taken)),
        ("2026-11-24 14:59", Err(Misfit::Taken)),
        ("2026-11-24 13:30", Ok(())),
        ("2026-11-24 15:00", Ok(())),
        ("2026-11-24 15:10", Ok(())),
    ] {
        assert_eq!(pair.fits(start), answer, "{start}");
    }
}

#[test]
fn two_time_zones_meet_where_both_work() {
    let mut pair = Pair::new();
    pair.zones[1] = Tz::Europe__Berlin;
    let slots = pair.slots();
    assert_eq!(slots.len(), 3);
    assert!(
        slots.iter().all(|slot| slot[6..] == *"17:00"),
        "{slots:?}: Berlin begins at 17:00 in Tokyo"
    );
}
