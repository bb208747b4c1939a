//! Lanes: one replica sends for a platform and workspace at a time, under a lease that it renews.

use crate::error::StoreError;
use crate::sql::{Statement, sql};
use crate::store::Store;
use chrono::{DateTime, Duration, Utc};
use std::fmt;

/// A platform and workspace: what is sent there has one order and one set of budgets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lane {
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
}

impl Lane {
    /// The lane of an address, as [`kiku_chat::Address::lane`] gives it.
    pub fn of((platform, workspace): (&str, &str)) -> Self {
        Lane {
            platform: platform.to_owned(),
            workspace: workspace.to_owned(),
        }
    }

    /// What turns the timetable, so that one replica does it at a time. No platform has this name.
    pub fn timetable() -> Self {
        Self::of(("kiku", "timetable"))
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.platform, self.workspace)
    }
}

/// A kind of call that has a budget of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// New messages.
    Send,
    /// Edits of messages that stand.
    Edit,
    /// Searches for a send whose outcome is unknown.
    Find,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Send, Kind::Edit, Kind::Find];

    /// The word for figures and logs.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Send => "send",
            Kind::Edit => "edit",
            Kind::Find => "find",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Kind::Send => "send_after",
            Kind::Edit => "edit_after",
            Kind::Find => "find_after",
        }
    }
}

/// A lane as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneState {
    /// Which.
    pub lane: Lane,
    /// The replica that holds it, or held it last.
    pub owner: Option<String>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Not before these instants the platform wants the next send, edit and search.
    pub after: [DateTime<Utc>; 3],
    /// Sends that were repeated though they may have arrived.
    pub doubtful: i64,
}

#[derive(sqlx::FromRow)]
struct LaneRow {
    platform: String,
    workspace: String,
    owner: Option<String>,
    until: i64,
    send_after: i64,
    edit_after: i64,
    find_after: i64,
    doubtful: i64,
}

impl Store {
    /// All lanes that were ever used, in order.
    pub async fn lanes(&self) -> Result<Vec<LaneState>, StoreError> {
        let text =
            "SELECT platform, workspace, owner, until, send_after, edit_after, find_after, doubtful
                    FROM lanes ORDER BY platform, workspace";
        let rows: Vec<LaneRow> = self.pool().all(sql(text)).await?;
        Ok(rows.into_iter().map(LaneRow::read).collect())
    }

    /// Takes a lane, or keeps it, until `now` + `lease`. False while another replica holds it.
    pub async fn hold(
        &self,
        lane: &Lane,
        owner: &str,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let text = "INSERT INTO lanes (platform, workspace, owner, until, send_after, edit_after, find_after, doubtful)
                    VALUES ($1, $2, $3, $4, 0, 0, 0, 0)
                    ON CONFLICT (platform, workspace) DO UPDATE SET owner = excluded.owner, until = excluded.until
                    WHERE lanes.owner IS NULL OR lanes.owner = excluded.owner OR lanes.until <= $5";
        let statement = sql(text)
            .bind(&lane.platform)
            .bind(&lane.workspace)
            .bind(owner)
            .bind(now + lease)
            .bind(now);
        Ok(self.write(vec![statement]).await? == [1])
    }

    /// Lets go of every lane of this replica, so that another one need not wait for its leases to end.
    pub async fn let_go(&self, owner: &str) -> Result<(), StoreError> {
        let text = "UPDATE lanes SET owner = NULL, until = 0 WHERE owner = $1";
        self.write(vec![sql(text).bind(owner)]).await.map(|_| ())
    }

    /// The platform asked to wait with calls of this kind; whoever holds the lane next keeps to it too.
    pub async fn wait_until(
        &self,
        lane: &Lane,
        kind: Kind,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let column = kind.column();
        let text = format!(
            "UPDATE lanes SET {column} = $3 WHERE platform = $1 AND workspace = $2 AND {column} < $3"
        );
        let statement = sql(text).bind(&lane.platform).bind(&lane.workspace);
        self.write(vec![statement.bind(until)]).await.map(|_| ())
    }

    /// In case the clock was ahead: leases that end later than `longest` from now are cut to that, pauses to a day, and
    /// what waits longer than `longest` to be tried again is tried now.
    pub async fn bring_back(
        &self,
        now: DateTime<Utc>,
        longest: Duration,
    ) -> Result<(), StoreError> {
        let latest = now + longest;
        let cut =
            |column: &str| format!("{column} = CASE WHEN {column} > $1 THEN $1 ELSE {column} END");
        let leases = format!("UPDATE lanes SET {} WHERE until > $1", cut("until"));
        let pauses = Kind::ALL.map(|kind| cut(kind.column())).join(", ");
        let pauses = format!(
            "UPDATE lanes SET {pauses} WHERE send_after > $1 OR edit_after > $1 OR find_after > $1"
        );
        let rows = "UPDATE outbox SET lease_until = $1 WHERE lease_until > $1";
        let again = "UPDATE outbox SET try_at = $1 WHERE try_at > $2 AND
                     ((state = 'waiting' AND attempts > 0) OR (state = 'sent' AND shown < wanted) OR state = 'unknown')";
        self.write(vec![
            sql(leases).bind(latest),
            sql(pauses).bind(now + Duration::days(1)),
            sql(rows).bind(latest),
            sql(again).bind(now).bind(latest),
        ])
        .await
        .map(|_| ())
    }

    /// The clock went back by so much: pauses keep their length, and how long ago something was tried is not known
    /// any more.
    pub async fn clock_went_back(
        &self,
        now: DateTime<Utc>,
        by: Duration,
    ) -> Result<(), StoreError> {
        let earlier = |column: &str| {
            format!("{column} = CASE WHEN {column} > $1 THEN {column} - $2 ELSE {column} END")
        };
        let pauses = Kind::ALL.map(|kind| earlier(kind.column())).join(", ");
        let tries = "UPDATE outbox SET tried_at = 0 WHERE state = 'claimed' OR state = 'unknown'";
        let pauses = sql(format!("UPDATE lanes SET {pauses}")).bind(now);
        self.write(vec![pauses.bind(by.num_milliseconds()), sql(tries)])
            .await
            .map(|_| ())
    }
}

/// Lanes that will be written to, as far as they are new.
pub(super) fn open_lane(lane: &Lane) -> Statement {
    let text = "INSERT INTO lanes (platform, workspace, until, send_after, edit_after, find_after, doubtful)
                VALUES ($1, $2, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING";
    sql(text).bind(&lane.platform).bind(&lane.workspace)
}

impl LaneRow {
    fn read(self) -> LaneState {
        let at = |millis| DateTime::from_timestamp_millis(millis).unwrap_or_default();
        LaneState {
            lane: Lane {
                platform: self.platform,
                workspace: self.workspace,
            },
            owner: self.owner,
            until: at(self.until),
            after: [
                at(self.send_after),
                at(self.edit_after),
                at(self.find_after),
            ],
            doubtful: self.doubtful,
        }
    }
}
