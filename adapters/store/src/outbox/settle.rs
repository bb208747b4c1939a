//! Recording what became of claimed rows, many in one commit.

use super::lanes::Lane;
use super::{Pressed, State, TOO_LATE};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::fault;
use crate::sql::{Statement, Value, filled, padded, places, sql};
use crate::store::Store;
use crate::words::Word;
use chrono::{DateTime, Duration, Utc};
use kiku::domain::month::Month;
use kiku_chat::Handle;

/// How a message ends before or after it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// Not sent, as it is no longer meaningful.
    Dropped,
    /// Sent, and not edited any more.
    Closed,
    /// Not sent, as its time is over.
    Expired,
    /// It cannot be delivered.
    Dead,
}

impl End {
    /// The word for figures and logs.
    pub fn word(self) -> &'static str {
        self.state().word()
    }

    pub(super) fn state(self) -> State {
        match self {
            End::Dropped => State::Dropped,
            End::Closed => State::Closed,
            End::Expired => State::Expired,
            End::Dead => State::Dead,
        }
    }
}

/// What became of a claimed row.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// It stands under `handle` and shows the state `shown`.
    Sent {
        /// The platform's name for it.
        handle: Handle,
        /// The state that it shows.
        shown: i64,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// It was edited and shows the state `shown`, or nothing was to be edited for that. A newer state that a direct
    /// answer showed meanwhile may be hidden by it, and is to be shown again.
    Edited {
        /// The state that it shows.
        shown: i64,
    },
    /// The same, and it is not edited any more.
    Closed {
        /// The state that it shows.
        shown: i64,
    },
    /// To be tried again: a first send waits again, an edit stays an edit, and what is unknown stays unknown.
    Again {
        /// Not before.
        at: DateTime<Utc>,
        /// What the platform said.
        why: String,
    },
    /// The same, and this try does not count: the platform asked to wait, or it was not tried at all.
    Later {
        /// Not before.
        at: DateTime<Utc>,
        /// What the platform said.
        why: String,
    },
    /// A first send or its repetition may have arrived: to be reconciled.
    Unknown {
        /// Not before.
        at: DateTime<Utc>,
        /// What is known.
        why: String,
    },
    /// It is certain that it did not arrive: to be sent as if for the first time.
    NotThere {
        /// Not before.
        at: DateTime<Utc>,
    },
    /// It ends, and why.
    End(End, String),
}

/// A direct reply shows the message as it is when it was pressed.
pub(crate) fn show(pressed: &Pressed) -> Statement {
    let text = "UPDATE outbox SET shown = $2 WHERE id = $1 AND shown < $2";
    sql(text).bind(pressed.id).bind(pressed.wanted)
}

impl Store {
    /// What a process that has died was about to show in a direct answer may never have been shown: messages that were
    /// answered within `span` before the last input show an older state until they are edited.
    pub async fn doubt_answers(&self, span: Duration) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET shown = wanted - 1 WHERE state = 'sent' AND shown >= wanted AND id IN
                    (SELECT answered FROM events_seen WHERE answered IS NOT NULL
                     AND at >= (SELECT MAX(at) FROM events_seen) - $1)";
        let statement = sql(text).bind(span.num_milliseconds());
        self.write(vec![statement]).await.map(|_| ())
    }

    /// Records what became of rows that `owner` claimed, in one commit. What somebody else claimed meanwhile is left
    /// to them, unless it has arrived.
    pub async fn mark(&self, owner: &str, marks: &[(i64, Mark)]) -> Result<(), StoreError> {
        let statements = Settled::of(marks).statements(self.dialect(), owner);
        fault::pass("mark.before");
        self.write(statements).await?;
        fault::pass("mark.after");
        Ok(())
    }

    /// These rows of the lane are sent `by` times more though they may have arrived; counted before that happens, and
    /// taken back if the platform certainly did not take them.
    pub async fn doubt(&self, lane: &Lane, ids: &[i64], by: i64) -> Result<(), StoreError> {
        let keys = padded(ids);
        let rows = format!(
            "UPDATE outbox SET doubtful = doubtful + $1 WHERE id IN ({})",
            places(2, keys.len())
        );
        let lanes =
            "UPDATE lanes SET doubtful = doubtful + $3 WHERE platform = $1 AND workspace = $2";
        let lanes = sql(lanes).bind(&lane.platform).bind(&lane.workspace);
        self.write(vec![
            sql(rows)
                .bind(by)
                .bind_all(keys.into_iter().map(Value::from)),
            lanes.bind(by * ids.len() as i64),
        ])
        .await
        .map(|_| ())
    }

    /// Ends what waits in the lane and is no longer useful. Returns how much that was.
    pub async fn expire(&self, lane: &Lane, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let text = "UPDATE outbox SET state = 'expired', error = $4 WHERE id IN (SELECT id FROM outbox
                        WHERE state = 'waiting' AND platform = $1 AND workspace = $2 AND expires_at <= $3 LIMIT 500)";
        let statement = sql(text).bind(&lane.platform).bind(&lane.workspace);
        let touched = self.write(vec![statement.bind(now).bind(TOO_LATE)]).await?;
        Ok(touched.into_iter().sum())
    }

    /// A direct reply already showed the present state in it; no edit is needed for that.
    pub async fn raise_shown(&self, pressed: &Pressed) -> Result<(), StoreError> {
        self.write(vec![show(pressed)]).await.map(|_| ())
    }

    /// A direct reply did not reach the message after all: its present state is still to be shown.
    pub async fn lower_shown(&self, platform: &str, handle: &Handle) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET shown = wanted - 1
                    WHERE platform = $1 AND handle = $2 AND state = 'sent' AND shown >= wanted";
        self.write(vec![sql(text).bind(platform).bind(&handle.0)])
            .await
            .map(|_| ())
    }

    /// A direct reply arrived that shows `state`; when another process has gone on meanwhile, it may have come after a
    /// newer one, and the present state is still to be shown. Says whether that is so.
    pub async fn overtaken(
        &self,
        platform: &str,
        handle: &Handle,
        state: i64,
    ) -> Result<bool, StoreError> {
        let text = "UPDATE outbox SET shown = wanted - 1
                    WHERE platform = $1 AND handle = $2 AND state = 'sent' AND shown >= wanted AND wanted > $3";
        let statement = sql(text).bind(platform).bind(&handle.0).bind(state);
        Ok(self.write(vec![statement]).await? == [1])
    }

    /// The messages about a page of a closing month's talks are not edited any more, but for those that do not show
    /// yet how it ended. The page is that of [`Store::sessions_after`]: ids above `after`, up to `last`.
    pub async fn close_edits(&self, month: Month, after: i64, last: i64) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET state = 'closed' WHERE state = 'sent' AND shown >= wanted AND subject IN
                    (SELECT 'session:' || CAST(id AS TEXT) FROM sessions WHERE month = $1 AND id > $2 AND id <= $3)";
        self.write(vec![sql(text).bind(month).bind(after).bind(last)])
            .await
            .map(|_| ())
    }
}

/// How many rows of one kind a statement marks.
const ROWS: usize = 64;

const SENT: &str =
    "state = 'sent', handle = done.column2, shown = done.column3, sent_at = done.column4,
    try_at = done.column4, attempts = 0, error = NULL, lease_owner = NULL, lease_until = NULL";
const EDITED: &str =
    "shown = done.column2, attempts = 0, error = NULL, lease_owner = NULL, lease_until = NULL";
const CLOSED: &str =
    "state = 'closed', shown = done.column2, attempts = 0, error = NULL, lease_owner = NULL,
    lease_until = NULL";

/// Marks by what they do: what went well many rows to a statement, the rest one by one.
#[derive(Default)]
struct Settled<'a> {
    sent: Vec<[Value; 4]>,
    edited: Vec<[Value; 2]>,
    closed: Vec<[Value; 2]>,
    others: Vec<(i64, &'a Mark)>,
}

impl<'a> Settled<'a> {
    fn of(marks: &'a [(i64, Mark)]) -> Self {
        let mut all = Settled::default();
        for (id, mark) in marks {
            let id = *id;
            match mark {
                Mark::Sent { handle, shown, at } => {
                    let row = [id.into(), (&handle.0).into(), (*shown).into(), (*at).into()];
                    all.sent.push(row);
                }
                Mark::Edited { shown } => all.edited.push([id.into(), (*shown).into()]),
                Mark::Closed { shown } => all.closed.push([id.into(), (*shown).into()]),
                other => all.others.push((id, other)),
            }
        }
        all
    }

    fn statements(self, dialect: Dialect, owner: &str) -> Vec<Statement> {
        let arrived = "state IN ('waiting', 'claimed', 'unknown')";
        let mut all = settle(dialect, SENT, &self.sent, arrived);
        let standing = "state IN ('sent', 'closed')";
        all.extend(settle(dialect, EDITED, &self.edited, standing));
        all.extend(settle(dialect, CLOSED, &self.closed, "state = 'sent'"));
        let others = self.others.into_iter();
        all.extend(others.filter_map(|(id, mark)| marking(owner, id, mark)));
        all
    }
}

/// Sets what is said of rows, each of which begins with its id, as far as they are still as they must be.
fn settle<const N: usize>(
    dialect: Dialect,
    set: &str,
    rows: &[[Value; N]],
    which: &str,
) -> Vec<Statement> {
    let chunk = |rows: &[[Value; N]]| {
        let values: Vec<Value> = filled(rows).into_iter().flatten().collect();
        let text = format!(
            "UPDATE outbox SET {set} FROM (VALUES {}) AS done WHERE outbox.id = done.column1 AND {which}",
            dialect.rows(values.len() / N, N)
        );
        sql(text).bind_all(values)
    };
    rows.chunks(ROWS).map(chunk).collect()
}

/// What becomes of one row; `None` for what is marked with others.
fn marking(owner: &str, id: i64, mark: &Mark) -> Option<Statement> {
    Some(match mark {
        Mark::Sent { .. } | Mark::Edited { .. } | Mark::Closed { .. } => return None,
        Mark::Again { at, why } => again("attempts", id, owner, *at, why),
        Mark::Later { at, why } => again("attempts - 1", id, owner, *at, why),
        Mark::Unknown { at, why } => sql(
            "UPDATE outbox SET state = 'unknown', try_at = $3, error = $4, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND lease_owner = $2 AND state IN ('claimed', 'unknown')",
        )
        .bind(id)
        .bind(owner)
        .bind(not_before(*at))
        .bind(why),
        Mark::NotThere { at } => sql(
            "UPDATE outbox SET state = 'waiting', try_at = $3, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND lease_owner = $2 AND state = 'unknown'",
        )
        .bind(id)
        .bind(owner)
        .bind(not_before(*at)),
        Mark::End(end, why) => sql(
            "UPDATE outbox SET state = $3, error = $4, lease_owner = NULL, lease_until = NULL
             WHERE id = $1 AND lease_owner = $2",
        )
        .bind(id)
        .bind(owner)
        .bind(end.state().word())
        .bind(why),
    })
}

fn again(
    attempts: &'static str,
    id: i64,
    owner: &str,
    at: DateTime<Utc>,
    why: &String,
) -> Statement {
    let text = format!(
        "UPDATE outbox SET state = CASE WHEN state = 'claimed' THEN 'waiting' ELSE state END, attempts = {attempts},
         try_at = $3, error = $4, lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2 AND state IN ('claimed', 'unknown', 'sent')"
    );
    sql(text)
        .bind(id)
        .bind(owner)
        .bind(not_before(at))
        .bind(why)
}

/// The first whole millisecond that is not before: rows know no finer instants, and one that was cut off would be due
/// before its time, again and again within that millisecond.
fn not_before(at: DateTime<Utc>) -> DateTime<Utc> {
    let finer = i64::from(at.timestamp_subsec_nanos() % 1_000_000);
    match finer {
        0 => at,
        finer => at + Duration::nanoseconds(1_000_000 - finer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_never_kept_as_an_earlier_one() {
        let whole = DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000);
        assert_eq!(not_before(whole), whole);
        let next = whole + Duration::milliseconds(1);
        assert_eq!(not_before(whole + Duration::nanoseconds(1)), next);
        assert_eq!(not_before(whole + Duration::nanoseconds(999_999)), next);
        assert_eq!(not_before(next), next);
    }
}
