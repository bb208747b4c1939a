//! Who with a role looked at what.

use crate::error::StoreError;
use crate::sql::{Value, sql};
use crate::store::Store;
use crate::table::Table;
use crate::words::At;
use kiku::decision::Audit;
use kiku::domain::ids::PersonId;

pub(crate) const AUDIT: Table = Table {
    name: "audit",
    columns: &["who", "at", "what", "scope"],
};

#[derive(sqlx::FromRow)]
struct AuditRow {
    who: i64,
    at: i64,
    what: String,
    scope: String,
}

/// A row in the order of [`AUDIT`].
pub(crate) fn audit_values(audit: &Audit) -> Vec<Value> {
    vec![
        audit.who.into(),
        audit.at.into(),
        (&audit.what).into(),
        (&audit.scope).into(),
    ]
}

impl Store {
    /// The newest views and changes, newest first.
    pub async fn audits(&self, limit: usize) -> Result<Vec<Audit>, StoreError> {
        let text = "SELECT who, at, what, scope FROM audit ORDER BY at DESC, what, scope LIMIT $1";
        let rows: Vec<AuditRow> = self.pool().all(sql(text).bind(limit as i64)).await?;
        let read = |row: AuditRow| {
            let at = At {
                table: "audit",
                row: row.who,
            };
            Ok(Audit {
                who: PersonId(row.who),
                at: at.instant("at", row.at)?,
                what: row.what,
                scope: row.scope,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
