//! `kiku people import`: all of it or nothing.

use crate::support::{Folder, ROSTER, images};

#[test]
fn a_dry_run_shows_the_difference_and_imports_nothing() {
    let folder = Folder::ready();
    folder.write("roster.csv", ROSTER);
    let run = folder.kiku(&["people", "import", "roster.csv", "--dry-run"]);
    assert!(
        run.must(0).out.contains("New: 3") && run.out.contains("Nothing was imported."),
        "{}",
        run.out
    );
    let again = folder.kiku(&[
        "people",
        "import",
        "roster.csv",
        "--dry-run",
        "--format",
        "json",
    ]);
    assert_eq!(
        again.must(0).json()["difference"]["new"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    assert!(!folder.path("kiku.db").exists());
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let folder = Folder::staffed();
    let run = folder.kiku(&["people", "import", "roster.csv"]);
    assert!(
        run.must(0)
            .out
            .contains("Unchanged: 3\nThere is nothing to change."),
        "{}",
        run.out
    );
}

#[test]
fn a_move_is_told_before_and_after() {
    let folder = Folder::staffed();
    folder.write(
        "moved.csv",
        ROSTER.replace("本社/営業部,002", "本社/企画部,001"),
    );
    let run = folder.kiku(&["people", "import", "moved.csv", "--lang", "ja"]);
    assert!(
        run.must(0)
            .out
            .contains("異動: 1\n  003  高橋 葵  部署: 本社/営業部 → 本社/企画部"),
        "{}",
        run.out
    );
}

#[test]
fn every_bad_row_is_listed_and_nothing_is_imported() {
    let folder = Folder::staffed();
    let bad = "社員番号,氏名,メールアドレス,部署,上司の社員番号,入社日\n\
               001,佐藤 花子,sato@example.jp,本社,,\n\
               002,鈴木 一郎,suzuki@example.jp,本社/営業部,777,\n\
               002,高橋 葵,takahashi@example.jp,本社/営業部,001,2026-02-31\n\
               004,新人 太郎,shinjin@example.jp,本社,001,\n";
    folder.write("bad.csv", bad);
    let run = folder.kiku(&["people", "import", "bad.csv"]);
    run.must(3)
        .says("bad.csv: line 3")
        .says("777")
        .says("bad.csv: line 4")
        .says("Nothing was imported.");
    let json = folder
        .kiku(&["people", "import", "bad.csv", "--format", "json"])
        .must(3)
        .json();
    assert!(
        json["problems"]
            .as_array()
            .is_some_and(|problems| problems.len() >= 3),
        "{json}"
    );
    let check = folder.kiku(&["people", "import", "roster.csv", "--dry-run"]);
    assert!(check.must(0).out.contains("Unchanged: 3"), "{}", check.out);
}

#[test]
fn pictures_and_workbooks_are_no_rosters() {
    let folder = Folder::ready();
    for (name, content) in images() {
        folder.write(name, content);
        folder
            .kiku(&["people", "import", name])
            .must(3)
            .says(name)
            .says("Nothing was imported.");
        folder
            .kiku(&["demo", "--listen", "127.0.0.1:0", "--people", name])
            .must(3)
            .says(name);
    }
    folder
        .kiku(&["people", "import", "none.csv"])
        .must(3)
        .says("none.csv: there is no such file");
    folder
        .kiku(&["people", "import", "."])
        .must(3)
        .says("folder");
}

#[test]
fn many_leavers_must_be_allowed() {
    let folder = Folder::ready();
    let row = |n: u32| {
        format!(
            "{n:03},社員 {n},p{n}@example.jp,本社,{}\n",
            if n == 1 { "" } else { "001" }
        )
    };
    let head = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n";
    let file = |count: u32| head.to_owned() + &(1..=count).map(row).collect::<String>();
    folder.write("all.csv", file(40));
    folder.write("few.csv", file(10));
    folder.kiku(&["people", "import", "all.csv"]).must(0);
    folder
        .kiku(&["people", "import", "few.csv"])
        .must(3)
        .says("30 people would leave")
        .says("--allow-many-leavers");
    let run = folder.kiku(&["people", "import", "all.csv", "--dry-run"]);
    assert!(run.must(0).out.contains("Unchanged: 40"), "{}", run.out);
    folder
        .kiku(&["people", "import", "few.csv", "--allow-many-leavers"])
        .must(0);
}
