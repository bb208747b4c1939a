//! The log of a model platform, which only grows, and what can be asked of it.

use super::ModelChat;
use chrono::{DateTime, Utc};
use kiku_chat::{Address, DeliveryId, Handle};
use kiku_store::Kind;
use std::collections::BTreeMap;

/// Something that happened at the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// In which conversation.
    pub to: Address,
    /// What.
    pub act: Act,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A new message stands.
    Sent(DeliveryId, Handle),
    /// A delivery came once more and was recognised.
    Recognised(DeliveryId),
    /// A message was edited.
    Edited(Handle),
    /// It was asked for a delivery; whether it was there.
    Asked(DeliveryId, bool),
    /// A call was refused because of the limits.
    TooMany(Kind),
    /// A call arrived and failed.
    Failed(Kind),
}

impl ModelChat {
    /// How often each delivery stands in a conversation, by its id.
    pub fn sent(&self) -> BTreeMap<String, usize> {
        let mut sent = BTreeMap::new();
        for entry in self.log() {
            if let Act::Sent(delivery, _) = entry.act {
                *sent.entry(delivery.0).or_default() += 1;
            }
        }
        sent
    }

    /// When each refusal because of the limits was given.
    pub fn refusals(&self) -> Vec<(DateTime<Utc>, Kind)> {
        let log = self.log().into_iter();
        log.filter_map(|entry| match entry.act {
            Act::TooMany(kind) => Some((entry.at, kind)),
            _ => None,
        })
        .collect()
    }

    /// When the first and the last message arrived.
    pub fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let log = self.log().into_iter();
        let sent = log.filter(|entry| matches!(entry.act, Act::Sent(..)));
        let times: Vec<DateTime<Utc>> = sent.map(|entry| entry.at).collect();
        Some((*times.first()?, *times.last()?))
    }
}
