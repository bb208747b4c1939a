//! Slack, asked about everything that can be wrong with an installation.

use super::Finding;
use crate::exit::{Exit, Failure};
use crate::settings::Settings;
use crate::settings::slack::Mode;
use kiku::domain::programme::Programme;
use kiku_slack::{Config, PLATFORM, SetupError, Slack, Verdict};
use kiku_store::Store;
use std::sync::Arc;
use std::time::Duration;

/// How long Slack may take for everything it is asked.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks Slack. `store` holds what Kiku remembers of it, and `programme` names the channels.
pub async fn ask(settings: &Settings, store: &Store, programme: &Programme) -> Vec<Finding> {
    let config = match settings.slack.connection() {
        Ok(Some(config)) => config,
        Ok(None) => return vec![not_set()],
        Err(failure) => return vec![Finding::trouble("slack", failure)],
    };
    let mut findings = open_secrets(settings);
    let asking = examine(settings.slack.mode, config, store, programme);
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(found) => findings.extend(found),
        Err(_) => {
            let failure =
                Failure::failed("Slack takes more than a minute to answer; try again later");
            findings.push(Finding::trouble("slack", failure));
        }
    }
    findings
}

fn not_set() -> Finding {
    Finding::advice(
        "slack",
        "not set up, and no other platform either, so that kiku serve would stop; docs/slack.md leads through it",
    )
}

fn open_secrets(settings: &Settings) -> Vec<Finding> {
    let open = settings.slack.open_to_others().into_iter();
    let open = open.map(|path| {
        let path = path.display();
        Finding::advice(
            "slack",
            format!(
                "{path}: other users of this machine can read this secret; run chmod 600 {path}"
            ),
        )
    });
    open.collect()
}

async fn examine(mode: Mode, config: Config, store: &Store, programme: &Programme) -> Vec<Finding> {
    let slack = match Slack::connect(config, Arc::new(store.memory(PLATFORM))).await {
        Ok(slack) => slack,
        Err(error) => return vec![Finding::trouble("slack", refusal(&error))],
    };
    let channels = programme.channels.iter();
    let channels = channels.filter(|channel| channel.platform == PLATFORM);
    let channels: Vec<(String, String)> = channels
        .map(|channel| (channel.workspace.clone(), channel.id.clone()))
        .collect();
    let found = slack.examine(&channels).await.into_iter();
    let found = found.filter(|finding| mode == Mode::Socket || finding.subject != "slack socket");
    found.map(finding).collect()
}

/// What is set is wrong, or Slack is away.
pub fn refusal(error: &SetupError) -> Failure {
    match error {
        SetupError::Unreachable { .. } => Failure::failed(error),
        _ => Failure::input(error),
    }
}

fn finding(found: kiku_slack::Finding) -> Finding {
    match found.verdict {
        Verdict::Good => Finding::good(found.subject, found.says),
        Verdict::Advice => Finding::advice(found.subject, found.says),
        Verdict::Trouble => Finding::trouble(
            found.subject,
            Failure {
                exit: Exit::Input,
                message: found.says,
            },
        ),
    }
}
