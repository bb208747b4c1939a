//! `kiku init`: the first files, commented, from a few answers.

mod answers;
mod programme;

use crate::cli::Init;
use crate::exit::{Failure, Outcome};
use crate::manifest::{self, Reached};
use crate::output;
use crate::settings::document::commented_file;
use crate::settings::secret;
use answers::Answers;
use std::path::Path;

const SETTINGS: &str = "kiku.toml";
const PROGRAMME: &str = "programme.toml";
const KEY: &str = "kiku.key";
const MANIFEST: &str = "slack-manifest.yaml";

/// Writes the files and says the next steps.
///
/// # Errors
/// A file that is there already, a folder that cannot be written, a bad answer. Then nothing is written.
pub fn run(command: &Init) -> Outcome {
    let folder = command.folder.as_path();
    refuse_existing(command, folder)?;
    let answers = Answers::from(command)?;
    let mut chosen = vec![
        ("database.url", answers.database.clone()),
        ("secrets.content_key_file", KEY.to_owned()),
    ];
    let slack = answers.slack.as_ref();
    chosen.extend(slack.map(|reached| ("slack.mode", reached.mode().word().to_owned())));
    let app = slack.map(manifest::slack).transpose();
    let app = app.map_err(Failure::failed)?;
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
    output::file(&folder.join(SETTINGS), settings.as_bytes())?;
    output::file(&folder.join(PROGRAMME), programme.as_bytes())?;
    if let Some(app) = &app {
        output::file(&folder.join(MANIFEST), app.as_bytes())?;
    }
    output::say(next_steps(folder, kept_key, slack))
}

fn refuse_existing(command: &Init, folder: &Path) -> Outcome {
    let existing = [SETTINGS, PROGRAMME, MANIFEST]
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|path| path.exists());
    let existing: Vec<String> = existing.map(|path| path.display().to_string()).collect();
    if existing.is_empty() || command.force {
        return Ok(());
    }
    let verb = if existing.len() == 1 { "is" } else { "are" };
    let files = existing.join(" and ");
    Err(Failure::failed(format!(
        "{files} {verb} there already, nothing was written; write elsewhere with --folder, or replace with --force"
    )))
}

fn next_steps(folder: &Path, kept_key: bool, slack: Option<&Reached>) -> String {
    let here = |name: &str| folder.join(name).display().to_string();
    let (settings, programme) = (here(SETTINGS), here(PROGRAMME));
    let key_note = if kept_key {
        "kept as it was"
    } else {
        "made for you; keep a copy in a safe place"
    };
    let mut written = vec![
        settings.clone(),
        programme.clone(),
        format!("{} ({key_note})", here(KEY)),
    ];
    let mut steps = vec![
        format!(
            "Import the roster:          kiku --config {settings} people import roster.csv --dry-run"
        ),
        format!(
            "Name HR and executives in   {programme}  ([[grant]]), then\n\
             {:31}kiku --config {settings} programme apply {programme}",
            ""
        ),
    ];
    if let Some(reached) = slack {
        let manifest = here(MANIFEST);
        let second = match reached {
            Reached::Socket => "KIKU_SLACK_APP_TOKEN",
            Reached::Http(_) => "KIKU_SLACK_SIGNING_SECRET",
        };
        written.push(manifest.clone());
        steps.push(format!(
            "Make the Slack app from     {manifest}  (docs/slack.md), then set\n\
             {:31}KIKU_SLACK_BOT_TOKEN and {second}",
            ""
        ));
    }
    steps.push(format!(
        "Check everything:           kiku --config {settings} doctor"
    ));
    steps.push(match slack {
        Some(_) => format!("Start:                      kiku --config {settings} serve"),
        None => "Look around in a browser:   kiku demo".to_owned(),
    });
    let steps = steps.iter().enumerate();
    let steps: Vec<String> = steps
        .map(|(n, step)| format!("  {}. {step}", n + 1))
        .collect();
    format!(
        "Written:\n  {}\n\nNext:\n{}",
        written.join("\n  "),
        steps.join("\n")
    )
}
