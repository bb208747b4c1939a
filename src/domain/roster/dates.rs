//! Dates as HR systems write them, Japanese eras included.

use super::cells::plain;
use chrono::{Datelike, NaiveDate};

/// What a date cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// A day of the calendar, 1900–2199.
    On(NaiveDate),
    /// "No end": 9999-12-31 and the like.
    Never,
}

/// The end of a leave whose end is open.
pub(super) const OPEN_END: NaiveDate =
    NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day of the calendar");

/// Eras by their names and letters, with the year before their first.
const ERAS: [(&str, char, i32); 5] = [
    ("令和", 'R', 2018),
    ("平成", 'H', 1988),
    ("昭和", 'S', 1925),
    ("大正", 'T', 1911),
    ("明治", 'M', 1867),
];

/// Reads a cell that [`super::cells::folded`] has normalised: `2024-04-01`, `2024/4/1`, `2024.4.1`,
/// `2024年4月1日`, `20240401`, `令和6年4月1日`, `R6.4.1`; a time of day behind it is passed over.
/// Era years beyond the era's end count on, as systems that never learnt of the next era write them.
pub(super) fn parse(cell: &str) -> Option<Day> {
    let date = plain(without_time(cell));
    let date = date.as_str();
    if let Some(day) = never(date) {
        return Some(day);
    }
    let (before, rest) = era(date).unwrap_or((0, date));
    let (year, month, day) = if before == 0 && rest.len() == 8 && is_number(rest) {
        (&rest[..4], &rest[4..6], &rest[6..])
    } else {
        parts(rest)?
    };
    if before == 0 && year.len() != 4 {
        return None;
    }
    let year = if before > 0 && year == "元" {
        1
    } else {
        number(year, 4)? as i32
    };
    let (month, day) = (number(month, 2)?, number(day, 2)?);
    NaiveDate::from_ymd_opt(before + year, month, day)
        .filter(|date| year > 0 && (1868..2200).contains(&date.year()))
        .map(Day::On)
}

/// The cell without the time that databases add: `2024-04-01 00:00:00`, `2024-04-01T00:00:00+09:00`.
fn without_time(cell: &str) -> &str {
    match cell.split_once([' ', 'T']) {
        Some((date, time)) if !date.is_empty() && time.contains(':') => date,
        _ => cell,
    }
}

fn never(date: &str) -> Option<Day> {
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    let open = digits.starts_with("9999")
        || !digits.is_empty() && digits.bytes().all(|digit| digit == b'0');
    (open && (6..=8).contains(&digits.len())).then_some(Day::Never)
}

fn era(date: &str) -> Option<(i32, &str)> {
    ERAS.iter().find_map(|(name, letter, before)| {
        let lower = letter.to_ascii_lowercase();
        let rest = date
            .strip_prefix(name)
            .or_else(|| date.strip_prefix([*letter, lower]))?;
        Some((*before, rest))
    })
}

/// Year, month and day between separators, the same one twice, or 年月日.
fn parts(date: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = date.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        return Some((year, month, day.strip_suffix('日')?));
    }
    let separator = date.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = date.split(separator);
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (is_number(text) && text.len() <= digits).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::On)
    }

    #[test]
    fn the_ways_to_write_a_day() {
        for cell in [
            "2024-04-01",
            "2024/4/1",
            "2024/04/01",
            "2024.4.1",
            "2024年4月1日",
            "2024年04月01日",
            "20240401",
            "令和6年4月1日",
            "令和06年04月01日",
            "R6.4.1",
            "r6/4/1",
            "R06-04-01",
            "H36.4.1",
            "2024/04/01 00:00:00",
            "2024/4/1 9:30",
            "2024年 4月 1日",
            "2024‐04‐01",
            "2024-04-01T00:00:00+09:00",
        ] {
            assert_eq!(parse(cell), on(2024, 4, 1), "{cell}");
        }
        assert_eq!(parse("令和元年5月1日"), on(2019, 5, 1));
        assert_eq!(parse("平成31年4月30日"), on(2019, 4, 30));
        assert_eq!(parse("S63.12.31"), on(1988, 12, 31));
    }

    #[test]
    fn no_end_is_no_date() {
        for cell in [
            "9999-12-31",
            "9999/12/31",
            "99991231",
            "9999年12月31日",
            "00000000",
            "0000-00-00",
            "99999999",
        ] {
            assert_eq!(parse(cell), Some(Day::Never), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "2023-02-29",
            "2024-13-01",
            "24/4/1",
            "4/1/2024",
            "2024-4",
            "45383",
            "2024/4/19:30",
            "令和0年1月1日",
            "入社予定",
            "2024-04-01-02",
            "2024年4月",
            "2024/4/1/",
            "3024-01-01",
            "R",
            "T",
            ":",
            "-",
            "2024-4/1",
            "令",
            "é:",
            "0",
            "9999",
        ] {
            assert_eq!(parse(cell), None, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in 0i64..120_000) {
            let date = NaiveDate::from_ymd_opt(1870, 1, 1).expect("date") + chrono::Duration::days(days);
            for format in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日", "%Y%m%d"] {
                prop_assert_eq!(parse(&date.format(format).to_string()), Some(Day::On(date)));
            }
        }

        #[test]
        fn any_text_is_survived(cell in "\\PC{0,12}") {
            let _ = parse(&cell);
        }
    }
}
