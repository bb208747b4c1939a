//! Several statements as one text, so that they cross to SQLite's thread and back once.
//!
//! The driver runs such a text statement by statement, each prepared once. It counts the places of the whole
//! text: nameless ones (`?`) take the values in order from the first, numbered ones (`$1`) name their value.

use crate::sql::{Statement, Value};
use std::fmt::Write as _;

/// One text and the values of all its places.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub text: String,
    pub values: Vec<&'a Value>,
}

impl<'a> Batch<'a> {
    /// The statements one after the other. A statement has places of one kind only.
    pub fn of(statements: &[&'a Statement]) -> Self {
        let length = statements.iter().map(|one| one.text.len() + 16).sum();
        let (nameless, numbered): (Vec<&Statement>, Vec<&Statement>) =
            statements.iter().partition(|one| one.text.contains('?'));
        let mut before: usize = nameless.iter().map(|one| one.values.len()).sum();
        let of_all = nameless.into_iter().chain(numbered);
        let values = of_all.flat_map(|one| &one.values).collect();
        let mut text = String::with_capacity(length);
        for one in statements {
            if one.text.contains('?') {
                text.push_str(&one.text);
            } else {
                push_after(&mut text, &one.text, before);
                before += one.values.len();
            }
            text.push(';');
        }
        Batch { text, values }
    }
}

/// Adds a statement whose numbered places begin after `before` others.
fn push_after(text: &mut String, statement: &str, before: usize) {
    let mut pieces = statement.split('$');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = piece.split_at(end.unwrap_or(piece.len()));
        let number: usize = number.parse().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(text, "${}", number + before);
        text.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::sql;

    #[test]
    fn places_are_counted_through() {
        let first = sql("SELECT a FROM b WHERE c = $1 OR d = $2 OR e = $1")
            .bind(7_i64)
            .bind("x");
        let bulk = sql("INSERT INTO f (g, h) VALUES (?, ?)")
            .bind(8_i64)
            .bind(9_i64);
        let commit = sql("COMMIT");
        let last = sql("DELETE FROM i WHERE j = $1").bind(10_i64);
        let batch = Batch::of(&[&first, &bulk, &commit, &last]);
        assert_eq!(
            batch.text,
            "SELECT a FROM b WHERE c = $3 OR d = $4 OR e = $3;INSERT INTO f (g, h) VALUES (?, ?);COMMIT;\
             DELETE FROM i WHERE j = $5;"
        );
        let values: Vec<Value> = batch.values.into_iter().cloned().collect();
        assert_eq!(
            values,
            [
                8_i64.into(),
                9_i64.into(),
                7_i64.into(),
                Value::from("x"),
                10_i64.into()
            ]
        );
    }
}
