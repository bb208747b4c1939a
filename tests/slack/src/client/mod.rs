//! Somebody's Slack client: what it shows them, and what they press, type and send in it.

mod modal;

pub use modal::{Modal, ModalField};

use crate::deliver;
use crate::methods::{Content, whisper};
use crate::model::Slack;
use crate::mrkdwn::encoded;
use crate::payloads::{self, At};
use crate::read::{self, Control, Shown};
use crate::state::{Message, ResponseUrl, State, Trigger};
use serde_json::{Value, json};

/// Somebody's Slack client.
#[derive(Clone)]
pub struct Client {
    slack: Slack,
    team: String,
    user: String,
}

/// What came of something that was done, as the person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The app acknowledged it.
    Taken,
    /// Slack said that it did not work: no acknowledgement within three seconds, or one that makes no sense.
    Failed,
    /// The client did not send the form: a field is empty that must not be, or too long.
    Incomplete,
}

impl Client {
    pub(crate) fn new(slack: Slack, team: &str, user: &str) -> Self {
        let (team, user) = (team.to_owned(), user.to_owned());
        Client { slack, team, user }
    }

    /// The id of the conversation with the bot.
    pub fn direct_id(&self) -> String {
        self.slack.0.lock().direct(&self.team, &self.user)
    }

    /// The conversation with the bot, oldest first.
    pub fn direct(&self) -> Vec<Shown> {
        let room = self.direct_id();
        self.conversation(&room)
    }

    /// A conversation by its id, oldest first, with what only this person sees; nothing if they are no member.
    pub fn conversation(&self, room: &str) -> Vec<Shown> {
        let mut state = self.slack.0.lock();
        let Some(room) = state.team(&self.team).rooms.get(room) else {
            return Vec::new();
        };
        if !room.members.contains(&self.user) {
            return Vec::new();
        }
        let messages = room
            .messages
            .values()
            .map(|message| read::message(&room.id, message, false));
        let own = room.whispers.iter().filter(|(user, _)| *user == self.user);
        let own = own.map(|(_, whisper)| read::message(&room.id, whisper, true));
        let mut all: Vec<Shown> = messages.chain(own).collect();
        all.sort_by(|one, other| one.ts.cmp(&other.ts));
        all
    }

    /// The app's home tab, if the app has published one for this person.
    pub fn home(&self) -> Option<Shown> {
        let mut state = self.slack.0.lock();
        let open = state.team(&self.team).homes.get(&self.user)?;
        let blocks = open.view["blocks"].as_array().cloned().unwrap_or_default();
        Some(read::blocks(&blocks))
    }

    /// Uses the control with this value on a message: presses a button, or chooses an answer.
    ///
    /// # Panics
    /// When this person sees no such control.
    pub async fn press(&self, room: &str, ts: &str, value: &str) -> Outcome {
        let payload = self.pressed(room, ts, |control| control.value == value);
        let payload = payload.unwrap_or_else(|| panic!("no control '{value}' on {ts} in {room}"));
        taken(deliver::interaction(&self.slack, payload).await)
    }

    /// Uses the control with this label on a message.
    ///
    /// # Panics
    /// When this person sees no such control.
    pub async fn press_label(&self, message: &Shown, label: &str) -> Outcome {
        let payload = self.pressed(&message.channel, &message.ts, |control| {
            control.label == label
        });
        let payload =
            payload.unwrap_or_else(|| panic!("no control '{label}' on:\n{}", message.text));
        taken(deliver::interaction(&self.slack, payload).await)
    }

    /// What Slack would deliver if the control with this value were used; for tests that deliver it themselves.
    pub fn payload_of_press(&self, room: &str, ts: &str, value: &str) -> Option<Value> {
        self.pressed(room, ts, |control| control.value == value)
    }

    /// Uses the control with this label on the home tab.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press_home(&self, label: &str) -> Outcome {
        let payload = {
            let state = &mut *self.slack.0.lock();
            let open = state.team(&self.team).homes.get(&self.user).cloned();
            let found = open.as_ref().and_then(|open| {
                let blocks = open.view["blocks"].as_array()?;
                element_of(blocks, |control| control.label == label)
            });
            let (Some(open), Some((control, element, option))) = (&open, found) else {
                panic!("no control '{label}' on the home tab");
            };
            let trigger = self.trigger(state);
            let ts = state.ts(self.slack.0.now());
            let action = payloads::action(&control, &element, option.as_ref(), &ts);
            let app = state.app.clone();
            let team = state.team(&self.team);
            let person = team.people[&self.user].clone();
            payloads::block_actions((&app, team, &person), &trigger, &At::View(open), action)
        };
        taken(deliver::interaction(&self.slack, payload).await)
    }

    fn pressed(&self, room: &str, ts: &str, wanted: impl Fn(&Control) -> bool) -> Option<Value> {
        let state = &mut *self.slack.0.lock();
        let (message, ephemeral) = self.seen(state, room, ts)?;
        let (control, element, option) = element_of(&message.blocks, wanted)?;
        let trigger = self.trigger(state);
        let response_url = self.response_url(state, room, Some(ts));
        let at = state.ts(self.slack.0.now());
        let action = payloads::action(&control, &element, option.as_ref(), &at);
        let app = state.app.clone();
        let team = state.team(&self.team);
        let person = team.people[&self.user].clone();
        let at = At::Message {
            room: &team.rooms[room],
            message: &message,
            ephemeral,
            response_url: &response_url,
        };
        Some(payloads::block_actions(
            (&app, team, &person),
            &trigger,
            &at,
            action,
        ))
    }

    /// A message that this person sees, and whether only they do.
    fn seen(&self, state: &mut State, room: &str, ts: &str) -> Option<(Message, bool)> {
        let room = state.team(&self.team).rooms.get(room)?;
        if !room.members.contains(&self.user) {
            return None;
        }
        let mut own = room.whispers.iter().filter(|(user, _)| *user == self.user);
        let whisper = own.find(|(_, whisper)| whisper.ts == ts);
        let whisper = whisper.map(|(_, whisper)| (whisper.clone(), true));
        whisper.or_else(|| Some((room.messages.get(ts)?.clone(), false)))
    }

    /// Gives a command, such as `/1on1`, in the conversation with the bot.
    ///
    /// # Panics
    /// When the app has no such command.
    pub async fn command(&self, command: &str, text: &str) -> Outcome {
        let room = self.direct_id();
        self.command_in(&room, command, text).await
    }

    /// Gives a command in any conversation.
    ///
    /// # Panics
    /// When the app has no such command.
    pub async fn command_in(&self, room: &str, command: &str, text: &str) -> Outcome {
        let fields = {
            let state = &mut *self.slack.0.lock();
            let app = state.app.clone();
            assert!(
                app.commands.iter().any(|own| own == command),
                "no command {command}"
            );
            let trigger = self.trigger(state);
            let response_url = self.response_url(state, room, None);
            let team = state.team(&self.team);
            let person = team.people[&self.user].clone();
            let typed = encoded(text);
            let given = (&app, &*team, &person);
            payloads::command(
                given,
                &team.rooms[room],
                (command, &typed),
                (&trigger, &response_url),
            )
        };
        let Some(answer) = deliver::command(&self.slack, fields).await else {
            return Outcome::Failed;
        };
        self.told(room, answer)
    }

    /// The acknowledgement of a command may answer it (docs.slack.dev, slash commands, "responding").
    fn told(&self, room: &str, answer: Value) -> Outcome {
        let content = match &answer {
            Value::Null => return Outcome::Taken,
            Value::String(text) => Content {
                text: Some(text.clone()),
                blocks: None,
            },
            fields => Content {
                text: fields["text"].as_str().map(str::to_owned),
                blocks: fields["blocks"].as_array().cloned(),
            },
        };
        if content.text.is_none() && content.blocks.is_none() {
            return Outcome::Taken;
        }
        let state = &mut *self.slack.0.lock();
        if content.check(state, &self.team, 40_000).is_err()
            || answer["response_type"] == "in_channel"
        {
            return Outcome::Failed;
        }
        whisper(
            state,
            (&self.team, room, &self.user),
            content,
            self.slack.0.now(),
        );
        Outcome::Taken
    }

    /// Writes into the conversation with the bot.
    pub async fn say(&self, text: &str) -> Outcome {
        let event = {
            let state = &mut *self.slack.0.lock();
            let room = state.direct(&self.team, &self.user);
            let ts = state.ts(self.slack.0.now());
            let message = Message {
                ts: ts.clone(),
                user: self.user.clone(),
                text: as_typed(text),
                ..Message::default()
            };
            let team = state.team(&self.team);
            team.room(&room).messages.insert(ts, message.clone());
            payloads::message_event(&team.about, &room, &message)
        };
        match deliver::event(&self.slack, &self.team, event).await {
            true => Outcome::Taken,
            false => Outcome::Failed,
        }
    }

    /// Opens the app's home tab (docs.slack.dev, events, app_home_opened).
    pub async fn open_home(&self) -> Outcome {
        let event = {
            let state = &mut *self.slack.0.lock();
            let room = state.direct(&self.team, &self.user);
            let ts = state.ts(self.slack.0.now());
            let app = state.app.id.clone();
            let mut event = json!({
                "type": "app_home_opened", "user": self.user, "channel": room, "tab": "home", "event_ts": ts,
            });
            let team = state.team(&self.team);
            if let Some(open) = team.homes.get(&self.user) {
                event["view"] = crate::methods::view_json(team, &app, open);
            }
            event
        };
        match deliver::event(&self.slack, &self.team, event).await {
            true => Outcome::Taken,
            false => Outcome::Failed,
        }
    }

    fn trigger(&self, state: &mut State) -> String {
        let id = state.id("trigger-").replacen("trigger-", "", 1);
        let key = format!("{}.{}.{}", number(&id), number(&id) + 1, id.to_lowercase());
        let trigger = Trigger {
            team: self.team.clone(),
            user: self.user.clone(),
            given: self.slack.0.now(),
            used: false,
        };
        state.triggers.insert(key.clone(), trigger);
        key
    }

    fn response_url(&self, state: &mut State, room: &str, message: Option<&str>) -> String {
        let key = state.id("R");
        let url = ResponseUrl {
            team: self.team.clone(),
            user: self.user.clone(),
            room: room.to_owned(),
            message: message.map(str::to_owned),
            given: self.slack.0.now(),
            uses: 0,
        };
        state.urls.insert(key.clone(), url);
        format!("http://{}/respond/{key}", self.slack.0.address)
    }
}

fn taken(answer: Option<Value>) -> Outcome {
    match answer {
        Some(_) => Outcome::Taken,
        None => Outcome::Failed,
    }
}

fn number(hex: &str) -> u64 {
    u64::from_str_radix(hex, 16).unwrap_or_default()
}

/// The control that is wanted, its element, and the option of a menu or group.
fn element_of(
    blocks: &[Value],
    wanted: impl Fn(&Control) -> bool,
) -> Option<(Control, Value, Option<Value>)> {
    let control = read::blocks(blocks).controls.into_iter().find(wanted)?;
    let block = blocks
        .iter()
        .find(|block| block["block_id"] == control.block_id.as_str())?;
    let accessory = std::iter::once(&block["accessory"]);
    let mut elements = block["elements"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(accessory);
    let options = |element: &Value| element["options"].as_array().cloned().unwrap_or_default();
    let element = elements.find(|element| {
        let carries = element["value"] == control.value.as_str()
            || options(element)
                .iter()
                .any(|option| option["value"] == control.value.as_str());
        element["action_id"].as_str().unwrap_or_default() == control.action_id && carries
    })?;
    let option = options(element)
        .into_iter()
        .find(|option| option["value"] == control.value.as_str());
    Some((control, element.clone(), option))
}

/// What somebody types becomes text with entities, and addresses become links
/// (docs.slack.dev, formatting, "retrieving messages").
fn as_typed(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end();
        match bare.starts_with("https://") || bare.starts_with("http://") {
            true => format!("<{}>{}", encoded(bare), &word[bare.len()..]),
            false => encoded(word),
        }
    });
    words.collect()
}
