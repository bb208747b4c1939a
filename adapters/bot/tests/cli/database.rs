//! Databases that cannot be used: what is wrong, what to do, and nothing lost.

use crate::support::{Demo, Folder, bytes};

#[test]
fn a_database_in_use_is_named_with_its_holder() {
    let folder = Folder::empty();
    let demo = Demo::open(&folder, &["--keep", "kept.db"]);
    folder
        .kiku(&["demo", "--listen", "127.0.0.1:0", "--keep", "kept.db"])
        .must(4)
        .says("kept.db: another kiku is using this database");
    assert!(demo.get("/readyz").contains("ready"));
}

#[test]
fn random_bytes_are_not_a_database_and_stay_as_they_are() {
    let folder = Folder::ready();
    let noise: Vec<u8> = (0..9000u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    folder.write("kiku.db", &noise);
    folder
        .kiku(&["serve"])
        .must(4)
        .says("kiku.db: this file is not a Kiku database");
    assert_eq!(bytes(&folder.path("kiku.db")), noise);
}

#[test]
fn a_database_that_was_cut_short_is_damaged() {
    let folder = Folder::staffed();
    let whole = bytes(&folder.path("kiku.db"));
    folder.write("kiku.db", &whole[..whole.len() / 2]);
    folder
        .kiku(&["people", "import", "roster.csv"])
        .must(4)
        .says("kiku.db: the database is damaged")
        .says("backup");
    assert_eq!(bytes(&folder.path("kiku.db")), whole[..whole.len() / 2]);
}

#[test]
fn a_database_with_a_page_of_noise_is_damaged() {
    let folder = Folder::staffed();
    let mut content = bytes(&folder.path("kiku.db"));
    let middle = content.len() / 2 / 4096 * 4096;
    content[middle..middle + 4096].fill(0xA5);
    folder.write("kiku.db", &content);
    let run = folder.kiku(&["people", "import", "roster.csv"]);
    run.must(4).says("kiku.db");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let folder = Folder::staffed();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path("kiku.db"));
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let newer = "INSERT INTO migrations (number, name, checksum) VALUES (9999, 'later', 'x')";
    sqlx::query(newer).execute(&pool).await.expect("writes");
    pool.close().await;
    folder
        .kiku(&["serve"])
        .must(4)
        .says("written by a newer Kiku (schema 9999");
}

#[test]
fn another_key_does_not_open_it() {
    let folder = Folder::staffed();
    std::fs::remove_file(folder.path("kiku.key")).expect("is removed");
    folder.kiku(&["init", "--company", "a", "--force"]).must(0);
    folder
        .kiku(&["programme", "show"])
        .must(3)
        .says("the content key is not the one this database was made with");
}

#[test]
fn a_missing_folder_is_named() {
    let folder = Folder::ready();
    let run = folder.kiku_with(
        &[("KIKU_DATABASE_URL", "sqlite:nowhere/kiku.db")],
        &["serve"],
    );
    run.must(4)
        .says("nowhere/kiku.db: its folder does not exist");
}

#[test]
fn a_full_disk_stops_the_import_and_keeps_what_was_there() {
    let folder = Folder::staffed();
    let row = |n: u32| {
        format!(
            "{n:06},社員 {n},p{n}@example.jp,本社,{}\n",
            if n == 1 { "" } else { "000001" }
        )
    };
    let rows: String = (1..=20_000).map(row).collect();
    folder.write(
        "large.csv",
        format!("社員番号,氏名,メールアドレス,部署,上司の社員番号\n{rows}"),
    );
    let variables = "export KIKU_DATABASE_URL=sqlite:small/kiku.db && cp kiku.db small/";
    let import = ["people", "import", "large.csv", "--allow-many-leavers"];
    let run = folder.kiku_mounted("size=1200k", "small", variables, &import);
    run.must(4).says("the disk is full");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_so() {
    let folder = Folder::staffed();
    let script = "export KIKU_DATABASE_URL=sqlite:fixed/kiku.db && cp kiku.db fixed/ && mount -o remount,ro fixed";
    let run = folder.kiku_mounted(
        "size=4m",
        "fixed",
        script,
        &["people", "import", "roster.csv"],
    );
    run.must(4)
        .says("fixed/kiku.db: the database cannot be written; check the owner and permissions");
}

/// A database as the first version of Kiku made it: its migration ran, with the checksum (FNV-1a) that it wrote.
async fn first_version(folder: &Folder) {
    let text = include_str!("../../../../migrations/0001_first.sql");
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.path("kiku.db"))
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let tables = text.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY");
    let record = "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL);";
    for statements in [record, &tables] {
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements)
            .execute(&pool)
            .await
            .expect("makes the tables");
    }
    let checksum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    sqlx::query("INSERT INTO migrations (number, name, checksum) VALUES (1, 'first', $1)")
        .bind(format!("{checksum:016x}"))
        .execute(&pool)
        .await
        .expect("is recorded");
    pool.close().await;
}

fn copies(folder: &Folder) -> Vec<String> {
    let files = folder.files().into_iter();
    files.filter(|name| name.contains(".before-")).collect()
}

#[tokio::test]
async fn an_older_database_is_copied_beside_before_it_is_brought_up_to_date() {
    let folder = Folder::ready();
    folder.write("roster.csv", crate::support::ROSTER);
    first_version(&folder).await;
    folder
        .kiku(&["people", "import", "roster.csv"])
        .must(0)
        .says("the database is of an older version; a backup was made")
        .says("kiku.db.before-0002-");
    let [copy] = &copies(&folder)[..] else {
        panic!("one copy was expected: {:?}", folder.files());
    };
    std::fs::rename(folder.path(copy), folder.path("kiku.db")).expect("is put back");
    let again = folder.kiku(&["people", "import", "roster.csv", "--format", "json"]);
    let new = &again.must(0).json()["difference"]["new"];
    assert_eq!(new.as_array().map(Vec::len), Some(3), "the copy is older");
}

#[tokio::test]
async fn without_room_for_the_copy_an_older_database_stays_as_it_is() {
    let folder = Folder::ready();
    folder.write("roster.csv", crate::support::ROSTER);
    first_version(&folder).await;
    let before = bytes(&folder.path("kiku.db"));
    let size = format!("size={}", before.len() + 64 * 1024);
    // What was there is compared inside, where the mount is.
    let script = "cp kiku.db small/ && cp kiku.db small.db && export KIKU_DATABASE_URL=sqlite:small/kiku.db && \
                  trap 'cmp small/kiku.db small.db && touch same' EXIT && (exec \"$@\"); exit $?";
    let run = folder.kiku_mounted(&size, "small", script, &["people", "import", "roster.csv"]);
    run.must(4).says("the disk is full");
    assert!(folder.path("same").exists(), "the database was changed");
}
