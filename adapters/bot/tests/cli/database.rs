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
