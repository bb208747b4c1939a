//! Inputs that a platform's code could not read: kept sealed, counted, the newest of each workspace.

use crate::crypt::Sealed;
use crate::error::{CommitError, StoreError};
use crate::sql::{Refusal, sql};
use crate::store::Store;
use crate::words::At;
use chrono::{DateTime, Utc};

/// How many are kept of one workspace; the oldest ones give way, their count stays.
pub(crate) const KEPT: i64 = 2_000;
/// So many bytes of each are kept; platforms send far less.
pub(crate) const LONGEST: usize = 64 * 1024;

/// An input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecoded {
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// How many bytes it had.
    pub length: usize,
    /// As it arrived, at most its first 64 KiB.
    pub raw: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    platform: String,
    workspace: String,
    fingerprint: String,
    at: i64,
    length: i64,
    sealed_with: String,
    sealed: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Count {
    count: Option<i64>,
}

impl Store {
    /// Keeps an input that could not be read, sealed. False if the very same one is here already: platforms send
    /// again what they take for lost.
    ///
    /// # Errors
    /// When the database fails; nothing was kept.
    pub async fn keep_undecoded(
        &self,
        platform: &str,
        workspace: &str,
        raw: &[u8],
        now: DateTime<Utc>,
    ) -> Result<bool, CommitError> {
        let crypt = &self.inner().crypt;
        let print = crypt.fingerprint(raw);
        let kept = &raw[..raw.len().min(LONGEST)];
        let sealed = crypt.seal_bytes(kept, &bound_to(platform, workspace, &print))?;
        let count = "INSERT INTO undecoded_counts (platform, workspace, count) VALUES ($1, $2, 1)
            ON CONFLICT (platform, workspace) DO UPDATE SET count = undecoded_counts.count + 1";
        let number = "(SELECT count FROM undecoded_counts WHERE platform = $1 AND workspace = $2)";
        let keep = format!(
            "INSERT INTO undecoded (platform, workspace, fingerprint, number, at, length, sealed_with, sealed)
             VALUES ($1, $2, $3, {number}, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        );
        let forget = format!(
            "DELETE FROM undecoded WHERE platform = $1 AND workspace = $2 AND number <= {number} - $3"
        );
        let keep = sql(keep)
            .bind(platform)
            .bind(workspace)
            .bind(print)
            .bind(now)
            .bind(raw.len() as i64)
            .bind(sealed.key)
            .bind(sealed.bytes);
        let statements = vec![
            sql(count).bind(platform).bind(workspace),
            keep.must(1, Refusal::Duplicate),
            sql(forget).bind(platform).bind(workspace).bind(KEPT),
        ];
        match self.pool().write(statements).await {
            Ok(_) => Ok(true),
            Err(CommitError::Duplicate) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// How many inputs could not be read, ever.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undecoded_count(&self) -> Result<i64, StoreError> {
        // A sum of BIGINT is NUMERIC in PostgreSQL.
        let text = "SELECT CAST(SUM(count) AS BIGINT) AS count FROM undecoded_counts";
        let row: Option<Count> = self.pool().one(sql(text)).await?;
        Ok(row.and_then(|row| row.count).unwrap_or(0))
    }

    /// The newest inputs of a platform that could not be read, opened: for a version that can read them.
    ///
    /// # Errors
    /// When the database fails, or one of them cannot be opened with the keys that are set.
    pub async fn undecoded(
        &self,
        platform: &str,
        limit: usize,
    ) -> Result<Vec<Undecoded>, StoreError> {
        let text =
            "SELECT number, platform, workspace, fingerprint, at, length, sealed_with, sealed
                    FROM undecoded WHERE platform = $1 ORDER BY at DESC, number DESC LIMIT $2";
        let statement = sql(text).bind(platform).bind(limit as i64);
        let rows: Vec<Row> = self.pool().all(statement).await?;
        rows.into_iter().map(|row| self.open_row(row)).collect()
    }

    fn open_row(&self, row: Row) -> Result<Undecoded, StoreError> {
        let at = At {
            table: "undecoded",
            row: row.number,
        };
        let sealed = Sealed {
            key: row.sealed_with,
            bytes: row.sealed,
        };
        let bound_to = bound_to(&row.platform, &row.workspace, &row.fingerprint);
        let raw = self.inner().crypt.open_bytes(&sealed, &bound_to);
        Ok(Undecoded {
            at: at.instant("at", row.at)?,
            length: at.small("length", row.length)?,
            raw: raw.ok_or(StoreError::Sealed(row.number))?,
            platform: row.platform,
            workspace: row.workspace,
        })
    }
}

/// The row that the sealed bytes belong to.
fn bound_to(platform: &str, workspace: &str, print: &str) -> String {
    serde_json::json!([platform, workspace, print]).to_string()
}
