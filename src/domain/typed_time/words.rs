//! Reading typed text from left to right: one spelling for all widths, and words by longest match.

use chrono::Weekday;
use unicode_normalization::UnicodeNormalization;

/// Days of the week as people write them, lower case, longer spellings first.
pub(in crate::domain) const WEEKDAYS: [(&str, Weekday); 37] = [
    ("monday", Weekday::Mon),
    ("mon", Weekday::Mon),
    ("月曜日", Weekday::Mon),
    ("月曜", Weekday::Mon),
    ("(月)", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("tues", Weekday::Tue),
    ("tue", Weekday::Tue),
    ("火曜日", Weekday::Tue),
    ("火曜", Weekday::Tue),
    ("(火)", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("wed", Weekday::Wed),
    ("水曜日", Weekday::Wed),
    ("水曜", Weekday::Wed),
    ("(水)", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("thurs", Weekday::Thu),
    ("thu", Weekday::Thu),
    ("木曜日", Weekday::Thu),
    ("木曜", Weekday::Thu),
    ("(木)", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("fri", Weekday::Fri),
    ("金曜日", Weekday::Fri),
    ("金曜", Weekday::Fri),
    ("(金)", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sat", Weekday::Sat),
    ("土曜日", Weekday::Sat),
    ("土曜", Weekday::Sat),
    ("(土)", Weekday::Sat),
    ("sunday", Weekday::Sun),
    ("sun", Weekday::Sun),
    ("日曜日", Weekday::Sun),
    ("日曜", Weekday::Sun),
    ("(日)", Weekday::Sun),
];

/// The day that a single character stands for: `月` is Monday.
pub(in crate::domain) fn kanji_day(c: char) -> Option<Weekday> {
    let days = ['月', '火', '水', '木', '金', '土', '日'];
    let at = days.iter().position(|day| *day == c)?;
    Weekday::try_from(at as u8).ok()
}

/// Text in one spelling: half-width digits, lower case, `-` for every dash and wave, no outer spaces.
pub(in crate::domain) fn plain(text: &str) -> String {
    let dashed = text.nfkc().map(|c| match c {
        '〜' | '~' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' => '-',
        other => other,
    });
    dashed.collect::<String>().to_lowercase().trim().to_owned()
}

/// What is left to read. Copy it to look ahead; assign it back to accept.
#[derive(Debug, Clone, Copy)]
pub(in crate::domain) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub(in crate::domain) fn new(text: &'a str) -> Self {
        Scanner { rest: text }
    }

    pub(in crate::domain) fn is_done(self) -> bool {
        self.rest.is_empty()
    }

    pub(in crate::domain) fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Reads the word if it is next.
    pub(in crate::domain) fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads the first of these words that is next; a word must stand before those that begin it.
    pub(in crate::domain) fn one_of<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| self.eat(word))?;
        Some(found.1)
    }

    /// Reads a number of one to four digits, with how many digits were written.
    pub(in crate::domain) fn number(&mut self) -> Option<(u32, usize)> {
        let other = |c: char| !c.is_ascii_digit();
        let digits = self.rest.find(other).unwrap_or(self.rest.len());
        if !(1..=4).contains(&digits) {
            return None;
        }
        let number = self.rest[..digits].parse().ok()?;
        self.rest = &self.rest[digits..];
        Some((number, digits))
    }
}
