//! One cell: white space, width and spelling variants made the same.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The cell without the `="00123"` with which exports keep leading zeros from Excel.
fn unwrapped(cell: &str) -> &str {
    let cell = cell.trim();
    let inner = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(cell)
}

/// Text as written: trimmed, white space collapsed to single spaces, invisible marks left out.
/// Rare forms of kanji stay what they are.
pub(super) fn text(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for word in unwrapped(cell).split(|c: char| c.is_whitespace()) {
        let before = text.len();
        text.extend(word.chars().filter(|c| !is_invisible(*c)));
        if before > 0 && text.len() > before {
            text.insert(before, ' ');
        }
    }
    text
}

/// [`text`] in the usual width: full-width letters and digits narrow, half-width kana wide (NFKC).
pub(super) fn folded(cell: &str) -> String {
    text(&nfkc(unwrapped(cell)))
}

/// For numbers, dates, mail addresses and marks: the usual width, no white space at all, one kind of hyphen.
pub(super) fn plain(cell: &str) -> String {
    let cell = unwrapped(cell);
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    nfkc(cell)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| {
            if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') {
                '-'
            } else {
                c
            }
        })
        .collect()
}

/// Whether an optional cell says nothing: blank, a dash, or a word for "none".
pub(super) fn says_nothing(value: &str) -> bool {
    const NOTHING: [&str; 11] = [
        "", "-", "--", "ー", "―", "−", "‐", "なし", "無し", "null", "n/a",
    ];
    NOTHING.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// A cell as it is quoted in a problem: at most 40 characters.
pub(super) fn shown(cell: &str) -> String {
    let cell = text(cell);
    match cell.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &cell[..at]),
        None => cell,
    }
}

fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Control characters and marks that only steer layout; they would make equal names differ.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_kanji_and_lose_stray_space() {
        assert_eq!(
            text("　髙橋\u{3000}\u{3000}祐\u{FA19}子 \u{200B}"),
            "髙橋 祐\u{FA19}子"
        );
        assert_eq!(text("Mary\n Ann\tO'Neil"), "Mary Ann O'Neil");
        assert_eq!(text(" \u{3000} "), "");
    }

    #[test]
    fn kana_and_digits_take_the_usual_width() {
        assert_eq!(folded("ﾔﾏﾀﾞ　ﾀﾛｳ"), "ヤマダ タロウ");
        assert_eq!(folded("９：００～１８：００"), "9:00~18:00");
    }

    #[test]
    fn numbers_keep_leading_zeros() {
        for cell in [
            "00123",
            " ００１２３ ",
            "=\"00123\"",
            "'00123",
            "00 123",
            "００１２３\u{3000}",
        ] {
            assert_eq!(plain(cell), "00123", "{cell}");
        }
        assert_eq!(plain("Ａ－０１"), "A-01");
        assert_eq!(plain("A‐01"), "A-01");
    }

    #[test]
    fn long_cells_are_cut_when_quoted() {
        assert_eq!(shown(&"あ".repeat(41)), format!("{}…", "あ".repeat(40)));
        assert_eq!(shown("あ"), "あ");
    }
}
