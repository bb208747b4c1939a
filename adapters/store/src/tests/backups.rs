//! Copies of a database that is being written, and the one that is made before an upgrade.

use super::{KEY, Place};
use crate::migrate::{self, Connection, MIGRATIONS, Migration};
use crate::sql::sql;
use crate::store::bring_up;
use crate::{OpenError, Store, StoreConfig, sqlite};
use sqlx::sqlite::SqliteConnection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

#[derive(sqlx::FromRow)]
struct Count {
    count: i64,
    newest: i64,
}

/// How many inputs a database knows, and the number of the newest.
async fn known(store: &Store) -> (i64, i64) {
    let text = "SELECT count(*) AS count, coalesce(max(at), 0) AS newest FROM events_seen";
    let row: Option<Count> = store.pool().one(sql(text)).await.expect("reads");
    row.map(|row| (row.count, row.newest)).expect("a row")
}

async fn open(path: &Path) -> Store {
    let config = StoreConfig::new(format!("sqlite:{}", path.display()), KEY);
    Store::open(&config.reading()).await.expect("opens")
}

/// Writes one input after the other and counts those that are stored.
async fn hammer(store: Store, stored: Arc<AtomicI64>, end: Arc<AtomicBool>) {
    while !end.load(Ordering::Relaxed) {
        let number = stored.load(Ordering::SeqCst) + 1;
        let text =
            "INSERT INTO events_seen (platform, workspace, event, at) VALUES ('t', 't', $1, $2)";
        let insert = sql(text).bind(number.to_string()).bind(number);
        store.write(vec![insert]).await.expect("is stored");
        stored.store(number, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_has_everything_that_was_stored_before_it_began() {
    let place = Place::file();
    let store = place.open().await;
    let (stored, end) = (
        Arc::new(AtomicI64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let writer = tokio::spawn(hammer(store.clone(), stored.clone(), end.clone()));
    let copy = place.path().with_file_name("copy.db");
    for _ in 0..5 {
        while stored.load(Ordering::SeqCst) % 50 < 40 {
            tokio::task::yield_now().await;
        }
        let before = stored.load(Ordering::SeqCst);
        store.backup(&copy).await.expect("is made");
        let restored = open(&copy).await;
        let (count, newest) = known(&restored).await;
        restored.close().await;
        assert!(newest >= before, "{newest} of {before}");
        assert_eq!(count, newest, "a gap");
    }
    end.store(true, Ordering::Relaxed);
    writer.await.expect("goes on to the end");
    store.close().await;
    assert!(!copy.with_extension("db.part").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_a_backup_and_an_unfinished_one_is_in_nobodys_way() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::file();
    let store = place.open().await;
    let copy = place.path().with_file_name("copy.db");
    std::fs::write(copy.with_extension("db.part"), "half a database").expect("writes");
    store.backup(&copy).await.expect("is made");
    let mode = copy.metadata().expect("is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let nowhere = store
        .backup(&place.path().with_file_name("no").join("copy.db"))
        .await;
    assert!(
        matches!(nowhere, Err(OpenError::NoPlace { .. })),
        "{nowhere:?}"
    );
    store.close().await;
}

#[tokio::test]
async fn a_backup_of_postgres_is_left_to_its_own_tool() {
    let place = Place::schema().await;
    let store = place.open().await;
    let refused = store.backup(Path::new("copy.db")).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("pg_dump")));
    store.close().await;
    place.remove().await;
}

/// A database as the first version made it, with one row in it.
async fn first_version(place: &Place) -> (sqlite::Place, SqliteConnection) {
    let at = sqlite::Place::File(place.path());
    let mut writer = at.writer().await.expect("opens");
    let mut connection = Connection::Sqlite(&mut writer);
    migrate::migrate(&mut connection, "first", &MIGRATIONS[..1])
        .await
        .expect("migrates");
    let row = "INSERT INTO events_seen (platform, workspace, event, at) VALUES ('t', 't', '1', 1)";
    connection.run(sql(row)).await.expect("writes");
    (at, writer)
}

fn backups(place: &Place) -> Vec<PathBuf> {
    let folder = place.path().parent().map(Path::to_owned).expect("a folder");
    let files = std::fs::read_dir(folder).expect("reads").flatten();
    let files = files.map(|file| file.path());
    files
        .filter(|path| path.display().to_string().contains(".before-"))
        .collect()
}

fn second(name: &'static str, text: &'static str) -> [Migration; 2] {
    let number = 2;
    [MIGRATIONS[0], Migration { number, name, text }]
}

#[tokio::test]
async fn an_older_database_is_copied_before_it_is_changed() {
    let newer = second("second", "CREATE TABLE newer (a BIGINT);\n");
    let place = Place::file();
    let (at, mut writer) = first_version(&place).await;
    bring_up(&at, &mut writer, &newer).await.expect("migrates");
    let added = Connection::Sqlite(&mut writer)
        .run(sql("SELECT a FROM newer"))
        .await;
    assert!(added.is_ok(), "{added:?}");
    let kept = backups(&place);
    assert_eq!(
        kept,
        [place.path().with_file_name("kiku.db.before-0002-second")]
    );
    std::fs::remove_file(&kept[0]).expect("is removed");
    bring_up(&at, &mut writer, &newer)
        .await
        .expect("is up to date");
    assert!(
        backups(&place).is_empty(),
        "one that is up to date is not copied"
    );
    sqlx::Connection::close(writer).await.expect("closes");
}

#[tokio::test]
async fn the_copy_of_an_older_database_can_be_put_back() {
    let place = Place::file();
    let (at, mut writer) = first_version(&place).await;
    bring_up(
        &at,
        &mut writer,
        &second("second", "CREATE TABLE newer (a BIGINT);\n"),
    )
    .await
    .expect("migrates");
    sqlx::Connection::close(writer).await.expect("closes");
    std::fs::rename(&backups(&place)[0], place.path()).expect("is put back");
    let restored = place.open().await;
    assert_eq!(known(&restored).await, (1, 1));
    restored.close().await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let broken = second(
        "broken",
        "CREATE TABLE half (a BIGINT);\nINSERT INTO no_such_table VALUES (1);\n",
    );
    let place = Place::file();
    let (at, mut writer) = first_version(&place).await;
    let failed = bring_up(&at, &mut writer, &broken).await;
    assert!(failed.is_err_and(|error| error.to_string().contains("no_such_table")));
    let copy = backups(&place);
    assert_eq!(copy.len(), 1);
    let half = Connection::Sqlite(&mut writer)
        .run(sql("SELECT a FROM half"))
        .await;
    assert!(half.is_err(), "half a migration was kept");
    bring_up(&at, &mut writer, &MIGRATIONS[..1])
        .await
        .expect("the older version still opens it");
    sqlx::Connection::close(writer).await.expect("closes");
}
