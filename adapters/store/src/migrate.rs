//! Migrations: numbered SQL files inside the binary, one text for both databases, each run once.

use crate::dialect::Dialect;
use crate::error::OpenError;
use crate::run::{Fetch, Output, run_postgres, run_sqlite};
use crate::sql::{Statement, sql};
use crate::trouble::open_error;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;

/// A numbered change of the tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// All of them in order.
pub(crate) const MIGRATIONS: [Migration; 4] = [
    Migration {
        number: 1,
        name: "first",
        text: include_str!("../../../migrations/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "people",
        text: include_str!("../../../migrations/0002_people.sql"),
    },
    Migration {
        number: 3,
        name: "lanes",
        text: include_str!("../../../migrations/0003_lanes.sql"),
    },
    Migration {
        number: 4,
        name: "answers",
        text: include_str!("../../../migrations/0004_answers.sql"),
    },
];

const RECORD: &str = "CREATE TABLE IF NOT EXISTS migrations
    (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// A connection of either database, before there are pools.
pub(crate) enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Connection<'_> {
    pub fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    pub async fn run(&mut self, statement: Statement) -> Result<Output, sqlx::Error> {
        match self {
            Connection::Sqlite(connection) => run_sqlite(connection, &statement).await,
            Connection::Postgres(connection) => run_postgres(connection, &statement).await,
        }
    }

    async fn all<T: Fetch>(&mut self, statement: Statement) -> Result<Vec<T>, sqlx::Error> {
        let output = self.run(statement).await?;
        output
            .decode()
            .map_err(|e| sqlx::Error::Protocol(e.to_string()))
    }
}

#[derive(sqlx::FromRow)]
struct Tables {
    ours: i64,
    every: i64,
}

#[derive(sqlx::FromRow)]
struct Done {
    number: i64,
    checksum: String,
}

/// Brings the database at `place` to this binary's schema, in one transaction.
pub(crate) async fn migrate(
    connection: &mut Connection<'_>,
    place: &str,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(place, &error);
    connection
        .run(sql(connection.dialect().begin()))
        .await
        .map_err(failed)?;
    let migrated = run_missing(connection, place, migrations).await;
    let end = if migrated.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    let ended = connection.run(sql(end)).await.map_err(failed);
    migrated.and(ended.map(|_| ()))
}

/// Checks that the schema is this binary's, for those who only read.
pub(crate) async fn check(connection: &mut Connection<'_>, place: &str) -> Result<(), OpenError> {
    match missing(connection, place, &MIGRATIONS).await? {
        [] => Ok(()),
        [first, ..] => Err(OpenError::Other {
            place: place.to_owned(),
            why: format!(
                "the database lacks migration {}; start `kiku serve` once",
                first.number
            ),
        }),
    }
}

/// The first migration that an existing database lacks; none for an empty one or one that is up to date.
pub(crate) async fn pending<'m>(
    connection: &mut Connection<'_>,
    place: &str,
    migrations: &'m [Migration],
) -> Result<Option<&'m Migration>, OpenError> {
    let missing = missing(connection, place, migrations).await?;
    Ok(missing.first().filter(|first| first.number > 1))
}

async fn run_missing(
    connection: &mut Connection<'_>,
    place: &str,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(place, &error);
    let lock = connection.dialect().migration_lock();
    connection.run(sql(lock)).await.map_err(failed)?;
    for migration in missing(connection, place, migrations).await? {
        run_one(connection, migration).await.map_err(failed)?;
        tracing::info!(migration.number, migration.name, "migrated");
    }
    Ok(())
}

/// The migrations that have not run, after checking those that have.
async fn missing<'m>(
    connection: &mut Connection<'_>,
    place: &str,
    migrations: &'m [Migration],
) -> Result<&'m [Migration], OpenError> {
    let failed = |error: sqlx::Error| open_error(place, &error);
    let tables: Vec<Tables> = connection
        .all(sql(connection.dialect().table_counts()))
        .await
        .map_err(failed)?;
    let (ours, every) = tables.first().map_or((0, 0), |t| (t.ours, t.every));
    if ours == 0 {
        return if every == 0 {
            Ok(migrations)
        } else {
            Err(OpenError::Foreign(place.to_owned()))
        };
    }
    let done = sql("SELECT number, checksum FROM migrations ORDER BY number");
    let done: Vec<Done> = connection.all(done).await.map_err(failed)?;
    for row in &done {
        check_one(row, place, migrations)?;
    }
    Ok(migrations.get(done.len()..).unwrap_or_default())
}

fn check_one(row: &Done, place: &str, migrations: &[Migration]) -> Result<(), OpenError> {
    let place = place.to_owned();
    let Some(known) = migrations.iter().find(|m| m.number == row.number) else {
        return Err(OpenError::Newer {
            place,
            found: row.number,
            known: migrations.len() as i64,
        });
    };
    if checksum(known.text) == row.checksum {
        return Ok(());
    }
    Err(OpenError::Altered {
        place,
        number: row.number,
    })
}

async fn run_one(
    connection: &mut Connection<'_>,
    migration: &Migration,
) -> Result<(), sqlx::Error> {
    let dialect = connection.dialect();
    connection.run(sql(RECORD)).await?;
    for text in statements(migration.text) {
        connection.run(sql(dialect.migrating(text))).await?;
        crate::fault::pass("migration");
    }
    let record = sql("INSERT INTO migrations (number, name, checksum) VALUES ($1, $2, $3)")
        .bind(migration.number)
        .bind(migration.name)
        .bind(checksum(migration.text));
    connection.run(record).await?;
    Ok(())
}

/// The statements of a file: they end with a semicolon at the end of a line; comment lines stand alone.
pub(crate) fn statements(file: &'static str) -> impl Iterator<Item = String> {
    let lines = file
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let text: Vec<&str> = lines.collect();
    let text = text.join("\n");
    let statements: Vec<String> = text
        .split(";\n")
        .map(|statement| statement.trim().trim_end_matches(';').to_owned())
        .filter(|statement| !statement.is_empty())
        .collect();
    statements.into_iter()
}

/// FNV-1a of the text: tells an edited file from the one that ran.
fn checksum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_falls_into_statements() {
        let file = "-- a; b;\nCREATE TABLE a (\n  b TEXT\n);\n\nCREATE INDEX c ON a (b);\n";
        let found: Vec<String> = statements(file).collect();
        assert_eq!(
            found,
            ["CREATE TABLE a (\n  b TEXT\n)", "CREATE INDEX c ON a (b)"]
        );
    }

    #[test]
    fn numbers_count_up_from_one() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|m| m.number).collect();
        assert_eq!(numbers, (1..=MIGRATIONS.len() as i64).collect::<Vec<_>>());
    }

    #[test]
    fn no_migration_speaks_one_dialect() {
        for migration in MIGRATIONS {
            let text = migration.text.to_uppercase();
            for word in [
                "SERIAL",
                "AUTOINCREMENT",
                "JSONB",
                "TIMESTAMP",
                "WITHOUT ROWID",
                "BLOB",
                "INTEGER",
            ] {
                assert!(!text.contains(word), "{}: {word}", migration.name);
            }
        }
    }
}
