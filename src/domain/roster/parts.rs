//! Names and department paths put together from their parts.

use super::cells::{folded, says_nothing};

/// 姓 名 in Japanese, first name first in Latin letters.
pub(super) fn joined_name(last: &str, first: &str) -> String {
    let (before, after) = if last.is_ascii() && first.is_ascii() {
        (first, last)
    } else {
        (last, first)
    };
    let space = if before.is_empty() || after.is_empty() {
        ""
    } else {
        " "
    };
    format!("{before}{space}{after}")
}

/// A department's path from the cells of its levels. A level that repeats the path so far continues it.
pub(super) fn joined_path<'c>(levels: impl Iterator<Item = &'c str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for level in levels.map(path) {
        if !level.is_empty() && level.starts_with(&parts) {
            parts = level;
        } else if !parts.ends_with(&level) {
            parts.extend(level);
        }
    }
    parts.join("/")
}

/// The parts of a department path. Parts stand between `/`, `>`, `→` or `\`, in either width,
/// else between full-width spaces.
fn path(cell: &str) -> Vec<String> {
    const STRONG: [char; 10] = ['/', '／', '>', '＞', '→', '»', '›', '\\', '＼', '¥'];
    let parts: Vec<String> = if cell.contains(STRONG) {
        cell.split(STRONG).map(folded).collect()
    } else {
        cell.trim().split('\u{3000}').map(folded).collect()
    };
    parts
        .into_iter()
        .filter(|part| !says_nothing(part))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_at_any_separator() {
        for cell in [
            "本社/営業部/第一課",
            "本社／営業部／第一課",
            "本社 ＞ 営業部 > 第一課",
            "本社　営業部　第一課",
            "/本社//営業部/第一課/",
        ] {
            assert_eq!(path(cell), ["本社", "営業部", "第一課"], "{cell}");
        }
        assert_eq!(path("Sales Dept / ＩＴ　Team"), ["Sales Dept", "IT Team"]);
        assert_eq!(path(" - "), Vec::<String>::new());
    }

    #[test]
    fn a_level_that_repeats_its_parents_is_not_doubled() {
        let joined = |levels: &[&str]| joined_path(levels.iter().copied());
        assert_eq!(
            joined(&["本社", "本社/営業部", "", "第一課"]),
            "本社/営業部/第一課"
        );
        assert_eq!(joined(&["営業部", "営業部"]), "営業部");
        assert_eq!(joined(&["", "-"]), "");
    }

    #[test]
    fn names_are_joined_as_their_language_does() {
        assert_eq!(joined_name("山田", "太郎"), "山田 太郎");
        assert_eq!(joined_name("Carter", "Emily"), "Emily Carter");
        assert_eq!(joined_name("陳", ""), "陳");
    }
}
