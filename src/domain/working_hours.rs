//! The days and hours at which somebody works, and their text form `Mon-Fri 09:00-18:00`.

use super::typed_time::{clock, words};
use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A set of days of the week. Written `Mon-Fri`, `Mon,Tue,Thu`; at least three days in a row become a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Working hours: the same `start` (inclusive) to `end` (exclusive) on each of `days`, wall clock.
///
/// There is at least one day, and `start < end`: a shift across midnight cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkingHours {
    days: Weekdays,
    start: NaiveTime,
    end: NaiveTime,
}

/// Working hours that cannot be used, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// The text is not understood.
    #[error(
        "'{0}' cannot be read as working hours; write days and hours, for example \
         Mon-Fri 09:00-18:00, Mon,Tue,Thu 10:00-16:30 or 月-金 9:00-18:00"
    )]
    Unreadable(String),
    /// The day would end before it starts.
    #[error("working hours must start before they end on the same day, for example 09:00-18:00")]
    EndsBeforeStart,
    /// No day of the week is left.
    #[error("working hours need at least one day of the week, for example Mon-Fri")]
    NoDays,
}

impl Weekdays {
    /// Monday to Friday.
    pub const MON_TO_FRI: Weekdays = Weekdays(0b001_1111);
    /// All seven days.
    pub const EVERY_DAY: Weekdays = Weekdays(0b111_1111);

    /// Whether the day is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// Whether no day is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days of the set, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Weekdays(days.into_iter().fold(0, |set, day| set | bit(day)))
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<Weekday> = self.iter().collect();
        let runs: Vec<String> = days
            .chunk_by(|a, b| a.succ() == *b)
            .flat_map(|run| match run {
                [first, _, .., last] if run.len() > 2 => vec![format!("{first}-{last}")],
                _ => run.iter().map(Weekday::to_string).collect(),
            })
            .collect();
        f.write_str(&runs.join(","))
    }
}

impl WorkingHours {
    /// Checks and builds working hours.
    pub fn new(days: Weekdays, start: NaiveTime, end: NaiveTime) -> Result<Self, BadHours> {
        if days.is_empty() {
            return Err(BadHours::NoDays);
        }
        if start >= end {
            return Err(BadHours::EndsBeforeStart);
        }
        Ok(WorkingHours { days, start, end })
    }

    /// The days worked.
    pub fn days(&self) -> Weekdays {
        self.days
    }

    /// The first moment of a working day, wall clock.
    pub fn start(&self) -> NaiveTime {
        self.start
    }

    /// The end of a working day, wall clock, exclusive.
    pub fn end(&self) -> NaiveTime {
        self.end
    }
}

impl Default for WorkingHours {
    /// Monday to Friday, 09:00–18:00.
    fn default() -> Self {
        let hour = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
        WorkingHours {
            days: Weekdays::MON_TO_FRI,
            start: hour(9),
            end: hour(18),
        }
    }
}

impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.start.format("%H:%M"), self.end.format("%H:%M"));
        write!(f, "{} {start}-{end}", self.days)
    }
}

impl FromStr for WorkingHours {
    type Err = BadHours;

    /// Also reads full-width digits, `〜`, Japanese day names, `9時半から18時まで`; hours alone mean Monday to Friday.
    fn from_str(text: &str) -> Result<Self, BadHours> {
        let unreadable = || BadHours::Unreadable(text.trim().to_owned());
        let plain = words::plain(text).replace("から", "-").replace("まで", "");
        let at = hours_begin(&plain).ok_or_else(unreadable)?;
        let (days, hours) = plain.split_at(at);
        let (start, end) = hours.split_once('-').ok_or_else(unreadable)?;
        let days = match days.trim() {
            "" => Weekdays::MON_TO_FRI,
            days => read_days(days).ok_or_else(unreadable)?,
        };
        let start = clock::whole(start).ok_or_else(unreadable)?;
        let end = clock::whole(end).ok_or_else(unreadable)?;
        WorkingHours::new(days, start, end)
    }
}

impl TryFrom<String> for WorkingHours {
    type Error = BadHours;

    fn try_from(text: String) -> Result<Self, BadHours> {
        text.parse()
    }
}

impl From<WorkingHours> for String {
    fn from(hours: WorkingHours) -> String {
        hours.to_string()
    }
}

/// The days of a week, from Monday.
pub(crate) const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

/// The byte at which the hours begin: the first digit, or 午前/午後 before it.
fn hours_begin(plain: &str) -> Option<usize> {
    let digit = plain.find(|c: char| c.is_ascii_digit())?;
    let before = plain[..digit].trim_end();
    let half = ["午前", "午後"]
        .iter()
        .find_map(|half| before.strip_suffix(half));
    Some(half.map_or(digit, str::len))
}

fn read_days(text: &str) -> Option<Weekdays> {
    match text {
        "平日" | "weekdays" => return Some(Weekdays::MON_TO_FRI),
        "毎日" | "every day" | "daily" => return Some(Weekdays::EVERY_DAY),
        _ => {}
    }
    let joined = text.replace(" - ", "-");
    let mut set = Vec::new();
    for part in joined.split([',', '、', '・', '/', ' ']) {
        set.extend(read_part(part)?);
    }
    Some(set.into_iter().collect())
}

/// One part of a list of days: `mon`, `月曜`, `mon-fri`, `土-月`, `月火木` or nothing.
fn read_part(part: &str) -> Option<Vec<Weekday>> {
    if let Some((first, last)) = part.split_once('-') {
        let (first, last) = (read_day(first)?, read_day(last)?);
        let mut days = vec![first];
        while days.last() != Some(&last) {
            days.extend(days.last().map(Weekday::succ));
        }
        return Some(days);
    }
    match read_day(part) {
        Some(day) => Some(vec![day]),
        None => part.chars().map(words::kanji_day).collect(),
    }
}

fn read_day(text: &str) -> Option<Weekday> {
    let text = text.trim();
    let named = words::WEEKDAYS.iter().find(|(word, _)| *word == text);
    let mut chars = text.chars();
    let single = chars.next().filter(|_| chars.as_str().is_empty());
    named
        .map(|(_, day)| *day)
        .or_else(|| single.and_then(words::kanji_day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        match text.parse::<WorkingHours>() {
            Ok(hours) => hours.to_string(),
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn what_people_write_is_understood() {
        for (text, hours) in [
            ("Mon-Fri 09:00-18:00", "Mon-Fri 09:00-18:00"),
            ("Mon,Tue,Thu 10:00-16:30", "Mon,Tue,Thu 10:00-16:30"),
            ("月-金 9:00-18:00", "Mon-Fri 09:00-18:00"),
            ("月〜金　９：００～１８：００", "Mon-Fri 09:00-18:00"),
            ("9:00〜17:30", "Mon-Fri 09:00-17:30"),
            ("9-17", "Mon-Fri 09:00-17:00"),
            ("月火木 10時〜16時半", "Mon,Tue,Thu 10:00-16:30"),
            ("月曜から金曜 9時から18時まで", "Mon-Fri 09:00-18:00"),
            ("火曜日、木曜日 8:30-17:15", "Tue,Thu 08:30-17:15"),
            ("土-月 9:00-12:00", "Mon,Sat,Sun 09:00-12:00"),
            (
                "Monday - Wednesday, Fri 9am - 5:30pm",
                "Mon-Wed,Fri 09:00-17:30",
            ),
            ("平日 午前9時〜午後6時", "Mon-Fri 09:00-18:00"),
            ("毎日 10:00-19:00", "Mon-Sun 10:00-19:00"),
        ] {
            assert_eq!(read(text), hours, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            "",
            "Mon-Fri",
            "9:00",
            "Foo 9:00-18:00",
            "9:00-25:00",
            "9:00-10:60",
            "月-金 9:00-18:00 10",
        ] {
            assert!(
                read(text).starts_with("Unreadable"),
                "{text}: {}",
                read(text)
            );
        }
        assert_eq!(read("18:00-9:00"), "EndsBeforeStart");
        assert_eq!(read("9-5"), "EndsBeforeStart");
        assert_eq!(read("9:00-9:00"), "EndsBeforeStart");
        let start = WorkingHours::default().start();
        let none = WorkingHours::new(Weekdays(0), start, WorkingHours::default().end());
        assert_eq!(none, Err(BadHours::NoDays));
    }

    #[test]
    fn an_error_says_what_to_write() {
        let error = "いつでも"
            .parse::<WorkingHours>()
            .map_err(|e| e.to_string());
        assert!(
            error.is_err_and(
                |text| text.contains("'いつでも'") && text.contains("Mon-Fri 09:00-18:00")
            )
        );
    }

    #[test]
    fn it_is_stored_as_its_text() {
        let json = serde_json::to_string(&WorkingHours::default()).expect("serialises");
        assert_eq!(json, "\"Mon-Fri 09:00-18:00\"");
        assert_eq!(
            serde_json::from_str::<WorkingHours>(&json).expect("reads"),
            WorkingHours::default()
        );
        assert!(serde_json::from_str::<WorkingHours>("\"9\"").is_err());
    }

    proptest! {
        #[test]
        fn text_and_value_say_the_same(days in 1u8..128, start in 0u32..1439, length in 1u32..1439) {
            let at = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).expect("in a day");
            let end = (start + length).min(1439);
            let hours = WorkingHours::new(Weekdays(days), at(start), at(end)).expect("valid");
            prop_assert_eq!(hours.to_string().parse::<WorkingHours>(), Ok(hours));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = text.parse::<WorkingHours>();
        }
    }
}
