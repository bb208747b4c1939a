//! Cells that must hold one of certain words, or a mail address.
//!
//! All take a cell that [`super::cells::folded`] has normalised; `None` is a value that is not understood.

use super::cells::plain;
use crate::domain::calendar::WorkingHours;

/// A mail address in lower case: one `@`, something before it, a host with a dot behind it.
/// The rest is for mail itself to decide.
pub fn mail(cell: &str) -> Option<String> {
    let mail = plain(cell).to_lowercase();
    let (local, host) = mail.split_once('@')?;
    let letter =
        |c: char| c.is_alphanumeric() || c.is_ascii_graphic() && !"@,;:<>()[]\"\\".contains(c);
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c == '-' || c.is_alphanumeric());
    let good = !local.is_empty()
        && local.chars().all(letter)
        && host.contains('.')
        && host.split('.').all(label)
        && mail.len() <= 254;
    good.then_some(mail)
}

/// A yes or a no, as a mark or a word.
pub(super) fn mark(cell: &str) -> Option<bool> {
    const YES: &str = "1 ○ ◯ 〇 ◎ ● ✓ ✔ レ yes y true はい 有 該当";
    const NO: &str = "0 × no n false いいえ 無 非該当";
    let cell = plain(cell).to_lowercase();
    let is_among = |words: &str| words.split(' ').any(|word| word == cell);
    if is_among(YES) {
        Some(true)
    } else {
        is_among(NO).then_some(false)
    }
}

/// `ja` or `en`.
pub(super) fn language(cell: &str) -> Option<String> {
    let code = match plain(cell).to_lowercase().replace('_', "-").as_str() {
        "ja" | "jp" | "jpn" | "ja-jp" | "japanese" | "日本語" | "日" => "ja",
        "en" | "eng" | "en-us" | "en-gb" | "english" | "英語" | "英" => "en",
        _ => return None,
    };
    Some(code.to_owned())
}

/// A zone of the IANA database, or a word for Japan's.
pub(super) fn zone(cell: &str) -> Option<String> {
    let zone = match plain(cell).as_str() {
        "JST" | "日本" | "日本時間" | "日本標準時" | "東京" => chrono_tz::Asia::Tokyo,
        name => name.parse().ok()?,
    };
    Some(zone.name().to_owned())
}

/// Working hours in the one spelling in which they are stored, `Mon-Fri 09:00-18:00`.
pub(super) fn hours(cell: &str) -> Option<String> {
    let hours: WorkingHours = cell.parse().ok()?;
    Some(hours.to_string())
}

/// `1.23457E+11`: what a spreadsheet makes of a long number.
pub(super) fn is_scientific(cell: &str) -> bool {
    cell.split_once("E+").is_some_and(|(mantissa, exponent)| {
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        digits(mantissa) && digits(exponent)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_are_told_from_other_text() {
        for good in [
            "taro@example.co.jp",
            "Taro.Yamada+1on1@EXAMPLE.com",
            "a..b.@docomo.example.jp",
            "o'neil@例え.jp",
        ] {
            assert_eq!(mail(good), Some(good.to_lowercase()), "{good}");
        }
        for bad in [
            "taro",
            "taro@",
            "@example.jp",
            "taro@example",
            "a@b@example.jp",
            "a,b@example.jp",
            "taro@.jp",
            "<a@b.jp>",
        ] {
            assert_eq!(mail(bad), None, "{bad}");
        }
    }

    #[test]
    fn marks_languages_and_zones_have_many_spellings() {
        assert_eq!(
            [mark("○"), mark("YES"), mark("×"), mark("0"), mark("山田")],
            [Some(true), Some(true), Some(false), Some(false), None]
        );
        assert_eq!(language("ja_JP").as_deref(), Some("ja"));
        assert_eq!(language("English").as_deref(), Some("en"));
        assert_eq!(language("fr"), None);
        assert_eq!(zone("JST").as_deref(), Some("Asia/Tokyo"));
        assert_eq!(
            zone("America/New_York").as_deref(),
            Some("America/New_York")
        );
        assert_eq!(zone("東京タワー"), None);
    }

    #[test]
    fn numbers_spoilt_by_a_spreadsheet_are_recognised() {
        assert!(is_scientific("1.23457E+11"));
        assert!(!is_scientific("E+12") && !is_scientific("A1E+5") && !is_scientific("00123"));
    }
}
