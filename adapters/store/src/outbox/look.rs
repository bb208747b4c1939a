//! Questions to the outbox.

use super::{Name, State};
use crate::error::StoreError;
use crate::run::Output;
use crate::sql::{Statement, sql};
use crate::store::Store;
use crate::words::Word;
use chrono::{DateTime, Utc};
use kiku::messages::{Message, Recipient};
use kiku_chat::{DeliveryId, Handle};

/// The message whose control was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// Its row.
    pub id: i64,
    /// The message.
    pub message: Message,
    /// To whom it was sent.
    pub to: Recipient,
    /// The state of its subject now.
    pub wanted: i64,
    /// The state that it shows.
    pub shown: i64,
    /// Whether it still changes with its subject.
    pub live: bool,
}

/// A row as people who run Kiku see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its row.
    pub id: i64,
    /// The message.
    pub message: Message,
    /// Its recipient.
    pub to: Recipient,
    /// Where it stands.
    pub state: State,
    /// Not before.
    pub send_at: DateTime<Utc>,
    /// When it arrived.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the platform said last, if it failed.
    pub error: Option<String>,
    /// Kiku's name for the delivery.
    pub delivery: DeliveryId,
    /// How often it was repeated though it may have arrived.
    pub doubtful: i64,
}

#[derive(sqlx::FromRow)]
struct PressedRow {
    #[sqlx(flatten)]
    name: Name,
    wanted: i64,
    shown: i64,
    live: bool,
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    #[sqlx(flatten)]
    name: Name,
    state: String,
    send_at: i64,
    sent_at: Option<i64>,
    error: Option<String>,
    delivery: String,
    doubtful: i64,
}

#[derive(sqlx::FromRow)]
struct At {
    at: Option<i64>,
}

fn deliveries(condition: &str) -> Statement {
    let columns =
        "id, kind, subject, recipient, step, state, send_at, sent_at, error, delivery, doubtful";
    sql(format!("SELECT {columns} FROM outbox {condition}"))
}

/// The message behind a platform's handle, to be read by [`pressed`].
pub(crate) fn by_handle(platform: &str, handle: &Handle) -> Statement {
    let text = "SELECT id, kind, subject, recipient, step, wanted, shown, state = 'sent' AS live FROM outbox
                WHERE platform = $1 AND handle = $2";
    sql(text).bind(platform).bind(&handle.0)
}

/// What [`by_handle`] found.
pub(crate) fn pressed(found: &Output) -> Result<Option<Pressed>, StoreError> {
    let rows: Vec<PressedRow> = found.decode()?;
    rows.into_iter().next().map(PressedRow::read).transpose()
}

impl PressedRow {
    fn read(self) -> Result<Pressed, StoreError> {
        Ok(Pressed {
            id: self.name.id,
            message: self.name.message()?,
            to: self.name.recipient()?,
            wanted: self.wanted,
            shown: self.shown,
            live: self.live,
        })
    }
}

impl Store {
    /// The message behind a platform's handle.
    pub async fn by_handle(
        &self,
        platform: &str,
        handle: &Handle,
    ) -> Result<Option<Pressed>, StoreError> {
        let row: Option<PressedRow> = self.pool().one(by_handle(platform, handle)).await?;
        row.map(PressedRow::read).transpose()
    }

    /// Everything that was ever queued for a recipient, in order of sending.
    pub async fn deliveries_to(&self, to: &Recipient) -> Result<Vec<Delivery>, StoreError> {
        self.read_deliveries(
            deliveries("WHERE recipient = $1 ORDER BY send_at, id").bind(to.encode()),
        )
        .await
    }

    /// Messages that could not be delivered, newest first.
    pub async fn unreachable(&self, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let statement = deliveries("WHERE state = 'dead' ORDER BY send_at DESC, id LIMIT $1");
        self.read_deliveries(statement.bind(limit as i64)).await
    }

    /// Everything in a state, oldest first; for tests that nothing was left behind.
    pub async fn deliveries_in(
        &self,
        state: State,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let statement = deliveries("WHERE state = $1 ORDER BY send_at, id LIMIT $2");
        self.read_deliveries(statement.bind(state.word()).bind(limit as i64))
            .await
    }

    /// When a row next asks for something, whatever its lane may do then; for edits that is at once, given as their
    /// last instant.
    pub async fn next_send_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let text = "SELECT MIN(at) AS at FROM (
                        SELECT MIN(try_at) AS at FROM outbox WHERE state = 'waiting'
                        UNION ALL SELECT MIN(try_at) AS at FROM outbox WHERE state = 'sent' AND shown < wanted
                        UNION ALL SELECT MIN(try_at) AS at FROM outbox WHERE state = 'unknown'
                        UNION ALL SELECT MIN(lease_until) AS at FROM outbox WHERE state = 'claimed') AS next";
        self.instant(sql(text)).await
    }

    pub(crate) async fn instant(
        &self,
        statement: Statement,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row: Option<At> = self.pool().one(statement).await?;
        Ok(row
            .and_then(|row| row.at)
            .and_then(DateTime::from_timestamp_millis))
    }

    async fn read_deliveries(&self, statement: Statement) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<DeliveryRow> = self.pool().all(statement).await?;
        rows.into_iter().map(DeliveryRow::read).collect()
    }
}

impl DeliveryRow {
    fn read(self) -> Result<Delivery, StoreError> {
        let at = self.name.at();
        Ok(Delivery {
            id: self.name.id,
            message: self.name.message()?,
            to: self.name.recipient()?,
            state: at.word("state", &self.state)?,
            send_at: at.instant("send_at", self.send_at)?,
            sent_at: at.instant_if("sent_at", self.sent_at)?,
            error: self.error,
            delivery: DeliveryId(self.delivery),
            doubtful: self.doubtful,
        })
    }
}
