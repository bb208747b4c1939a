//! The programme document, kept in memory until a newer one is stored.

use crate::error::StoreError;
use crate::sql::{Value, sql};
use crate::store::Store;
use crate::table::Table;
use kiku::domain::programme::Programme;
use std::sync::{Arc, RwLock};

pub(crate) const PROGRAMME: Table = Table {
    name: "programme",
    columns: &["id", "version", "document"],
};

/// The programme as it was last read, with its version.
#[derive(Debug, Default)]
pub(crate) struct Cached(RwLock<Option<(i64, Arc<Programme>)>>);

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
        let current: Option<Version> = self
            .pool()
            .one(sql("SELECT version FROM programme WHERE id = 1"))
            .await?;
        let current = current.map_or(0, |row| row.version);
        match self.inner().programme.get() {
            Some((version, programme)) if version == current => Ok((programme, version)),
            _ => self.read_programme().await,
        }
    }

    async fn read_programme(&self) -> Result<(Arc<Programme>, i64), StoreError> {
        let row: Option<Document> = self
            .pool()
            .one(sql("SELECT version, document FROM programme WHERE id = 1"))
            .await?;
        let (programme, version) = match row {
            Some(row) => (parse(&row.document)?, row.version),
            None => (Programme::default(), 0),
        };
        let programme = Arc::new(programme);
        self.inner().programme.set(version, Arc::clone(&programme));
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
    fn get(&self) -> Option<(i64, Arc<Programme>)> {
        self.0.read().ok()?.clone()
    }

    fn set(&self, version: i64, programme: Arc<Programme>) {
        if let Ok(mut cached) = self.0.write() {
            *cached = Some((version, programme));
        }
    }
}
