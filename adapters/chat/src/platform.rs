//! What a platform can do, and how sending can fail.

use crate::{Account, Address, DeliveryId, Handle, View};
use async_trait::async_trait;
use std::time::Duration;

/// A chat platform: send, edit, find what was sent, list people.
#[async_trait]
pub trait Platform: Send + Sync {
    /// The platform's name as it stands in [`Account::platform`].
    fn name(&self) -> &str;

    /// What the platform can and cannot do.
    fn capabilities(&self) -> Capabilities;

    /// Sends a new message. `delivery` lets the platform recognise the same delivery again
    /// where it can (see [`Once`]).
    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError>;

    /// Replaces a message that was sent; notifies nobody.
    async fn edit(&self, to: &Address, handle: &Handle, view: &View) -> Result<(), SendError>;

    /// Looks for a delivery whose outcome is unknown. `Ok(None)` means that it is certain that
    /// it did not arrive; a platform that cannot tell answers [`SendError::Unknown`].
    async fn find_sent(
        &self,
        to: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError>;

    /// One page of the people of a workspace; `cursor` comes from the page before.
    async fn people(&self, workspace: &str, cursor: Option<&str>) -> Result<PeoplePage, SendError>;
}

/// What a platform can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How a send whose outcome is unknown is settled.
    pub once: Once,
    /// How often each kind of call may be made.
    pub rates: Rates,
}

/// Calls a minute and workspace that a platform allows, each kind with a budget of its own. The engine's lanes
/// keep to them; a platform does not queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// New messages.
    pub send: u32,
    /// Edits of messages that stand.
    pub edit: u32,
    /// Searches for a delivery whose outcome is unknown.
    pub find: u32,
}

impl Rates {
    /// No limit worth keeping to.
    pub const UNLIMITED: Rates = Rates {
        send: u32::MAX,
        edit: u32::MAX,
        find: u32::MAX,
    };
}

/// How a send whose outcome is unknown is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// The platform can be asked what it got (Slack's message metadata).
    Findable,
    /// Repeating the same delivery id within this time returns the earlier message (Discord's nonce).
    Deduplicates(Duration),
    /// Neither (Teams): a possible duplicate is counted and reported.
    Neither,
}

/// Why a send or an edit did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The platform asks to wait.
    #[error("the platform asks to wait {0:?}")]
    RetryAfter(Duration),
    /// The person or channel cannot be reached; repeating will not help until something changes there.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The platform refused the message; it is ours to mend.
    #[error("rejected: {0}")]
    Rejected(String),
    /// It was certainly not accepted, for a passing reason (no connection, the platform is down): try again later.
    #[error("not sent: {0}")]
    NotSent(String),
    /// It may or may not have been accepted.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

/// One page of people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeoplePage {
    /// The people of this page.
    pub people: Vec<DirectoryPerson>,
    /// Where the next page begins, none at the end.
    pub next: Option<String>,
}

/// A person as the platform knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryPerson {
    /// Their account.
    pub account: Account,
    /// The name they show.
    pub name: String,
    /// Their mail address, where the platform tells it.
    pub email: Option<String>,
    /// IANA time zone, where known.
    pub time_zone: Option<String>,
    /// BCP 47 locale, where known.
    pub locale: Option<String>,
    /// False for bots, guests and deactivated accounts, which are never messaged.
    pub reachable: bool,
}

/// A platform's own small memory across restarts (conversation ids, what the playground shows).
#[async_trait]
pub trait Memory: Send + Sync {
    /// Stores a value under a key of this platform.
    async fn put(&self, key: &str, value: &str) -> Result<(), MemoryError>;
    /// All values whose key begins with `prefix`, in key order.
    async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, MemoryError>;
}

/// The memory could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("platform memory: {0}")]
pub struct MemoryError(pub String);
