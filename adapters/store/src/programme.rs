//! The programme document, kept in memory until a newer one is stored.

use crate::error::StoreError;
use crate::sql::{Value, sql};
use crate::store::Store;
use crate::table::Table;
use kiku::domain::programme::Programme;
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) const PROGRAMME: Table = Table {
    name: "programme",
    columns: &["id", "version", "document"],
};

/// The programme as it was last read, with its version.
#[derive(Debug, Default)]
pub(crate) struct Cached(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    programme: Option<(i64, Arc<Programme>)>,
    /// Raised when a newer one was stored, so that what was read before is not taken for new.
    turn: u64,
}

#[derive(sqlx::FromRow)]
struct Version {
    version: i64,
}

#[derive(sqlx::FromRow)]
struct Document {
    version: i64,
    document: String,
}

/// A row in the order of [`PROGRAMME`]; `version` is the one that was read.
pub(crate) fn programme_values(
    programme: &Programme,
    version: i64,
) -> Result<Vec<Value>, StoreError> {
    let document =
        serde_json::to_string(programme).map_err(|e| StoreError::NotCommitted(e.to_string()))?;
    Ok(vec![1_i64.into(), version.into(), document.into()])
}

impl Store {
    /// The company's settings; the default ones while none were applied.
    pub async fn programme(&self) -> Result<Arc<Programme>, StoreError> {
        Ok(self.programme_with_version().await?.0)
    }

    /// The company's settings with the version that a change must carry, 0 while none were applied.
    pub async fn programme_with_version(&self) -> Result<(Arc<Programme>, i64), StoreError> {
        let (known, turn) = self.inner().programme.get();
        if let Some((version, programme)) = known
            && (self.pool().is_alone() || self.programme_version().await? == version)
        {
            return Ok((programme, version));
        }
        self.read_programme(turn).await
    }

    async fn programme_version(&self) -> Result<i64, StoreError> {
        let current: Option<Version> = self
            .pool()
            .one(sql("SELECT version FROM programme WHERE id = 1"))
            .await?;
        Ok(current.map_or(0, |row| row.version))
    }

    async fn read_programme(&self, turn: u64) -> Result<(Arc<Programme>, i64), StoreError> {
        let row: Option<Document> = self
            .pool()
            .one(sql("SELECT version, document FROM programme WHERE id = 1"))
            .await?;
        let (programme, version) = match row {
            Some(row) => (parse(&row.document)?, row.version),
            None => (Programme::default(), 0),
        };
        let programme = Arc::new(programme);
        let known = (version, Arc::clone(&programme));
        self.inner().programme.set(known, turn);
        Ok((programme, version))
    }
}

fn parse(document: &str) -> Result<Programme, StoreError> {
    serde_json::from_str(document).map_err(|error| StoreError::BadValue {
        table: "programme".to_owned(),
        column: "document".to_owned(),
        row: "1".to_owned(),
        why: error.to_string(),
    })
}

impl Cached {
    /// What is known, and the turn to give back with what is read instead.
    fn get(&self) -> (Option<(i64, Arc<Programme>)>, u64) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (known.programme.clone(), known.turn)
    }

    fn set(&self, programme: (i64, Arc<Programme>), turn: u64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.turn == turn {
            known.programme = Some(programme);
        }
    }

    /// A newer one may have been stored.
    pub fn forget(&self) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            programme: None,
            turn: known.turn + 1,
        };
    }
}
