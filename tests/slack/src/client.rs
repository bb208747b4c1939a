//! Somebody's Slack client: what it shows them, and what they press, type and send in it.

use crate::deliver;
use crate::methods::{Content, checked_view, whisper};
use crate::model::Slack;
use crate::mrkdwn::encoded;
use crate::payloads::{self, At};
use crate::read::{self, Control, Shown};
use crate::state::{Message, OpenView, ResponseUrl, State, Trigger};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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

/// An open modal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// Its title.
    pub title: String,
    /// What stands on the button that sends it.
    pub submit: String,
    /// All its words.
    pub text: String,
    /// Its text fields, top to bottom.
    pub fields: Vec<ModalField>,
}

/// A text field of a modal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModalField {
    /// The block it stands in; errors are told by it.
    pub block_id: String,
    /// The element's id.
    pub action_id: String,
    /// Its label.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What is said to be wrong with it.
    pub error: Option<String>,
    /// Whether it may be empty.
    pub optional: bool,
    /// How many characters it takes.
    pub max_length: usize,
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

    /// The modal that is open.
    pub fn modal(&self) -> Option<Modal> {
        let mut state = self.slack.0.lock();
        let open = state.team(&self.team).modals.get(&self.user)?;
        let blocks = open.view["blocks"].as_array().cloned().unwrap_or_default();
        Some(Modal {
            title: read::text(&open.view["title"]).text,
            submit: read::text(&open.view["submit"]).text,
            text: read::blocks(&blocks).text,
            fields: blocks
                .iter()
                .filter_map(|block| field(open, block))
                .collect(),
        })
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

    /// Types into the open modal, by block id or action id, and sends it.
    ///
    /// # Panics
    /// When no modal is open, or it has no such field.
    pub async fn submit(&self, values: &[(&str, &str)]) -> Outcome {
        let Some(modal) = self.modal() else {
            panic!("{} has no open modal", self.user);
        };
        let mut typed = BTreeMap::new();
        for (key, value) in values {
            let mut fields = modal.fields.iter();
            let field = fields.find(|field| field.block_id == *key || field.action_id == *key);
            let field = field.unwrap_or_else(|| panic!("no field '{key}' in {modal:#?}"));
            typed.insert(field.block_id.clone(), (*value).to_owned());
        }
        let Some(payload) = self.typed(&modal, typed) else {
            return Outcome::Incomplete;
        };
        match deliver::interaction(&self.slack, payload).await {
            Some(answer) => self.answered(answer),
            None => Outcome::Failed,
        }
    }

    /// Closes the open modal without sending it.
    pub fn close_modal(&self) {
        self.slack
            .0
            .lock()
            .team(&self.team)
            .modals
            .remove(&self.user);
    }

    /// Keeps what was typed; the payload, if the client would send the form.
    fn typed(&self, modal: &Modal, typed: BTreeMap<String, String>) -> Option<Value> {
        let state = &mut *self.slack.0.lock();
        let trigger = self.trigger(state);
        let app = state.app.clone();
        let team = state.team(&self.team);
        let open = team.modals.get_mut(&self.user)?;
        open.typed.extend(typed);
        open.errors.clear();
        for field in &modal.fields {
            let value = open
                .typed
                .get(&field.block_id)
                .map(String::as_str)
                .unwrap_or_default();
            let missing = value.is_empty() && !field.optional;
            if missing || value.chars().count() > field.max_length {
                open.errors.insert(
                    field.block_id.clone(),
                    "Please complete this required field.".to_owned(),
                );
            }
        }
        let open = open.clone();
        let person = team.people[&self.user].clone();
        open.errors
            .is_empty()
            .then(|| payloads::view_submission((&app, team, &person), &trigger, &open))
    }

    /// What the acknowledgement does to the modal (docs.slack.dev, modals, "closing, updating, errors").
    fn answered(&self, answer: Value) -> Outcome {
        let state = &mut *self.slack.0.lock();
        let Some(open) = state.team(&self.team).modals.get(&self.user).cloned() else {
            return Outcome::Taken;
        };
        let next = match answer["response_action"].as_str() {
            None | Some("clear") => None,
            Some("errors") => {
                let Some(errors) = errors_of(&open, &answer) else {
                    return Outcome::Failed;
                };
                Some(OpenView { errors, ..open })
            }
            // A pushed view stands before the person like an updated one; the stack below it is not modelled.
            Some("update" | "push") => {
                let Ok(view) = checked_view(state, &self.team, "modal", answer["view"].clone())
                else {
                    return Outcome::Failed;
                };
                let typed = crate::blocks::initial_values(&view);
                Some(OpenView {
                    view,
                    typed,
                    errors: BTreeMap::new(),
                    ..open
                })
            }
            Some(_) => return Outcome::Failed,
        };
        let team = state.team(&self.team);
        match next {
            Some(next) => team.modals.insert(self.user.clone(), next),
            None => team.modals.remove(&self.user),
        };
        Outcome::Taken
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

/// Errors name input blocks of the view; anything else makes no sense to the client.
fn errors_of(open: &OpenView, answer: &Value) -> Option<BTreeMap<String, String>> {
    let blocks = open.view["blocks"].as_array()?;
    let is_input = |id: &str| {
        let mut inputs = blocks.iter().filter(|block| block["type"] == "input");
        inputs.any(|block| block["block_id"] == id)
    };
    let errors = answer["errors"]
        .as_object()
        .filter(|errors| !errors.is_empty())?;
    let errors = errors.iter().map(|(id, error)| {
        let error = error.as_str().filter(|_| is_input(id))?;
        Some((id.clone(), error.to_owned()))
    });
    errors.collect()
}

fn field(open: &OpenView, block: &Value) -> Option<ModalField> {
    let element =
        Some(&block["element"]).filter(|element| element["type"] == "plain_text_input")?;
    let block_id = block["block_id"].as_str().unwrap_or_default().to_owned();
    let max_length = element["max_length"].as_u64().unwrap_or(3_000);
    Some(ModalField {
        action_id: element["action_id"].as_str().unwrap_or_default().to_owned(),
        label: read::text(&block["label"]).text,
        value: open.typed.get(&block_id).cloned().unwrap_or_default(),
        error: open.errors.get(&block_id).cloned(),
        optional: block["optional"] == true,
        max_length: usize::try_from(max_length).unwrap_or(usize::MAX),
        block_id,
    })
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
