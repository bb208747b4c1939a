//! Ids: numbers that grow with time, reserved in blocks so that a click needs no statement for them.

use crate::error::{CommitError, StoreError};
use crate::pool::Pool;
use crate::sql::sql;
use std::ops::Range;
use tokio::sync::Mutex;

/// How many ids one statement reserves at least.
const BLOCK: i64 = 64 * 1024;

/// The ids that this process may hand out.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    free: Mutex<Range<i64>>,
}

#[derive(sqlx::FromRow)]
struct Next {
    next: i64,
}

impl Ids {
    /// The first of `count` ids in a row, which nobody else gets.
    pub async fn take(&self, pool: &Pool, count: i64) -> Result<i64, StoreError> {
        let mut free = self.free.lock().await;
        if free.end - free.start < count {
            *free = reserve(pool, count.max(BLOCK)).await?;
        }
        free.start += count;
        Ok(free.start - count)
    }
}

async fn reserve(pool: &Pool, count: i64) -> Result<Range<i64>, StoreError> {
    let statement =
        sql("UPDATE counters SET next = next + $1 WHERE name = 'ids' RETURNING next").bind(count);
    let outputs = pool.write(vec![statement]).await.map_err(reading)?;
    let next = outputs
        .first()
        .map(|output| output.decode::<Next>())
        .transpose()?;
    let end = next.and_then(|rows| rows.first().map(|row| row.next));
    let end = end.ok_or_else(|| StoreError::BadValue {
        table: "counters".to_owned(),
        column: "next".to_owned(),
        row: "ids".to_owned(),
        why: "the row is missing".to_owned(),
    })?;
    Ok(end - count..end)
}

/// A refusal where nothing can be refused.
pub(crate) fn reading(error: CommitError) -> StoreError {
    match error {
        CommitError::Failed(error) => error,
        other => StoreError::NotCommitted(other.to_string()),
    }
}
