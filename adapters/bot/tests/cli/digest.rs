//! `kiku digest`: what was released, in every form, under the same protections.

use crate::support::{Folder, bytes};

/// A company with released months, and the newest of them.
fn released() -> (Folder, String) {
    let folder = Folder::ready();
    let run = folder.kiku(&["simulate", "--members", "60", "--months", "2"]);
    let month = run
        .must(0)
        .out
        .split(" months to ")
        .nth(1)
        .and_then(|rest| rest.split(',').next().map(str::to_owned));
    (folder, month.expect("says the last month"))
}

#[test]
fn every_format_has_the_month_in_it() {
    let (folder, month) = released();
    let text = folder.kiku(&["digest", "--month", &month, "--lang", "en"]);
    assert!(text.must(0).out.lines().count() > 5, "{}", text.out);
    folder
        .kiku(&["digest", "--month", &month, "--format", "json"])
        .must(0)
        .json();
    let csv = folder.kiku(&[
        "digest",
        "--month",
        &month,
        "--format",
        "csv",
        "--out",
        "figures.csv",
    ]);
    assert_eq!(csv.must(0).out, "");
    assert!(folder.read("figures.csv").lines().count() > 5);
    folder
        .kiku(&[
            "digest",
            "--month",
            &month,
            "--format",
            "png",
            "--out",
            "digest.png",
        ])
        .must(0);
    assert!(bytes(&folder.path("digest.png")).starts_with(b"\x89PNG"));
}

#[test]
fn a_month_without_figures_names_the_newest() {
    let (folder, month) = released();
    folder
        .kiku(&["digest", "--month", "2001-01"])
        .must(1)
        .says("2001-01 has no released figures")
        .says(&month);
    folder
        .kiku(&["digest", "--month", "11/2026"])
        .must(2)
        .says("write it as 2026-11");
    Folder::ready()
        .kiku(&["digest", "--month", &month])
        .must(1)
        .says("no released figures");
}

#[test]
fn an_unknown_unit_or_audience_is_named() {
    let (folder, month) = released();
    let run = folder.kiku(&[
        "digest",
        "--month",
        &month,
        "--audience",
        "department:本社/宇宙部",
    ]);
    run.must(2)
        .says("no department '本社/宇宙部'")
        .says("本社/");
    folder
        .kiku(&["digest", "--month", &month, "--audience", "everybody"])
        .must(2)
        .says("department:PATH");
}

#[tokio::test]
async fn the_operators_look_is_audited() {
    let (folder, month) = released();
    folder
        .kiku(&["digest", "--month", &month, "--audience", "executive"])
        .must(0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path("kiku.db"));
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let looks: Vec<String> = sqlx::query_scalar("SELECT scope FROM audit WHERE what = 'digest'")
        .fetch_all(&pool)
        .await
        .expect("reads");
    pool.close().await;
    assert_eq!(looks, [format!("{month} executive")]);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let (folder, month) = released();
    folder
        .kiku(&["digest", "--month", &month, "--out", "no/such/file"])
        .must(1)
        .says("no/such/file");
}
