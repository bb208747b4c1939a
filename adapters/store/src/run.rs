//! Running statements on either database. The only place where values meet the drivers.

use crate::batch::Batch;
use crate::error::StoreError;
use crate::fault;
use crate::sql::{Statement, Value, table};
use futures_util::TryStreamExt;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Either, Executor, FromRow, Row};
use std::borrow::Cow;

/// The log target under which every statement is traced, without its values.
pub const STATEMENTS: &str = "kiku_store::statements";

/// A row type that can be read from both databases; `#[derive(sqlx::FromRow)]` makes one.
pub(crate) trait Fetch:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Fetch for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A row of either database.
#[derive(Debug)]
pub(crate) enum DbRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What a statement did.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Rows inserted, changed or removed.
    pub touched: u64,
    /// What `RETURNING` or `SELECT` gave.
    pub rows: Vec<DbRow>,
    /// The statement, for error messages.
    text: Cow<'static, str>,
}

impl Output {
    fn of(statement: &Statement) -> Self {
        Output {
            text: statement.text.clone(),
            ..Output::default()
        }
    }

    /// The returned rows.
    pub fn decode<T: Fetch>(&self) -> Result<Vec<T>, StoreError> {
        self.rows.iter().map(|row| row.decode(&self.text)).collect()
    }
}

impl DbRow {
    /// Reads a row of this statement; an error names table, column and row.
    pub fn decode<T: Fetch>(&self, text: &str) -> Result<T, StoreError> {
        let read = match self {
            DbRow::Sqlite(row) => T::from_row(row),
            DbRow::Postgres(row) => T::from_row(row),
        };
        read.map_err(|error| self.explain(table(text), error))
    }

    fn explain(&self, table: &str, error: sqlx::Error) -> StoreError {
        match error {
            sqlx::Error::ColumnDecode { index, source } => StoreError::BadValue {
                table: table.to_owned(),
                column: index.trim_matches('"').to_owned(),
                row: self.key(),
                why: source.to_string(),
            },
            other => StoreError::Database(other),
        }
    }

    fn key(&self) -> String {
        let key = match self {
            DbRow::Sqlite(row) => row.try_get::<i64, _>(0),
            DbRow::Postgres(row) => row.try_get::<i64, _>(0),
        };
        key.map_or_else(|_| "?".to_owned(), |key| key.to_string())
    }
}

macro_rules! bound {
    ($statement:expr) => {{
        traced($statement);
        with_values!($statement.text.clone(), &$statement.values)
    }};
}

macro_rules! with_values {
    ($text:expr, $values:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($text));
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.as_deref()),
                Value::Bool(value) => query.bind(*value),
                Value::Bytes(value) => query.bind(value.as_slice()),
            };
        }
        query
    }};
}

macro_rules! driver {
    ($run:ident, $each:ident, $connection:ty, $row:path) => {
        /// Runs one statement to its end.
        pub(crate) async fn $run(
            connection: &mut $connection,
            statement: &Statement,
        ) -> Result<Output, sqlx::Error> {
            let commits = &*statement.text == "COMMIT";
            if commits {
                fault::pass("commit.before");
            }
            let mut output = Output::of(statement);
            let mut steps = connection.fetch_many(bound!(statement));
            while let Some(step) = steps.try_next().await? {
                match step {
                    Either::Left(done) => output.touched += done.rows_affected(),
                    Either::Right(row) => output.rows.push($row(row)),
                }
            }
            if commits {
                fault::pass("commit.after");
            }
            Ok(output)
        }

        /// Hands over row by row, holding one at a time.
        pub(crate) async fn $each(
            connection: &mut $connection,
            statement: &Statement,
            mut take: impl FnMut(DbRow) -> Result<(), StoreError> + Send,
        ) -> Result<(), StoreError> {
            let mut rows = connection.fetch(bound!(statement));
            while let Some(row) = rows.try_next().await? {
                take($row(row))?;
            }
            Ok(())
        }
    };
}

driver!(run_sqlite, each_sqlite, SqliteConnection, DbRow::Sqlite);
driver!(run_postgres, each_postgres, PgConnection, DbRow::Postgres);

/// Runs several statements one after the other, in one go to the connection's thread and back.
/// The first that fails ends it.
pub(crate) async fn run_batch(
    connection: &mut SqliteConnection,
    statements: &[&Statement],
) -> Result<Vec<Output>, sqlx::Error> {
    if let [alone] = statements {
        return Ok(vec![run_sqlite(connection, alone).await?]);
    }
    let batch = Batch::of(statements);
    let mut outputs = Vec::with_capacity(statements.len());
    let mut rows = Vec::new();
    let mut steps = connection.fetch_many(with_values!(batch.text, batch.values));
    let mut running = statements.iter();
    while let Some(step) = steps.try_next().await? {
        match (step, running.as_slice().first()) {
            (Either::Right(row), _) => rows.push(DbRow::Sqlite(row)),
            (Either::Left(done), Some(statement)) => {
                traced(statement);
                running.next();
                outputs.push(Output {
                    touched: done.rows_affected(),
                    rows: std::mem::take(&mut rows),
                    ..Output::of(statement)
                });
            }
            (Either::Left(_), None) => {}
        }
    }
    Ok(outputs)
}

fn traced(statement: &Statement) {
    tracing::trace!(target: STATEMENTS, sql = &*statement.text);
}
