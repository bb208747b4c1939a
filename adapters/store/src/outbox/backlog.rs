//! How much waits, for how long, and what was lost: by lane, for the sender, the operator and `/metrics`.

use super::claim::Task;
use super::lanes::Lane;
use crate::error::StoreError;
use crate::sql::{Statement, sql};
use crate::store::Store;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// How much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// First sends that are due.
    pub due: i64,
    /// First sends whose time has not come.
    pub later: i64,
    /// Edits to be made.
    pub edits: i64,
    /// Sends whose outcome is unknown.
    pub unknown: i64,
    /// Messages that cannot be delivered.
    pub dead: i64,
    /// Messages whose time was over before they could be sent.
    pub expired: i64,
    /// Sends that were repeated though they may have arrived.
    pub doubtful: i64,
    /// Since when the first send that is due has been due for longest.
    pub oldest_due: Option<DateTime<Utc>>,
}

/// How much waits in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneBacklog {
    /// Which; none for what has no lane: not due yet, just become due, or dead for want of an account.
    pub lane: Option<Lane>,
    /// The replica that sends for it, if its lease has not ended.
    pub owner: Option<String>,
    /// How much.
    pub backlog: Backlog,
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    platform: Option<String>,
    workspace: Option<String>,
    due: i64,
    every: i64,
    oldest: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    platform: Option<String>,
    workspace: Option<String>,
    state: String,
    every: i64,
}

/// What has a lane and what has none apart: each has an index of what waits, and nothing else of the outbox is read.
const WAITING: &str =
    "SELECT platform, workspace, count(CASE WHEN try_at <= $1 THEN 1 END) AS due, count(*) AS every,
     MIN(CASE WHEN send_at <= $1 THEN send_at END) AS oldest
     FROM outbox WHERE state = 'waiting' AND platform IS NOT NULL GROUP BY platform, workspace
     UNION ALL
     SELECT NULL, NULL, count(CASE WHEN try_at <= $1 THEN 1 END), count(*), MIN(CASE WHEN send_at <= $1 THEN send_at END)
     FROM outbox WHERE platform IS NULL AND (state = 'waiting' OR state = 'unknown') AND state = 'waiting'
     GROUP BY platform, workspace";

type Lanes = BTreeMap<Option<Lane>, LaneBacklog>;

impl Store {
    /// How much waits at `now`, all lanes together.
    pub async fn backlog(&self, now: DateTime<Utc>) -> Result<Backlog, StoreError> {
        let lanes = self.lane_backlogs(now).await?;
        let all = lanes.into_iter().map(|lane| lane.backlog);
        Ok(all.fold(Backlog::default(), Backlog::and))
    }

    /// How much waits at `now` in each lane that was ever used, in order; what has no lane comes first.
    pub async fn lane_backlogs(&self, now: DateTime<Utc>) -> Result<Vec<LaneBacklog>, StoreError> {
        let mut lanes = Lanes::new();
        for state in self.lanes().await? {
            if state.lane == Lane::timetable() {
                continue;
            }
            let of = lane(&mut lanes, Some(state.lane));
            of.owner = state.owner.filter(|_| state.until > now);
            of.backlog.doubtful = state.doubtful;
        }
        let rows: Vec<WaitingRow> = self.pool().all(sql(WAITING).bind(now)).await?;
        for row in rows {
            let of = lane(&mut lanes, named(row.platform, row.workspace));
            of.backlog.due = row.due;
            of.backlog.later = row.every - row.due;
            of.backlog.oldest_due = row.oldest.and_then(DateTime::from_timestamp_millis);
        }
        self.count_others(&mut lanes).await?;
        Ok(lanes.into_values().collect())
    }

    async fn count_others(&self, lanes: &mut Lanes) -> Result<(), StoreError> {
        let edits = "SELECT platform, workspace, 'sent' AS state, count(*) AS every FROM outbox
                     WHERE state = 'sent' AND shown < wanted GROUP BY platform, workspace";
        let open = "SELECT platform, workspace, state, count(*) AS every FROM outbox
                    WHERE state = 'claimed' OR state = 'unknown' OR state = 'dead' OR state = 'expired'
                    GROUP BY state, platform, workspace";
        for text in [edits, open] {
            let rows: Vec<CountRow> = self.pool().all(sql(text)).await?;
            for row in rows {
                let of = lane(lanes, named(row.platform, row.workspace));
                match row.state.as_str() {
                    "sent" => of.backlog.edits = row.every,
                    "unknown" => of.backlog.unknown = row.every,
                    "dead" => of.backlog.dead = row.every,
                    "expired" => of.backlog.expired = row.every,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// When the lane next has something of this kind to do: `now` if something is due, else the instant of the first.
    pub async fn lane_next(
        &self,
        lane: &Lane,
        task: Task,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let of = |statement: Statement| statement.bind(&lane.platform).bind(&lane.workspace);
        let due = format!(
            "SELECT try_at AS at FROM outbox WHERE {} LIMIT 1",
            task.due()
        );
        if self.instant(of(sql(due)).bind(now)).await?.is_some() {
            return Ok(Some(now));
        }
        self.instant(of(sql(task.instant()))).await
    }

    /// When the next row becomes due that has no lane yet.
    pub async fn next_unrouted(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.instant(sql(
            "SELECT MIN(try_at) AS at FROM outbox
             WHERE platform IS NULL AND (state = 'waiting' OR state = 'unknown')",
        ))
        .await
    }
}

impl Backlog {
    fn and(self, other: Backlog) -> Backlog {
        let oldest = [self.oldest_due, other.oldest_due];
        Backlog {
            due: self.due + other.due,
            later: self.later + other.later,
            edits: self.edits + other.edits,
            unknown: self.unknown + other.unknown,
            dead: self.dead + other.dead,
            expired: self.expired + other.expired,
            doubtful: self.doubtful + other.doubtful,
            oldest_due: oldest.into_iter().flatten().min(),
        }
    }
}

fn named(platform: Option<String>, workspace: Option<String>) -> Option<Lane> {
    let (platform, workspace) = platform.zip(workspace)?;
    Some(Lane {
        platform,
        workspace,
    })
}

fn lane(lanes: &mut Lanes, lane: Option<Lane>) -> &mut LaneBacklog {
    lanes.entry(lane.clone()).or_insert_with(|| LaneBacklog {
        lane,
        owner: None,
        backlog: Backlog::default(),
    })
}
