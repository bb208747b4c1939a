//! What the playground remembers across restarts: messages and read marks, never whispers or typed lines.

use crate::timeline::{Author, Conversation, Item, Timeline};
use chrono::{DateTime, Utc};
use kiku_chat::{DeliveryId, Memory, MemoryError, View};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;

const MESSAGES: &str = "message/";
const READ: &str = "read/";

#[derive(Serialize, Deserialize)]
struct KeptMessage {
    seq: u64,
    conversation: Conversation,
    delivery: Option<DeliveryId>,
    sent: DateTime<Utc>,
    updated: Option<DateTime<Utc>>,
    version: u32,
    view: View,
}

#[derive(Serialize, Deserialize)]
struct KeptMark {
    user: String,
    conversation: Conversation,
    seq: u64,
}

/// Stores a message as it is now.
pub(crate) async fn message(memory: &dyn Memory, item: &Item) -> Result<(), MemoryError> {
    let kept = KeptMessage {
        seq: item.seq,
        conversation: item.conversation.clone(),
        delivery: item.delivery.clone(),
        sent: item.sent,
        updated: item.updated,
        version: item.version,
        view: (*item.view).clone(),
    };
    // Padded, so that the order of keys is the order of messages.
    put(memory, &format!("{MESSAGES}{:012}", item.seq), &kept).await
}

/// Stores how far somebody has read.
pub(crate) async fn read_mark(
    memory: &dyn Memory,
    user: &str,
    conversation: &Conversation,
    seq: u64,
) -> Result<(), MemoryError> {
    let key = match conversation {
        Conversation::Direct(_) => format!("{READ}{user}/direct"),
        Conversation::Room(room) => format!("{READ}{user}/room/{room}"),
    };
    let (user, conversation) = (user.to_owned(), conversation.clone());
    put(
        memory,
        &key,
        &KeptMark {
            user,
            conversation,
            seq,
        },
    )
    .await
}

/// Everything that was stored.
pub(crate) async fn load(memory: &dyn Memory) -> Result<Timeline, MemoryError> {
    let mut timeline = Timeline::default();
    for kept in all::<KeptMessage>(memory, MESSAGES).await? {
        timeline.insert(Item {
            seq: kept.seq,
            conversation: kept.conversation,
            author: Author::Kiku,
            only_for: None,
            delivery: kept.delivery,
            sent: kept.sent,
            updated: kept.updated,
            version: kept.version,
            view: Arc::new(kept.view),
            shown: true,
        });
    }
    for mark in all::<KeptMark>(memory, READ).await? {
        timeline.mark_read(&mark.user, &mark.conversation, mark.seq);
    }
    Ok(timeline)
}

async fn put(memory: &dyn Memory, key: &str, value: &impl Serialize) -> Result<(), MemoryError> {
    let text = serde_json::to_string(value).map_err(|e| MemoryError(format!("{key}: {e}")))?;
    memory.put(key, &text).await
}

async fn all<T: DeserializeOwned>(
    memory: &dyn Memory,
    prefix: &str,
) -> Result<Vec<T>, MemoryError> {
    let rows = memory.all(prefix).await?;
    let read = |(key, text): &(String, String)| {
        serde_json::from_str(text).map_err(|e| MemoryError(format!("{key}: {e}")))
    };
    rows.iter().map(read).collect()
}
