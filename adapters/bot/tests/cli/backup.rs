//! `kiku backup`: beside a kiku that runs, whole or not there, and put back without a loss.

use crate::serving::{Mode, Serving, TEAM, slack};
use crate::support::{Folder, bytes};
use kiku_slack_model::{Outcome, Slack};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

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

/// Somebody who does something that must be stored, again and again, until it fails or they are told to stop.
struct Busy {
    stored: Arc<AtomicUsize>,
    end: Arc<AtomicBool>,
    work: JoinHandle<()>,
}

impl Busy {
    fn begin(slack: &Slack) -> Self {
        let (stored, end) = <(Arc<AtomicUsize>, Arc<AtomicBool>)>::default();
        let (aoi, count, told) = (slack.client(TEAM, "U003"), stored.clone(), end.clone());
        let work = tokio::spawn(async move {
            for word in ["休止", "再開"].into_iter().cycle() {
                let ended = told.load(Ordering::Relaxed);
                if ended || aoi.command("/1on1", word).await != Outcome::Taken {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Busy { stored, end, work }
    }

    /// What was acknowledged so far.
    fn stored(&self) -> usize {
        self.stored.load(Ordering::SeqCst)
    }

    /// Waits until so many more were acknowledged; how many there are then.
    async fn more(&self, count: usize) -> usize {
        let wanted = self.stored() + count;
        while self.stored() < wanted {
            assert!(!self.work.is_finished(), "it is refused");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.stored()
    }

    async fn end(self) {
        self.end.store(true, Ordering::Relaxed);
        self.work.await.expect("works to the end");
    }
}

/// Everything that a person was told is kept stands in a backup that began later.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_before_a_backup_is_missing_in_it() {
    let folder = Folder::staffed();
    let slack = slack().await;
    let serving = Serving::open(&folder, &slack, Mode::Http, &[]).await;
    serving.logs("the directory was read").await;
    let busy = Busy::begin(&slack);
    for _ in 0..3 {
        let before = busy.more(25).await;
        folder.kiku(&["backup", "copy.db", "--force"]).must(0);
        let kept = inputs(&folder, "copy.db").await;
        assert!(kept >= before, "{kept} of {before}");
    }
    busy.end().await;
    assert_eq!(serving.end().await, 0);
}

/// Kiku is killed with -9 at any moment while a backup is made, which is put in the place of what the kill left; then
/// Kiku goes on from there, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_kiku_that_is_killed_meanwhile_is_whole_and_put_back() {
    let (folder, slack) = (Folder::staffed(), slack().await);
    let mut kept = 0;
    for millis in [0, 15, 40, 120] {
        let serving = Serving::open(&folder, &slack, Mode::Http, &[]).await;
        serving.logs("the directory was read").await;
        let busy = Busy::begin(&slack);
        let before = kept + busy.more(25).await;
        let mut backup = folder.command(&["backup", "copy.db", "--force"]);
        let mut backup = backup.stdout(Stdio::null()).spawn().expect("kiku starts");
        tokio::time::sleep(Duration::from_millis(millis)).await;
        // Dropped is killed with -9.
        drop(serving);
        busy.end().await;
        assert!(backup.wait().expect("ends").success(), "the backup fails");
        kept = inputs(&folder, "copy.db").await;
        assert!(kept >= before, "{kept} of {before}");
        put_back(&folder);
        assert_eq!(inputs(&folder, "kiku.db").await, kept);
    }
    let restored = Serving::open(&folder, &slack, Mode::Http, &[]).await;
    restored.logs("the directory was read").await;
    let aoi = slack.client(TEAM, "U003");
    assert_eq!(aoi.command("/1on1", "休止").await, Outcome::Taken);
    assert_eq!(restored.end().await, 0);
    assert_eq!(inputs(&folder, "kiku.db").await, kept + 1);
}

/// As `kiku backup --help` says.
fn put_back(folder: &Folder) {
    for file in ["kiku.db-wal", "kiku.db-shm"] {
        // They may not be there.
        let _ = std::fs::remove_file(folder.path(file));
    }
    std::fs::write(folder.path("kiku.db"), bytes(&folder.path("copy.db"))).expect("is put back");
}

/// How many inputs a database holds, which must be whole.
async fn inputs(folder: &Folder, file: &str) -> usize {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.path(file))
        .read_only(true);
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&pool)
        .await
        .expect("reads");
    assert_eq!(whole, "ok");
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events_seen")
        .fetch_one(&pool)
        .await
        .expect("reads");
    pool.close().await;
    usize::try_from(count).expect("a count")
}
