//! What chat platforms keep for themselves across restarts.

use crate::error::StoreError;
use crate::sql::sql;
use crate::store::Store;
use async_trait::async_trait;
use kiku_chat::{Memory, MemoryError};

/// The memory of one platform.
#[derive(Debug, Clone)]
pub struct PlatformMemory {
    store: Store,
    platform: String,
}

#[derive(sqlx::FromRow)]
struct Kept {
    name: String,
    value: String,
}

impl Store {
    /// The memory of a platform, apart from those of others.
    pub fn memory(&self, platform: &str) -> PlatformMemory {
        PlatformMemory {
            store: self.clone(),
            platform: platform.to_owned(),
        }
    }
}

#[async_trait]
impl Memory for PlatformMemory {
    async fn put(&self, key: &str, value: &str) -> Result<(), MemoryError> {
        let text = "INSERT INTO platform_memory (platform, name, value) VALUES ($1, $2, $3)
                    ON CONFLICT (platform, name) DO UPDATE SET value = excluded.value";
        let statement = sql(text).bind(&self.platform).bind(key).bind(value);
        self.store
            .write(vec![statement])
            .await
            .map(|_| ())
            .map_err(failed)
    }

    async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, MemoryError> {
        let text = "SELECT name, value FROM platform_memory
                    WHERE platform = $1 AND substr(name, 1, length($2)) = $2";
        let statement = sql(text).bind(&self.platform).bind(prefix);
        let rows: Vec<Kept> = self.store.pool().all(statement).await.map_err(failed)?;
        let mut kept: Vec<(String, String)> =
            rows.into_iter().map(|row| (row.name, row.value)).collect();
        kept.sort_unstable();
        Ok(kept)
    }
}

fn failed(error: StoreError) -> MemoryError {
    MemoryError(error.to_string())
}
