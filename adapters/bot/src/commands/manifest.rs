//! `kiku manifest`: the description of the app that a platform is given when it is set up.

use crate::cli::SlackManifest;
use crate::exit::{Failure, Outcome};
use crate::manifest::{self, Reached};
use crate::output;
use crate::settings::Settings;
use crate::settings::slack::Mode;

/// Prints or writes the manifest of the Slack app.
///
/// # Errors
/// Mode http without an address, or a file that cannot be written.
pub fn slack(settings: &Settings, command: &SlackManifest) -> Outcome {
    let reached = reached(settings.slack.mode, command)?;
    let yaml = manifest::slack(&reached).map_err(Failure::failed)?;
    let Some(path) = &command.out else {
        return output::write_all(yaml.as_bytes());
    };
    output::file(path, yaml.as_bytes())?;
    output::note(format_args!(
        "Written: {} (mode {}).\nNext: https://api.slack.com/apps → Create New App → From a manifest.",
        path.display(),
        reached.mode().word()
    ));
    Ok(())
}

fn reached(usual: Mode, command: &SlackManifest) -> Result<Reached, Failure> {
    match (command.mode.unwrap_or(usual), &command.url) {
        (Mode::Socket, None) => Ok(Reached::Socket),
        (Mode::Socket, Some(_)) => Err(Failure::usage(
            "--url: in mode socket Slack calls nobody; leave it out, or say --mode http",
        )),
        (Mode::Http, Some(url)) => public(url).map(Reached::Http),
        (Mode::Http, None) => Err(Failure::usage(
            "in mode http Slack must know where Kiku is: add --url https://kiku.example.com",
        )),
    }
}

/// An address that Slack can call.
pub fn public(url: &str) -> Result<String, Failure> {
    let base = url.trim_end_matches('/');
    let uri: Option<axum::http::Uri> = base.parse().ok();
    let named = uri.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some());
    if !named || base.contains(['?', '#', '@']) {
        return Err(Failure::usage(format!(
            "--url: '{url}' is no address that Slack can call; write it as https://kiku.example.com"
        )));
    }
    Ok(base.to_owned())
}
