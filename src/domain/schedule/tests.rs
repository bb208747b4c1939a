//! Openings and closings on real calendars; spreading as a property.

use super::*;
use crate::domain::calendar::{DateRange, WorkingHours};
use crate::domain::holidays::{CompanyDays, Country, Holidays};
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use proptest::prelude::*;

fn utc(text: &str) -> DateTime<Utc> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M");
    time.expect("a time").and_utc()
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn opens_in(tz: Tz, country: Country, cron: &str, text: &str) -> Result<DateTime<Utc>, BadCron> {
    let (hours, holidays) = (WorkingHours::default(), Holidays::new(country, Vec::new()));
    let company = Calendar {
        hours: &hours,
        tz,
        holidays: &holidays,
        away: &[],
    };
    cycle_opens(cron, &company, month(text))
}

fn opens(cron: &str, text: &str) -> Result<DateTime<Utc>, BadCron> {
    opens_in(Tz::Asia__Tokyo, Country::Jp, cron, text)
}

#[test]
fn a_cycle_opens_at_nine_on_the_first_business_day() {
    for (text, opening) in [
        ("2026-10", "2026-10-01 00:00"),
        ("2026-11", "2026-11-02 00:00"),
        ("2026-01", "2026-01-02 00:00"),
        ("2027-05", "2027-05-06 00:00"),
    ] {
        assert_eq!(opens(DEFAULT_OPENS, text), Ok(utc(opening)), "{text}");
    }
}

#[test]
fn classic_and_long_expressions_mean_what_they_say() {
    for (cron, opening) in [
        ("30 10 5 * *", "2026-11-05 01:30"),
        ("0 30 10 5 * *", "2026-11-05 01:30"),
        ("0 30 10 5 * * 2026", "2026-11-05 01:30"),
        ("0 9 * * 1", "2026-11-02 00:00"),
        ("0 9 * * MON", "2026-11-02 00:00"),
        ("0 9 * * 5-7", "2026-11-02 00:00"),
        ("0 9 * * 4,5", "2026-11-05 00:00"),
        ("0 0 9 * * 3", "2026-11-04 00:00"),
        ("0 0 9 8-14 * MON", "2026-11-09 00:00"),
        ("0 9 1 11 *", "2026-11-02 00:00"),
    ] {
        assert_eq!(opens(cron, "2026-11"), Ok(utc(opening)), "{cron}");
    }
}

#[test]
fn a_bad_expression_is_named() {
    for cron in [
        "",
        "nine o'clock",
        "0 9 1 *",
        "61 9 1 * *",
        "0 9 1 * 1",
        "0 9 * * 9",
        "0 9 * * MON-5",
    ] {
        let error = opens(cron, "2026-11").expect_err(cron);
        assert!(
            matches!(error, BadCron::Unreadable { .. }),
            "{cron}: {error}"
        );
        assert!(error.to_string().contains(&format!("'{cron}'")), "{error}");
    }
}

#[test]
fn a_month_without_a_firing_opens_no_cycle() {
    let quarterly = "0 9 1 1,4,7,10 *";
    assert!(opens(quarterly, "2026-10").is_ok());
    for (cron, text) in [
        (quarterly, "2026-11"),
        ("0 9 31 * *", "2026-11"),
        ("0 0 9 1 * * 2020", "2026-11"),
    ] {
        let error = opens(cron, text).expect_err(cron);
        assert!(matches!(error, BadCron::NotInMonth { .. }), "{error}");
    }
}

/// A company in New York that works every day.
fn every_day(cron: &str, text: &str) -> Result<DateTime<Utc>, BadCron> {
    let hours = "Mon-Sun 00:00-12:00".parse::<WorkingHours>();
    let company = Calendar {
        hours: &hours.expect("hours"),
        tz: Tz::America__New_York,
        holidays: &Holidays::new(Country::None, Vec::new()),
        away: &[],
    };
    cycle_opens(cron, &company, month(text))
}

#[test]
fn the_clock_change_neither_skips_nor_doubles_an_opening() {
    assert_eq!(
        every_day("30 2 8 3 *", "2026-03"),
        Ok(utc("2026-03-08 07:00"))
    );
    assert_eq!(
        every_day("30 1 1 11 *", "2026-11"),
        Ok(utc("2026-11-01 05:30"))
    );
    let monday = opens_in(
        Tz::America__New_York,
        Country::None,
        "30 2 8 3 *",
        "2026-03",
    );
    assert_eq!(
        monday,
        Ok(utc("2026-03-09 06:30")),
        "Sunday's gap, moved to Monday at 02:30"
    );
}

#[test]
fn the_first_second_of_a_month_belongs_to_it() {
    assert_eq!(
        every_day("0 0 1 * *", "2026-12"),
        Ok(utc("2026-12-01 05:00"))
    );
    assert_eq!(
        every_day("@monthly", "2026-12"),
        Ok(utc("2026-12-01 05:00"))
    );
}

#[test]
fn sunday_is_zero_or_seven_in_five_fields_and_one_in_six() {
    for cron in ["0 9 * * 0", "0 9 * * 7", "0 9 * * SUN", "0 0 9 * * 1"] {
        assert_eq!(
            every_day(cron, "2026-12"),
            Ok(utc("2026-12-06 14:00")),
            "{cron}"
        );
    }
}

#[test]
fn a_month_closes_at_ten_on_the_fourth_business_day_of_the_next() {
    let (hours, holidays) = (
        WorkingHours::default(),
        Holidays::new(Country::Jp, Vec::new()),
    );
    let company = Calendar {
        hours: &hours,
        tz: Tz::Asia__Tokyo,
        holidays: &holidays,
        away: &[],
    };
    for (text, closing) in [
        ("2026-10", "2026-11-06 01:00"),
        ("2026-12", "2027-01-07 01:00"),
        ("2026-04", "2026-05-11 01:00"),
    ] {
        assert_eq!(month_closes(&company, month(text)), utc(closing), "{text}");
    }
}

#[test]
fn a_company_that_always_rests_still_opens_and_closes() {
    let always = DateRange {
        from: NaiveDate::MIN,
        to: NaiveDate::MAX,
    };
    let rest = CompanyDays {
        days: always,
        ja: None,
        en: None,
    };
    let (hours, holidays) = (
        WorkingHours::default(),
        Holidays::new(Country::None, vec![rest]),
    );
    let company = Calendar {
        hours: &hours,
        tz: Tz::Asia__Tokyo,
        holidays: &holidays,
        away: &[],
    };
    assert_eq!(
        cycle_opens(DEFAULT_OPENS, &company, month("2026-11")),
        Ok(utc("2026-11-01 00:00"))
    );
    assert_eq!(
        month_closes(&company, month("2026-11")),
        utc("2026-12-04 01:00")
    );
}

proptest! {
    #[test]
    fn no_expression_panics(cron in "[0-9*/,? A-Z-]{0,25}") {
        let _ = opens(&cron, "2026-11");
    }
}
