//! chat.postMessage, chat.update, chat.postEphemeral (*methods*, same names).

use super::{Answer, Context, Refusal};
use crate::args::Args;
use crate::blocks;
use crate::payloads;
use crate::state::{Kind, Message, State};
use serde_json::{Value, json};

/// *facts*, Block Kit limits: text 40,000.
const TEXT_CHARS: usize = 40_000;
/// *methods*, chat.update, `msg_too_long`: "The `text` field cannot exceed 4,000 characters".
const UPDATED_TEXT_CHARS: usize = 4_000;

/// What a message is made of, checked.
pub(crate) struct Content {
    pub text: Option<String>,
    pub blocks: Option<Vec<Value>>,
}

impl Content {
    /// Blocks get an id where the app gave none (*recorded*, `actions[].block_id`).
    fn named(mut self, state: &mut State) -> Self {
        for block in self.blocks.iter_mut().flatten() {
            if block.get("block_id").and_then(Value::as_str).is_none() {
                block["block_id"] = state.id("b").into();
            }
        }
        self
    }

    /// The message that the bot `user` posts with it.
    pub fn by_bot(self, user: &str, ts: &str) -> Message {
        Message {
            ts: ts.to_owned(),
            user: user.to_owned(),
            by_bot: true,
            text: self.text.unwrap_or_default(),
            blocks: self.blocks.unwrap_or_default(),
            ..Message::default()
        }
    }

    /// Reads and checks `text` and `blocks`.
    pub fn read(
        state: &State,
        team: &str,
        args: &Args,
        text_chars: usize,
    ) -> Result<Content, Refusal> {
        let text = args.get("text").map(str::to_owned);
        let blocks = match args.json("blocks") {
            Ok(Some(Value::Array(blocks))) => Some(blocks),
            Ok(None) => None,
            Ok(Some(_)) | Err(_) => return Err(Refusal::new("invalid_blocks_format")),
        };
        let content = Content { text, blocks };
        content.check(state, team, text_chars)?;
        Ok(content)
    }

    /// Checks against Block Kit's limits.
    pub fn check(&self, state: &State, team: &str, text_chars: usize) -> Result<(), Refusal> {
        let long = |text: &String| text.chars().count() > text_chars;
        if self.text.as_ref().is_some_and(long) {
            return Err(Refusal::new("msg_too_long"));
        }
        if self.text.is_none() && self.blocks.as_ref().is_none_or(Vec::is_empty) {
            return Err(Refusal::new("no_text"));
        }
        let wrong = blocks::check_message(self.blocks.as_deref().unwrap_or_default(), |file| {
            state
                .files
                .get(file)
                .is_some_and(|file| file.complete && file.team == team)
        });
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Refusal::listed("invalid_blocks", wrong)),
        }
    }
}

pub(super) fn post(context: &mut Context) -> Answer {
    context.needs("chat:write")?;
    let channel = context.required("channel")?.to_owned();
    let room = destination(context, &channel)?;
    let content = Content::read(context.state, &context.team, context.args, TEXT_CHARS)?;
    let metadata = metadata(context.args)?.flatten();
    let ts = context.state.ts(context.now);
    let content = content.named(context.state);
    let team = context.state.team(&context.team);
    let message = Message {
        metadata,
        ..content.by_bot(&team.about.bot_user, &ts)
    };
    let shown = payloads::message(&team.about, &message, true);
    let kind = team.room(&room).kind;
    team.room(&room)
        .messages
        .insert(ts.clone(), message.clone());
    if kind == Kind::Direct {
        context
            .told
            .push(payloads::message_event(&team.about, &room, &message));
    }
    Ok(json!({"channel": room, "ts": ts, "message": shown}))
}

pub(super) fn update(context: &mut Context) -> Answer {
    context.needs("chat:write")?;
    let room = context.required("channel")?.to_owned();
    let ts = context.required("ts")?.to_owned();
    // Only ids here: "ensure that this value is a DM ID (starts with `D`) instead of a User ID".
    let team = context.state.team(&context.team);
    let bot = team.about.bot_user.clone();
    let Some(found) = team.rooms.get(&room) else {
        return Err(Refusal::new("channel_not_found"));
    };
    let Some(message) = found.messages.get(&ts) else {
        return Err(Refusal::new("message_not_found"));
    };
    if message.user != bot {
        return Err(Refusal::new("cant_update_message"));
    }
    let content = Content::read(
        context.state,
        &context.team,
        context.args,
        UPDATED_TEXT_CHARS,
    )?;
    let metadata = metadata(context.args)?;
    let shown = change(
        context.state,
        (&context.team, &room, &ts),
        content,
        metadata,
    );
    let team = context.state.team(&context.team);
    if team.room(&room).kind == Kind::Direct {
        let changed = payloads::message_changed(&team.about, &room, &shown);
        context.told.push(changed);
    }
    Ok(json!({"channel": room, "ts": ts, "text": shown["text"], "message": shown}))
}

/// Changes a message that is there. Returns how it stands now.
pub(crate) fn change(
    state: &mut State,
    (team, room, ts): (&str, &str, &str),
    content: Content,
    metadata: Option<Option<Value>>,
) -> Value {
    let content = content.named(state);
    let team = state.team(team);
    let about = team.about.clone();
    let Some(message) = team.room(room).messages.get_mut(ts) else {
        return Value::Null;
    };
    // Text without blocks removes the blocks, and only then clients mark the message as edited
    // (*methods*, chat.update, `blocks`). Metadata stays unless it is given.
    message.edited |= content.blocks.is_none();
    message.blocks = content.blocks.unwrap_or_default();
    message.text = content.text.unwrap_or_default();
    message.changes += 1;
    if let Some(metadata) = metadata {
        message.metadata = metadata;
    }
    payloads::message(&about, message, true)
}

pub(super) fn post_ephemeral(context: &mut Context) -> Answer {
    context.needs("chat:write")?;
    let channel = context.required("channel")?.to_owned();
    let user = context.required("user")?.to_owned();
    let room = destination(context, &channel)?;
    let content = Content::read(context.state, &context.team, context.args, TEXT_CHARS)?;
    if !context
        .state
        .team(&context.team)
        .room(&room)
        .members
        .contains(&user)
    {
        return Err(Refusal::new("user_not_in_channel"));
    }
    let ts = whisper(
        context.state,
        (&context.team, &room, &user),
        content,
        context.now,
    );
    Ok(json!({"message_ts": ts}))
}

/// Shows a message to one person only.
pub(crate) fn whisper(
    state: &mut State,
    (team, room, user): (&str, &str, &str),
    content: Content,
    now: std::time::Duration,
) -> String {
    let ts = state.ts(now);
    let content = content.named(state);
    let team = state.team(team);
    let message = content.by_bot(&team.about.bot_user, &ts);
    team.room(room).whispers.push((user.to_owned(), message));
    ts
}

/// The conversation that a channel argument names: an id, a person's id, or a name
/// (*methods*, chat.postMessage, `channel`).
fn destination(context: &mut Context, channel: &str) -> Result<String, Refusal> {
    let unknown = || Refusal::new("channel_not_found");
    let team = context.state.team(&context.team);
    if let Some(person) = team.people.get(channel) {
        if person.deleted || person.is_bot {
            return Err(unknown());
        }
        return Ok(context.state.direct(&context.team, channel));
    }
    let bot = &team.about.bot_user;
    let name = channel.trim_start_matches('#');
    let by_name = team
        .rooms
        .values()
        .find(|room| room.name == name && room.kind != Kind::Direct);
    let room = team.rooms.get(channel).or(by_name).ok_or_else(unknown)?;
    let gone = |id: &str| team.people.get(id).is_none_or(|person| person.deleted);
    match room.kind {
        Kind::Direct if team.partner(room).is_none_or(gone) => Err(unknown()),
        Kind::Private if !room.members.contains(bot) => Err(unknown()),
        Kind::Public if !room.members.contains(bot) => Err(Refusal::new("not_in_channel")),
        _ => Ok(room.id.clone()),
    }
}

/// `metadata`: not given, given as empty, or given (*methods*, chat.update, `metadata`).
fn metadata(args: &Args) -> Result<Option<Option<Value>>, Refusal> {
    let wrong = || Refusal::new("invalid_metadata_format");
    let Some(metadata) = args.json("metadata").map_err(|_| wrong())? else {
        return Ok(None);
    };
    if metadata == json!({}) {
        return Ok(Some(None));
    }
    let typed = metadata["event_type"]
        .as_str()
        .is_some_and(|kind| !kind.is_empty());
    match typed && metadata["event_payload"].is_object() {
        true => Ok(Some(Some(metadata))),
        false => Err(wrong()),
    }
}
