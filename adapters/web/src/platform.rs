//! The playground as a chat platform: send, edit, find, list, on conversations kept in memory.

use crate::Playground;
use crate::people::{PLATFORM, WORKSPACE};
use crate::timeline::{Author, Conversation, Draft};
use async_trait::async_trait;
use kiku_chat::{
    Address, Capabilities, DeliveryId, Handle, Once, PeoplePage, Platform, Rates, SendError, View,
    limits,
};
use std::sync::Arc;
use std::time::Duration;

/// How long to wait when a message could not be stored.
const STORE_AGAIN: Duration = Duration::from_secs(1);

#[async_trait]
impl Platform for Playground {
    fn name(&self) -> &str {
        PLATFORM
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: Once::Findable,
            rates: Rates::UNLIMITED,
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        let conversation = self.reach(to)?;
        limits::check_view(view).map_err(|breach| SendError::Rejected(breach.to_string()))?;
        let seq = {
            let mut timeline = self.timeline();
            match timeline.delivered(&conversation, delivery) {
                Some(item) if item.shown => return Ok(item.handle()),
                Some(_) => return Err(SendError::Unknown("it is just being stored".into())),
                None => timeline.add(Draft {
                    conversation,
                    author: Author::Kiku,
                    only_for: None,
                    delivery: Some(delivery.clone()),
                    sent: self.stage.now(),
                    view: Arc::new(view.clone()),
                }),
            }
        };
        if let Err(error) = self.keep(seq).await {
            tracing::warn!(%error, "a message was not stored");
            self.timeline().remove(seq);
            return Err(SendError::RetryAfter(STORE_AGAIN));
        }
        self.timeline().show(seq);
        self.tell_shown(seq);
        Ok(Handle(format!("m{seq}")))
    }

    async fn edit(&self, to: &Address, handle: &Handle, view: &View) -> Result<(), SendError> {
        let conversation = self.reach(to)?;
        limits::check_view(view).map_err(|breach| SendError::Rejected(breach.to_string()))?;
        let seq = self
            .timeline()
            .find(&conversation, &handle.0)
            .map(|item| item.seq);
        let seq = seq.ok_or_else(|| SendError::Rejected(format!("no message {}", handle.0)))?;
        let stored = self.replace(seq, view).await;
        stored.map_err(|_| SendError::RetryAfter(STORE_AGAIN))
    }

    async fn find_sent(
        &self,
        to: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        let conversation = conversation(to)?;
        let timeline = self.timeline();
        match timeline.delivered(&conversation, delivery) {
            Some(item) if !item.shown => Err(SendError::Unknown("it is just being stored".into())),
            item => Ok(item.map(|item| item.handle())),
        }
    }

    async fn people(&self, workspace: &str, cursor: Option<&str>) -> Result<PeoplePage, SendError> {
        match workspace == WORKSPACE {
            true => Ok(self.directory().page(cursor)),
            false => Err(SendError::Rejected(format!("no workspace {workspace}"))),
        }
    }
}

fn conversation(to: &Address) -> Result<Conversation, SendError> {
    if to.lane() != (PLATFORM, WORKSPACE) {
        let (platform, workspace) = to.lane();
        return Err(SendError::Rejected(format!(
            "no workspace {workspace} of {platform} here"
        )));
    }
    Ok(match to {
        Address::Person(account) => Conversation::Direct(account.user.clone()),
        Address::Channel { channel, .. } => Conversation::Room(channel.clone()),
    })
}

impl Playground {
    /// The conversation of an address, if anybody can be reached there.
    fn reach(&self, to: &Address) -> Result<Conversation, SendError> {
        let conversation = conversation(to)?;
        let directory = self.directory();
        let problem = match &conversation {
            Conversation::Direct(user) => match directory.resident(user) {
                None => Some(format!("no user {user}")),
                Some(resident) if !resident.reachable => {
                    Some(format!("user {user} is deactivated"))
                }
                Some(_) => None,
            },
            Conversation::Room(room) => {
                (directory.room(room).is_none()).then(|| format!("no channel {room}"))
            }
        };
        problem.map_or(Ok(conversation), |problem| {
            Err(SendError::Unreachable(problem))
        })
    }
}
