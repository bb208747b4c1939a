//! Dates and times as each language writes them, on the reader's clock.

use crate::domain::calendar::{WEEK, WorkingHours};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

/// A talk's begin and end: `11月25日(水) 14:00–14:30`, `Wed, 25 Nov, 14:00–14:30`.
pub fn span(lang: Lang, tz: Tz, start: DateTime<Utc>, minutes: u32) -> String {
    let local = start.with_timezone(&tz);
    let end = local + Duration::minutes(i64::from(minutes));
    let day = weekday_date(lang, local.date_naive());
    let hours = format!("{}–{}", local.format("%H:%M"), end.format("%H:%M"));
    match lang {
        Lang::Ja => format!("{day} {hours}"),
        Lang::En => format!("{day}, {hours}"),
    }
}

/// A day and a time of it: `11月25日(水) 14:00`, `Wed, 25 Nov, 14:00`.
pub fn day_and_time(lang: Lang, tz: Tz, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&tz);
    let day = weekday_date(lang, local.date_naive());
    let time = local.format("%H:%M");
    match lang {
        Lang::Ja => format!("{day} {time}"),
        Lang::En => format!("{day}, {time}"),
    }
}

/// Begin and end with the name of the clock.
pub fn span_in_zone(lang: Lang, tz: Tz, start: DateTime<Utc>, minutes: u32) -> String {
    let span = span(lang, tz, start, minutes);
    let zone = zone_name(lang, tz);
    match lang {
        Lang::Ja => format!("{span}（{zone}）"),
        Lang::En => format!("{span} ({zone})"),
    }
}

/// `11月25日(水)`, `Wed, 25 Nov`.
pub fn weekday_date(lang: Lang, date: NaiveDate) -> String {
    match lang {
        Lang::Ja => format!(
            "{}({})",
            short_date(lang, date),
            japanese_weekday(date.weekday())
        ),
        Lang::En => date.format("%a, %-d %b").to_string(),
    }
}

/// `11月25日`, `25 Nov`.
pub fn short_date(lang: Lang, date: NaiveDate) -> String {
    match lang {
        Lang::Ja => format!("{}月{}日", date.month(), date.day()),
        Lang::En => date.format("%-d %b").to_string(),
    }
}

/// `11月`, `November`.
pub fn month_name(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Ja => format!("{}月", month.month()),
        Lang::En => month.first_day().format("%B").to_string(),
    }
}

/// `2026年11月`, `November 2026`.
pub fn month_and_year(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Ja => format!("{}年{}月", month.year(), month.month()),
        Lang::En => month.first_day().format("%B %Y").to_string(),
    }
}

/// Working hours as people type them: `月-金 09:00-18:00`, `Mon-Fri 09:00-18:00`.
pub fn hours(lang: Lang, hours: &WorkingHours) -> String {
    let written = hours.to_string();
    if lang == Lang::En {
        return written;
    }
    WEEK.into_iter().fold(written, |text, day| {
        text.replace(&day.to_string(), japanese_weekday(day))
    })
}

/// What people call the clock: `日本時間`, `Berlin time`.
pub fn zone_name(lang: Lang, tz: Tz) -> String {
    let name = tz.name();
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    match (lang, tz) {
        (Lang::Ja, Tz::Asia__Tokyo | Tz::Japan) => "日本時間".to_owned(),
        (Lang::En, Tz::Asia__Tokyo | Tz::Japan) => "Japan time".to_owned(),
        (_, Tz::UTC) => "UTC".to_owned(),
        (Lang::Ja, _) => format!("{city}時間"),
        (Lang::En, _) => format!("{city} time"),
    }
}

fn japanese_weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn start() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 25, 5, 0, 0)
            .single()
            .expect("a time")
    }

    #[test]
    fn a_talk_is_written_on_the_readers_clock() {
        let (start, tokyo) = (start(), Tz::Asia__Tokyo);
        assert_eq!(span(Lang::Ja, tokyo, start, 30), "11月25日(水) 14:00–14:30");
        assert_eq!(span(Lang::En, tokyo, start, 30), "Wed, 25 Nov, 14:00–14:30");
    }

    #[test]
    fn a_moment_is_a_day_and_a_time() {
        let (at, tokyo) = (start(), Tz::Asia__Tokyo);
        assert_eq!(day_and_time(Lang::Ja, tokyo, at), "11月25日(水) 14:00");
        assert_eq!(day_and_time(Lang::En, tokyo, at), "Wed, 25 Nov, 14:00");
    }

    #[test]
    fn another_clock_is_named() {
        let (start, berlin) = (start(), Tz::Europe__Berlin);
        assert_eq!(
            span_in_zone(Lang::En, berlin, start, 30),
            "Wed, 25 Nov, 06:00–06:30 (Berlin time)"
        );
        assert_eq!(
            span_in_zone(Lang::Ja, Tz::Asia__Tokyo, start, 30),
            "11月25日(水) 14:00–14:30（日本時間）"
        );
        assert_eq!(zone_name(Lang::Ja, Tz::America__New_York), "New York時間");
    }

    #[test]
    fn hours_are_written_as_they_are_typed() {
        let hours_of_all: WorkingHours = WorkingHours::default();
        let japanese = hours(Lang::Ja, &hours_of_all);
        assert_eq!(japanese, "月-金 09:00-18:00");
        assert_eq!(
            japanese
                .parse::<WorkingHours>()
                .expect("reads its own form"),
            hours_of_all
        );
    }

    #[test]
    fn months_are_named() {
        let month = Month::new(2026, 11).expect("a month");
        assert_eq!(month_name(Lang::Ja, month), "11月");
        assert_eq!(month_and_year(Lang::En, month), "November 2026");
    }
}
