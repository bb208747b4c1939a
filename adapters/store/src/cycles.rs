//! Cycles: the months of the programme.

use crate::error::StoreError;
use crate::sql::{Statement, Value, sql};
use crate::store::Store;
use crate::table::Table;
use crate::words::{At, stage_from, stage_parts};
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::cycle::Cycle;
use kiku::domain::ids::SessionId;
use kiku::domain::month::Month;
use kiku::domain::pace::Pace;
use std::sync::LazyLock;

pub(crate) const CYCLES: Table = Table {
    name: "cycles",
    columns: &[
        "month",
        "version",
        "opens_at",
        "closes_at",
        "k",
        "messages",
        "per_minute",
        "stage",
        "after",
    ],
};

#[derive(sqlx::FromRow)]
pub(crate) struct CycleRow {
    month: i64,
    version: i64,
    opens_at: i64,
    closes_at: i64,
    k: i64,
    messages: i64,
    per_minute: i64,
    stage: String,
    after: i64,
}

/// What an opening sends to one workspace.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpeningLoad {
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// How many messages, at most.
    pub messages: i64,
}

/// A row in the order of [`CYCLES`].
pub(crate) fn cycle_values(cycle: &Cycle) -> Vec<Value> {
    let (stage, after) = stage_parts(cycle.stage);
    vec![
        cycle.month.into(),
        cycle.version.into(),
        cycle.opens_at.into(),
        cycle.closes_at.into(),
        cycle.k.into(),
        cycle.pace.messages.into(),
        cycle.pace.per_minute.into(),
        stage.into(),
        after.into(),
    ]
}

impl CycleRow {
    pub fn read(self) -> Result<Cycle, StoreError> {
        let at = At {
            table: "cycles",
            row: self.month,
        };
        Ok(Cycle {
            month: at.month("month", self.month)?,
            version: self.version,
            opens_at: at.instant("opens_at", self.opens_at)?,
            closes_at: at.instant("closes_at", self.closes_at)?,
            k: at.small("k", self.k)?,
            pace: Pace {
                messages: at.small("messages", self.messages)?,
                per_minute: at.small("per_minute", self.per_minute)?,
            },
            stage: at.some("stage", stage_from(&self.stage, self.after))?,
        })
    }
}

fn select(condition: &str) -> Statement {
    sql(format!("SELECT {} FROM cycles {condition}", CYCLES.list()))
}

/// The cycle of a session.
pub(crate) fn of_scene(session: SessionId) -> Statement {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let columns = CYCLES.list();
        format!(
            "SELECT {columns} FROM cycles WHERE month = (SELECT month FROM sessions WHERE id = $1)"
        )
    });
    sql(TEXT.as_str()).bind(session)
}

impl Store {
    /// The cycle of a month.
    pub async fn cycle(&self, month: Month) -> Result<Option<Cycle>, StoreError> {
        self.first_cycle(select("WHERE month = $1").bind(month))
            .await
    }

    /// The newest cycle, planned ones included.
    pub async fn newest_cycle(&self) -> Result<Option<Cycle>, StoreError> {
        self.first_cycle(select("ORDER BY month DESC LIMIT 1"))
            .await
    }

    /// The newest cycle that has opened by `now`.
    pub async fn opened_cycle(&self, now: DateTime<Utc>) -> Result<Option<Cycle>, StoreError> {
        let opened = "WHERE opens_at <= $1 AND stage <> 'planned' ORDER BY month DESC LIMIT 1";
        self.first_cycle(select(opened).bind(now)).await
    }

    /// The cycles that are not closed, oldest first: what the clock has to look after.
    pub async fn unclosed_cycles(&self) -> Result<Vec<Cycle>, StoreError> {
        let rows: Vec<CycleRow> = self
            .pool()
            .all(select("WHERE stage <> 'closed' ORDER BY month"))
            .await?;
        rows.into_iter().map(CycleRow::read).collect()
    }

    /// How many messages an opening sends to each workspace, at most: one to every member, and the first contact. Each
    /// person is counted where they are written to.
    pub async fn opening_loads(&self, today: NaiveDate) -> Result<Vec<OpeningLoad>, StoreError> {
        let text = "SELECT a.platform, a.workspace, CAST(SUM(
                        CASE WHEN p.manager IS NULL THEN 0 ELSE 1 END
                        + CASE WHEN p.welcomed THEN 0 ELSE 1 END) AS BIGINT) AS messages
                    FROM accounts a JOIN people p ON p.id = a.person
                    WHERE (p.left_on IS NULL OR p.left_on >= $1) AND NOT EXISTS (
                        SELECT 1 FROM accounts b WHERE b.person = a.person
                        AND (b.linked_at, b.platform, b.workspace, b.account)
                            < (a.linked_at, a.platform, a.workspace, a.account))
                    GROUP BY a.platform, a.workspace ORDER BY a.platform, a.workspace";
        self.pool().all(sql(text).bind(today)).await
    }

    async fn first_cycle(&self, statement: Statement) -> Result<Option<Cycle>, StoreError> {
        self.pool()
            .one(statement)
            .await?
            .map(CycleRow::read)
            .transpose()
    }
}
