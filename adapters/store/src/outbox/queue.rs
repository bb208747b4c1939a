//! Queueing messages and marking others stale, inside the transaction of a decision.

use super::State;
use crate::dialect::Dialect;
use crate::sql::{Statement, Value, places, sql};
use crate::table::Table;
use crate::words::Word;
use kiku::messages::{Message, Outgoing, Subject};

const OUTBOX: Table = Table {
    name: "outbox",
    columns: &[
        "id",
        "delivery",
        "kind",
        "subject",
        "recipient",
        "step",
        "priority",
        "send_at",
        "expires_at",
        "state",
        "wanted",
        "shown",
        "try_at",
        "attempts",
    ],
};

/// So few subjects have a statement each.
const FEW: usize = 4;
/// How many subjects one statement raises where there are many.
const SUBJECTS: usize = 64;

/// Rows for new messages, with ids from `first` on. A message that was queued before stays as it is.
pub(crate) fn queue(
    dialect: Dialect,
    instance: &str,
    first: i64,
    messages: &[Outgoing],
) -> Vec<Statement> {
    let ids = first..;
    let rows = ids
        .zip(messages)
        .map(|(id, outgoing)| row(instance, id, outgoing));
    OUTBOX.add(dialect, rows.collect())
}

/// Messages about these subjects show an older state from now on.
///
/// Waiting rows are raised too: a sender that claims one at this very moment would otherwise show the old
/// state and never learn of the new one. The row `answered` is not behind: a direct answer shows the new state.
pub(crate) fn raise(subjects: &[Subject], answered: Option<i64>) -> Vec<Statement> {
    let size = if subjects.len() <= FEW { 1 } else { SUBJECTS };
    let chunks = subjects.chunks(size);
    chunks.map(|chunk| raise_chunk(chunk, answered)).collect()
}

/// In plain comparisons: for an `IN` list SQLite makes a table of its own, which costs more than the rows.
fn raise_chunk(subjects: &[Subject], answered: Option<i64>) -> Statement {
    let shown = match answered {
        Some(_) => format!(
            ", shown = CASE WHEN id = ${} THEN wanted + 1 ELSE shown END",
            subjects.len() + 1
        ),
        None => String::new(),
    };
    let which = match subjects {
        [_] => "= $1".to_owned(),
        more => format!("IN ({})", places(1, more.len())),
    };
    let text = format!(
        "UPDATE outbox SET wanted = wanted + 1{shown}
         WHERE subject {which}
         AND state <> 'dropped' AND state <> 'closed' AND state <> 'expired' AND state <> 'dead'"
    );
    let statement = sql(text).bind_all(subjects.iter().map(|subject| subject.encode().into()));
    statement.bind_all(answered.map(Into::into))
}

fn row(instance: &str, id: i64, outgoing: &Outgoing) -> Vec<Value> {
    let message = &outgoing.message;
    vec![
        id.into(),
        delivery(instance, id).into(),
        message.kind().into(),
        message.subject().encode().into(),
        outgoing.to.encode().into(),
        message.step().into(),
        priority(message).into(),
        outgoing.send_at.into(),
        outgoing.expires_at.into(),
        State::Waiting.word().into(),
        1_i64.into(),
        0_i64.into(),
        outgoing.send_at.into(),
        0_i64.into(),
    ]
}

/// At most 25 characters: the database's own name, and the id in base 36.
fn delivery(instance: &str, id: i64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    let mut left = id.unsigned_abs();
    loop {
        digits.push(char::from(DIGITS[(left % 36) as usize]));
        left /= 36;
        if left == 0 {
            break;
        }
    }
    let id: String = digits.into_iter().rev().collect();
    format!("{instance}-{id}")
}

/// News of the other side first, the opening of a cycle last; the first contact before anything else of its page.
fn priority(message: &Message) -> i64 {
    match message {
        Message::BookingNews(..) => 0,
        Message::PrepAsk(_) | Message::Digest(..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_id_fits_every_platform() {
        assert_eq!(delivery("0a1b2c3d4e", 0), "0a1b2c3d4e-0");
        assert_eq!(delivery("0a1b2c3d4e", 36), "0a1b2c3d4e-10");
        assert!(delivery("0a1b2c3d4e", i64::MAX).len() <= 25);
    }
}
