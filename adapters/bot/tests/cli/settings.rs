//! Settings that cannot be used stop every command, with the place and what to write.

use crate::support::Folder;

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let folder = Folder::ready();
    folder.write("kiku.toml", "[server]\nlisen = \"127.0.0.1:8080\"\n");
    for command in [["serve", "--"], ["programme", "show"]] {
        let run = folder.kiku(&command[..if command[1] == "--" { 1 } else { 2 }]);
        run.must(3)
            .says("kiku.toml:2: unknown key 'server.lisen' (did you mean 'listen'?)");
    }
}

#[test]
fn an_unknown_variable_is_named() {
    let folder = Folder::ready();
    let run = folder.kiku_with(&[("KIKU_DATABSE_URL", "sqlite:x.db")], &["serve"]);
    run.must(3)
        .says("KIKU_DATABSE_URL: there is no such setting (did you mean 'KIKU_DATABASE_URL'?)");
}

#[test]
fn a_bad_value_says_what_to_write() {
    let folder = Folder::ready();
    let run = folder.kiku_with(&[("KIKU_SERVER_LISTEN", "8080")], &["serve"]);
    run.must(3).says("KIKU_SERVER_LISTEN: server.listen: '8080' is not an address with a port; write it as 127.0.0.1:8080");
}

#[test]
fn a_settings_file_that_was_named_must_be_there() {
    let run = Folder::empty().kiku(&["--config", "elsewhere.toml", "serve"]);
    run.must(3).says("elsewhere.toml: there is no such file");
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_repeated() {
    let folder = Folder::ready();
    folder.write(
        "kiku.toml",
        "[secrets]\ncontent_key = \"VGhpcyBpcyBhIHNlY3JldA==\"\n",
    );
    let run = folder.kiku(&["serve"]);
    run.must(3)
        .says("KIKU_SECRETS_CONTENT_KEY in the environment");
    assert!(!run.err.contains("VGhpcyBpcy"));
}

#[test]
fn without_a_content_key_nothing_is_opened() {
    let folder = Folder::empty();
    folder
        .kiku(&["serve"])
        .must(3)
        .says("no content key is set")
        .says("kiku init");
    crate::support::only(&folder, &[]);
}

#[test]
fn a_content_key_that_is_none_is_refused() {
    let folder = Folder::ready();
    folder.write("kiku.key", "short\n");
    folder
        .kiku(&["serve"])
        .must(3)
        .says("kiku.key: this is not a content key");
}

#[test]
fn help_is_everywhere_and_names_the_exit_codes() {
    let folder = Folder::empty();
    assert!(folder.kiku(&["--help"]).must(0).out.contains("Exit codes:"));
    for command in [
        "demo",
        "init",
        "serve",
        "programme",
        "people",
        "digest",
        "simulate",
        "doctor",
        "backup",
        "manifest",
    ] {
        let run = folder.kiku(&[command, "--help"]);
        assert!(run.must(0).out.contains("Usage: kiku"), "{command}");
    }
    assert!(folder.kiku(&["--version"]).must(0).out.starts_with("kiku "));
    folder.kiku(&["dmeo"]).must(2).says("demo");
}

#[test]
fn the_doctor_says_what_is_missing_and_changes_nothing() {
    let folder = Folder::ready();
    let before = folder.files();
    let run = folder.kiku(&["doctor"]);
    assert!(run.must(0).out.contains("is not there yet"), "{}", run.out);
    assert_eq!(folder.files(), before);
    let folder = Folder::staffed();
    let findings = folder.kiku(&["doctor", "--format", "json"]).must(0).json();
    let of = |check: &str| {
        let found = findings
            .as_array()
            .and_then(|all| all.iter().find(|finding| finding["check"] == check));
        found.cloned().unwrap_or_default()
    };
    assert_eq!(of("database")["state"], "good");
    assert_eq!(
        of("roster")["message"],
        "3 people, 2 of them with a manager"
    );
    assert_eq!(of("programme")["state"], "advice");
    assert_eq!(of("font")["state"], "good");
}

#[test]
fn the_doctor_ends_with_the_code_of_the_trouble() {
    let folder = Folder::staffed();
    folder.write(
        "kiku.db",
        "not a database at all, only words in a file, and some more of them to fill a page",
    );
    let run = folder.kiku(&["doctor"]);
    assert!(run.must(4).out.contains("BAD  database"), "{}", run.out);
    let run = folder.kiku_with(&[("KIKU_X", "1")], &["doctor", "--format", "json"]);
    assert_eq!(run.must(3).json()[0]["state"], "trouble");
}
