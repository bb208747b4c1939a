//! Everything Slack knows: workspaces, conversations, messages, views, files, and what is under way.

use crate::faults::Faults;
use crate::limits::Windows;
use crate::setup::{App, Person, Setup, Workspace};
use crate::wire::Delivered;
use crate::{Call, Limits};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// All state, behind one lock.
pub(crate) struct State {
    pub app: App,
    pub teams: BTreeMap<String, Team>,
    pub limits: Limits,
    pub windows: Windows,
    pub faults: Faults,
    pub triggers: BTreeMap<String, Trigger>,
    pub urls: BTreeMap<String, ResponseUrl>,
    pub files: BTreeMap<String, File>,
    /// Socket Mode addresses that were handed out and not used yet.
    pub tickets: BTreeSet<String>,
    pub sockets: Vec<Socket>,
    /// Where an envelope's acknowledgement is awaited.
    pub awaited: BTreeMap<String, oneshot::Sender<Value>>,
    pub retries: Vec<Retry>,
    /// Deliveries of events that are under way.
    pub in_flight: usize,
    pub envelopes: Vec<Value>,
    pub delivered: Vec<Delivered>,
    pub calls: Vec<Call>,
    /// How many ids of each kind were given.
    counters: BTreeMap<String, u64>,
    last_micros: u64,
}

/// A workspace.
pub(crate) struct Team {
    pub about: Workspace,
    pub people: BTreeMap<String, Person>,
    pub rooms: BTreeMap<String, Room>,
    /// A person's conversation with the bot.
    pub directs: BTreeMap<String, String>,
    pub homes: BTreeMap<String, OpenView>,
    pub modals: BTreeMap<String, OpenView>,
}

/// A conversation.
#[derive(Default)]
pub(crate) struct Room {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub members: BTreeSet<String>,
    pub messages: BTreeMap<String, Message>,
    /// Seen by one person only.
    pub whispers: Vec<(String, Message)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    Public,
    Private,
    Direct,
}

/// A message as it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Message {
    pub ts: String,
    /// Who wrote it: the bot's user or a person.
    pub user: String,
    pub by_bot: bool,
    pub text: String,
    pub blocks: Vec<Value>,
    pub metadata: Option<Value>,
    /// Whether clients mark it as edited.
    pub edited: bool,
    /// How often it was changed.
    pub changes: usize,
}

/// A modal or home page as it stands before somebody.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OpenView {
    pub id: String,
    pub hash: String,
    /// As the app gave it.
    pub view: Value,
    /// What is typed, by block id.
    pub typed: BTreeMap<String, String>,
    /// What is wrong, by block id.
    pub errors: BTreeMap<String, String>,
}

/// Allows one view to be opened for a person.
pub(crate) struct Trigger {
    pub team: String,
    pub user: String,
    pub given: Duration,
    pub used: bool,
}

/// Where the app may answer an interaction.
pub(crate) struct ResponseUrl {
    pub team: String,
    pub user: String,
    pub room: String,
    /// The message whose control was used.
    pub message: Option<String>,
    pub given: Duration,
    pub uses: usize,
}

/// An uploaded file.
#[derive(Default)]
pub(crate) struct File {
    pub team: String,
    pub name: String,
    pub length: usize,
    pub bytes: Option<Vec<u8>>,
    pub complete: bool,
}

/// A connection of Socket Mode.
pub(crate) struct Socket {
    pub id: u64,
    pub frames: mpsc::UnboundedSender<String>,
    pub open: watch::Receiver<bool>,
}

/// An event that is delivered again later.
pub(crate) struct Retry {
    pub due: Duration,
    pub event: Value,
    /// The number of the next attempt to repeat it, from 1.
    pub number: usize,
    pub reason: &'static str,
}

impl State {
    pub fn new(setup: &Setup) -> Self {
        let teams = setup.workspaces.iter().cloned();
        State {
            app: setup.app.clone(),
            teams: teams
                .map(|about| (about.id.clone(), Team::new(about)))
                .collect(),
            limits: setup.limits.clone(),
            windows: Windows::default(),
            faults: Faults::default(),
            triggers: BTreeMap::new(),
            urls: BTreeMap::new(),
            files: BTreeMap::new(),
            tickets: BTreeSet::new(),
            sockets: Vec::new(),
            awaited: BTreeMap::new(),
            retries: Vec::new(),
            in_flight: 0,
            envelopes: Vec::new(),
            delivered: Vec::new(),
            calls: Vec::new(),
            counters: BTreeMap::new(),
            last_micros: 0,
        }
    }

    /// A new id with this prefix. Each kind is counted by itself, so that how payloads travel changes no other id.
    pub fn id(&mut self, prefix: &str) -> String {
        let counter = self.counters.entry(prefix.to_owned()).or_default();
        *counter += 1;
        format!("{prefix}{:08X}", 0xA5_0000 + *counter)
    }

    /// A timestamp that no message had before: seconds and microseconds.
    pub fn ts(&mut self, now: Duration) -> String {
        let micros = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        self.last_micros = micros.max(self.last_micros + 1);
        let (seconds, micros) = (self.last_micros / 1_000_000, self.last_micros % 1_000_000);
        format!("{seconds}.{micros:06}")
    }

    /// The workspace of a token; the team must be known.
    pub fn team(&mut self, id: &str) -> &mut Team {
        match self.teams.get_mut(id) {
            Some(team) => team,
            None => panic!("the model has no workspace {id}"),
        }
    }

    /// The person's conversation with the bot, opened if there is none.
    pub fn direct(&mut self, team: &str, user: &str) -> String {
        if let Some(room) = self.team(team).directs.get(user) {
            return room.clone();
        }
        let id = self.id("D0");
        let team = self.team(team);
        let members = [user.to_owned(), team.about.bot_user.clone()];
        let room = Room {
            id: id.clone(),
            // Interactions call it so (observed widely; `channel.name` is a string in *recorded*).
            name: "directmessage".to_owned(),
            kind: Kind::Direct,
            members: members.into(),
            ..Room::default()
        };
        team.rooms.insert(id.clone(), room);
        team.directs.insert(user.to_owned(), id.clone());
        id
    }
}

impl Team {
    fn new(about: Workspace) -> Self {
        let people = about.people.iter().cloned();
        let rooms = about.channels.iter().map(|channel| {
            let room = Room {
                id: channel.id.clone(),
                name: channel.name.clone(),
                kind: if channel.private {
                    Kind::Private
                } else {
                    Kind::Public
                },
                members: channel.members.iter().cloned().collect(),
                ..Room::default()
            };
            (channel.id.clone(), room)
        });
        Team {
            people: people.map(|person| (person.id.clone(), person)).collect(),
            rooms: rooms.collect(),
            directs: BTreeMap::new(),
            homes: BTreeMap::new(),
            modals: BTreeMap::new(),
            about,
        }
    }

    /// A conversation that is there.
    pub fn room(&mut self, id: &str) -> &mut Room {
        match self.rooms.get_mut(id) {
            Some(room) => room,
            None => panic!("the model has no conversation {id}"),
        }
    }

    /// The person of a direct conversation.
    pub fn partner<'r>(&self, room: &'r Room) -> Option<&'r str> {
        if room.kind != Kind::Direct {
            return None;
        }
        let mut members = room.members.iter();
        members
            .find(|id| **id != self.about.bot_user)
            .map(String::as_str)
    }
}
