//! Where a message goes and who somebody is on a platform. All ids are opaque strings.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A person's identity on one platform.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    /// The platform's name: `slack`, `teams`, `discord`, `web` …
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// The platform's own id of the person.
    pub user: String,
}

/// Where a message can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Address {
    /// A direct message to one person.
    Person(Account),
    /// A channel that several people read.
    Channel {
        /// The platform's name.
        platform: String,
        /// The workspace, tenant or guild.
        workspace: String,
        /// The platform's own id of the channel.
        channel: String,
    },
}

impl Address {
    /// The platform and workspace, which together name a sending lane.
    pub fn lane(&self) -> (&str, &str) {
        match self {
            Address::Person(account) => (&account.platform, &account.workspace),
            Address::Channel {
                platform,
                workspace,
                ..
            } => (platform, workspace),
        }
    }
}

/// The platform's own name for a message that was sent; only the platform reads it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Handle(pub String);

/// Kiku's own name for one delivery, at most 25 ASCII characters (Discord's nonce limit).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeliveryId(pub String);

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
