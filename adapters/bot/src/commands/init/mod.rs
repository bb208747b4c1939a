//! `kiku init`: the first files, commented, from a few answers.

mod answers;
mod programme;

use crate::cli::Init;
use crate::exit::{Failure, Outcome};
use crate::output;
use crate::settings::document::commented_file;
use crate::settings::secret;
use answers::Answers;
use std::path::Path;

const SETTINGS: &str = "kiku.toml";
const PROGRAMME: &str = "programme.toml";
const KEY: &str = "kiku.key";

/// Writes the files and says the next steps.
///
/// # Errors
/// A file that is there already, a folder that cannot be written, a bad answer. Then nothing is written.
pub fn run(command: &Init) -> Outcome {
    let folder = command.folder.as_path();
    refuse_existing(command, folder)?;
    let answers = Answers::from(command)?;
    let chosen = [
        ("database.url", answers.database.clone()),
        ("secrets.content_key_file", KEY.to_owned()),
    ];
    let settings = commented_file(&chosen);
    let programme = programme::commented_file(&answers);
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::failed(format!(
            "{}: the folder cannot be made: {error}",
            folder.display()
        ))
    })?;
    let kept_key = folder.join(KEY).exists();
    if !kept_key {
        secret::make_file(&folder.join(KEY))?;
    }
    write(&folder.join(SETTINGS), &settings)?;
    write(&folder.join(PROGRAMME), &programme)?;
    output::say(next_steps(folder, kept_key))
}

fn refuse_existing(command: &Init, folder: &Path) -> Outcome {
    let existing = [SETTINGS, PROGRAMME]
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|path| path.exists());
    let existing: Vec<String> = existing.map(|path| path.display().to_string()).collect();
    if existing.is_empty() || command.force {
        return Ok(());
    }
    let (files, verb) = (
        existing.join(" and "),
        if existing.len() == 1 { "is" } else { "are" },
    );
    Err(Failure::failed(format!(
        "{files} {verb} there already, nothing was written; write elsewhere with --folder, or replace with --force"
    )))
}

/// In one step, so that a full disk leaves the old file or none.
fn write(path: &Path, text: &str) -> Outcome {
    let beside = path.with_extension("toml.new");
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // What could not be written need not stay.
        let _ = std::fs::remove_file(&beside);
        Failure::failed(format!(
            "{}: the file cannot be written: {error}",
            path.display()
        ))
    })
}

fn next_steps(folder: &Path, kept_key: bool) -> String {
    let here = |name: &str| folder.join(name).display().to_string();
    let key_note = if kept_key {
        "kept as it was"
    } else {
        "made for you; keep a copy in a safe place"
    };
    format!(
        "Written:\n  {settings}\n  {programme}\n  {key} ({key_note})\n\n\
         Next:\n\
         \x20 1. Import the roster:          kiku --config {settings} people import roster.csv --dry-run\n\
         \x20 2. Name HR and executives in   {programme}  ([[grant]]), then\n\
         \x20                                kiku --config {settings} programme apply {programme}\n\
         \x20 3. Check everything:           kiku --config {settings} doctor\n\
         \x20 4. Look around in a browser:   kiku demo",
        settings = here(SETTINGS),
        programme = here(PROGRAMME),
        key = here(KEY),
    )
}
