//! The column that a header means.

use super::headers::{Column, Level};
use super::synonyms::{ACCOUNT_SUFFIXES, LEVEL_PREFIXES, LEVELS, PLATFORMS, REMARKS, SYNONYMS};
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The column a header means, with the tier of its wording.
pub(super) fn recognise(header: &str) -> Option<(Column, usize)> {
    let key = key(header);
    known(&key).or_else(|| {
        let key = key.strip_prefix("必須").unwrap_or(&key);
        let bare = REMARKS
            .split_whitespace()
            .find_map(|remark| key.strip_suffix(remark));
        known(bare.unwrap_or(key))
    })
}

/// The form in which headers are compared: NFKC, lower case, without white space, punctuation and の.
pub(super) fn key(header: &str) -> String {
    let ignored =
        |c: &char| c.is_whitespace() || "_-.・:;/()[]{}【】「」『』〔〕*※#'\"の".contains(*c);
    header
        .nfkc()
        .filter(|c| !ignored(c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a header is that of one post among several, as 役職2 is.
pub(super) fn is_numbered_post(header: &str) -> bool {
    let key = key(header);
    key.strip_prefix("役職")
        .is_some_and(|rest| rest.parse::<u8>().is_ok())
}

/// Every header that is known as a word, with its column and tier.
static WORDS: LazyLock<HashMap<&str, (Column, usize)>> = LazyLock::new(|| {
    let columns = SYNONYMS.into_iter().flat_map(|(column, tiers)| {
        let tiers = tiers.iter().enumerate();
        tiers.flat_map(move |(tier, words)| {
            words
                .split_whitespace()
                .map(move |word| (word, (column, tier)))
        })
    });
    let levels = LEVELS.into_iter().zip(1..).flat_map(|(words, place)| {
        let column = Column::Level(Level::Named(place));
        words
            .split_whitespace()
            .map(move |word| (word, (column, 0)))
    });
    columns.chain(levels).collect()
});

fn known(key: &str) -> Option<(Column, usize)> {
    WORDS
        .get(key)
        .copied()
        .or_else(|| level(key))
        .or_else(|| account(key))
}

fn is_among(key: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| word == key)
}

/// 部署1, `department_level_2` …
fn level(key: &str) -> Option<(Column, usize)> {
    let prefix = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = key[prefix.len()..]
        .parse()
        .ok()
        .filter(|number| (1..=20).contains(number))?;
    is_among(prefix, LEVEL_PREFIXES).then_some((Column::Level(Level::Numbered(number)), 0))
}

fn account(key: &str) -> Option<(Column, usize)> {
    PLATFORMS.iter().find_map(|(platform, starts)| {
        let fits = |start| {
            key.strip_prefix(start)
                .is_some_and(|rest| is_among(rest, ACCOUNT_SUFFIXES))
        };
        starts
            .split_whitespace()
            .any(fits)
            .then_some((Column::Account(platform), 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(header: &str) -> Option<Column> {
        recognise(header).map(|(column, _)| column)
    }

    #[test]
    fn every_synonym_is_in_the_compared_form_and_means_one_column() {
        for (expected, tiers) in SYNONYMS {
            for (tier, words) in tiers.iter().enumerate() {
                for word in words.split_whitespace() {
                    assert_eq!(key(word), word);
                    assert_eq!(recognise(word), Some((expected, tier)), "{word}");
                }
            }
        }
        for words in LEVELS
            .iter()
            .chain([&LEVEL_PREFIXES, &ACCOUNT_SUFFIXES, &REMARKS])
        {
            assert!(
                words.split_whitespace().all(|word| key(word) == word),
                "{words}"
            );
        }
    }

    #[test]
    fn spelling_variants_and_remarks_do_not_matter() {
        for (header, expected) in [
            (" 社員番号 ", Column::Number),
            ("社 員 番 号", Column::Number),
            ("社員Ｎｏ．", Column::Number),
            ("社員番号（必須）", Column::Number),
            ("【必須】社員番号", Column::Number),
            ("*Employee ID", Column::Number),
            ("employee-number", Column::Number),
            ("EmployeeNumber", Column::Number),
            ("ﾒｰﾙｱﾄﾞﾚｽ", Column::Email),
            ("E-mail", Column::Email),
            ("メールアドレス(会社)", Column::Email),
            ("氏名(カナ)", Column::Kana),
            ("氏名（漢字）", Column::Name),
            ("上司の社員番号", Column::Manager),
            ("直属上長_社員番号", Column::Manager),
            ("入社年月日(yyyy/mm/dd)", Column::Joined),
            ("部署２", Column::Level(Level::Numbered(2))),
            ("department_level_3", Column::Level(Level::Numbered(3))),
            ("課名", Column::Level(Level::Named(6))),
            ("slack_user_id", Column::Account("slack")),
            ("SlackメンバーID", Column::Account("slack")),
            ("Microsoft Teams ID", Column::Account("teams")),
        ] {
            assert_eq!(column(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn what_only_resembles_a_column_is_none() {
        for header in [
            "",
            "役職",
            "所属コード",
            "部署コード",
            "上司氏名",
            "緊急連絡先の氏名",
            "個人番号",
            "部署0",
            "部署21",
            "部署名1コード",
            "メールアドレス(個人)",
            "生年月日",
            "slack",
            "ビジネスネーム:姓",
            "website",
        ] {
            assert_eq!(column(header), None, "{header}");
        }
    }
}
