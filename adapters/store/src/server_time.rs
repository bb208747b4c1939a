//! What time it is for the database's server, which all replicas share.

use crate::error::StoreError;
use crate::sql::sql;
use crate::store::Store;
use chrono::{DateTime, Utc};

#[derive(sqlx::FromRow)]
struct Shown {
    at: i64,
}

impl Store {
    /// The server's clock; none when the database is a file of this machine.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn server_time(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let Some(text) = self.dialect().server_time() else {
            return Ok(None);
        };
        let shown: Option<Shown> = self.pool().one(sql(text)).await?;
        Ok(shown.and_then(|shown| DateTime::from_timestamp_millis(shown.at)))
    }
}
