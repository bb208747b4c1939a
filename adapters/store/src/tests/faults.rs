//! A full disk, a full queue, a bad value: said clearly, nothing lost.

use super::world::*;
use super::{Place, on_both};
use crate::sql::sql;
use crate::{CommitError, StoreConfig, StoreError};
use futures_util::future::join_all;
use kiku::domain::note::ContentKind;

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_lost() {
    let place = Place::file();
    let store = place.open().await;
    settle_in(&store).await;
    // SQLite answers SQLITE_FULL at this many pages, as it does when the disk has no more.
    store
        .write(vec![sql("PRAGMA max_page_count = 1")])
        .await
        .expect("writes");
    let long = written(201, ContentKind::Note, MEMBER, &"長い".repeat(200_000));
    let refused = store
        .commit(&changes(vec![long.clone()]), None, at(3, 0))
        .await;
    assert!(
        matches!(refused, Err(CommitError::Failed(StoreError::DiskFull))),
        "{refused:?}"
    );
    let talk = load(&store, TALK).await;
    store
        .write(vec![sql("PRAGMA max_page_count = 1000000")])
        .await
        .expect("writes");
    store
        .commit(&saved(&talk), None, at(3, 0))
        .await
        .expect("goes on");
    store
        .commit(&changes(vec![long]), None, at(3, 0))
        .await
        .expect("goes on");
    store.close().await;
}

#[tokio::test]
async fn a_full_queue_is_busy_not_lost() {
    let place = Place::file();
    let store = place.open().await;
    let insert = |n: i64| {
        let text =
            "INSERT INTO events_seen (platform, workspace, event, at) VALUES ('t', 't', $1, 0)";
        vec![sql(text).bind(n.to_string())]
    };
    let waiting = (0..1500).map(|n| store.pool().write(insert(n)));
    let answers = join_all(waiting).await;
    let busy = answers
        .iter()
        .filter(|answer| matches!(answer, Err(CommitError::Busy)))
        .count();
    let stored = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(busy + stored, 1500);
    assert!(busy > 0, "the queue has an end");
    assert_eq!(
        store.prune_events(at(1, 0)).await.expect("counts"),
        stored as u64
    );
    store.close().await;
    assert!(
        store.pool().write(insert(0)).await.is_err(),
        "a closed store says so"
    );
}

#[tokio::test]
async fn a_bad_value_names_table_column_and_row() {
    on_both(|store| async move {
        settle_in(&store).await;
        let spoil = |text: &'static str| store.write(vec![sql(text)]);
        spoil("UPDATE people SET tz = 'Mars/Olympus' WHERE id = 2")
            .await
            .expect("writes");
        let error = store.person(MEMBER).await.expect_err("is bad").to_string();
        assert!(error.contains("people.tz of row 2"), "{error}");
        spoil("UPDATE people SET tz = 'Asia/Tokyo' WHERE id = 2")
            .await
            .expect("writes");
        spoil("UPDATE sessions SET rating = 6")
            .await
            .expect("writes");
        let error = store
            .scene(TALK, MEMBER)
            .await
            .expect_err("is bad")
            .to_string();
        assert!(error.contains("sessions.rating of row 101"), "{error}");
        spoil("UPDATE sessions SET rating = NULL")
            .await
            .expect("writes");
        spoil("UPDATE outbox SET subject = 'nonsense'")
            .await
            .expect("writes");
        let error = store
            .deliveries_to(&to_member())
            .await
            .expect_err("is bad")
            .to_string();
        assert!(error.contains("outbox.subject of row"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn words_that_were_tampered_with_are_not_shown() {
    on_both(|store| async move {
        settle_in(&store).await;
        let both = vec![
            written(201, ContentKind::Note, MEMBER, "一つ目"),
            written(202, ContentKind::Note, MEMBER, "二つ目"),
        ];
        store
            .commit(&changes(both), None, at(3, 0))
            .await
            .expect("commits");
        let swap = format!(
            "UPDATE {0} SET sealed = (SELECT o.sealed FROM {0} o WHERE o.id = 202) WHERE id = 201",
            "contents"
        );
        store.write(vec![sql(swap)]).await.expect("writes");
        let error = store.scene(TALK, MEMBER).await.expect_err("is noticed");
        assert!(matches!(error, StoreError::Sealed(201)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let error = crate::Store::open(&StoreConfig::new("sqlite:/proc/kiku.db", super::KEY)).await;
    let error = error.expect_err("is refused").to_string();
    assert!(
        error.contains("/proc/kiku.db") && error.contains("permissions"),
        "{error}"
    );
}

/// What those who run the programme get never selects an answer.
#[test]
fn the_status_of_pairs_selects_no_answer() {
    let text = include_str!("../pairs.rs");
    for column in [
        "rating", "topic", "response", "growth", "received", "estimate", "gave", "share_",
    ] {
        assert!(!text.contains(column), "{column}");
    }
}
