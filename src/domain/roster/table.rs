//! Text to records, each with the physical line on which it starts.

use csv::StringRecord;

/// The delimiters that exports use, the commonest first.
pub(super) const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// The records of a file. Blank lines are passed over; line breaks may be CRLF, LF or CR.
pub(super) struct Records<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    delimiter: u8,
    record: StringRecord,
    counted: usize,
    line: u64,
}

/// One record.
pub(super) struct Row<'r> {
    /// The physical line, from 1.
    pub(super) line: u64,
    pub(super) cells: &'r StringRecord,
    /// Whether a quotation mark in it is never closed.
    pub(super) unclosed: bool,
}

impl Row<'_> {
    /// Whether no cell holds anything, as in the rows of commas below a table in a spreadsheet.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        Records {
            text,
            reader,
            delimiter,
            record: StringRecord::new(),
            counted: 0,
            line: 1,
        }
    }

    /// The next record, `None` at the end.
    pub(super) fn read(&mut self) -> Option<Row<'_>> {
        let from = self.reader.position().byte() as usize;
        // The text is valid UTF-8 and lengths are free: reading cannot fail.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let until = (self.reader.position().byte() as usize).min(self.text.len());
        let breaks = self.text.as_bytes()[from..until]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'));
        let start = from + breaks.count();
        self.count_lines(start);
        let unclosed =
            until == self.text.len() && self.is_unclosed(&self.text.as_bytes()[start..until]);
        Some(Row {
            line: self.line,
            cells: &self.record,
            unclosed,
        })
    }

    /// Moves the line count on to a byte of the text.
    fn count_lines(&mut self, to: usize) {
        let bytes = self.text.as_bytes();
        for at in self.counted..to {
            let ends = match bytes[at] {
                b'\n' => at == 0 || bytes[at - 1] != b'\r',
                byte => byte == b'\r',
            };
            self.line += u64::from(ends);
        }
        self.counted = self.counted.max(to);
    }

    /// An open quotation mark swallows the rest of the file, so only the last record can have one.
    /// A mark within an unquoted cell is an ordinary character.
    fn is_unclosed(&self, record: &[u8]) -> bool {
        let opens = record.first() == Some(&b'"')
            || record.windows(2).any(|pair| pair == [self.delimiter, b'"']);
        opens && record.iter().filter(|byte| **byte == b'"').count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text, b',');
        let mut found = Vec::new();
        while let Some(row) = records.read() {
            found.push((row.line, row.cells.iter().map(str::to_owned).collect()));
        }
        found
    }

    #[test]
    fn physical_lines_survive_quoted_breaks_and_blank_lines() {
        for newline in ["\n", "\r\n", "\r"] {
            let text = "a,b\n\n\n1,\"x\ny\n\nz\"\n2,\n\n3,c\n".replace('\n', newline);
            let found: Vec<u64> = lines(&text).iter().map(|(line, _)| *line).collect();
            assert_eq!(found, [1, 4, 8, 10], "{newline:?}");
        }
    }

    #[test]
    fn quoted_cells_keep_commas_quotes_and_breaks() {
        let found = lines("\"a,b\",\"c\"\"d\",\"e\r\nf\"");
        assert_eq!(
            found,
            [(1, vec!["a,b".into(), "c\"d".into(), "e\r\nf".into()])]
        );
    }

    #[test]
    fn an_open_quote_is_seen_on_the_last_record_only() {
        for (text, expected) in [
            ("a,b\n1,\"x\n2,y\n", vec![false, true]),
            ("a,b\n1,\"x\ny\"\n2,17\" screen\n", vec![false; 3]),
            ("a,b\n\"1\",\"x\"\n", vec![false; 2]),
        ] {
            let mut records = Records::new(text, b',');
            let mut found = Vec::new();
            while let Some(row) = records.read() {
                found.push(row.unclosed);
            }
            assert_eq!(found, expected, "{text}");
        }
    }
}
