//! `kiku backup`: beside a kiku that runs, whole or not there, and put back without a loss.

use crate::serving::{Mode, Serving, TEAM, slack};
use crate::support::{Folder, bytes};
use kiku_slack_model::Outcome;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[test]
fn a_backup_is_put_back_as_it_was() {
    let folder = Folder::staffed();
    let run = folder.kiku(&["backup", "copy.db"]);
    assert!(
        run.must(0).out.contains("copy.db holds everything"),
        "{}",
        run.out
    );
    folder
        .kiku(&["backup", "copy.db"])
        .must(1)
        .says("copy.db: the file is there already")
        .says("--force");
    folder.kiku(&["backup", "copy.db", "--force"]).must(0);
    folder
        .kiku(&["backup", "kiku.db", "--force"])
        .must(2)
        .says("the database itself");
    for file in ["kiku.db", "kiku.db-wal", "kiku.db-shm"] {
        // The log and its index may not be there.
        let _ = std::fs::remove_file(folder.path(file));
    }
    std::fs::copy(folder.path("copy.db"), folder.path("kiku.db")).expect("is put back");
    let unchanged = folder.kiku(&["people", "import", "roster.csv", "--format", "json"]);
    assert_eq!(unchanged.must(0).json()["difference"]["unchanged"], 3);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::staffed();
    folder.kiku(&["backup", "copy.db"]).must(0);
    let mode = folder
        .path("copy.db")
        .metadata()
        .expect("is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_cannot_be_kept_is_said() {
    let folder = Folder::ready();
    folder
        .kiku(&["backup", "copy.db"])
        .must(4)
        .says("there is no database yet");
    let postgres = [(
        "KIKU_DATABASE_URL",
        "postgres://kiku:secret@db.example/kiku",
    )];
    let run = folder.kiku_with(&postgres, &["backup", "copy.dump"]);
    run.must(1)
        .says("pg_dump --format=custom --file='copy.dump' 'postgres://db.example/kiku'");
    assert!(!run.err.contains("secret"));
    let folder = Folder::staffed();
    folder
        .kiku(&["backup", "no/such/copy.db"])
        .must(4)
        .says("no/such/copy.db");
    let full = folder.kiku_mounted("size=64k", "small", "true", &["backup", "small/copy.db"]);
    full.must(4).says("small/copy.db: the disk is full");
}

/// Everything that a person was told is kept stands in a backup that began later, and works when it is put back.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_before_a_backup_is_missing_in_it() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let serving = Serving::open(&folder, &slack, Mode::Http, &[]).await;
    serving.logs("the directory was read").await;
    let (stored, end) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let writing = tokio::spawn({
        let (aoi, stored, end) = (slack.client(TEAM, "U003"), stored.clone(), end.clone());
        async move {
            while !end.load(Ordering::Relaxed) {
                let word = ["休止", "再開"][stored.load(Ordering::SeqCst) % 2];
                assert_eq!(aoi.command("/1on1", word).await, Outcome::Taken);
                stored.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    for _ in 0..3 {
        let wanted = stored.load(Ordering::SeqCst) + 25;
        while stored.load(Ordering::SeqCst) < wanted {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let before = stored.load(Ordering::SeqCst);
        folder.kiku(&["backup", "copy.db", "--force"]).must(0);
        let kept = inputs(&folder, "copy.db").await;
        assert!(kept >= before, "{kept} of {before}");
    }
    end.store(true, Ordering::Relaxed);
    writing.await.expect("writes to the end");
    serving.signal("-KILL");
    drop(serving);
    for file in ["kiku.db-wal", "kiku.db-shm"] {
        // They may not be there.
        let _ = std::fs::remove_file(folder.path(file));
    }
    std::fs::write(folder.path("kiku.db"), bytes(&folder.path("copy.db"))).expect("is put back");
    let restored = Serving::open(&folder, &slack, Mode::Http, &[]).await;
    let answered = slack.client(TEAM, "U003").command("/1on1", "help").await;
    assert_eq!((answered, restored.end().await), (Outcome::Taken, 0));
}

async fn inputs(folder: &Folder, file: &str) -> usize {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.path(file))
        .read_only(true);
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events_seen")
        .fetch_one(&pool)
        .await
        .expect("reads");
    pool.close().await;
    usize::try_from(count).expect("a count")
}
