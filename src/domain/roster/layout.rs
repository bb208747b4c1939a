//! Where the header row is, and what stands between its cells.

use super::recognise::recognise;
use super::table::{DELIMITERS, Records};

/// How far down a header row is looked for: exports put a title or a date above it.
const TITLE_ROWS: usize = 10;

/// The shape of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    /// Records above the header row.
    pub(super) titles: usize,
}

/// The delimiter and row with which the most headers are understood; the first row and commas if none are.
/// A row counts as a header from two known headers on.
pub(super) fn find(text: &str) -> Layout {
    let mut best = (
        Layout {
            delimiter: DELIMITERS[0],
            titles: 0,
        },
        1,
    );
    for delimiter in DELIMITERS {
        let mut records = Records::new(text, delimiter);
        for titles in 0..TITLE_ROWS {
            let Some(row) = records.read() else { break };
            let known = row
                .cells
                .iter()
                .filter(|cell| recognise(cell).is_some())
                .count();
            if known > best.1 {
                best = (Layout { delimiter, titles }, known);
            }
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiter_and_title_rows_are_found() {
        for (text, delimiter, titles) in [
            ("社員番号,氏名,部署\n", b',', 0),
            ("社員番号\t氏名\t部署\n", b'\t', 0),
            ("employee_id;name;department\n", b';', 0),
            (
                "社員一覧\n2026/11/01 出力,,\n\n社員番号,氏名,部署\n",
                b',',
                2,
            ),
            ("sep=;\nemployee_id;name;department\n", b';', 1),
            ("\"社員\n番号\",\"氏 名\",部署\n", b',', 0),
            ("foo;bar\nbaz\n", b',', 0),
            ("", b',', 0),
        ] {
            assert_eq!(find(text), Layout { delimiter, titles }, "{text}");
        }
    }
}
