//! Sessions for the clock and for pages of large work: by what is due, by month, by member.

use crate::error::StoreError;
use crate::scenes::select;
use crate::sessions::SessionRow;
use crate::sql::{Statement, sql};
use crate::store::Store;
use chrono::{DateTime, Utc};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::session::Session;

/// A session with its member, on whose behalf it is looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSession {
    /// The session.
    pub id: SessionId,
    /// Its member.
    pub member: PersonId,
    /// Since when.
    pub due_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: i64,
    member: i64,
    due_at: i64,
}

#[derive(sqlx::FromRow)]
struct Id {
    id: i64,
}

impl Store {
    /// The sessions whose timetable has something to do at `now`, longest due first.
    pub async fn due_sessions(
        &self,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<DueSession>, StoreError> {
        let text = "SELECT id, member, due_at FROM sessions WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";
        let rows: Vec<DueRow> = self
            .pool()
            .all(sql(text).bind(now).bind(limit as i64))
            .await?;
        let read = |row: DueRow| {
            Some(DueSession {
                id: SessionId(row.id),
                member: PersonId(row.member),
                due_at: DateTime::from_timestamp_millis(row.due_at)?,
            })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// When the timetable of any session next has something to do.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.instant(sql(
            "SELECT MIN(due_at) AS at FROM sessions WHERE due_at IS NOT NULL",
        ))
        .await
    }

    /// A page of a month's sessions in order of ids; the next page begins after the last id.
    pub async fn sessions_after(
        &self,
        month: Month,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Session>, StoreError> {
        let statement = select("WHERE month = $1 AND id > $2 ORDER BY id LIMIT $3");
        self.sessions(statement.bind(month).bind(after).bind(limit as i64))
            .await
    }

    /// A member's talks that are not over, oldest first: what follows them to a new manager.
    pub async fn open_sessions_of(&self, member: PersonId) -> Result<Vec<SessionId>, StoreError> {
        let text = "SELECT id FROM sessions WHERE member = $1 AND outcome = 'open' ORDER BY id";
        let rows: Vec<Id> = self.pool().all(sql(text).bind(member)).await?;
        Ok(rows.into_iter().map(|row| SessionId(row.id)).collect())
    }

    async fn sessions(&self, statement: Statement) -> Result<Vec<Session>, StoreError> {
        let rows: Vec<SessionRow> = self.pool().all(statement).await?;
        rows.into_iter().map(SessionRow::read).collect()
    }
}
