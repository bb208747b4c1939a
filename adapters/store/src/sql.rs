//! A statement as data: one SQL text for both databases, its values, and what it must touch.

use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use kiku::domain::month::Month;
use std::borrow::Cow;

/// A value to bind. Empty ones keep their type, which PostgreSQL wants to know.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(Option<bool>),
    Bytes(Vec<u8>),
}

/// Why a statement that touched too few rows ends its commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Something that was loaded has changed since.
    Conflict,
    /// The same input was taken before.
    Duplicate,
}

/// One SQL statement with its values.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub text: Cow<'static, str>,
    pub values: Vec<Value>,
    /// The exact number of rows it must touch, and what it means if it does not.
    pub must: Option<(u64, Refusal)>,
}

/// A statement without values yet.
pub(crate) fn sql(text: impl Into<Cow<'static, str>>) -> Statement {
    Statement {
        text: text.into(),
        values: Vec::new(),
        must: None,
    }
}

impl Statement {
    /// Binds the next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Binds several values in order.
    pub fn bind_all(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }

    /// It must touch exactly this many rows.
    pub fn must(mut self, rows: u64, otherwise: Refusal) -> Self {
        self.must = Some((rows, otherwise));
        self
    }
}

/// The table that a statement names first, for error messages.
pub(crate) fn table(text: &str) -> &str {
    let mut words = text.split_whitespace();
    let before = |word: &str| ["FROM", "INTO", "UPDATE"].contains(&word);
    words.find(|word| before(word));
    words.next().unwrap_or("?")
}

/// `$first, $first+1 …`: the list for an `IN` of so many values.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    places.join(", ")
}

/// Pads a list of keys to 1, 4, 16, 64 … entries by repeating the last one,
/// so that `IN` lists of any length share a few prepared statements.
pub(crate) fn padded<T: Clone + Default>(keys: &[T]) -> Vec<T> {
    match keys {
        [] => vec![T::default()],
        keys => filled(keys),
    }
}

/// The same for rows, of which there may be none.
pub(crate) fn filled<T: Clone>(rows: &[T]) -> Vec<T> {
    let mut size = 1;
    while size < rows.len() {
        size *= 4;
    }
    let last = rows
        .last()
        .into_iter()
        .cycle()
        .take(size - rows.len().min(size));
    rows.iter().chain(last).cloned().collect()
}

macro_rules! value_from {
    ($($from:ty => |$value:ident| $into:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Value {
                $into
            }
        }
    )*};
}

value_from! {
    i64 => |v| Value::Int(Some(v));
    Option<i64> => |v| Value::Int(v);
    u32 => |v| Value::Int(Some(v.into()));
    &str => |v| Value::Text(Some(v.to_owned()));
    String => |v| Value::Text(Some(v));
    &String => |v| Value::Text(Some(v.clone()));
    Option<String> => |v| Value::Text(v);
    &Option<String> => |v| Value::Text(v.clone());
    bool => |v| Value::Bool(Some(v));
    Option<bool> => |v| Value::Bool(v);
    Vec<u8> => |v| Value::Bytes(v);
    PersonId => |v| Value::Int(Some(v.0));
    Option<PersonId> => |v| Value::Int(v.map(|id| id.0));
    SessionId => |v| Value::Int(Some(v.0));
    ItemId => |v| Value::Int(Some(v.0));
    ContentId => |v| Value::Int(Some(v.0));
    Month => |v| Value::Int(Some(v.number().into()));
    DateTime<Utc> => |v| Value::Int(Some(v.timestamp_millis()));
    Option<DateTime<Utc>> => |v| Value::Int(v.map(|at| at.timestamp_millis()));
    NaiveDate => |v| Value::Text(Some(v.to_string()));
    Option<NaiveDate> => |v| Value::Text(v.map(|day| day.to_string()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_to_a_few_sizes() {
        assert_eq!(padded(&[7]), [7]);
        assert_eq!(padded(&[7, 8]), [7, 8, 8, 8]);
        assert_eq!(padded(&[1, 2, 3, 4, 5]).len(), 16);
        assert_eq!(places(3, 2), "$3, $4");
    }

    #[test]
    fn a_statement_knows_its_table() {
        assert_eq!(table("SELECT a FROM people WHERE b = $1"), "people");
        assert_eq!(table("UPDATE outbox SET a = 1"), "outbox");
        assert_eq!(table("SELECT 1"), "?");
    }
}
