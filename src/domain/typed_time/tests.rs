//! What people type, said on Friday 20 November 2026 at 13:00 in Tokyo.

use super::*;
use chrono::Weekday;
use proptest::prelude::*;

fn say(text: &str) -> String {
    say_at(text, "2026-11-20 13:00")
}

fn say_at(text: &str, now: &str) -> String {
    let now = NaiveDateTime::parse_from_str(now, "%Y-%m-%d %H:%M").expect("a time");
    let now = crate::domain::calendar::resolve(Tz::Asia__Tokyo, now);
    match parse(text, now, Tz::Asia__Tokyo) {
        Ok(time) => time.format("%Y-%m-%d %H:%M").to_string(),
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn dates_are_understood() {
    for (text, time) in [
        ("11/25 14:00", "2026-11-25 14:00"),
        ("2026-11-25 14:00", "2026-11-25 14:00"),
        ("2026/11/25 14:00", "2026-11-25 14:00"),
        ("2026年11月25日 14:00", "2026-11-25 14:00"),
        ("１１／２５　１４：００", "2026-11-25 14:00"),
        ("11月25日(水)14時", "2026-11-25 14:00"),
        ("11/25（水） 14:00〜", "2026-11-25 14:00"),
        ("25日 14時半", "2026-11-25 14:30"),
        ("25日の14時15分でお願いします", "2026-11-25 14:15"),
        ("20日 15:00", "2026-11-20 15:00"),
        ("20日 9:00", "2026-11-20 09:00"),
        ("5日 9:00", "2026-12-05 09:00"),
        ("来月5日 10時", "2026-12-05 10:00"),
        ("11/1 9:00", "2027-11-01 09:00"),
        ("1/8 10:00", "2027-01-08 10:00"),
        ("Nov 25 14:00", "2026-11-25 14:00"),
        ("25 Nov 14:00", "2026-11-25 14:00"),
        ("25 November at 2pm", "2026-11-25 14:00"),
        ("the 25th, 10:30", "2026-11-25 10:30"),
        ("Wednesday, Nov. 25, 2:00 PM", "2026-11-25 14:00"),
        ("2pm on 11/25, please!", "2026-11-25 14:00"),
        ("12/1（火）午後1時からでお願いします。", "2026-12-01 13:00"),
        ("25日（水）の14:00はいかがでしょうか？", "2026-11-25 14:00"),
    ] {
        assert_eq!(say(text), time, "{text}");
    }
}

#[test]
fn days_near_by_are_understood() {
    for (text, time) in [
        ("今日 16時", "2026-11-20 16:00"),
        ("今日 9:00", "2026-11-20 09:00"),
        ("明日15時", "2026-11-21 15:00"),
        ("明後日 10:30", "2026-11-22 10:30"),
        ("tomorrow 3pm", "2026-11-21 15:00"),
        ("the day after tomorrow at 10:30", "2026-11-22 10:30"),
        ("水曜 10:00", "2026-11-25 10:00"),
        ("水曜日の午後３時半", "2026-11-25 15:30"),
        ("Wed 10:30", "2026-11-25 10:30"),
        ("thursday 4:15 p.m.", "2026-11-26 16:15"),
        ("来週の月曜 9時", "2026-11-23 09:00"),
        ("来週金曜 9時", "2026-11-27 09:00"),
        ("再来週の火曜 9時", "2026-12-01 09:00"),
        ("今週の金曜 17:00", "2026-11-20 17:00"),
        ("next Monday 9:00", "2026-11-23 09:00"),
        ("Monday next week 9:00", "2026-11-23 09:00"),
    ] {
        assert_eq!(say(text), time, "{text}");
    }
}

#[test]
fn a_time_alone_is_today_while_it_is_to_come() {
    assert_eq!(say("午後2時"), "2026-11-20 14:00");
    assert_eq!(say("午後の2時"), "2026-11-20 14:00");
    assert_eq!(say("17:30"), "2026-11-20 17:30");
    assert_eq!(say("夕方5時"), "2026-11-20 17:00");
    assert_eq!(say("10:00"), "NoDay");
    assert_eq!(say("13:00"), "NoDay", "it is 13:00 now");
    assert_eq!(say_at("正午", "2026-11-20 09:00"), "2026-11-20 12:00");
}

#[test]
fn halves_of_the_day_are_told_apart() {
    for (text, time) in [
        ("明日 午前9時", "2026-11-21 09:00"),
        ("明日 午後0時半", "2026-11-21 12:30"),
        ("tomorrow 12pm", "2026-11-21 12:00"),
        ("tomorrow 12am", "2026-11-21 00:00"),
        ("tomorrow noon", "2026-11-21 12:00"),
        ("明日 03:00", "2026-11-21 03:00"),
        ("明日 午後15時", "2026-11-21 15:00"),
        ("明日 3時", "MorningOrAfternoon"),
        ("tomorrow 5:30", "MorningOrAfternoon"),
        ("明日 午後12時", "MorningOrAfternoon"),
        ("明日 午前15時", "NoSuchTime"),
    ] {
        assert_eq!(say(text), time, "{text}");
    }
}

#[test]
fn what_is_unclear_is_never_guessed() {
    for (text, error) in [
        ("", "Unreadable"),
        ("いつでも", "Unreadable"),
        ("来週のどこか", "Unreadable"),
        ("明日 14", "Unreadable"),
        ("1430", "Unreadable"),
        ("11/25/2026 14:00", "Unreadable"),
        ("明日 10:5", "Unreadable"),
        ("14:00でない", "Unreadable"),
        ("11/25 14:00以外", "Unreadable"),
        ("not 11/25 14:00", "Unreadable"),
        ("11/25 14:00 以降", "Unreadable"),
        ("14時頃", "Unreadable"),
        ("11/25", "NoTime"),
        ("明日", "NoTime"),
        ("来週 14:00", "NoDay"),
        ("next month 14:00", "NoDay"),
        ("2/30 10:00", "NoSuchDate"),
        ("25/11 14:00", "NoSuchDate"),
        ("31日 10:00", "NoSuchDate"),
        ("0日 10:00", "NoSuchDate"),
        ("明日 25:00", "NoSuchTime"),
        ("明日 10:60", "NoSuchTime"),
        ("11/25(木) 14:00", "Contradiction"),
        ("明日 水曜 14:00", "Contradiction"),
        ("今週25日 14:00", "Contradiction"),
        ("next 11/25 14:00", "Contradiction"),
        ("来月11/25 14:00", "Contradiction"),
        ("明日か明後日 14:00", "Unreadable"),
        ("明日、明後日 14:00", "Contradiction"),
        ("明日 14:00-15:00", "TwoTimes"),
        ("明日 14時から15時", "TwoTimes"),
        ("金曜 14:00", "TwoDays(2026-11-20, 2026-11-27)"),
    ] {
        assert_eq!(say(text), error, "{text}");
    }
    let on_monday = say_at("next Friday 14:00", "2026-11-16 09:00");
    assert_eq!(on_monday, "TwoDays(2026-11-20, 2026-11-27)");
    assert_eq!(say_at("2/29 10:00", "2027-03-01 09:00"), "2028-02-29 10:00");
}

#[test]
fn every_word_is_heard_whole() {
    for (place, (word, day)) in words::WEEKDAYS.iter().enumerate() {
        assert!(
            words::WEEKDAYS[..place]
                .iter()
                .all(|(before, _)| !word.starts_with(before)),
            "{word}"
        );
        assert_eq!(
            say_at(&format!("{word} 14:00"), "2026-11-20 13:00").contains("TwoDays"),
            *day == Weekday::Fri
        );
    }
    for month in [
        "January", "feb", "march", "apr", "May", "june", "Jul.", "august", "Sept", "oct",
        "november", "Dec.",
    ] {
        let heard = say(&format!("{month} 1 14:00"));
        assert!(heard.ends_with("-01 14:00"), "{month}: {heard}");
    }
}

#[test]
fn a_due_date_needs_no_time() {
    let now = crate::domain::calendar::resolve(
        Tz::Asia__Tokyo,
        NaiveDateTime::parse_from_str("2026-11-20 13:00", "%Y-%m-%d %H:%M").expect("a time"),
    );
    for (text, answer) in [
        ("11/25", "2026-11-25"),
        ("2026-12-01", "2026-12-01"),
        ("25日まで", "2026-11-25"),
        ("水曜までに", "2026-11-25"),
        ("30 Nov", "2026-11-30"),
        ("月末", "2026-11-30"),
        ("今月末", "2026-11-30"),
        ("来月末", "2026-12-31"),
        ("2月末", "2027-02-28"),
        ("3日後", "2026-11-23"),
        ("1週間後", "2026-11-27"),
        ("in 2 weeks", "2026-12-04"),
        ("by the end of the month", "2026-11-30"),
        ("by Friday", "TwoDays(2026-11-20, 2026-11-27)"),
        ("11/25 14:00", "NotADate"),
        ("来週", "NoDay"),
        ("13月末", "NoSuchDate"),
        ("100日後", "2027-02-28"),
        ("そのうち", "Unreadable"),
        ("", "Unreadable"),
    ] {
        let date = parse_date(text, now, Tz::Asia__Tokyo);
        let shown = date.map_or_else(|error| format!("{error:?}"), |date| date.to_string());
        assert_eq!(shown, answer, "{text}");
    }
}

#[test]
fn the_day_is_counted_where_the_person_is() {
    let now = DateTime::from_timestamp(1_795_186_800, 0).expect("2026-11-20 15:00 UTC");
    let tomorrow = |tz| parse("明日 10:00", now, tz).map(|time| time.date().to_string());
    assert_eq!(tomorrow(Tz::Asia__Tokyo), Ok("2026-11-22".into()));
    assert_eq!(tomorrow(Tz::Europe__Berlin), Ok("2026-11-21".into()));
}

proptest! {
    #[test]
    fn a_written_out_time_means_itself(day in 0u64..800, minute in 0u32..1440) {
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + chrono::Days::new(day);
        let time = date.and_hms_opt(minute / 60, minute % 60, 0).expect("a time");
        let shown = time.format("%Y-%m-%d %H:%M").to_string();
        for form in ["%Y-%m-%d %H:%M", "%Y年%-m月%-d日(%H:%M)", "%Y/%m/%d %I:%M%p", "%Y/%-m/%-d %a %H:%M"] {
            let text = time.format(form).to_string().replace('(', " ").replace(')', "");
            prop_assert_eq!(say(&text), shown.clone(), "{}", text);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,20}", known in "[0-9月日時分半:/ 来週今明午前後nexttodaypm-]{0,12}") {
        say(&text);
        say(&known);
    }
}
