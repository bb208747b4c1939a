//! Connections: readers for everybody, and the one way to write.

use crate::dialect::Dialect;
use crate::error::{CommitError, StoreError};
use crate::recent::{Recent, Touch};
use crate::run::{self, DbRow, Fetch, Output};
use crate::sql::Statement;
use crate::writer::Writer;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use std::sync::Arc;

/// The native pools of one database.
#[derive(Debug)]
pub(crate) enum Pool {
    /// Readers beside the one writer.
    Sqlite {
        readers: SqlitePool,
        /// None when opened for reading.
        writer: Option<Writer>,
        /// What presses needed to know.
        recent: Arc<Recent>,
    },
    /// Ordinary connections.
    Postgres(PgPool),
}

/// A connection for reading. It sees committed data only.
pub(crate) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Pool {
    pub fn dialect(&self) -> Dialect {
        match self {
            Pool::Sqlite { .. } => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection for several reads in a row.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(match self {
            Pool::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Pool::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// All rows of one statement.
    pub async fn all<T: Fetch>(&self, statement: Statement) -> Result<Vec<T>, StoreError> {
        self.reader().await?.all(statement).await
    }

    /// The first row of one statement.
    pub async fn one<T: Fetch>(&self, statement: Statement) -> Result<Option<T>, StoreError> {
        self.reader().await?.one(statement).await
    }

    /// What several statements read, in their order, for somebody who waits: in one go, and on SQLite by the
    /// writer, whose cache holds what was written a moment ago.
    ///
    /// # Errors
    /// [`CommitError::Busy`] when too many wait.
    pub async fn look(&self, statements: Vec<Statement>) -> Result<Vec<Output>, CommitError> {
        match self {
            Pool::Sqlite {
                writer: Some(writer),
                ..
            } => writer.read(statements).await,
            _ => Ok(self.reader().await?.several(&statements).await?),
        }
    }

    /// Whether nobody but this process can write, so that what it remembers stays true.
    pub fn is_alone(&self) -> bool {
        matches!(
            self,
            Pool::Sqlite {
                writer: Some(_),
                ..
            }
        )
    }

    /// What presses needed to know, where nobody but this process can write.
    pub fn recent(&self) -> Option<&Recent> {
        match self {
            Pool::Sqlite {
                writer: Some(_),
                recent,
                ..
            } => Some(recent),
            _ => None,
        }
    }

    /// Runs the statements in one transaction: all of them are kept, or none.
    pub async fn write(&self, statements: Vec<Statement>) -> Result<Vec<Output>, CommitError> {
        let touch = Touch::of(&statements);
        self.write_touching(statements, touch).await
    }

    /// The same, where it is known what that may change.
    pub async fn write_touching(
        &self,
        statements: Vec<Statement>,
        touch: Touch,
    ) -> Result<Vec<Output>, CommitError> {
        match self {
            Pool::Sqlite {
                writer: Some(writer),
                ..
            } => writer.write(statements, touch).await,
            Pool::Sqlite { writer: None, .. } => Err(StoreError::NotWriting.into()),
            Pool::Postgres(pool) => write_postgres(pool, &statements).await,
        }
    }

    /// Waits for what is being written, then lets the database go.
    pub async fn close(&self) {
        match self {
            Pool::Sqlite {
                readers, writer, ..
            } => {
                readers.close().await;
                if let Some(writer) = writer {
                    writer.close().await;
                }
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

async fn write_postgres(
    pool: &PgPool,
    statements: &[Statement],
) -> Result<Vec<Output>, CommitError> {
    let mut transaction = pool.begin().await?;
    let mut outputs = Vec::with_capacity(statements.len());
    for statement in statements {
        let output = run::run_postgres(&mut transaction, statement).await?;
        check(statement, &output)?;
        outputs.push(output);
    }
    transaction.commit().await?;
    Ok(outputs)
}

/// Whether a statement touched what it must.
pub(crate) fn check(statement: &Statement, output: &Output) -> Result<(), CommitError> {
    match statement.must {
        Some((rows, refusal)) if rows != output.touched => Err(refusal.into()),
        _ => Ok(()),
    }
}

impl Reader {
    /// What each of several statements gives, in their order.
    pub async fn several(&mut self, statements: &[Statement]) -> Result<Vec<Output>, StoreError> {
        match self {
            Reader::Sqlite(connection) => {
                let statements: Vec<&Statement> = statements.iter().collect();
                Ok(run::run_batch(connection, &statements).await?)
            }
            Reader::Postgres(connection) => {
                let mut outputs = Vec::with_capacity(statements.len());
                for statement in statements {
                    outputs.push(run::run_postgres(connection, statement).await?);
                }
                Ok(outputs)
            }
        }
    }

    /// All rows.
    pub async fn all<T: Fetch>(&mut self, statement: Statement) -> Result<Vec<T>, StoreError> {
        let output = match self {
            Reader::Sqlite(connection) => run::run_sqlite(connection, &statement).await?,
            Reader::Postgres(connection) => run::run_postgres(connection, &statement).await?,
        };
        output.decode()
    }

    /// The first row.
    pub async fn one<T: Fetch>(&mut self, statement: Statement) -> Result<Option<T>, StoreError> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    /// Row by row, for results that are not held whole.
    pub async fn each<T: Fetch>(
        &mut self,
        statement: Statement,
        mut take: impl FnMut(T) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let text = statement.text.clone();
        let take = |row: DbRow| take(row.decode(&text)?);
        match self {
            Reader::Sqlite(connection) => run::each_sqlite(connection, &statement, take).await,
            Reader::Postgres(connection) => run::each_postgres(connection, &statement, take).await,
        }
    }
}
