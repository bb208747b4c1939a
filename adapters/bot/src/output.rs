//! Results go to the standard output, everything else to the standard error.

use crate::exit::{Failure, Outcome};
use serde::Serialize;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Prints a result and ends the line. A reader that has gone away (`| head`) is not an error.
///
/// # Errors
/// When the output cannot be written, for example onto a full disk.
pub fn say(text: impl std::fmt::Display) -> Outcome {
    write_all(format!("{text}\n").as_bytes())
}

/// Prints bytes as they are.
///
/// # Errors
/// As [`say`].
pub fn write_all(bytes: &[u8]) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::failed(format!(
            "the result cannot be written to the standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a result to a file, in one step: a full disk leaves the old file or none.
///
/// # Errors
/// When the file cannot be written.
pub fn file(path: &Path, bytes: &[u8]) -> Outcome {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // What could not be written need not stay.
        let _ = std::fs::remove_file(&beside);
        Failure::failed(format!(
            "{}: the file cannot be written: {error}",
            path.display()
        ))
    })
}

/// Prints a result for scripts.
///
/// # Errors
/// As [`say`].
pub fn json(value: &impl Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(value).map_err(Failure::failed)?;
    say(text)
}

/// Says something beside the result: progress, a warning, the next step.
pub fn note(text: impl std::fmt::Display) {
    // Nobody is left to be told that the standard error is gone.
    let _ = writeln!(std::io::stderr(), "{text}");
}
