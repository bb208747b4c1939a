//! SQLite's writer: who goes first, and who copies the log.

use super::Place;
use crate::sql::{Statement, sql};
use crate::sqlite;
use futures_util::future::join_all;
use sqlx::Connection;
use std::sync::Mutex;
use std::time::Duration;

/// An input of this number, with a text of a length.
fn input(number: usize, length: usize) -> Statement {
    let text = "INSERT INTO events_seen (platform, workspace, event, at) VALUES ('t', $1, $2, 0)";
    let long = "x".repeat(length);
    sql(text).bind(long).bind(number.to_string())
}

/// A page of some list: many values in one job.
fn page(first: usize) -> Vec<Statement> {
    (first..first + 100)
        .map(|number| input(number, 10))
        .collect()
}

#[tokio::test]
async fn a_click_does_not_wait_behind_pages() {
    let place = Place::file();
    let store = place.open().await;
    let order = Mutex::new(Vec::new());
    let write = async |name: &'static str, statements: Vec<Statement>| {
        store.write(statements).await.expect("is stored");
        order.lock().expect("nobody failed").push(name);
    };
    // They are polled in this order, so that the click comes to the queue last.
    let pages = join_all((0..5).map(|number| write("page", page(number * 100))));
    tokio::join!(pages, write("click", vec![input(1_000, 10)]));
    let order = order.into_inner().expect("nobody failed");
    assert_eq!(order.len(), 6);
    let before = order.iter().position(|name| *name == "click");
    assert!(
        before <= Some(1),
        "it waits for one page at most: {order:?}"
    );
    store.close().await;
}

#[derive(Debug, sqlx::FromRow)]
struct Log {
    checkpointed: i64,
}

async fn log(place: &Place) -> Log {
    let file = sqlite::Place::File(place.path());
    let mut connection = file.checkpointer().await.expect("opens");
    let row = sqlx::query_as("PRAGMA wal_checkpoint(NOOP)");
    let log: Log = row.fetch_one(&mut connection).await.expect("is told");
    connection.close().await.expect("closes");
    log
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_copied_beside_the_writer() {
    let place = Place::file();
    let store = place.open().await;
    let mut copied = Log { checkpointed: 0 };
    // Some 3,600 pages at most: fewer than the writer itself would copy.
    for number in 0..300 {
        store
            .write(vec![input(number, 20_000)])
            .await
            .expect("is stored");
        if number % 64 == 63 {
            copied = log(&place).await;
        }
        if copied.checkpointed > 0 {
            break;
        }
    }
    for _ in 0..500 {
        if copied.checkpointed > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        copied = log(&place).await;
    }
    assert!(copied.checkpointed > 0, "nobody copied: {copied:?}");
    let path = place.path();
    store.close().await;
    let wal = path.with_file_name("kiku.db-wal");
    assert!(!wal.exists(), "the last connection removes the log");
}
