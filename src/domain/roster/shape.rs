//! The outer shape of a row: as many cells as the header, none endless.

use super::ProblemKind;
use super::headers::Headers;
use super::problem::Problems;
use super::table::Row;

/// The most characters of a cell that counts.
const LONGEST: usize = 300;

/// Whether the row has the header's cells. Empty cells to its right do no harm; missing ones may be a lost
/// delimiter, after which every cell would be another's.
pub(super) fn shape(row: &Row<'_>, headers: &Headers) -> Result<(), ProblemKind> {
    if row.unclosed {
        return Err(ProblemKind::UnclosedQuote);
    }
    let expected = headers
        .names
        .iter()
        .rposition(|name| !name.is_empty())
        .map_or(0, |at| at + 1);
    let found = row.cells.len();
    let surplus = row
        .cells
        .iter()
        .skip(headers.names.len())
        .any(|cell| !cell.trim().is_empty());
    if surplus || found < expected {
        Err(ProblemKind::UnevenRow { expected, found })
    } else {
        Ok(())
    }
}

/// Notes cells that are too long to be meant, as an open quotation mark makes them.
pub(super) fn refuse_long(row: &Row<'_>, headers: &Headers, problems: &mut Problems) {
    for at in headers.at.values() {
        let cell = row.cells.get(*at).unwrap_or_default();
        if cell.len() > LONGEST && cell.chars().count() > LONGEST {
            problems.add(
                row.line,
                &headers.names[*at],
                ProblemKind::TooLong { limit: LONGEST },
            );
        }
    }
}
