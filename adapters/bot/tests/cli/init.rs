//! `kiku init`: the first files, never over others.

use crate::support::{Folder, bytes, only};

#[test]
fn it_writes_three_files_and_says_the_next_steps() {
    let folder = Folder::empty();
    let run = folder.kiku(&[
        "init",
        "--company",
        "みなと計器",
        "--lang",
        "en",
        "--time-zone",
        "Asia/Singapore",
    ]);
    run.must(0);
    only(&folder, &["kiku.key", "kiku.toml", "programme.toml"]);
    for step in ["people import", "programme apply", "doctor", "demo"] {
        assert!(run.out.contains(step), "{}", run.out);
    }
    let programme = folder.read("programme.toml");
    assert!(
        programme.contains("company = \"みなと計器\"")
            && programme.contains("time_zone = \"Asia/Singapore\"")
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_key() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::ready();
    let mode = folder
        .path("kiku.key")
        .metadata()
        .expect("is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_there_is_not_overwritten() {
    let folder = Folder::ready();
    folder.write("programme.toml", "# mine\n");
    let (settings, key) = (folder.read("kiku.toml"), bytes(&folder.path("kiku.key")));
    let run = folder.kiku(&["init", "--company", "Other"]);
    run.must(1)
        .says("kiku.toml and ./programme.toml are there already, nothing was written")
        .says("--force");
    assert_eq!(
        (folder.read("programme.toml"), folder.read("kiku.toml")),
        ("# mine\n".to_owned(), settings)
    );
    folder
        .kiku(&["init", "--company", "Other", "--force"])
        .must(0);
    assert!(folder.read("programme.toml").contains("Other"));
    assert_eq!(
        bytes(&folder.path("kiku.key")),
        key,
        "a key is never replaced"
    );
}

#[test]
fn without_a_terminal_the_name_must_be_given() {
    let folder = Folder::empty();
    folder.kiku(&["init"]).must(2).says("--company");
    folder
        .kiku(&[
            "init",
            "--company",
            "a",
            "--database",
            "postgres://kiku:secret@db/kiku",
        ])
        .must(2)
        .says("PGPASSWORD");
    only(&folder, &[]);
}

#[test]
fn what_it_writes_works_as_it_is() {
    let folder = Folder::ready();
    folder
        .kiku(&["programme", "apply", "programme.toml"])
        .must(0);
    let shown = folder.kiku(&["programme", "show", "--format", "json"]);
    assert_eq!(shown.must(0).json()["company"], "みなと計器");
}

#[test]
fn who_uses_slack_gets_the_manifest_and_what_to_set() {
    let folder = Folder::empty();
    let run = folder.kiku(&["init", "--company", "みなと計器", "--slack", "socket"]);
    run.must(0);
    only(
        &folder,
        &[
            "kiku.key",
            "kiku.toml",
            "programme.toml",
            "slack-manifest.yaml",
        ],
    );
    for step in [
        "slack-manifest.yaml",
        "KIKU_SLACK_BOT_TOKEN and KIKU_SLACK_APP_TOKEN",
        "serve",
    ] {
        assert!(run.out.contains(step), "{}", run.out);
    }
    assert!(
        folder
            .read("slack-manifest.yaml")
            .contains("socket_mode_enabled: true")
    );
    assert!(folder.read("kiku.toml").contains("\nmode = \"socket\"\n"));
    let again = folder.kiku(&[
        "init",
        "--company",
        "みなと計器",
        "--slack",
        "http",
        "--force",
    ]);
    again.must(2).says("--slack-url");
    let http = ["--slack", "http", "--slack-url", "https://kiku.example.jp"];
    let run = folder.kiku(&[&["init", "--company", "みなと計器", "--force"], &http[..]].concat());
    assert!(
        run.must(0).out.contains("KIKU_SLACK_SIGNING_SECRET"),
        "{}",
        run.out
    );
    assert!(
        folder
            .read("slack-manifest.yaml")
            .contains("https://kiku.example.jp/slack/commands")
    );
    assert!(folder.read("kiku.toml").contains("\nmode = \"http\"\n"));
}
