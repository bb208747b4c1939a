//! Slack as a chat platform: send, edit, find, list.

use crate::Slack;
use crate::api::Method;
use crate::call_error::CallError;
use crate::inbound::PLATFORM;
use crate::render;
use crate::show::unfit;
use crate::target::{Recipient, Target};
use crate::upload::Fresh;
use async_trait::async_trait;
use kiku_chat::{
    Address, Capabilities, DeliveryId, Handle, Once, PeoplePage, Platform, SendError, View,
};
use serde_json::{Value, json};
use std::time::Duration;

/// The type of the metadata that carries a delivery's id.
pub(crate) const METADATA: &str = "kiku_delivery";
/// How often a message is posted whose picture Slack does not show yet.
const PICTURE_TRIES: u32 = 3;

#[async_trait]
impl Platform for Slack {
    fn name(&self) -> &str {
        PLATFORM
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: Once::Findable,
            rates: self.rates,
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        let team = self.team(to)?;
        let recipient = Recipient::of(to);
        // Posting to the user's id finds the direct message without another call.
        let channel = match recipient {
            Recipient::Person(user) => user.to_owned(),
            _ => self.channel(team, recipient).await?,
        };
        let begun = self.now();
        let sent = self.post(team, &channel, view, Some(delivery)).await;
        match &sent {
            Ok(handle) => {
                if let (Recipient::Person(user), Ok(target)) = (recipient, Target::read(handle)) {
                    self.note_direct(team, user, target.channel).await;
                }
            }
            Err(SendError::Unknown(_)) => {
                self.attempts.note(delivery, begun, self.now());
                self.attempts.doubt(team, &channel, self.now());
            }
            Err(SendError::Unreachable(_)) => self.conversations.forget_names(),
            Err(_) => {}
        }
        sent
    }

    async fn edit(&self, to: &Address, handle: &Handle, view: &View) -> Result<(), SendError> {
        self.team(to)?;
        self.update(&Target::read(handle)?, view).await
    }

    async fn find_sent(
        &self,
        to: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        let team = self.team(to)?;
        let channel = self.channel(team, Recipient::of(to)).await?;
        self.find(team, &channel, delivery).await
    }

    async fn people(&self, workspace: &str, cursor: Option<&str>) -> Result<PeoplePage, SendError> {
        self.page(workspace, cursor).await
    }
}

impl Slack {
    /// The address's workspace, if it is one of ours.
    fn team<'a>(&self, to: &'a Address) -> Result<&'a str, SendError> {
        let (platform, team) = to.lane();
        if platform != PLATFORM {
            return Err(SendError::Rejected(format!("an address of {platform}")));
        }
        self.installed(team).map(|_| team)
    }

    /// Posts a message to a channel, or to a user's direct message.
    pub(crate) async fn post(
        &self,
        team: &str,
        channel: &str,
        view: &View,
        delivery: Option<&DeliveryId>,
    ) -> Result<Handle, SendError> {
        let mut arguments = json!({
            "channel": channel,
            "mrkdwn": false,
            "link_names": false,
            "unfurl_links": false,
            "unfurl_media": false,
        });
        if let Some(delivery) = delivery {
            arguments["metadata"] = metadata(delivery);
        }
        let posted = self
            .call_with(team, Method::PostMessage, arguments, view)
            .await?;
        let text = |key: &str| posted.get(key).and_then(Value::as_str);
        match (text("channel"), text("ts")) {
            (Some(channel), Some(ts)) => Ok(Target::handle(team, channel, ts)),
            _ => Err(SendError::Unknown("a message without its name".into())),
        }
    }

    /// Replaces a message. Its metadata stays (chat.update keeps what it is not given).
    pub(crate) async fn update(&self, target: &Target<'_>, view: &View) -> Result<(), SendError> {
        let arguments = json!({
            "channel": target.channel,
            "ts": target.ts,
            // Left out, it would fall back to "client", which finds links in the text.
            "parse": "none",
            "link_names": false,
        });
        self.call_with(target.team, Method::Update, arguments, view)
            .await
            .map(|_| ())
    }

    /// Calls a method with the view, its pictures uploaded; tries again when Slack does not know a picture yet, or
    /// any more.
    async fn call_with(
        &self,
        team: &str,
        method: Method,
        mut arguments: Value,
        view: &View,
    ) -> Result<Value, SendError> {
        // Nothing is uploaded for a view that cannot be shown anyway.
        render::message(view, &render::Files::new()).map_err(unfit)?;
        let mut tries = 1;
        loop {
            let (files, fresh) = self.files(team, view).await?;
            let message = render::message(view, &files).map_err(unfit)?;
            arguments["text"] = message.text.into();
            arguments["blocks"] = json!(message.blocks);
            let error = match self.call(team, method, &arguments).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let pictures = !files.is_empty() && error.code().is_some_and(of_a_picture);
            if !pictures || tries >= PICTURE_TRIES {
                return Err(self.judged(team, error).await);
            }
            match fresh {
                Fresh::Yes => tokio::time::sleep(Duration::from_millis(500)).await,
                Fresh::No if tries == 1 => tokio::time::sleep(Duration::from_millis(500)).await,
                Fresh::No => self.forget_files(team, view).await,
            }
            tries += 1;
        }
    }

    /// `account_inactive` can speak of the recipient or of our own token (methods, common errors); the token knows.
    async fn judged(&self, team: &str, error: CallError) -> SendError {
        if error.code() == Some("account_inactive")
            && self.call(team, Method::AuthTest, &json!({})).await.is_err()
        {
            return CallError::Refused("token_revoked".into()).into();
        }
        error.into()
    }
}

/// Names a delivery so that it can be found; strings only, as every reader of Slack's metadata can take them.
pub(crate) fn metadata(delivery: &DeliveryId) -> Value {
    let payload = json!({ "delivery_id": delivery.0 });
    json!({ "event_type": METADATA, "event_payload": payload })
}

/// Codes with which Slack may refuse a message whose picture it does not have.
fn of_a_picture(code: &str) -> bool {
    matches!(
        code,
        "invalid_blocks"
            | "missing_file_data"
            | "file_not_found"
            | "file_deleted"
            | "file_is_deleted"
    )
}
