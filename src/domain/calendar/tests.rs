//! Every time zone and five years of days; gaps, overlaps, leave and holidays.

use super::*;
use crate::domain::holidays::{CompanyDays, Country};
use chrono::{NaiveTime, Offset, Weekday};
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a time")
}

fn utc(text: &str) -> DateTime<Utc> {
    at(text).and_utc()
}

fn hours(text: &str) -> WorkingHours {
    text.parse().expect("working hours")
}

fn five_years() -> impl Iterator<Item = NaiveDate> {
    date(2024, 1, 1).iter_days().take(5 * 366)
}

/// A person in Tokyo with the default hours.
struct Person {
    hours: WorkingHours,
    holidays: Holidays,
    away: Vec<DateRange>,
}

impl Person {
    fn new() -> Self {
        Person {
            hours: WorkingHours::default(),
            holidays: Holidays::new(Country::Jp, Vec::new()),
            away: Vec::new(),
        }
    }

    fn calendar(&self) -> Calendar<'_> {
        Calendar {
            hours: &self.hours,
            tz: Tz::Asia__Tokyo,
            holidays: &self.holidays,
            away: &self.away,
        }
    }
}

#[test]
fn a_gap_gives_its_end_and_an_overlap_its_first_pass() {
    for (tz, local, moment) in [
        (
            Tz::America__New_York,
            "2026-03-08 02:30:00",
            "2026-03-08 07:00:00",
        ),
        (
            Tz::America__New_York,
            "2026-03-08 02:00:00",
            "2026-03-08 07:00:00",
        ),
        (
            Tz::America__New_York,
            "2026-03-08 03:00:00",
            "2026-03-08 07:00:00",
        ),
        (
            Tz::America__New_York,
            "2026-11-01 01:30:00",
            "2026-11-01 05:30:00",
        ),
        (
            Tz::Australia__Lord_Howe,
            "2026-10-04 02:15:30",
            "2026-10-03 15:30:00",
        ),
        (
            Tz::Pacific__Apia,
            "2011-12-30 09:00:00",
            "2011-12-30 10:00:00",
        ),
        (
            Tz::Africa__Monrovia,
            "1972-01-07 00:10:00",
            "1972-01-07 00:44:30",
        ),
        (
            Tz::Asia__Tokyo,
            "2026-11-20 09:00:00",
            "2026-11-20 00:00:00",
        ),
    ] {
        assert_eq!(resolve(tz, at(local)), utc(moment), "{tz} {local}");
    }
}

#[test]
fn in_every_zone_a_wall_time_is_resolved_to_the_first_moment_that_shows_it_or_more() {
    for tz in TZ_VARIANTS {
        for day in five_years() {
            for (hour, minute) in [(0, 0), (1, 30), (2, 15), (9, 0), (23, 30)] {
                let local = day.and_hms_opt(hour, minute, 0).expect("a time");
                let moment = resolve(tz, local);
                let shows = moment.with_timezone(&tz).naive_local();
                let before = (moment - TimeDelta::seconds(1))
                    .with_timezone(&tz)
                    .naive_local();
                assert!(
                    shows >= local,
                    "{tz} {local} resolved too early, at {shows}"
                );
                assert!(
                    before < local,
                    "{tz} {local} was already reached at {before}"
                );
            }
        }
    }
}

#[test]
fn in_every_zone_a_resolved_overlap_is_the_earlier_moment() {
    for tz in TZ_VARIANTS {
        for day in five_years() {
            let local = day.and_hms_opt(1, 30, 0).expect("a time");
            if let chrono::LocalResult::Ambiguous(one, other) = tz.from_local_datetime(&local) {
                assert_eq!(resolve(tz, local), one.min(other), "{tz} {local}");
            }
        }
    }
}

/// Checks the promise of `next_open`, and that asking again changes nothing.
fn check_next_open(calendar: &Calendar<'_>, now: DateTime<Utc>) {
    let tz = calendar.tz;
    let open = calendar.next_open(now).expect("works every week");
    assert!(open >= now && calendar.is_open(open), "{tz} {now} → {open}");
    assert_eq!(calendar.next_open(open), Some(open), "{tz} {now}");
    if open > now {
        assert!(!calendar.is_open(now), "{tz} {now} was open already");
        let before = open - TimeDelta::seconds(1);
        assert!(
            !calendar.is_open(before),
            "{tz} {now}: {open} is not the first"
        );
    }
}

fn sweep_next_open(hours: &WorkingHours, look: impl Fn(Tz, NaiveDate) -> bool) {
    let holidays = Holidays::default();
    for (zone, tz) in TZ_VARIANTS.into_iter().enumerate() {
        let calendar = Calendar {
            hours,
            tz,
            holidays: &holidays,
            away: &[],
        };
        for (place, day) in five_years().enumerate().filter(|(_, day)| look(tz, *day)) {
            let minute = (place * 37 + zone * 11) % 1440;
            let midnight = day.and_time(NaiveTime::MIN).and_utc();
            check_next_open(&calendar, midnight + TimeDelta::minutes(minute as i64));
        }
    }
}

#[test]
fn in_every_zone_the_next_open_moment_is_open_and_not_before_and_final() {
    sweep_next_open(&WorkingHours::default(), |_, _| true);
}

#[test]
fn around_every_clock_change_the_night_shift_opens_too() {
    let offset = |tz: Tz, day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN).and_utc();
        tz.offset_from_utc_datetime(&midnight.naive_utc()).fix()
    };
    let changes =
        |tz, day: NaiveDate| offset(tz, day - Days::new(2)) != offset(tz, day + Days::new(2));
    for shift in [
        "Mon-Sun 00:00-01:30",
        "Mon-Sun 00:30-03:10",
        "Mon-Sun 02:15-02:45",
        "Mon-Sun 01:00-02:00",
    ] {
        sweep_next_open(&hours(shift), changes);
    }
}

#[test]
fn business_days_count_forth_and_back_over_five_years() {
    let person = Person::new();
    let calendar = person.calendar();
    for day in five_years() {
        let worked: Vec<NaiveDate> = day
            .iter_days()
            .skip(1)
            .filter(|day| calendar.is_working_day(*day))
            .take(5)
            .collect();
        for n in 1..=5 {
            let found = calendar
                .business_day_after(day, n)
                .expect("works every week");
            assert_eq!(found, worked[n as usize - 1]);
            if calendar.is_working_day(day) {
                assert_eq!(calendar.business_day_before(found, n), Some(day));
            }
        }
    }
}

#[test]
fn days_off_are_weekends_holidays_and_leave() {
    let mut person = Person::new();
    person.away = vec![DateRange {
        from: date(2026, 11, 25),
        to: date(2026, 11, 26),
    }];
    let calendar = person.calendar();
    for (day, works) in [
        (date(2026, 11, 20), true),
        (date(2026, 11, 21), false),
        (date(2026, 11, 23), false),
        (date(2026, 11, 24), true),
        (date(2026, 11, 25), false),
        (date(2026, 11, 26), false),
        (date(2026, 11, 27), true),
    ] {
        assert_eq!(calendar.is_working_day(day), works, "{day}");
    }
    assert_eq!(
        calendar.business_day_after(date(2026, 11, 20), 2),
        Some(date(2026, 11, 27))
    );
    assert_eq!(
        calendar.business_day_after(date(2026, 11, 21), 0),
        Some(date(2026, 11, 21))
    );
}

#[test]
fn business_days_of_a_month_are_counted_from_its_first() {
    let person = Person::new();
    let month = "2026-05".parse().expect("a month");
    let nth = |n| person.calendar().nth_business_day(month, n);
    assert_eq!(nth(1), Some(date(2026, 5, 1)));
    assert_eq!(
        nth(2),
        Some(date(2026, 5, 7)),
        "Golden Week with its substitute holiday"
    );
    assert_eq!(nth(19), Some(date(2026, 6, 1)), "runs on into June");
}

#[test]
fn the_window_opens_at_the_start_and_closes_at_the_end() {
    let person = Person::new();
    let calendar = person.calendar();
    let friday = (utc("2026-11-20 00:00:00"), utc("2026-11-20 09:00:00"));
    assert_eq!(calendar.window(date(2026, 11, 20)), Some(friday));
    assert_eq!(calendar.window(date(2026, 11, 21)), None);
    assert!(calendar.is_open(friday.0));
    assert!(!calendar.is_open(friday.1));
    let after = utc("2026-11-24 00:00:00");
    assert_eq!(
        calendar.next_open(friday.1),
        Some(after),
        "over the weekend and a holiday"
    );
}

#[test]
fn the_local_date_is_the_one_on_the_wall() {
    let person = Person::new();
    assert_eq!(
        person.calendar().local_date(utc("2026-11-20 15:00:00")),
        date(2026, 11, 21)
    );
}

#[test]
fn a_day_that_the_zone_left_out_has_no_window() {
    let holidays = Holidays::default();
    let hours = WorkingHours::default();
    let calendar = Calendar {
        hours: &hours,
        tz: Tz::Pacific__Apia,
        holidays: &holidays,
        away: &[],
    };
    assert_eq!(calendar.window(date(2011, 12, 30)), None);
}

#[test]
fn who_is_away_for_good_is_never_open() {
    let mut person = Person::new();
    person.away = vec![DateRange {
        from: date(2026, 1, 1),
        to: NaiveDate::MAX,
    }];
    let calendar = person.calendar();
    assert_eq!(calendar.next_open(utc("2026-11-20 00:00:00")), None);
    assert_eq!(calendar.business_day_after(date(2026, 11, 20), 1), None);
}

#[test]
fn company_days_close_the_office() {
    let mut person = Person::new();
    let obon = DateRange {
        from: date(2026, 8, 12),
        to: date(2026, 8, 14),
    };
    person.holidays = Holidays::new(
        Country::Jp,
        vec![CompanyDays {
            days: obon,
            ja: Some("お盆".into()),
            en: None,
        }],
    );
    let next = person.calendar().business_day_after(date(2026, 8, 10), 1);
    assert_eq!(
        next,
        Some(date(2026, 8, 17)),
        "山の日, then お盆, then the weekend"
    );
}

proptest! {
    #[test]
    fn a_business_day_is_worked_and_the_nth_after(
        zone in 0..TZ_VARIANTS.len(),
        days in 1u8..128,
        start in 0i64..1826,
        n in 1u32..30,
        leave in 0i64..60,
    ) {
        let week = (0..7u8).filter(|day| days & (1 << day) != 0);
        let set: Weekdays = week.filter_map(|day| Weekday::try_from(day).ok()).collect();
        let usual = WorkingHours::default();
        let hours = WorkingHours::new(set, usual.start(), usual.end()).expect("valid");
        let holidays = Holidays::new(Country::Jp, Vec::new());
        let day = date(2024, 1, 1) + TimeDelta::days(start);
        let away = [DateRange { from: day, to: day + TimeDelta::days(leave) }];
        let calendar = Calendar { hours: &hours, tz: TZ_VARIANTS[zone], holidays: &holidays, away: &away };
        let found = calendar.business_day_after(day, n).expect("works every week");
        let between = day.iter_days().skip(1).take_while(|day| *day <= found);
        prop_assert!(calendar.is_working_day(found));
        prop_assert_eq!(between.filter(|day| calendar.is_working_day(*day)).count(), n as usize);
    }
}
