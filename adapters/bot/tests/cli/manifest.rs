//! `kiku manifest slack`: from the settings, with the address only where it is needed.

use crate::support::Folder;

#[test]
fn the_mode_is_that_of_the_settings() {
    let folder = Folder::empty();
    let socket = folder.kiku(&["manifest", "slack"]);
    assert!(
        socket.must(0).out.contains("socket_mode_enabled: true"),
        "{}",
        socket.out
    );
    assert_eq!(
        socket.out,
        include_str!("../../../../manifests/slack/manifest.yaml")
    );
    folder.write("kiku.toml", "[slack]\nmode = \"http\"\n");
    folder
        .kiku(&["manifest", "slack"])
        .must(2)
        .says("add --url https://kiku.example.com");
    let http = folder.kiku(&[
        "manifest",
        "slack",
        "--url",
        "https://kiku.example.jp/",
        "--out",
        "app.yaml",
    ]);
    assert_eq!(http.must(0).out, "");
    http.says("app.yaml");
    let written = folder.read("app.yaml");
    assert!(
        written.contains("https://kiku.example.jp/slack/events"),
        "{written}"
    );
    folder
        .kiku(&["manifest", "slack", "--mode", "socket"])
        .must(0);
}

#[test]
fn an_address_that_slack_cannot_call_is_refused() {
    let folder = Folder::empty();
    for url in [
        "http://kiku.example.jp",
        "kiku.example.jp",
        "https://",
        "https://a@b.example",
        "https://b.example?x",
    ] {
        let run = folder.kiku(&["manifest", "slack", "--mode", "http", "--url", url]);
        run.must(2).says("--url").says("https://kiku.example.com");
    }
    folder
        .kiku(&["manifest", "slack", "--url", "https://kiku.example.jp"])
        .must(2)
        .says("--mode http");
    let out = folder.kiku(&["manifest", "slack", "--out", "no/such/file"]);
    out.must(1).says("no/such/file");
}
