//! `kiku serve`: runs the programme on the configured platforms.

use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{http, wiring};
use kiku_store::Access;

const NO_PLATFORM: &str = "\
no chat platform is configured, so that nobody could be written to, and Kiku stops.
This version speaks to no outside platform yet; Slack is the next one. Its settings will be a section [slack] of kiku.toml.
Settings, database and address were checked and are fine. Until then, see your company in the browser:
  kiku demo --people roster.csv --keep trial.db";

/// Checks everything that `serve` needs, in the order in which it is needed.
///
/// # Errors
/// The first thing that is not as it must be. Without a platform always the last one.
pub async fn run(settings: &Settings) -> Outcome {
    let store = wiring::open_store(settings, Access::Write).await?;
    let listener = http::listen(settings.listen, "server.listen or KIKU_SERVER_LISTEN").await?;
    drop(listener);
    store.close().await;
    Err(Failure::input(NO_PLATFORM))
}
