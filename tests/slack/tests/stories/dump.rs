//! Everything in a database as text, table by table, apart from what must differ.

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that differ by nature: random nonces seal what was typed, and Slack names its deliveries.
const DIFFER: [(&str, &str); 2] = [("contents", "sealed"), ("events_seen", "event")];

/// The rows of each table, sorted.
pub type Dump = BTreeMap<String, Vec<String>>;

/// Reads a database that nobody has to stop writing.
///
/// # Errors
/// When the file cannot be read.
pub async fn dump(file: &Path) -> Result<Dump> {
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).read_only(true))
        .await?;
    let tables = sqlx::query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    // Each database has a name of its own, with which its deliveries begin.
    let name = sqlx::query("SELECT value FROM meta WHERE name = 'instance'");
    let name: String = name.fetch_one(&pool).await?.get(0);
    let mut all = Dump::new();
    for table in tables.fetch_all(&pool).await? {
        let table: String = table.get(0);
        let columns = sqlx::query("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&pool)
            .await?;
        let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
        let kept = columns
            .iter()
            .filter(|column| !DIFFER.contains(&(&table, column)));
        let quoted: Vec<String> = kept
            .map(|column| format!("'{column}=' || quote(\"{column}\")"))
            .collect();
        let text = format!("SELECT {} FROM \"{table}\"", quoted.join(" || ' ' || "));
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&pool).await?;
        let rows = rows
            .iter()
            .map(|row| row.get::<String, _>(0).replace(&name, "INSTANCE"));
        let mut rows: Vec<String> = rows.collect();
        rows.sort_unstable();
        all.insert(table, rows);
    }
    pool.close().await;
    Ok(all)
}

/// Fails with the rows that only one of two databases has.
///
/// # Panics
/// When there is such a row.
pub fn same(one: &Dump, other: &Dump) {
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>(),
        "the tables"
    );
    for (table, rows) in one {
        let others = &other[table];
        let only = |own: &[String], theirs: &[String]| {
            own.iter()
                .filter(|row| !theirs.contains(row))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (first, second) = (only(rows, others), only(others, rows));
        assert!(
            first.is_empty() && second.is_empty(),
            "{table}: only one has\n{first:#?}\nonly the other has\n{second:#?}"
        );
        assert_eq!(rows.len(), others.len(), "{table}: how many rows");
    }
}
