//! What Slack has to be told before it is connected, and why connecting can fail.

use kiku_chat::Rates;
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How Kiku reaches Slack.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the Web API is, without a slash at the end: `https://slack.com/api`.
    pub api_url: String,
    /// A bot token (`xoxb-…`) for each workspace.
    pub bot_tokens: Vec<SecretString>,
    /// The app-level token (`xapp-…`) of each app, needed for Socket Mode.
    pub app_tokens: Vec<SecretString>,
    /// The signing secret of each app, needed for HTTP mode. One app can be in several workspaces, or each workspace
    /// can have one of its own.
    pub signing_secrets: Vec<SecretString>,
    /// Calls a minute and workspace; see [`RATES`].
    pub rates: Rates,
}

/// What Slack allows a minute and workspace, by its documentation: several hundred new messages (300 is a careful
/// reading), and 50 calls of tier 3 (chat.update, conversations.history).
pub const RATES: Rates = Rates {
    send: 300,
    edit: 50,
    find: 50,
};

/// What time it is, in seconds of Unix time.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What surrounds the connection; tests put their own in place.
#[derive(Clone)]
pub struct Surroundings {
    /// Judges the age of signatures and of addresses that Slack hands out for half an hour.
    pub clock: Clock,
    /// How long one call may take.
    pub patience: Duration,
}

impl Default for Surroundings {
    fn default() -> Self {
        Surroundings {
            clock: Arc::new(real_time),
            patience: Duration::from_secs(15),
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

fn real_time() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// A workspace in which Kiku is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// The team id (`T…`), as in [`kiku_chat::Account::workspace`].
    pub id: String,
    /// Its name.
    pub name: String,
    /// Kiku's own user id there.
    pub bot_user: String,
}

/// Slack could not be connected; each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// No token.
    #[error("no bot token; set KIKU_SLACK_BOT_TOKEN to the token that begins with xoxb-")]
    NoToken,
    /// Slack does not accept a token.
    #[error(
        "Slack refuses bot token {number} of {of} ({code}); install the app in the workspace again and copy its Bot User OAuth Token to KIKU_SLACK_BOT_TOKEN"
    )]
    Refused {
        /// Which of the configured tokens, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// Slack's code, such as `invalid_auth`.
        code: String,
    },
    /// Two tokens for one workspace.
    #[error("two bot tokens belong to workspace {0}; keep one of them in KIKU_SLACK_BOT_TOKEN")]
    Twice(String),
    /// Slack does not answer.
    #[error("Slack cannot be reached at {url} ({why}); check KIKU_SLACK_API_URL and the network")]
    Unreachable {
        /// The configured address.
        url: String,
        /// What happened.
        why: String,
    },
    /// This machine cannot check certificates.
    #[error("no usable root certificates on this machine ({0}); install ca-certificates")]
    Certificates(String),
}
