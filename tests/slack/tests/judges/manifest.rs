//! The manifests of the Slack app are valid against the official schema, by an independent validator.

use crate::tools::python;
use std::path::{Path, PathBuf};

#[test]
fn the_manifests_keep_to_the_official_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema = root.join("tests/data/slack/manifest.schema.2.0.0.json");
    let found = std::fs::read_dir(root.join("manifests/slack")).expect("manifests/slack");
    let paths = found.map(|entry| entry.expect("an entry").path());
    let manifests: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    assert!(!manifests.is_empty(), "no manifest in manifests/slack");
    let paths = std::iter::once(&schema).chain(&manifests);
    let paths: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let said = python("manifest.py", &paths, b"");
    assert!(said.is_empty(), "{said}");
}

#[test]
fn a_manifest_that_breaks_the_schema_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, "display_information:\n  name: 1\n").expect("a manifest");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema = root.join("tests/data/slack/manifest.schema.2.0.0.json");
    let (schema, broken) = (schema.display().to_string(), broken.display().to_string());
    let said = python("manifest.py", &[&schema, &broken], b"");
    assert!(said.contains("display_information/name"), "{said}");
}
