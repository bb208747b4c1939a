//! Which conversation a message goes to: direct messages that are known, channels by their names.

use crate::Slack;
use crate::api::Method;
use crate::bounded::Bounded;
use crate::people::next_cursor;
use crate::target::Recipient;
use kiku_chat::SendError;
use serde_json::{Value, json};

/// Channels on one page (below 1,000, by the method's description).
const PAGE: usize = 999;
/// Pages of channels that are read for one name.
const MOST_PAGES: usize = 100;
/// How long a channel's name is believed, in seconds; a name that was not found is looked for again after a minute.
const NAME_LIFE: i64 = 600;
const MISSING_LIFE: i64 = 60;

/// People and channel names that are remembered here; more than a large company has.
const MOST_DIRECTS: usize = 200_000;
const MOST_NAMES: usize = 1_000;

/// A channel found by its name, none if there is no such channel, and when that was.
type Named = (Option<String>, i64);

/// Conversations that are known.
pub(crate) struct Conversations {
    directs: Bounded<String>,
    names: Bounded<Named>,
}

impl Default for Conversations {
    fn default() -> Self {
        Conversations {
            directs: Bounded::new(MOST_DIRECTS),
            names: Bounded::new(MOST_NAMES),
        }
    }
}

impl Conversations {
    fn name(&self, key: &str, now: i64) -> Option<Option<String>> {
        let fresh = |(channel, at): &mut Named| {
            let life = match channel {
                Some(_) => NAME_LIFE,
                None => MISSING_LIFE,
            };
            (now < at.saturating_add(life)).then(|| channel.clone())
        };
        self.names.with(key, fresh)?
    }

    /// A channel that is gone may have a successor of the same name.
    pub fn forget_names(&self) {
        self.names.clear();
    }
}

impl Slack {
    /// The conversation's id, asked of Slack where it is not known.
    pub(crate) async fn channel(
        &self,
        team: &str,
        recipient: Recipient<'_>,
    ) -> Result<String, SendError> {
        match recipient {
            Recipient::Channel(id) => Ok(id.to_owned()),
            Recipient::Named(name) => self.named(team, name).await,
            Recipient::Person(user) => match self.known_direct(team, user).await {
                Some(channel) => Ok(channel),
                None => self.open_direct(team, user).await,
            },
        }
    }

    /// Remembers which conversation a person's messages went to; that saves asking when one has to be found.
    pub(crate) async fn note_direct(&self, team: &str, user: &str, channel: &str) {
        let key = format!("dm:{team}/{user}");
        let directs = &self.conversations.directs;
        if directs.with(&key, |known| known == channel) == Some(true) {
            return;
        }
        if let Err(error) = self.memory.put(&key, channel).await {
            tracing::warn!(%error, "a direct message's conversation was not remembered");
        }
        directs.put(&key, channel.to_owned());
    }

    async fn known_direct(&self, team: &str, user: &str) -> Option<String> {
        let key = format!("dm:{team}/{user}");
        let directs = &self.conversations.directs;
        if let Some(channel) = directs.with(&key, |known| known.clone()) {
            return Some(channel);
        }
        let kept = self.memory.all(&key).await.ok()?;
        kept.into_iter()
            .find_map(|(name, channel)| (name == key).then_some(channel))
    }

    async fn open_direct(&self, team: &str, user: &str) -> Result<String, SendError> {
        let arguments = json!({ "users": user });
        let called = self.call(team, Method::OpenConversation, &arguments);
        let answer = called.await?;
        let channel = answer.pointer("/channel/id").and_then(Value::as_str);
        let channel = channel.ok_or_else(|| SendError::Unknown("no conversation".into()))?;
        self.note_direct(team, user, channel).await;
        Ok(channel.to_owned())
    }

    async fn named(&self, team: &str, name: &str) -> Result<String, SendError> {
        let key = format!("{team}/{name}");
        let known = match self.conversations.name(&key, self.now()) {
            Some(known) => known,
            None => {
                let found = self.look_up(team, name).await?.map(|found| found.id);
                let names = &self.conversations.names;
                names.put(&key, (found.clone(), self.now()));
                found
            }
        };
        known.ok_or_else(|| {
            SendError::Unreachable(format!(
                "no channel #{name}: check the name, and invite Kiku if the channel is private"
            ))
        })
    }

    /// Looks for a channel by its name among all that Kiku can see.
    pub(crate) async fn look_up(&self, team: &str, name: &str) -> Result<Option<Found>, SendError> {
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let arguments = json!({
                "types": "public_channel,private_channel",
                "exclude_archived": true,
                "limit": PAGE,
                "cursor": cursor,
            });
            let called = self.call(team, Method::ListConversations, &arguments);
            let answer = called.await?;
            let channels = answer.get("channels").and_then(Value::as_array);
            let called_so = |channel: &&Value| {
                let is = |key: &str| channel.get(key).and_then(Value::as_str) == Some(name);
                is("name") || is("name_normalized")
            };
            let found = channels.into_iter().flatten().find(called_so);
            if let Some(found) = found.and_then(Found::read) {
                return Ok(Some(found));
            }
            cursor = next_cursor(&answer);
            if cursor.is_none() {
                return Ok(None);
            }
        }
        Err(SendError::NotSent(
            "too many channels to look through; use the channel's id".into(),
        ))
    }
}

/// A channel as Slack lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub id: String,
    pub is_member: bool,
    pub is_archived: bool,
}

impl Found {
    pub fn read(channel: &Value) -> Option<Found> {
        let is = |key: &str| channel.get(key).and_then(Value::as_bool).unwrap_or(false);
        Some(Found {
            id: channel.get("id")?.as_str()?.to_owned(),
            is_member: is("is_member"),
            is_archived: is("is_archived"),
        })
    }
}
