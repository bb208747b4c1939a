//! Japanese holidays 2020–2030 against the published list and against the law written out as rules.

use super::*;
use chrono::{Days, Weekday};
use std::collections::BTreeSet;

/// The published list, `month/day`. 2020–2027: Cabinet Office, 国民の祝日について (2027 as announced on
/// 2 February 2026). 2028–2030: the holiday_jp data set, whose equinoxes are forecasts until then.
const PUBLISHED: [(i32, &str); 11] = [
    (
        2020,
        "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
    ),
    (
        2021,
        "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
    ),
    (
        2022,
        "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
    ),
    (
        2023,
        "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
    ),
    (
        2024,
        "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    ),
    (
        2025,
        "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    ),
    (
        2026,
        "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    ),
    (
        2027,
        "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
    ),
    (
        2028,
        "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23",
    ),
    (
        2029,
        "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23",
    ),
    (
        2030,
        "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 11/4 11/23",
    ),
];

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn ours(year: i32) -> BTreeSet<NaiveDate> {
    let holidays = Holidays::new(Country::Jp, Vec::new());
    let days = date(year, 1, 1)
        .iter_days()
        .take_while(|day| day.year() == year);
    days.filter(|day| holidays.is_holiday(*day)).collect()
}

fn published(year: i32, list: &str) -> BTreeSet<NaiveDate> {
    let days = list.split(' ').map(|day| {
        let (month, day) = day.split_once('/').expect("month/day");
        date(
            year,
            month.parse().expect("a month"),
            day.parse().expect("a day"),
        )
    });
    days.collect()
}

/// 国民の祝日に関する法律, articles 2 and 3, as in force since 2020, with the moves for the Olympic Games.
fn by_law(year: i32) -> BTreeSet<NaiveDate> {
    let monday = |month, nth| {
        NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth).expect("exists")
    };
    let (sea, mountain, sports) = match year {
        2020 => (date(year, 7, 23), date(year, 8, 10), date(year, 7, 24)),
        2021 => (date(year, 7, 22), date(year, 8, 8), date(year, 7, 23)),
        _ => (monday(7, 3), date(year, 8, 11), monday(10, 2)),
    };
    let fixed = [
        (1, 1),
        (2, 11),
        (2, 23),
        (4, 29),
        (5, 3),
        (5, 4),
        (5, 5),
        (11, 3),
        (11, 23),
    ];
    let mut named: BTreeSet<NaiveDate> = fixed.into_iter().map(|(m, d)| date(year, m, d)).collect();
    named.extend([monday(1, 2), monday(9, 3), sea, mountain, sports]);
    named.extend([
        date(year, 3, equinox(year, 20.8431)),
        date(year, 9, equinox(year, 23.2488)),
    ]);
    let mut all = named.clone();
    for day in &named {
        if day.weekday() == Weekday::Sun {
            all.extend(day.iter_days().find(|later| !named.contains(later)));
        }
        if named.contains(&(*day + Days::new(2))) {
            all.insert(*day + Days::new(1));
        }
    }
    all
}

/// The day of the equinox in Japan for 1980–2099 (海上保安庁水路部, 暦計算研究会編「新こよみ便利帳」).
fn equinox(year: i32, at_1980: f64) -> u32 {
    let years = f64::from(year - 1980);
    (at_1980 + 0.242194 * years - (years / 4.0).floor()).floor() as u32
}

#[test]
fn the_years_2020_to_2030_are_those_published() {
    for (year, list) in PUBLISHED {
        assert_eq!(ours(year), published(year, list), "{year}");
    }
}

#[test]
fn the_years_2020_to_2099_follow_the_law() {
    for year in 2020..=2099 {
        assert_eq!(ours(year), by_law(year), "{year}");
    }
}

#[test]
fn every_correction_still_corrects_something() {
    let crate_says = JPHoliday::new();
    for ((year, month, day), holiday) in CORRECTIONS {
        let date = date(year, month, day);
        assert_ne!(
            crate_says.is_holiday(&date),
            holiday,
            "{date} needs no correction any more"
        );
    }
}

#[test]
fn outside_the_table_there_are_no_public_holidays() {
    let holidays = Holidays::new(Country::Jp, Vec::new());
    for day in [
        date(1999, 1, 1),
        date(2100, 1, 1),
        NaiveDate::MIN,
        NaiveDate::MAX,
    ] {
        assert!(!holidays.is_holiday(day), "{day}");
    }
    assert!(holidays.is_holiday(date(2000, 1, 1)) && holidays.is_holiday(date(2099, 1, 1)));
}

#[test]
fn a_company_may_keep_only_its_own_days() {
    let turn_of_year = DateRange {
        from: date(2026, 12, 29),
        to: date(2027, 1, 3),
    };
    let inside = DateRange::day(date(2026, 12, 30));
    let empty = DateRange {
        from: date(2026, 6, 2),
        to: date(2026, 6, 1),
    };
    let days = |days| CompanyDays {
        days,
        ja: None,
        en: None,
    };
    let company = vec![days(inside), days(turn_of_year), days(empty)];
    let holidays = Holidays::new(Country::None, company);
    for (day, rests) in [
        (date(2026, 5, 5), false),
        (date(2026, 6, 1), false),
        (date(2026, 12, 28), false),
        (date(2026, 12, 29), true),
        (date(2027, 1, 3), true),
        (date(2027, 1, 4), false),
    ] {
        assert_eq!(holidays.is_holiday(day), rests, "{day}");
    }
}

#[test]
fn holidays_are_written_as_a_table() {
    let toml = r#"
        country = "none"
        [[company]]
        from = "2026-08-12"
        to = "2026-08-14"
        ja = "お盆"
        [[company]]
        from = "2026-12-29"
        en = "Turn of the year"
    "#;
    let holidays: Holidays = toml::from_str(toml).expect("reads");
    assert_eq!(holidays.company_days()[0].ja.as_deref(), Some("お盆"));
    assert_eq!(
        holidays.company_days()[1].days,
        DateRange::day(date(2026, 12, 29))
    );
    assert!(holidays.is_holiday(date(2026, 8, 14)) && !holidays.is_holiday(date(2026, 5, 5)));
    let again = toml::to_string(&holidays).expect("writes");
    assert_eq!(toml::from_str(&again), Ok(holidays));
    assert_eq!(toml::from_str(""), Ok(Holidays::default()));
}

#[test]
fn bad_company_days_are_refused_with_the_reason() {
    let read = |toml: &str| toml::from_str::<Holidays>(toml).map_err(|error| error.to_string());
    let backwards = read(r#"company = [{ from = "2026-08-14", to = "2026-08-12" }]"#);
    assert!(backwards.is_err_and(|error| {
        error.contains("from 2026-08-14 must not end before that, on 2026-08-12")
    }));
    let misspelt = read(r#"company = [{ from = "2026-08-14", till = "2026-08-16" }]"#);
    assert!(misspelt.is_err_and(|error| error.contains("till")));
    assert!(read(r#"country = "fr""#).is_err_and(|error| error.contains("fr")));
}
