//! Times of day as people type them: `14:00`, `14時半`, `3pm`, `午後2時`.

use super::NotATime;
use super::words::{Scanner, plain};
use chrono::NaiveTime;

/// The half of the day that was named. 12 o'clock is clear in English (12pm is noon) and not in Japanese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
    Gozen,
    Gogo,
}

const BEFORE: [(&str, Half); 7] = [
    ("午前", Half::Gozen),
    ("午後", Half::Gogo),
    ("朝", Half::Gozen),
    ("夕方", Half::Gogo),
    ("夜", Half::Gogo),
    ("am", Half::Am),
    ("pm", Half::Pm),
];

const AFTER: [(&str, Half); 4] = [
    ("am", Half::Am),
    ("pm", Half::Pm),
    ("a.m.", Half::Am),
    ("p.m.", Half::Pm),
];

/// A time of day as it was written, not yet checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    hour: u32,
    minute: u32,
    half: Option<Half>,
    /// Written as on a digital clock, `03:00`: nobody means the afternoon.
    padded: bool,
}

/// Reads a time of day if one is next. A bare number is none.
pub(super) fn take(scan: &mut Scanner<'_>) -> Option<Clock> {
    let mut ahead = *scan;
    if ahead.one_of(&[("正午", ()), ("noon", ())]).is_some() {
        *scan = ahead;
        return Some(Clock {
            hour: 12,
            minute: 0,
            half: None,
            padded: true,
        });
    }
    let (clock, marked) = read(&mut ahead)?;
    if !marked {
        return None;
    }
    *scan = ahead;
    Some(clock)
}

/// A text that is nothing but a time of day, on the 24-hour clock unless it says otherwise; a bare hour will do.
pub(in crate::domain) fn whole(text: &str) -> Option<NaiveTime> {
    let text = plain(text);
    let mut scan = Scanner::new(&text);
    let (clock, _) = read(&mut scan)?;
    let clock = Clock {
        padded: true,
        ..clock
    };
    clock.time().ok().filter(|_| scan.is_done())
}

/// A clock, and whether anything marks the number as one.
fn read(scan: &mut Scanner<'_>) -> Option<(Clock, bool)> {
    let before = scan.one_of(&BEFORE);
    if before.is_some() {
        scan.eat("の");
    }
    scan.spaces();
    let (hour, digits) = scan.number()?;
    let (minute, written) = minutes(scan)?;
    let mut ahead = *scan;
    ahead.spaces();
    let after = ahead.one_of(&AFTER);
    if after.is_some() {
        *scan = ahead;
    }
    let padded = digits == 2 && hour < 10;
    let half = after.or(before);
    let marked = written || after.is_some() || before.is_some();
    Some((
        Clock {
            hour,
            minute,
            half,
            padded,
        },
        marked,
    ))
}

/// The minutes and whether an hour sign was there; `None` when what follows is broken, as in `10:5`.
fn minutes(scan: &mut Scanner<'_>) -> Option<(u32, bool)> {
    if scan.eat(":") {
        let (minute, digits) = scan.number()?;
        return (digits == 2).then_some((minute, true));
    }
    if !scan.eat("時") {
        return Some((0, false));
    }
    if scan.eat("半") {
        return Some((30, true));
    }
    let mut ahead = *scan;
    match ahead.number() {
        Some((minute, _)) if ahead.eat("分") => {
            *scan = ahead;
            Some((minute, true))
        }
        _ => Some((0, true)),
    }
}

impl Clock {
    /// The time that is meant, if only one can be.
    pub(super) fn time(self) -> Result<NaiveTime, NotATime> {
        let hour = match (self.half, self.hour) {
            (Some(Half::Gozen | Half::Gogo), 12) => return Err(NotATime::MorningOrAfternoon),
            (None, 1..=6) if !self.padded => return Err(NotATime::MorningOrAfternoon),
            (Some(Half::Am), 12) => 0,
            (Some(Half::Am | Half::Gozen), 13..) => return Err(NotATime::NoSuchTime),
            (Some(Half::Pm | Half::Gogo), hour @ 0..12) => hour + 12,
            (_, hour) => hour,
        };
        NaiveTime::from_hms_opt(hour, self.minute, 0).ok_or(NotATime::NoSuchTime)
    }
}
