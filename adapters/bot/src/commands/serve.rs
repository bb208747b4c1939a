//! `kiku serve`: runs the programme on the configured platforms.

use crate::cli::Serve;
use crate::commands::no_threads;
use crate::exit::{Failure, Outcome};
use crate::serve::rehearsal::{self, Rehearsal};
use crate::serve::{self, Parts};
use crate::settings::Settings;
use crate::{http, wiring};
use kiku_engine::background::Background;
use kiku_slack::Config;
use kiku_store::{Access, Store};

const NO_PLATFORM: &str = "\
no chat platform is configured, so that nobody could be written to, and Kiku stops.
For Slack, make the app from the manifest (kiku manifest slack), then set KIKU_SLACK_BOT_TOKEN and KIKU_SLACK_APP_TOKEN,
or slack.bot_token_file and slack.app_token_file in kiku.toml; docs/slack.md leads through it.
Settings, database and address were checked and are fine. To see your company in the browser first:
  kiku demo --people roster.csv --keep trial.db";

/// Checks everything that `serve` needs, in the order in which it is needed, then serves.
///
/// # Errors
/// The first thing that is not as it must be.
pub async fn run(settings: &Settings, command: &Serve) -> Outcome {
    let slack = settings.slack.connection()?;
    if command.rehearsal.is_some() {
        rehearsal::only_this_machine(settings)?;
    }
    let store = wiring::open_store(settings, Access::Write).await?;
    let background = Background::start().map_err(no_threads)?;
    let outcome = with_store(settings, command, slack, (&store, &background)).await;
    store.close().await;
    outcome
}

async fn with_store(
    settings: &Settings,
    command: &Serve,
    slack: Option<Config>,
    (store, background): (&Store, &Background),
) -> Outcome {
    let listener = http::listen(settings.listen, "server.listen or KIKU_SERVER_LISTEN").await?;
    let slack = slack.ok_or_else(|| Failure::input(NO_PLATFORM))?;
    let rehearsal = match command.rehearsal {
        Some(start) => Some(Rehearsal::begin(store, start, command.speed).await?),
        None => None,
    };
    let parts = Parts {
        store: store.clone(),
        background: background.handle().clone(),
        listener,
        slack,
        rehearsal,
    };
    serve::serve(settings, parts).await
}
