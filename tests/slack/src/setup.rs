//! What a model begins with: the app, its workspaces with their people and channels, limits, and a clock.

use crate::Limits;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Slack's own time, as the time since the Unix epoch; a test may share its movable clock.
pub type Now = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The machine's clock.
pub fn wall_clock() -> Now {
    Arc::new(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    })
}

/// Every bot scope that the modelled methods and events ask for (*methods*, `scopes.bot`).
pub const ALL_SCOPES: [&str; 15] = [
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "users:read",
    "users:read.email",
];

/// What a model begins with.
#[derive(Clone)]
pub struct Setup {
    /// The one app of this model.
    pub app: App,
    /// Where it is installed.
    pub workspaces: Vec<Workspace>,
    /// How much it may do.
    pub limits: Limits,
    /// Slack's time: timestamps of messages and signatures, limits, the life of triggers and response URLs.
    pub now: Now,
    /// How long an acknowledgement may take, in real time; 3 s in Slack (*facts*, deadlines).
    pub patience: Duration,
    /// Every call is appended here as a line of JSON, for readers in other processes.
    pub log: Option<PathBuf>,
    /// The port on loopback; 0 takes a free one.
    pub port: u16,
}

/// The app, as its configuration page knows it.
#[derive(Debug, Clone)]
pub struct App {
    /// `A…`.
    pub id: String,
    /// The app-level token for Socket Mode, `xapp-…`.
    pub app_token: String,
    /// Signs what is delivered over HTTP.
    pub signing_secret: String,
    /// The legacy verification token that still stands in every payload (*recorded*, `token`).
    pub verification_token: String,
    /// Its slash commands, with the slash.
    pub commands: Vec<String>,
    /// How it gets its payloads.
    pub delivery: Delivery,
}

/// How the app gets its payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Over WebSockets that the app opens.
    Socket,
    /// Signed requests to `/slack/events`, `/slack/interactions` and `/slack/commands` below this address.
    Http(String),
}

/// A workspace in which the app is installed.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// `T…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its subdomain.
    pub domain: String,
    /// The bot's token here, `xoxb-…`.
    pub bot_token: String,
    /// What the token may do.
    pub scopes: Vec<String>,
    /// The bot's user, `U…`.
    pub bot_user: String,
    /// The bot itself, `B…`.
    pub bot_id: String,
    /// Its people, in the order of the member list.
    pub people: Vec<Person>,
    /// Its channels.
    pub channels: Vec<Channel>,
}

/// Somebody in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `U…` or `W…`.
    pub id: String,
    /// Their handle.
    pub name: String,
    /// The name they show.
    pub real_name: String,
    /// Their mail address; bots have none.
    pub email: Option<String>,
    /// IANA time zone.
    pub tz: String,
    /// Such as `ja-JP`.
    pub locale: String,
    /// Deactivated.
    pub deleted: bool,
    /// A bot's user.
    pub is_bot: bool,
    /// A guest of several channels.
    pub is_restricted: bool,
    /// A guest of one channel.
    pub is_ultra_restricted: bool,
}

/// A channel.
#[derive(Debug, Clone)]
pub struct Channel {
    /// `C…`.
    pub id: String,
    /// Without the `#`.
    pub name: String,
    /// Only its members see it.
    pub private: bool,
    /// The user ids of its members, the bot's too if it was invited.
    pub members: Vec<String>,
}

impl Setup {
    /// An app that is installed in these workspaces, on the machine's clock.
    pub fn new(workspaces: Vec<Workspace>) -> Self {
        Setup {
            app: App::default(),
            workspaces,
            limits: Limits::default(),
            now: wall_clock(),
            patience: Duration::from_secs(3),
            log: None,
            port: 0,
        }
    }
}

impl Default for App {
    fn default() -> Self {
        App {
            id: "A0KIKU0000".to_owned(),
            app_token: "xapp-1-A0KIKU0000-1-model".to_owned(),
            signing_secret: "8f742231b10e8888abcd99yyyzzz85a5".to_owned(),
            verification_token: "xAbCdEfGhIjKlMnOpQrStUvW".to_owned(),
            commands: vec!["/1on1".to_owned()],
            delivery: Delivery::Socket,
        }
    }
}

impl Workspace {
    /// A workspace whose token has [`ALL_SCOPES`]; its ids and token are made of `key`, such as `ACME`.
    pub fn new(key: &str, people: Vec<Person>, channels: Vec<Channel>) -> Self {
        Workspace {
            id: format!("T0{key}"),
            name: key.to_owned(),
            domain: key.to_lowercase(),
            bot_token: format!("xoxb-{key}-model"),
            scopes: ALL_SCOPES.map(str::to_owned).to_vec(),
            bot_user: format!("U0BOT{key}"),
            bot_id: format!("B0BOT{key}"),
            people,
            channels,
        }
    }
}

impl Person {
    /// Somebody in Tokyo who reads Japanese; the mail address is their handle at `example.co.jp`.
    pub fn new(id: &str, name: &str, real_name: &str) -> Self {
        Person {
            id: id.to_owned(),
            name: name.to_owned(),
            real_name: real_name.to_owned(),
            email: Some(format!("{name}@example.co.jp")),
            tz: "Asia/Tokyo".to_owned(),
            locale: "ja-JP".to_owned(),
            deleted: false,
            is_bot: false,
            is_restricted: false,
            is_ultra_restricted: false,
        }
    }
}

impl Channel {
    /// A public channel with these members.
    pub fn new(id: &str, name: &str, members: &[&str]) -> Self {
        Channel {
            id: id.to_owned(),
            name: name.to_owned(),
            private: false,
            members: members.iter().map(|member| (*member).to_owned()).collect(),
        }
    }
}
