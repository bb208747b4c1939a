//! The rules of the house that no lint knows: arrows, file sizes, who may name what.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder, with their texts, by path relative to the root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            walk(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let text =
                fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let name = path
                .strip_prefix(root())
                .unwrap_or(&path)
                .display()
                .to_string();
            found.push((name, text));
        }
    }
}

/// Code of production: neither tests nor examples nor benchmarks.
fn production() -> Vec<(String, String)> {
    let all = sources("src").into_iter().chain(sources("adapters"));
    all.filter(|(name, _)| {
        let test = |part: &str| {
            part == "tests" || part == "examples" || part == "benches" || part.ends_with("tests.rs")
        };
        !name.split('/').any(test)
    })
    .collect()
}

#[test]
fn every_file_says_its_job_in_the_first_line() {
    for (name, text) in sources("src")
        .into_iter()
        .chain(sources("adapters"))
        .chain(sources("tests"))
    {
        assert!(
            text.starts_with("//! "),
            "{name}: begin with a line `//! …` that says the file's job"
        );
    }
}

#[test]
fn no_production_file_is_longer_than_400_lines() {
    for (name, text) in production() {
        let lines = text.lines().count();
        assert!(lines <= 400, "{name} has {lines} lines; split it");
    }
}

#[test]
fn the_core_waits_for_nothing_and_asks_nobody() {
    let forbidden = [
        "async fn",
        ".await",
        "tokio",
        "sqlx",
        "std::fs",
        "std::env",
        "std::net",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "rand::",
        "std::thread",
    ];
    for (name, text) in production()
        .into_iter()
        .filter(|(name, _)| name.starts_with("src/"))
    {
        for word in forbidden {
            let used = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(word));
            assert!(
                !used,
                "{name} names `{word}`; the core has no IO, no async, no clock, no randomness"
            );
        }
    }
}

#[test]
fn arrows_run_one_way() {
    for (name, text) in production() {
        let names = |word: &str| text.contains(word);
        if name.starts_with("src/domain/") {
            for word in [
                "crate::views",
                "crate::usecases",
                "crate::decision",
                "crate::messages",
                "crate::actions",
            ] {
                assert!(!names(word), "{name}: the domain must not know {word}");
            }
        }
        if name.starts_with("src/views/") {
            assert!(
                !names("crate::usecases"),
                "{name}: views must not know use cases"
            );
        }
    }
}

#[test]
fn platforms_know_the_chat_vocabulary_only() {
    for platform in ["chat", "web", "slack"] {
        let manifest = fs::read_to_string(root().join(format!("adapters/{platform}/Cargo.toml")))
            .unwrap_or_default();
        let dependencies = manifest
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default();
        for other in [
            "kiku.workspace",
            "kiku-store",
            "kiku-engine",
            "kiku-bot",
            "kiku-charts",
        ] {
            assert!(
                !dependencies.contains(other),
                "adapters/{platform} must not depend on {other}"
            );
        }
    }
}

#[test]
fn platforms_have_the_same_files() {
    let files = [
        "lib.rs",
        "inbound.rs",
        "render.rs",
        "platform.rs",
        "people.rs",
    ];
    for platform in ["web", "slack"] {
        for file in files {
            let path = format!("adapters/{platform}/src/{file}");
            assert!(root().join(&path).exists(), "{path}");
        }
    }
}

#[test]
fn only_one_file_names_the_table_of_what_people_wrote() {
    let queries = [
        "FROM contents",
        "INTO contents",
        "JOIN contents",
        "UPDATE contents",
        "\"contents\"",
    ];
    for (name, text) in production() {
        let names = queries.iter().any(|query| text.contains(query));
        let allowed = name.ends_with("store/src/contents.rs");
        assert!(
            !names || allowed,
            "{name} names the table of people's words"
        );
    }
}

#[test]
fn the_core_depends_on_nothing_that_runs() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "kiku",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--locked",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap_or_else(|e| panic!("cargo tree: {e}"));
    let text = String::from_utf8_lossy(&tree.stdout).into_owned();
    assert!(
        tree.status.success() && text.contains("chrono"),
        "cargo tree: {}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let crates: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for runtime in [
        "tokio",
        "sqlx",
        "reqwest",
        "hyper",
        "axum",
        "serenity",
        "slack-morphism",
    ] {
        assert!(!crates.contains(runtime), "the core depends on {runtime}");
    }
}

/// Built on its own, as for a release, the binary has none of the points at which tests/faults ends it.
#[test]
fn no_release_has_fault_points() {
    let tree = |package: &str| {
        let arguments = "-e features --prefix none --locked --offline -p";
        let tree = Command::new(env!("CARGO"))
            .arg("tree")
            .args(arguments.split(' '))
            .arg(package)
            .current_dir(root())
            .output()
            .unwrap_or_else(|e| panic!("cargo tree: {e}"));
        assert!(tree.status.success(), "cargo tree -p {package}");
        String::from_utf8_lossy(&tree.stdout).into_owned()
    };
    assert!(!tree("kiku-bot").contains("fault-points"));
    assert!(
        tree("kiku-faults").contains("fault-points"),
        "the feature has another name by now, so that this test looks for nothing"
    );
}

#[test]
fn the_words_of_commands_are_distinct() {
    let words = kiku::commands::ALL
        .iter()
        .flat_map(|entry| entry.ja.iter().copied().chain([entry.en]));
    let mut seen = BTreeSet::new();
    for word in words {
        assert!(seen.insert(word), "two commands are called '{word}'");
        assert!(
            kiku::commands::Command::from_word(word).is_some(),
            "'{word}' is not understood"
        );
    }
}
