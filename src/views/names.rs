//! How somebody is called in a sentence.

use crate::domain::lang::Lang;

/// The family name where a Japanese sentence would use it (`山田` of `山田 太郎`), else the whole name.
/// Only kanji and hiragana before a space are a family name for certain.
pub fn spoken(lang: Lang, name: &str) -> &str {
    match (lang, name.trim().split_once([' ', '\u{3000}'])) {
        (Lang::Ja, Some((family, _))) if family.chars().all(is_japanese) => family,
        _ => name.trim(),
    }
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〆' | 'ヶ' | 'ケ')
        || matches!(c, '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_sentence_uses_the_family_name() {
        assert_eq!(spoken(Lang::Ja, "山田 太郎"), "山田");
        assert_eq!(spoken(Lang::Ja, "佐々木　花子"), "佐々木");
        assert_eq!(spoken(Lang::Ja, "三ケ尻 翔"), "三ケ尻");
    }

    #[test]
    fn a_name_that_cannot_be_split_stays_whole() {
        assert_eq!(spoken(Lang::Ja, "山田太郎"), "山田太郎");
        assert_eq!(spoken(Lang::Ja, "Emily Chen"), "Emily Chen");
        assert_eq!(spoken(Lang::Ja, "マリア ガルシア"), "マリア ガルシア");
        assert_eq!(spoken(Lang::En, "山田 太郎"), "山田 太郎");
    }
}
