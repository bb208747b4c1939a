//! The store itself: opened once, shared by everybody, closed at the end.

use crate::backup;
use crate::config::{Access, StoreConfig};
use crate::crypt::Crypt;
use crate::dialect::Dialect;
use crate::error::{OpenError, StoreError};
use crate::ids::{Ids, reading};
use crate::migrate::{self, Connection, MIGRATIONS, Migration};
use crate::pool::Pool;
use crate::postgres;
use crate::programme::Cached;
use crate::recent::Recent;
use crate::sql::{Statement, sql};
use crate::sqlite::Place;
use crate::trouble::open_error;
use crate::writer::Writer;
use kiku::domain::ids::Fresh;
use sqlx::sqlite::SqliteConnection;
use std::path::PathBuf;
use std::sync::Arc;

/// Load and commit. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub pool: Pool,
    pub crypt: Crypt,
    pub ids: Ids,
    pub programme: Cached,
    /// Part of every delivery id, so that two databases never share one.
    pub instance: String,
}

#[derive(sqlx::FromRow)]
struct Meta {
    value: String,
}

impl Store {
    /// Opens the database, makes it if it is not there, and brings it to this binary's schema.
    ///
    /// # Errors
    /// [`OpenError`], written for the operator: what is wrong with which file or server, and what to do.
    pub async fn open(config: &StoreConfig) -> Result<Self, OpenError> {
        let (pool, place) = match config.url.strip_prefix("sqlite:") {
            Some(rest) => open_sqlite(config, rest).await?,
            None => open_postgres(config).await?,
        };
        let crypt = Crypt::new(&config.content_key, &config.former_keys);
        let instance = match know(&pool, config.access, &crypt, &place).await {
            Ok(instance) => instance,
            Err(error) => {
                pool.close().await;
                return Err(error);
            }
        };
        let inner = Inner {
            pool,
            crypt,
            ids: Ids::default(),
            programme: Cached::default(),
            instance,
        };
        Ok(Store {
            inner: Arc::new(inner),
        })
    }

    /// Writes what waits and lets the database go.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.inner.pool.dialect()
    }

    /// Fresh ids for one decision.
    pub async fn fresh(&self) -> Result<Fresh, StoreError> {
        self.fresh_range(Fresh::BLOCK).await
    }

    /// Fresh ids for large work.
    pub async fn fresh_range(&self, count: i64) -> Result<Fresh, StoreError> {
        let start = self.inner.ids.take(&self.inner.pool, count).await?;
        Ok(Fresh::range(start, count))
    }

    /// Answers when the database does; for readiness checks.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.pool()
            .all::<Meta>(sql("SELECT value FROM meta WHERE name = $1").bind("instance"))
            .await?;
        Ok(())
    }

    /// Answers when the database can be written; for readiness checks. Writes about as much as a click does, so that
    /// the last free block of a full disk does not pass for room.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn touch(&self) -> Result<(), StoreError> {
        const CLICK: usize = 32 * 1024;
        let text = "INSERT INTO meta (name, value) VALUES ('room', $1)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.write(vec![sql(text).bind(" ".repeat(CLICK))])
            .await
            .map(|_| ())
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// Writes outside a decision; returns how many rows each statement touched.
    pub(crate) async fn write(&self, statements: Vec<Statement>) -> Result<Vec<u64>, StoreError> {
        let outputs = self.pool().write(statements).await.map_err(reading)?;
        Ok(outputs.into_iter().map(|output| output.touched).collect())
    }
}

async fn open_sqlite(config: &StoreConfig, rest: &str) -> Result<(Pool, String), OpenError> {
    let place = Place::parse(rest).ok_or_else(|| OpenError::BadUrl(config.url.clone()))?;
    let name = place.name();
    place.check()?;
    if config.access == Access::Read {
        let readers = place.readers(Access::Read).await?;
        let connection = readers.acquire().await;
        let mut connection = connection.map_err(|e| open_error(&name, &e))?;
        migrate::check(&mut Connection::Sqlite(&mut connection), &name).await?;
        drop(connection);
        let (writer, recent) = (None, Arc::default());
        let pool = Pool::Sqlite {
            readers,
            writer,
            recent,
        };
        return Ok((pool, name));
    }
    let lock = place.lock()?;
    let mut connection = place.writer().await?;
    bring_up(&place, &mut connection, &MIGRATIONS).await?;
    let readers = place.readers(Access::Write).await?;
    let recent = Arc::new(Recent::default());
    let writer = Some(Writer::start(&place, connection, recent.clone(), lock));
    let pool = Pool::Sqlite {
        readers,
        writer,
        recent,
    };
    Ok((pool, name))
}

/// Brings a SQLite database to these migrations. One of an older version is copied first, to
/// `kiku.db.before-0002-second` beside `kiku.db`.
pub(crate) async fn bring_up(
    place: &Place,
    connection: &mut SqliteConnection,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let name = place.name();
    let mut connection = Connection::Sqlite(connection);
    let pending = migrate::pending(&mut connection, &name, migrations).await?;
    if let (Place::File(path), Some(first)) = (place, pending) {
        let mut copy = path.as_os_str().to_owned();
        copy.push(format!(".before-{:04}-{}", first.number, first.name));
        let copy = PathBuf::from(copy);
        backup::copy(&mut connection, &copy).await?;
        tracing::warn!(
            database.place = name,
            database.backup = %copy.display(),
            migration.number = first.number,
            "the database is of an older version; a backup was made, and it is brought to this version"
        );
    }
    migrate::migrate(&mut connection, &name, migrations).await
}

async fn open_postgres(config: &StoreConfig) -> Result<(Pool, String), OpenError> {
    if !config.url.starts_with("postgres://") && !config.url.starts_with("postgresql://") {
        return Err(OpenError::BadUrl(postgres::without_password(&config.url)));
    }
    let (pool, name) = postgres::connect(&config.url).await?;
    let connection = pool.acquire().await;
    let mut connection = connection.map_err(|e| open_error(&name, &e))?;
    let mut migrating = Connection::Postgres(&mut connection);
    match config.access {
        Access::Write => migrate::migrate(&mut migrating, &name, &MIGRATIONS).await?,
        Access::Read => migrate::check(&mut migrating, &name).await?,
    }
    drop(connection);
    Ok((Pool::Postgres(pool), name))
}

/// Checks the content key against the one the database was made with, and learns the database's own name.
async fn know(
    pool: &Pool,
    access: Access,
    crypt: &Crypt,
    place: &str,
) -> Result<String, OpenError> {
    let other = |error: StoreError| OpenError::Other {
        place: place.to_owned(),
        why: error.to_string(),
    };
    if access == Access::Write {
        remember(pool, crypt).await.map_err(other)?;
    }
    let key = meta(pool, "content_key").await.map_err(other)?;
    if !crypt.knows(&key) {
        return Err(OpenError::WrongKey(place.to_owned()));
    }
    if access == Access::Write && key != crypt.key_id() {
        let rotate =
            sql("UPDATE meta SET value = $1 WHERE name = 'content_key'").bind(crypt.key_id());
        pool.write(vec![rotate])
            .await
            .map_err(|e| other(reading(e)))?;
    }
    meta(pool, "instance").await.map_err(other)
}

/// Writes key check and name into a database that has none.
async fn remember(pool: &Pool, crypt: &Crypt) -> Result<(), StoreError> {
    let mut random = [0u8; 5];
    getrandom::fill(&mut random).map_err(|e| StoreError::NoRandomness(e.to_string()))?;
    let instance: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let keep = |name: &str, value: &str| {
        let text = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        sql(text).bind(name).bind(value)
    };
    let first = vec![
        keep("content_key", crypt.key_id()),
        keep("instance", &instance),
    ];
    pool.write(first).await.map_err(reading)?;
    Ok(())
}

async fn meta(pool: &Pool, name: &str) -> Result<String, StoreError> {
    let row: Option<Meta> = pool
        .one(sql("SELECT value FROM meta WHERE name = $1").bind(name))
        .await?;
    Ok(row.map(|row| row.value).unwrap_or_default())
}
