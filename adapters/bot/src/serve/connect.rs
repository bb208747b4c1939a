//! Connecting to Slack: again and again while it is away, at once an error when it refuses.

use crate::exit::Failure;
use kiku_chat::Memory;
use kiku_slack::{Config, SetupError, Slack};
use std::sync::Arc;
use std::time::Duration;

/// The pause after the first failure, doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Connects; none when `stop` completes before Slack answers.
///
/// # Errors
/// Slack refuses what is set: says which setting.
pub async fn slack(
    config: Config,
    memory: Arc<dyn Memory>,
    stop: impl Future<Output = ()>,
) -> Result<Option<Arc<Slack>>, Failure> {
    tokio::pin!(stop);
    let mut pause = FIRST_PAUSE;
    loop {
        let connecting = Slack::connect(config.clone(), memory.clone());
        let connected = tokio::select! {
            () = &mut stop => return Ok(None),
            connected = connecting => connected,
        };
        match connected {
            Ok(slack) => return Ok(Some(slack)),
            Err(error @ SetupError::Unreachable { .. }) => {
                tracing::warn!(error = %error, pause_s = pause.as_secs(), "Slack is asked again");
            }
            Err(error) => return Err(Failure::input(error)),
        }
        tokio::select! {
            () = &mut stop => return Ok(None),
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
