//! The judges' tools in target/tools, as `tests/slack/tools` installs them.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A tool by its path below target/tools.
///
/// # Panics
/// When it is not installed; the message says what to do.
pub fn tool(path: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let tool = target.join("tools").join(path);
    assert!(
        tool.exists(),
        "{} is missing: run tests/slack/tools (./test does) before the judges",
        tool.display()
    );
    tool
}

/// Runs one of the Python scripts beside these tests with this on its standard input; what it printed.
///
/// # Panics
/// When the script fails; the message is what it said.
pub fn python(script: &str, arguments: &[&str], input: &[u8]) -> String {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/judges")
        .join(script);
    let mut child = Command::new(tool("python/bin/python"))
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut stdin = child.stdin.take().expect("an input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("python ends");
    let written = writer.join().expect("the writer does not panic");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && written.is_ok(), "{said}");
    String::from_utf8(output.stdout).expect("text")
}
