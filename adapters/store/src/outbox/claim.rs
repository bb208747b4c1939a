//! Claiming rows under a lease: first sends before edits, earliest deadline first.

use super::{Name, State};
use crate::error::StoreError;
use crate::ids::reading;
use crate::sql::{Statement, sql};
use crate::store::Store;
use chrono::{DateTime, Duration, Utc};
use kiku::messages::{Message, Recipient};
use kiku_chat::{Address, DeliveryId, Handle};

/// A row that this sender may work on until its lease ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The row.
    pub id: i64,
    /// The message.
    pub message: Message,
    /// Its recipient.
    pub to: Recipient,
    /// Kiku's name for the delivery.
    pub delivery: DeliveryId,
    /// What is to be done.
    pub work: Work,
    /// The state of the subject that the message will show; give it back when that is done.
    pub wanted: i64,
    /// How often it was tried before.
    pub attempts: i64,
    /// No longer useful after.
    pub expires_at: DateTime<Utc>,
}

/// What is to be done with a claimed row.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// To be sent for the first time.
    First,
    /// To be edited where it was sent.
    Edit(Address, Handle),
    /// It may have arrived: find out before anything else.
    Reconcile,
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    #[sqlx(flatten)]
    name: Name,
    delivery: String,
    state: String,
    wanted: i64,
    attempts: i64,
    expires_at: i64,
    address: Option<String>,
    handle: Option<String>,
    priority: i64,
}

/// Which rows, and the state that claiming gives them.
const UNKNOWN: (&str, &str) = ("state = 'unknown'", "state");
const FIRST: (&str, &str) = ("state = 'waiting'", "'claimed'");
const EDIT: (&str, &str) = ("state = 'sent' AND shown < wanted", "state");

const RETURNING: &str =
    "RETURNING id, kind, subject, recipient, step, delivery, state, wanted, attempts,
    expires_at, address, handle, priority";

impl Store {
    /// Claims at most `limit` rows that are due at `now`, for `lease`. What was being sent by somebody whose
    /// lease ended is handed out to be reconciled, never to be sent again.
    pub async fn claim(
        &self,
        now: DateTime<Utc>,
        owner: &str,
        limit: usize,
        lease: Duration,
    ) -> Result<Vec<Claim>, StoreError> {
        let lost = sql("UPDATE outbox SET state = 'unknown', lease_owner = NULL, lease_until = NULL, try_at = $1
                        WHERE state = 'claimed' AND lease_until <= $1");
        self.write(vec![lost.bind(now)]).await?;
        let mut claims = Vec::new();
        for which in [UNKNOWN, FIRST, EDIT] {
            if claims.len() < limit {
                let claiming = self.claiming(which, now, owner, limit - claims.len(), lease);
                let outputs = self.pool().write(vec![claiming]).await.map_err(reading)?;
                let rows = outputs.first().map(|output| output.decode()).transpose()?;
                claims.extend(read(rows.unwrap_or_default())?);
            }
        }
        Ok(claims)
    }

    fn claiming(
        &self,
        (which, state): (&str, &str),
        now: DateTime<Utc>,
        owner: &str,
        limit: usize,
        lease: Duration,
    ) -> Statement {
        let lock = self.dialect().skip_locked();
        let text = format!(
            "UPDATE outbox SET state = {state}, lease_owner = $2, lease_until = $3, attempts = attempts + 1
             WHERE id IN (SELECT id FROM outbox
                 WHERE {which} AND try_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
                 ORDER BY priority, expires_at, id LIMIT $4 {lock})
             {RETURNING}"
        );
        sql(text)
            .bind(now)
            .bind(owner)
            .bind(now + lease)
            .bind(limit as i64)
    }
}

fn read(mut rows: Vec<ClaimRow>) -> Result<Vec<Claim>, StoreError> {
    rows.sort_by_key(|row| (row.priority, row.expires_at, row.name.id));
    rows.into_iter().map(ClaimRow::read).collect()
}

impl ClaimRow {
    fn read(self) -> Result<Claim, StoreError> {
        let at = self.name.at();
        let state: State = at.word("state", &self.state)?;
        let work = match state {
            State::Unknown => Work::Reconcile,
            State::Sent => {
                let address = at.some("address", self.address)?;
                let address = at.some("address", serde_json::from_str(&address).ok())?;
                Work::Edit(address, Handle(at.some("handle", self.handle)?))
            }
            _ => Work::First,
        };
        Ok(Claim {
            id: self.name.id,
            message: self.name.message()?,
            to: self.name.recipient()?,
            delivery: DeliveryId(self.delivery),
            work,
            wanted: self.wanted,
            attempts: self.attempts - 1,
            expires_at: at.instant("expires_at", self.expires_at)?,
        })
    }
}
