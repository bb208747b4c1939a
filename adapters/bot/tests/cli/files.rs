//! Results that cannot be written.

use crate::support::Folder;
use std::fs::OpenOptions;
use std::process::Stdio;

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let folder = Folder::staffed();
    let full = OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("Linux has /dev/full");
    let output = folder
        .command(&["programme", "show"])
        .stdout(Stdio::from(full))
        .output()
        .expect("kiku starts");
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        err.contains("cannot be written to the standard output"),
        "{err}"
    );
}

#[test]
fn a_reader_that_goes_away_is_none() {
    let folder = Folder::staffed();
    let mut child = folder
        .command(&["programme", "show"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("kiku starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}
