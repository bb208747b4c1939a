//! Opening says what is wrong and what to do.

use super::{KEY, Place, on_both};
use crate::migrate::{MIGRATIONS, statements};
use crate::sql::sql;
use crate::{OpenError, Store, StoreConfig};
use std::fs;

async fn refusal(config: &StoreConfig) -> OpenError {
    Store::open(config).await.expect_err("is refused")
}

fn config(path: &std::path::Path) -> StoreConfig {
    StoreConfig::new(format!("sqlite:{}", path.display()), KEY)
}

#[tokio::test]
async fn a_database_opens_again() {
    for place in Place::both().await {
        let store = place.open().await;
        let first = store.fresh().await.expect("ids").draw();
        store.close().await;
        let store = place.open().await;
        let second = store.fresh().await.expect("ids").draw();
        assert!(first < second, "{first} {second}");
        store.close().await;
        place.remove().await;
    }
}

#[tokio::test]
async fn every_migration_has_run_and_is_recorded() {
    on_both(|store| async move {
        assert!(statements(MIGRATIONS[0].text).count() > 20);
        #[derive(sqlx::FromRow)]
        struct Row {
            number: i64,
        }
        let rows: Vec<Row> = store
            .pool()
            .all(sql("SELECT number FROM migrations ORDER BY number"))
            .await
            .expect("reads");
        let numbers: Vec<i64> = rows.into_iter().map(|row| row.number).collect();
        assert_eq!(numbers, MIGRATIONS.map(|migration| migration.number));
    })
    .await;
}

#[tokio::test]
async fn a_newer_or_altered_schema_is_refused() {
    for place in Place::both().await {
        let store = place.open().await;
        let newer =
            sql("INSERT INTO migrations (number, name, checksum) VALUES (99, 'later', 'x')");
        store.write(vec![newer]).await.expect("writes");
        store.close().await;
        let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
        assert!(
            matches!(error, OpenError::Newer { found: 99, .. }),
            "{error}"
        );
        place.remove().await;
    }
    for place in Place::both().await {
        let store = place.open().await;
        store
            .write(vec![sql("UPDATE migrations SET checksum = 'x'")])
            .await
            .expect("writes");
        store.close().await;
        let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
        assert!(
            matches!(error, OpenError::Altered { number: 1, .. }),
            "{error}"
        );
        place.remove().await;
    }
}

#[tokio::test]
async fn another_key_is_refused_and_a_new_one_takes_over() {
    for place in Place::both().await {
        place.open().await.close().await;
        let other = StoreConfig::new(&place.url, [8; 32]);
        assert!(matches!(refusal(&other).await, OpenError::WrongKey(_)));
        let mut rotated = StoreConfig::new(&place.url, [8; 32]);
        rotated
            .former_keys
            .push(secrecy::SecretBox::new(Box::new(KEY)));
        Store::open(&rotated)
            .await
            .expect("opens with both")
            .close()
            .await;
        Store::open(&other)
            .await
            .expect("the new key alone")
            .close()
            .await;
        place.remove().await;
    }
}

#[tokio::test]
async fn a_second_writer_is_refused_and_a_reader_is_not() {
    let place = Place::file();
    let store = place.open().await;
    let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
    assert!(
        matches!(&error, OpenError::Locked { holder, .. } if holder.contains("process")),
        "{error}"
    );
    let reader = Store::open(&StoreConfig::new(&place.url, KEY).reading())
        .await
        .expect("reads beside");
    assert!(reader.programme().await.is_ok());
    assert!(reader.fresh().await.is_err(), "a reader cannot write");
    reader.close().await;
    store.close().await;
    place.open().await.close().await;
}

#[tokio::test]
async fn a_reader_of_an_empty_database_is_told_what_to_do() {
    let place = Place::schema().await;
    let error = refusal(&StoreConfig::new(&place.url, KEY).reading()).await;
    assert!(error.to_string().contains("kiku serve"), "{error}");
    place.remove().await;
}

#[tokio::test]
async fn files_that_are_no_database_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kiku.db");
    assert!(matches!(
        refusal(&config(folder.path())).await,
        OpenError::NoPlace { .. }
    ));
    assert!(matches!(
        refusal(&config(&path.join("x/y.db"))).await,
        OpenError::NoPlace { .. }
    ));
    fs::write(&path, "氏名,部署\n".repeat(1000)).expect("writes");
    assert!(matches!(
        refusal(&config(&path)).await,
        OpenError::NotADatabase(_)
    ));
    fs::write(&path, [0x89, b'P', b'N', b'G']).expect("writes");
    assert!(matches!(
        refusal(&config(&path)).await,
        OpenError::NotADatabase(_)
    ));
    fs::write(&path, "").expect("writes");
    Store::open(&config(&path))
        .await
        .expect("an empty file is an empty database")
        .close()
        .await;
}

#[tokio::test]
async fn damage_is_found_before_anything_is_written() {
    let place = Place::file();
    place.open().await.close().await;
    let whole = fs::read(place.path()).expect("reads");
    fs::write(place.path(), &whole[..whole.len() / 2]).expect("writes");
    let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    let mut scribbled = whole.clone();
    scribbled[100..8000].fill(0xa5);
    fs::write(place.path(), &scribbled).expect("writes");
    let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    fs::write(place.path(), whole).expect("writes");
    place.open().await.close().await;
}

#[tokio::test]
async fn the_tables_of_others_are_left_alone() {
    for place in Place::both().await {
        let store = place.open().await;
        let drop_ours = vec![sql("DROP TABLE migrations")];
        store.write(drop_ours).await.expect("writes");
        store.close().await;
        let error = refusal(&StoreConfig::new(&place.url, KEY)).await;
        assert!(matches!(error, OpenError::Foreign(_)), "{error}");
        place.remove().await;
    }
}

#[tokio::test]
async fn a_url_and_a_server_that_are_wrong_are_named() {
    let bad = refusal(&StoreConfig::new("mysql://root:secret@db/kiku", KEY)).await;
    assert!(matches!(bad, OpenError::BadUrl(_)));
    assert!(!bad.to_string().contains("secret"));
    let away = refusal(&StoreConfig::new(
        "postgres://kiku:secret@127.0.0.1:1/kiku",
        KEY,
    ))
    .await;
    assert!(matches!(away, OpenError::Unreachable { .. }), "{away}");
    assert!(!away.to_string().contains("secret") && away.to_string().contains("127.0.0.1:1"));
    let base = super::postgres_url();
    let missing = base
        .rsplit_once('/')
        .map(|(server, _)| format!("{server}/no_such_database"))
        .expect("a path");
    let missing = refusal(&StoreConfig::new(missing, KEY)).await;
    assert!(matches!(missing, OpenError::Refused { .. }), "{missing}");
}
