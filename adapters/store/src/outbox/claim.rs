//! Claiming rows of a lane under a lease: replies and news before bulk, then the earliest deadline.

use super::lanes::Lane;
use super::{Name, State};
use crate::error::StoreError;
use crate::fault;
use crate::ids::reading;
use crate::sql::{Value, padded, places, sql};
use crate::store::Store;
use chrono::{DateTime, Duration, Utc};
use kiku::messages::{Message, Recipient};
use kiku_chat::{Address, DeliveryId, Handle};
use std::collections::BTreeSet;

/// A row that this sender may work on until its lease ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The row.
    pub id: i64,
    /// The message.
    pub message: Message,
    /// Its recipient.
    pub to: Recipient,
    /// Where it goes, or stands.
    pub address: Address,
    /// Kiku's name for the delivery.
    pub delivery: DeliveryId,
    /// What is to be done.
    pub work: Work,
    /// The state of the subject that the message will show; give it back when that is done.
    pub wanted: i64,
    /// What it showed when it was first tried; for what is to be reconciled.
    pub tried: i64,
    /// When it was first tried; for what is to be reconciled.
    pub tried_at: DateTime<Utc>,
    /// How often it was tried before.
    pub attempts: i64,
    /// No longer useful after.
    pub expires_at: DateTime<Utc>,
    /// It is ours until then.
    pub lease_until: DateTime<Utc>,
}

/// What is to be done with a claimed row.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// To be sent for the first time.
    First,
    /// To be edited where it was sent.
    Edit(Handle),
    /// It may have arrived: find out before anything else.
    Reconcile,
}

/// Which rows of a lane to claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Task {
    /// Those that were never sent.
    First,
    /// Those that show an older state.
    Edit,
    /// Those whose outcome is unknown, among them what a sender held whose lease has ended.
    Reconcile,
}

/// Who claims, and how much.
#[derive(Debug, Clone, Copy)]
pub struct Claiming<'a> {
    /// The replica.
    pub owner: &'a str,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// How many rows at most.
    pub limit: usize,
    /// For how long.
    pub lease: Duration,
    /// Rows that this replica is working on just now, whatever their leases say.
    pub busy: &'a BTreeSet<i64>,
}

#[derive(sqlx::FromRow)]
struct Candidate {
    id: i64,
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    #[sqlx(flatten)]
    name: Name,
    delivery: String,
    state: String,
    wanted: i64,
    tried: i64,
    tried_at: Option<i64>,
    attempts: i64,
    expires_at: i64,
    lease_until: i64,
    address: Option<String>,
    handle: Option<String>,
    priority: i64,
}

const RETURNING: &str =
    "RETURNING id, kind, subject, recipient, step, delivery, state, wanted, tried, tried_at, attempts,
    expires_at, lease_until, address, handle, priority";

impl Task {
    /// Whether a row is due for this, given `$1` and `$2` for the lane and `$3` for the present.
    pub(super) fn due(self) -> &'static str {
        match self {
            Task::First => {
                "state = 'waiting' AND platform = $1 AND workspace = $2 AND try_at <= $3"
            }
            Task::Edit => {
                "state = 'sent' AND shown < wanted AND platform = $1 AND workspace = $2 AND try_at <= $3
                 AND (lease_until IS NULL OR lease_until <= $3)"
            }
            Task::Reconcile => {
                "(state = 'unknown' OR state = 'claimed') AND platform = $1 AND workspace = $2
                 AND ((state = 'unknown' AND try_at <= $3) OR state = 'claimed')
                 AND (lease_until IS NULL OR lease_until <= $3)"
            }
        }
    }

    /// When a row of the lane comes next, if it is not due.
    pub(super) fn instant(self) -> &'static str {
        match self {
            Task::First => {
                "SELECT MIN(try_at) AS at FROM outbox WHERE state = 'waiting' AND platform = $1 AND workspace = $2"
            }
            Task::Edit => {
                "SELECT MIN(CASE WHEN lease_until > try_at THEN lease_until ELSE try_at END) AS at FROM outbox
                 WHERE state = 'sent' AND shown < wanted AND platform = $1 AND workspace = $2"
            }
            Task::Reconcile => {
                "SELECT MIN(CASE WHEN state = 'claimed' THEN lease_until
                                 WHEN lease_until > try_at THEN lease_until ELSE try_at END) AS at
                 FROM outbox WHERE (state = 'unknown' OR state = 'claimed') AND platform = $1 AND workspace = $2"
            }
        }
    }

    fn order(self) -> &'static str {
        match self {
            Task::First => "priority, expires_at, id",
            Task::Edit | Task::Reconcile => "try_at, id",
        }
    }

    /// What claiming does to a row.
    fn taking(self) -> &'static str {
        match self {
            Task::First => "state = 'claimed', tried_at = $1, tried = wanted",
            Task::Edit => "state = state",
            Task::Reconcile => "state = 'unknown', tried_at = COALESCE(tried_at, $1)",
        }
    }
}

impl Store {
    /// Claims rows of a lane, which the caller holds, most urgent first. What was being sent by somebody whose lease
    /// ended is handed out to be reconciled, never to be sent again.
    pub async fn claim(
        &self,
        lane: &Lane,
        task: Task,
        claiming: Claiming<'_>,
    ) -> Result<Vec<Claim>, StoreError> {
        let ids = self.candidates(lane, task, claiming).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys = padded(&ids);
        let text = format!(
            "UPDATE outbox SET {}, lease_owner = $2, lease_until = $3, attempts = attempts + 1
             WHERE id IN ({}) AND {} {RETURNING}",
            task.taking(),
            places(4, keys.len()),
            still(task)
        );
        let statement = sql(text)
            .bind(claiming.now)
            .bind(claiming.owner)
            .bind(claiming.now + claiming.lease)
            .bind_all(keys.into_iter().map(Value::from));
        let outputs = self.pool().write(vec![statement]).await.map_err(reading)?;
        fault::pass("claim.after");
        let rows = outputs.first().map(|output| output.decode()).transpose()?;
        read(rows.unwrap_or_default())
    }

    async fn candidates(
        &self,
        lane: &Lane,
        task: Task,
        claiming: Claiming<'_>,
    ) -> Result<Vec<i64>, StoreError> {
        let text = format!(
            "SELECT id FROM outbox WHERE {} ORDER BY {} LIMIT $4",
            task.due(),
            task.order()
        );
        let limit = claiming.limit + claiming.busy.len();
        let statement = sql(text)
            .bind(&lane.platform)
            .bind(&lane.workspace)
            .bind(claiming.now)
            .bind(limit as i64);
        let rows: Vec<Candidate> = self.pool().all(statement).await?;
        let free = rows
            .into_iter()
            .map(|row| row.id)
            .filter(|id| !claiming.busy.contains(id));
        Ok(free.take(claiming.limit).collect())
    }
}

/// A row that another replica took meanwhile is left to it.
fn still(task: Task) -> &'static str {
    match task {
        Task::First => "state = 'waiting'",
        Task::Edit => {
            "state = 'sent' AND shown < wanted AND (lease_until IS NULL OR lease_until <= $1)"
        }
        Task::Reconcile => {
            "(state = 'unknown' OR state = 'claimed') AND (lease_until IS NULL OR lease_until <= $1)"
        }
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
        let address = at.some("address", self.address)?;
        let expires_at = at.instant("expires_at", self.expires_at)?;
        Ok(Claim {
            id: self.name.id,
            message: self.name.message()?,
            to: self.name.recipient()?,
            address: at.some("address", serde_json::from_str(&address).ok())?,
            delivery: DeliveryId(self.delivery),
            work: match state {
                State::Unknown => Work::Reconcile,
                State::Sent => Work::Edit(Handle(at.some("handle", self.handle)?)),
                _ => Work::First,
            },
            wanted: self.wanted,
            tried: self.tried,
            tried_at: at
                .instant_if("tried_at", self.tried_at)?
                .unwrap_or(expires_at),
            attempts: self.attempts - 1,
            expires_at,
            lease_until: at.instant("lease_until", self.lease_until)?,
        })
    }
}
