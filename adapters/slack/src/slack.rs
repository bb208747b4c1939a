//! Kiku in Slack: its workspaces, who takes their events, and what is remembered between two calls.

use crate::after::After;
use crate::api::{self, Api, Method};
use crate::auth::Signature;
use crate::call_error::{CallError, passing};
use crate::conversations::Conversations;
use crate::find::Attempts;
use crate::inbound::Bots;
use crate::kept::{ReturnUrls, Seen};
use crate::refresh::Refreshes;
use crate::upload::Uploads;
use crate::{Config, SetupError, Surroundings, Workspace};
use kiku_chat::{Busy, Inbox, Memory, Rates, SendError};
use serde_json::{Value, json};
use slack_morphism::SlackApiToken;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Kiku in Slack, in one or several workspaces.
pub struct Slack {
    pub(crate) api: Api,
    pub(crate) bots: Bots,
    pub(crate) app_tokens: Vec<SlackApiToken>,
    pub(crate) signature: Signature,
    pub(crate) surroundings: Surroundings,
    pub(crate) rates: Rates,
    pub(crate) memory: Arc<dyn Memory>,
    pub(crate) after: After,
    pub(crate) refreshes: Refreshes,
    pub(crate) urls: ReturnUrls,
    pub(crate) answered: Seen,
    pub(crate) conversations: Conversations,
    pub(crate) uploads: Uploads,
    pub(crate) attempts: Attempts,
    installed: HashMap<String, Installed>,
    workspaces: Vec<Workspace>,
    inbox: OnceLock<Arc<dyn Inbox>>,
}

/// A workspace with its token.
pub(crate) struct Installed {
    pub token: SlackApiToken,
    pub bot_user: String,
}

impl Slack {
    /// Asks Slack who each token belongs to. What follows acknowledgements is done on the runtime that calls this, also
    /// where another one serves the requests.
    ///
    /// # Errors
    /// When there is no token, Slack refuses one, or it does not answer.
    pub async fn connect(
        config: Config,
        memory: Arc<dyn Memory>,
    ) -> Result<Arc<Slack>, SetupError> {
        Slack::connect_in(config, memory, Surroundings::default()).await
    }

    /// As [`Slack::connect`], with a clock and a patience of one's own.
    ///
    /// # Errors
    /// As [`Slack::connect`].
    pub async fn connect_in(
        config: Config,
        memory: Arc<dyn Memory>,
        surroundings: Surroundings,
    ) -> Result<Arc<Slack>, SetupError> {
        let api = Api::new(&config.api_url, surroundings.patience)?;
        let (mut installed, mut workspaces) = (HashMap::new(), Vec::new());
        let of = config.bot_tokens.len();
        for (index, secret) in config.bot_tokens.iter().enumerate() {
            let token = api::token(secret);
            let workspace = identify(&api, &token, index + 1, of).await?;
            let here = Installed {
                token,
                bot_user: workspace.bot_user.clone(),
            };
            if installed.insert(workspace.id.clone(), here).is_some() {
                return Err(SetupError::Twice(workspace.id));
            }
            workspaces.push(workspace);
        }
        if workspaces.is_empty() {
            return Err(SetupError::NoToken);
        }
        let bots = workspaces.iter();
        let bots = bots.map(|workspace| (workspace.id.clone(), workspace.bot_user.clone()));
        Ok(Arc::new(Slack {
            api,
            bots: bots.collect(),
            app_tokens: config.app_tokens.iter().map(api::token).collect(),
            signature: Signature::new(&config.signing_secrets),
            surroundings,
            rates: config.rates,
            memory,
            after: After::here(),
            refreshes: Refreshes::default(),
            urls: ReturnUrls::default(),
            answered: Seen::default(),
            conversations: Conversations::default(),
            uploads: Uploads::default(),
            attempts: Attempts::default(),
            installed,
            workspaces,
            inbox: OnceLock::new(),
        }))
    }

    /// The workspaces, in the order of their tokens.
    pub fn workspaces(&self) -> Vec<Workspace> {
        self.workspaces.clone()
    }

    /// Says who takes the events; the first one stays.
    pub fn attach(&self, inbox: Arc<dyn Inbox>) {
        if self.inbox.set(inbox).is_err() {
            tracing::warn!("somebody takes Slack's events already");
        }
    }

    /// Waits until everything that was promised with an acknowledgement has been tried: refreshed messages, whispers,
    /// forms. A graceful stop ends with it.
    pub async fn finish(&self) {
        self.after.done().await;
    }

    pub(crate) fn inbox(&self) -> Result<&Arc<dyn Inbox>, Busy> {
        self.inbox.get().ok_or(Busy)
    }

    pub(crate) fn now(&self) -> i64 {
        (self.surroundings.clock)()
    }

    /// The workspace's token. Without one nothing can be sent there until the settings change.
    pub(crate) fn installed(&self, team: &str) -> Result<&Installed, SendError> {
        self.installed.get(team).ok_or_else(|| {
            tracing::error!(
                slack.team = team,
                "no bot token for this workspace; set KIKU_SLACK_BOT_TOKEN"
            );
            SendError::NotSent(format!("no bot token for workspace {team}"))
        })
    }

    pub(crate) async fn call(
        &self,
        team: &str,
        method: Method,
        arguments: &Value,
    ) -> Result<Value, CallError> {
        let installed = self.installed.get(team);
        let installed = installed.ok_or_else(|| CallError::Refused("not_authed".into()))?;
        self.api.call(&installed.token, method, arguments).await
    }
}

impl fmt::Debug for Slack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slack")
            .field("workspaces", &self.workspaces)
            .finish_non_exhaustive()
    }
}

async fn identify(
    api: &Api,
    token: &SlackApiToken,
    number: usize,
    of: usize,
) -> Result<Workspace, SetupError> {
    let unreachable = |why: String| SetupError::Unreachable {
        url: api.url().to_owned(),
        why,
    };
    let answer = api.call(token, Method::AuthTest, &json!({})).await;
    let answer = answer.map_err(|error| match error {
        CallError::Refused(code) if !passing(&code) => SetupError::Refused { number, of, code },
        other => unreachable(other.to_string()),
    })?;
    let text = |key: &str| answer.get(key).and_then(Value::as_str).map(str::to_owned);
    match (text("team_id"), text("user_id")) {
        (Some(id), Some(bot_user)) => Ok(Workspace {
            name: text("team").unwrap_or_else(|| id.clone()),
            id,
            bot_user,
        }),
        _ => Err(unreachable("auth.test does not name a workspace".into())),
    }
}
