//! The platforms' directories: read at the start and once a day, so that people and accounts stay matched.

use chrono::{DateTime, TimeDelta, Utc};
use kiku_chat::Platform;
use kiku_engine::Engine;
use std::sync::Arc;
use std::time::Duration;

/// How often the directory is read whole; changes are told in between.
const EVERY: TimeDelta = TimeDelta::days(1);
/// How often the clock is asked whether it is time: a rehearsal moves it.
const LOOK: Duration = Duration::from_secs(15);
/// How long a directory that could not be read is left alone, doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// Reads the directory of one workspace again and again, until `stop` completes.
pub async fn follow(
    engine: Arc<Engine>,
    platform: Arc<dyn Platform>,
    workspace: String,
    stop: impl Future<Output = ()>,
) {
    tokio::pin!(stop);
    let mut read_at: Option<DateTime<Utc>> = None;
    let mut pause = FIRST_PAUSE;
    loop {
        let now = engine.clock().now();
        // A clock that was set back is another day as well.
        let due = read_at.is_none_or(|at| (now - at).abs() >= EVERY);
        let rest = match due {
            false => LOOK,
            true => match read(&engine, &*platform, &workspace).await {
                true => {
                    (read_at, pause) = (Some(now), FIRST_PAUSE);
                    LOOK
                }
                false => {
                    let longer = (pause * 2).min(LONGEST_PAUSE);
                    std::mem::replace(&mut pause, longer)
                }
            },
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

async fn read(engine: &Engine, platform: &dyn Platform, workspace: &str) -> bool {
    let name = platform.name();
    match engine.link_accounts(platform, workspace).await {
        Ok(linked) => {
            tracing::info!(
                platform = name,
                workspace,
                accounts.linked = linked.linked,
                accounts.unlinked = linked.unlinked,
                accounts.unmatched = linked.unmatched,
                accounts.duplicates = linked.duplicates,
                accounts.changed = linked.changed,
                "the directory was read"
            );
            true
        }
        Err(error) => {
            tracing::warn!(platform = name, workspace, error = %error, "the directory could not be read, and is read again later");
            false
        }
    }
}
