//! A table whose whole rows are written: its insert and its compare-and-set, in bulk where many.

use crate::dialect::Dialect;
use crate::sql::{Refusal, Statement, Value, padded, places, sql};
use std::collections::BTreeMap;

/// A table and its columns; the first is the key, the second the version where there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

/// How an insert meets a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meeting {
    /// It stays as it is.
    Keep,
    /// It is replaced but for the columns that are kept; the key is the first so many columns.
    Replace { key: usize, kept: usize },
    /// It is replaced if it has the version that was read, else the commit conflicts.
    Compare,
}

/// A row as it was and as it is to be.
pub(crate) type Changed = (Vec<Value>, Vec<Value>);

/// Rows of one statement: a few fixed sizes, so that prepared statements are found again.
const CHUNKS: [usize; 4] = [250, 50, 10, 1];

impl Table {
    /// `a, b, c`
    pub fn list(&self) -> String {
        self.columns.join(", ")
    }

    /// Adds rows; those that are there already stay as they are.
    pub fn add(&self, dialect: Dialect, rows: Vec<Vec<Value>>) -> Vec<Statement> {
        self.write(dialect, rows, Meeting::Keep)
    }

    /// Writes rows over those of the same key, which is the first so many columns; so many columns after the key
    /// keep what they were written with first.
    pub fn put(
        &self,
        dialect: Dialect,
        rows: Vec<Vec<Value>>,
        key: usize,
        kept: usize,
    ) -> Vec<Statement> {
        self.write(dialect, rows, Meeting::Replace { key, kept })
    }

    /// Writes rows that carry the version that was read (0 for new ones): each is stored one version higher,
    /// and the commit conflicts unless every stored version is the one that was read.
    pub fn save(&self, dialect: Dialect, mut rows: Vec<Vec<Value>>) -> Vec<Statement> {
        for row in &mut rows {
            if let Value::Int(Some(version)) = &mut row[1] {
                *version += 1;
            }
        }
        self.write(dialect, rows, Meeting::Compare)
    }

    /// Writes one row over the version that was read, naming only the columns that differ from `before`.
    /// As the versions are the same, the rest stands there already; indexes of it are left alone.
    pub fn change(&self, before: &[Value], row: Vec<Value>) -> Statement {
        let mut text = format!("UPDATE {} SET version = version + 1", self.name);
        let mut values = Vec::new();
        let mut keys = Vec::new();
        for (index, value) in row.into_iter().enumerate() {
            if index < 2 {
                keys.push(value);
            } else if before.get(index) != Some(&value) {
                values.push(value);
                text.push_str(&format!(", {} = ${}", self.columns[index], values.len()));
            }
        }
        let next = values.len() + 1;
        let key = self.columns[0];
        text.push_str(&format!(
            " WHERE {key} = ${next} AND version = ${}",
            next + 1
        ));
        let statement = sql(text).bind_all(values).bind_all(keys);
        statement.must(1, Refusal::Conflict)
    }

    /// The same for many rows, each beside what it was: those that differ in the same columns are written together.
    pub fn change_all(&self, dialect: Dialect, rows: Vec<Changed>) -> Vec<Statement> {
        let mut alike: BTreeMap<Vec<usize>, Vec<Changed>> = BTreeMap::new();
        for (before, row) in rows {
            let differs = |index: &usize| before.get(*index) != row.get(*index);
            let columns = (2..row.len()).filter(differs).collect();
            alike.entry(columns).or_default().push((before, row));
        }
        let mut statements = Vec::new();
        for (columns, mut rows) in alike {
            for size in CHUNKS {
                while rows.len() >= size {
                    let chunk = rows.split_off(rows.len() - size);
                    statements.push(self.change_chunk(dialect, &columns, chunk));
                }
            }
        }
        statements
    }

    fn change_chunk(
        &self,
        dialect: Dialect,
        columns: &[usize],
        mut rows: Vec<Changed>,
    ) -> Statement {
        if rows.len() == 1
            && let Some((before, row)) = rows.pop()
        {
            return self.change(&before, row);
        }
        let (name, count) = (self.name, rows.len());
        let mut text = format!("UPDATE {name} SET version = version + 1");
        for (place, column) in columns.iter().enumerate() {
            let column = self.columns[*column];
            text.push_str(&format!(", {column} = next.column{}", place + 3));
        }
        let key = self.columns[0];
        let places = dialect.rows(count, columns.len() + 2);
        text.push_str(&format!(
            " FROM (VALUES {places}) AS next WHERE {name}.{key} = next.column1 AND {name}.version = next.column2"
        ));
        let named = |row: Vec<Value>| {
            let wanted = |(index, _): &(usize, Value)| *index < 2 || columns.contains(index);
            row.into_iter()
                .enumerate()
                .filter(wanted)
                .map(|(_, value)| value)
        };
        let values = rows.into_iter().flat_map(|(_, row)| named(row));
        let statement = sql(text).bind_all(values);
        statement.must(count as u64, Refusal::Conflict)
    }

    fn write(&self, dialect: Dialect, rows: Vec<Vec<Value>>, meeting: Meeting) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        for size in CHUNKS {
            while left >= size {
                let values: Vec<Value> = rows.by_ref().take(size).flatten().collect();
                statements.push(self.write_chunk(dialect, size, values, meeting));
                left -= size;
            }
        }
        statements
    }

    fn write_chunk(
        &self,
        dialect: Dialect,
        rows: usize,
        values: Vec<Value>,
        meeting: Meeting,
    ) -> Statement {
        let name = self.name;
        let conflict = match meeting {
            Meeting::Keep => "DO NOTHING".to_owned(),
            Meeting::Replace { key, kept } => self.replacing(key, kept),
            Meeting::Compare => format!(
                "{} WHERE {name}.version = excluded.version - 1",
                self.replacing(1, 0)
            ),
        };
        let columns = self.list();
        let places = dialect.rows(rows, self.columns.len());
        let text = format!("INSERT INTO {name} ({columns}) VALUES {places} ON CONFLICT {conflict}");
        let statement = sql(text).bind_all(values);
        match meeting {
            Meeting::Compare => statement.must(rows as u64, Refusal::Conflict),
            Meeting::Keep | Meeting::Replace { .. } => statement,
        }
    }

    fn replacing(&self, key: usize, kept: usize) -> String {
        let (key, rest) = self.columns.split_at(key);
        let rest = rest.iter().skip(kept);
        let rest: Vec<String> = rest.map(|c| format!("{c} = excluded.{c}")).collect();
        format!("({}) DO UPDATE SET {}", key.join(", "), rest.join(", "))
    }

    /// `SELECT … FROM … WHERE first_column IN (…)`, padded.
    pub fn by_keys(&self, column: &str, keys: &[i64]) -> Statement {
        let keys = padded(keys);
        let text = format!(
            "SELECT {} FROM {} WHERE {column} IN ({})",
            self.list(),
            self.name,
            places(1, keys.len()),
        );
        sql(text).bind_all(keys.into_iter().map(Value::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: Table = Table {
        name: "pair",
        columns: &["id", "version", "word"],
    };

    fn row(id: i64, version: i64) -> Vec<Value> {
        vec![id.into(), version.into(), "聴く".into()]
    }

    #[test]
    fn many_rows_are_few_statements() {
        let rows: Vec<_> = (0..511).map(|id| row(id, 0)).collect();
        let statements = PAIR.save(Dialect::Postgres, rows);
        let touched: Vec<u64> = statements.iter().filter_map(|s| Some(s.must?.0)).collect();
        assert_eq!(touched, [250, 250, 10, 1]);
        let bound: usize = statements.iter().map(|s| s.values.len()).sum();
        assert_eq!(bound, 511 * 3);
    }

    #[test]
    fn the_same_words_for_both_databases_but_for_the_places() {
        let text = |dialect| PAIR.save(dialect, vec![row(1, 0)])[0].text.to_string();
        let sqlite = text(Dialect::Sqlite);
        assert_eq!(
            sqlite.replace("(?, ?, ?)", "($1, $2, $3)"),
            text(Dialect::Postgres)
        );
        assert_eq!(
            sqlite,
            "INSERT INTO pair (id, version, word) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET \
             version = excluded.version, word = excluded.word WHERE pair.version = excluded.version - 1"
        );
    }

    #[test]
    fn a_changed_row_names_what_differs() {
        let statement = PAIR.change(&row(1, 7), vec![1_i64.into(), 7_i64.into(), "話す".into()]);
        assert_eq!(
            statement.text,
            "UPDATE pair SET version = version + 1, word = $1 WHERE id = $2 AND version = $3"
        );
        assert_eq!(
            statement.values,
            ["話す".into(), 1_i64.into(), 7_i64.into()]
        );
        let same = PAIR.change(&row(1, 7), row(1, 7));
        assert_eq!(
            same.text,
            "UPDATE pair SET version = version + 1 WHERE id = $1 AND version = $2"
        );
    }

    #[test]
    fn rows_that_differ_alike_are_changed_together() {
        let changed = |id: i64, word: &str| {
            let row = vec![id.into(), 7_i64.into(), word.into()];
            (self::row(id, 7), row)
        };
        let rows = (0..10).map(|id| changed(id, "話す"));
        let rows = rows.chain([changed(10, "聴く"), changed(11, "書く")]);
        let statements = PAIR.change_all(Dialect::Postgres, rows.collect());
        let touched: Vec<u64> = statements.iter().filter_map(|s| Some(s.must?.0)).collect();
        assert_eq!(touched, [1, 10, 1]);
        let many = &statements[1];
        let head = "UPDATE pair SET version = version + 1, word = next.column3 FROM (VALUES ($1, $2, $3), ";
        assert!(many.text.starts_with(head), "{}", many.text);
        assert_eq!(many.values.len(), 30);
        assert!(
            statements[0]
                .text
                .starts_with("UPDATE pair SET version = version + 1 WHERE id")
        );
    }

    #[test]
    fn a_saved_row_is_one_version_higher() {
        let statement = &PAIR.save(Dialect::Sqlite, vec![row(1, 7)])[0];
        assert_eq!(statement.values[1], Value::Int(Some(8)));
    }
}
