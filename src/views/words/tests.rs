//! Both languages have every text with the same values; none is unused in `src`, none is missing.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Families whose keys are put together in code; each has a test or sample of its own.
const FAMILIES: [&str; 13] = [
    "opener-",
    "got-",
    "gave-",
    "icebreaker-",
    "guide-",
    "help-",
    "kind-",
    "score-",
    "growth-",
    "lang-",
    "form-",
    "thing-",
    "step-",
];

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Key to the values in its text.
fn texts(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&src().join("text").join(lang.code()), ".ftl") {
        let text = std::fs::read_to_string(&path).expect("a text file");
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((head, _)) = line
                .split_once(" = ")
                .filter(|(head, _)| !head.starts_with([' ', '}']))
            {
                key = head.to_owned();
                assert!(
                    !texts.contains_key(&key),
                    "{key} stands twice in {}",
                    lang.code()
                );
            }
            let values = line.split('$').skip(1);
            let name = |rest: &str| {
                rest.split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .map(str::to_owned)
            };
            texts
                .entry(key.clone())
                .or_default()
                .extend(values.filter_map(name));
        }
    }
    texts
}

fn code() -> String {
    let sources = files(&src(), ".rs")
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"));
    sources
        .map(|path| std::fs::read_to_string(path).expect("a source file"))
        .collect()
}

#[test]
fn both_languages_have_every_text_with_the_same_values() {
    assert_eq!(texts(Lang::Ja), texts(Lang::En));
}

#[test]
fn no_text_is_unused() {
    let code = code();
    let in_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
    let unused: Vec<String> = texts(Lang::Ja)
        .into_keys()
        .filter(|key| !in_family(key) && !code.contains(&format!("\"{key}\"")))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn no_text_is_missing() {
    let texts = texts(Lang::Ja);
    let families: BTreeSet<&str> = texts
        .keys()
        .filter_map(|key| key.split_once('-'))
        .map(|(head, _)| head)
        .collect();
    let views: String = files(&src().join("views"), ".rs")
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| std::fs::read_to_string(path).expect("a source file"))
        .collect();
    let like_a_key = |word: &&str| {
        let parts = word
            .split_once('-')
            .is_some_and(|(head, rest)| families.contains(head) && !rest.is_empty());
        parts
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    let is_family = |word: &str| {
        FAMILIES
            .iter()
            .any(|family| word.starts_with(family.trim_end_matches('-')))
    };
    let missing: BTreeSet<&str> = views
        .split('"')
        .filter(like_a_key)
        .filter(|word| !texts.contains_key(*word) && !is_family(word))
        .collect();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn a_text_that_is_nowhere_is_its_key() {
    assert_eq!(Words::of(Lang::En).t("no-such-text"), "no-such-text");
}

#[test]
fn names_stand_in_texts_as_they_are() {
    let told = Words::of(Lang::Ja).t_with("card-name", &[("name", "{ $evil } <b>".into())]);
    assert_eq!(told, "{ $evil } <b>さん");
}
