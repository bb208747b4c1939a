//! Recording what became of a claimed row.

use super::{Pressed, State};
use crate::error::StoreError;
use crate::sql::{Statement, sql};
use crate::store::Store;
use crate::words::Word;
use chrono::{DateTime, Utc};
use kiku_chat::{Address, Handle};

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
    fn state(self) -> State {
        match self {
            End::Dropped => State::Dropped,
            End::Closed => State::Closed,
            End::Expired => State::Expired,
            End::Dead => State::Dead,
        }
    }
}

/// A direct reply shows the message as it is when it was pressed.
pub(crate) fn show(pressed: &Pressed) -> Statement {
    let text = "UPDATE outbox SET shown = $2 WHERE id = $1 AND shown < $2";
    sql(text).bind(pressed.id).bind(pressed.wanted)
}

impl Store {
    /// It arrived at `address` under `handle` and shows the state `shown`.
    pub async fn sent(
        &self,
        id: i64,
        address: &Address,
        handle: &Handle,
        shown: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (platform, workspace) = address.lane();
        let place =
            serde_json::to_string(address).map_err(|e| StoreError::NotCommitted(e.to_string()))?;
        let text = "UPDATE outbox SET state = 'sent', platform = $2, workspace = $3, address = $4, handle = $5,
                    shown = $6, sent_at = $7, try_at = $7, attempts = 0, error = NULL,
                    lease_owner = NULL, lease_until = NULL
                    WHERE id = $1 AND state IN ('claimed', 'unknown')";
        let statement = sql(text)
            .bind(id)
            .bind(platform)
            .bind(workspace)
            .bind(place)
            .bind(&handle.0);
        self.write(vec![statement.bind(shown).bind(now)])
            .await
            .map(|_| ())
    }

    /// Its edit succeeded; it shows the state `shown`.
    pub async fn edited(&self, id: i64, shown: i64) -> Result<(), StoreError> {
        let text =
            "UPDATE outbox SET shown = CASE WHEN shown < $2 THEN $2 ELSE shown END, attempts = 0,
                    error = NULL, lease_owner = NULL, lease_until = NULL WHERE id = $1";
        self.write(vec![sql(text).bind(id).bind(shown)])
            .await
            .map(|_| ())
    }

    /// A direct reply shows the message as it is when it was pressed; no edit is needed for that.
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

    /// To be tried again at `at`: a first send waits again, an edit stays an edit, what is unknown stays unknown
    /// only until it is certain that it did not arrive, which this says.
    pub async fn retry(&self, id: i64, at: DateTime<Utc>, error: &str) -> Result<(), StoreError> {
        let text =
            "UPDATE outbox SET state = CASE WHEN state = 'sent' THEN state ELSE 'waiting' END,
                    try_at = $2, error = $3, lease_owner = NULL, lease_until = NULL WHERE id = $1";
        self.write(vec![sql(text).bind(id).bind(at).bind(error)])
            .await
            .map(|_| ())
    }

    /// It may have arrived: to be reconciled at `at`.
    pub async fn unknown(&self, id: i64, at: DateTime<Utc>, error: &str) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET state = 'unknown', try_at = $2, error = $3,
                    lease_owner = NULL, lease_until = NULL WHERE id = $1 AND state IN ('claimed', 'unknown')";
        self.write(vec![sql(text).bind(id).bind(at).bind(error)])
            .await
            .map(|_| ())
    }

    /// It ends, and why.
    pub async fn end(&self, id: i64, end: End, why: &str) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET state = $2, error = $3, lease_owner = NULL, lease_until = NULL WHERE id = $1";
        self.write(vec![sql(text).bind(id).bind(end.state().word()).bind(why)])
            .await
            .map(|_| ())
    }
}
