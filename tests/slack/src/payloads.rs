//! What Slack sends: users, messages, events, interactions, commands.
//!
//! Shapes are those of *recorded*; each field that is not recorded names where it is documented.

use crate::methods::view_json;
use crate::read::Control;
use crate::setup::{App, Person, Workspace};
use crate::state::{Message, OpenView, Room, Team};
use serde_json::{Map, Value, json};

/// A user object (docs.slack.dev, object types, user; *facts*, users).
pub(crate) fn user(team: &Team, person: &Person, locale: bool) -> Value {
    let email = team
        .about
        .scopes
        .iter()
        .any(|scope| scope == "users:read.email");
    let mut profile = json!({
        "real_name": person.real_name, "real_name_normalized": person.real_name,
        "display_name": person.name, "display_name_normalized": person.name, "team": team.about.id,
        "title": "", "phone": "", "status_text": "", "status_emoji": "", "avatar_hash": "g0000000000",
    });
    if let Some(address) = person.email.as_ref().filter(|_| email) {
        profile["email"] = address.as_str().into();
    }
    let mut user = json!({
        "id": person.id, "team_id": team.about.id, "name": person.name, "deleted": person.deleted,
        "profile": profile, "is_bot": person.is_bot, "is_app_user": false, "updated": 1_700_000_000,
    });
    if !person.deleted {
        let more = json!({
            "real_name": person.real_name, "color": "9f69e7", "tz": person.tz, "tz_label": person.tz,
            "tz_offset": 32_400, "is_admin": false, "is_owner": false, "is_primary_owner": false,
            "is_restricted": person.is_restricted, "is_ultra_restricted": person.is_ultra_restricted,
            "is_email_confirmed": true, "who_can_share_contact_card": "EVERYONE",
        });
        extend(&mut user, more);
    }
    if locale {
        user["locale"] = person.locale.as_str().into();
    }
    user
}

/// A message as methods and interactions show it.
pub(crate) fn message(about: &Workspace, message: &Message, metadata: bool) -> Value {
    let mut value = json!({
        "user": message.user, "type": "message", "ts": message.ts, "text": message.text, "team": about.id,
    });
    if message.by_bot {
        value["bot_id"] = about.bot_id.as_str().into();
    }
    if !message.blocks.is_empty() {
        value["blocks"] = message.blocks.clone().into();
    }
    if message.edited {
        value["edited"] = json!({"user": message.user, "ts": message.ts});
    }
    if let Some(kept) = message.metadata.as_ref().filter(|_| metadata) {
        value["metadata"] = kept.clone();
    }
    value
}

/// `message.im`: what was said in the conversation with the bot, the bot's own words too (*recorded*, dmMessage).
pub(crate) fn message_event(about: &Workspace, room: &str, message: &Message) -> Value {
    let mut event = json!({
        "type": "message", "user": message.user, "ts": message.ts, "text": message.text,
        "channel": room, "event_ts": message.ts, "channel_type": "im",
    });
    if message.by_bot {
        // docs.slack.dev, events, message.im: what an app posts carries its bot.
        event["bot_id"] = about.bot_id.as_str().into();
        event["blocks"] = message.blocks.clone().into();
    }
    event
}

/// docs.slack.dev, events, message_changed.
pub(crate) fn message_changed(about: &Workspace, room: &str, now: &Value) -> Value {
    json!({
        "type": "message", "subtype": "message_changed", "hidden": true, "channel": room, "channel_type": "im",
        "ts": now["ts"], "event_ts": now["ts"], "message": now, "previous_message": {
            "type": "message", "user": about.bot_user, "ts": now["ts"], "text": "",
        },
    })
}

/// An event in its wrapper (*recorded*). Not recorded but documented (docs.slack.dev, Events API, event callback):
/// `event_id`, which names the event in all its deliveries, and `event_time`.
pub(crate) fn event_callback(
    app: &App,
    about: &Workspace,
    event: Value,
    id: &str,
    time: u64,
) -> Value {
    json!({
        "token": app.verification_token, "team_id": about.id, "api_app_id": app.id, "event": event,
        "type": "event_callback", "event_id": id, "event_time": time,
        "authorizations": [{"user_id": about.bot_user, "is_bot": true}],
    })
}

/// Where a control was used.
pub(crate) enum At<'a> {
    Message {
        room: &'a Room,
        message: &'a Message,
        ephemeral: bool,
        response_url: &'a str,
    },
    View(&'a OpenView),
}

/// `block_actions` (*recorded*, action, staticSelectAction).
pub(crate) fn block_actions(
    (app, team, person): (&App, &Team, &Person),
    trigger: &str,
    at: &At,
    action: Value,
) -> Value {
    let mut payload = interaction("block_actions", (app, team, person), trigger);
    payload["actions"] = json!([action]);
    match at {
        At::Message {
            room,
            message: pressed,
            ephemeral,
            response_url,
        } => {
            payload["container"] = json!({
                "type": "message", "message_ts": pressed.ts, "channel_id": room.id, "is_ephemeral": ephemeral,
            });
            payload["channel"] = json!({"id": room.id, "name": room.name});
            payload["response_url"] = (*response_url).into();
            // An ephemeral message is not in the payload (docs.slack.dev, block_actions payload, `message`).
            if !ephemeral {
                payload["message"] = message(&team.about, pressed, false);
            }
        }
        At::View(open) => {
            // docs.slack.dev, block_actions payload: `container` of type view, `view` instead of channel and message.
            payload["container"] = json!({"type": "view", "view_id": open.id});
            payload["view"] = view_json(team, &app.id, open);
        }
    }
    payload
}

/// `view_submission` (docs.slack.dev, view interactions payload); the view's state holds what was typed.
pub(crate) fn view_submission(
    about: (&App, &Team, &Person),
    trigger: &str,
    open: &OpenView,
) -> Value {
    let (app, team, _) = about;
    let mut payload = interaction("view_submission", about, trigger);
    let mut view = view_json(team, &app.id, open);
    let mut values = Map::new();
    for block in open.view["blocks"].as_array().into_iter().flatten() {
        if block["type"] != "input" {
            continue;
        }
        let (block_id, element) = (
            block["block_id"].as_str().unwrap_or_default(),
            &block["element"],
        );
        let typed = open.typed.get(block_id).filter(|typed| !typed.is_empty());
        let action_id = element["action_id"].as_str().unwrap_or("action");
        let value = json!({"type": element["type"], "value": typed});
        values.insert(block_id.to_owned(), json!({ action_id: value }));
    }
    view["state"]["values"] = Value::Object(values);
    payload["view"] = view;
    payload["response_urls"] = json!([]);
    payload
}

/// What every interaction has (*recorded*).
fn interaction(kind: &str, (app, team, person): (&App, &Team, &Person), trigger: &str) -> Value {
    json!({
        "type": kind, "api_app_id": app.id, "token": app.verification_token, "trigger_id": trigger,
        "user": {
            "id": person.id, "username": person.name, "name": person.name, "team_id": team.about.id,
        },
        "team": {"id": team.about.id, "domain": team.about.domain},
    })
}

/// One used control, as it stands in `actions` (*recorded*).
pub(crate) fn action(
    control: &Control,
    element: &Value,
    option: Option<&Value>,
    ts: &str,
) -> Value {
    let mut action = json!({
        "type": control.kind, "block_id": control.block_id, "action_id": control.action_id, "action_ts": ts,
    });
    if control.kind == "button" {
        action["text"] = filled(&element["text"]);
        // docs.slack.dev, block_actions payload: the button's `value`, if it has one.
        if !control.value.is_empty() {
            action["value"] = control.value.as_str().into();
        }
        return action;
    }
    if let Some(option) = option {
        action["selected_option"] =
            json!({"text": filled(&option["text"]), "value": option["value"]});
    }
    if element["placeholder"].is_object() {
        action["placeholder"] = filled(&element["placeholder"]);
    }
    action
}

/// A text object with the fields that Slack fills in (*recorded*: `emoji` of plain text, `verbatim` of mrkdwn).
fn filled(text: &Value) -> Value {
    let mut text = text.clone();
    let (name, value) = match text["type"].as_str() {
        Some("mrkdwn") => ("verbatim", false),
        _ => ("emoji", true),
    };
    if text[name].is_null() {
        text[name] = value.into();
    }
    text
}

/// A slash command as a form (docs.slack.dev, slash commands, "preparing your app to receive commands").
pub(crate) fn command(
    (app, team, person): (&App, &Team, &Person),
    room: &Room,
    (command, text): (&str, &str),
    (trigger, response_url): (&str, &str),
) -> Value {
    json!({
        "token": app.verification_token, "team_id": team.about.id, "team_domain": team.about.domain,
        "channel_id": room.id, "channel_name": room.name, "user_id": person.id, "user_name": person.name,
        "command": command, "text": text, "api_app_id": app.id, "is_enterprise_install": "false",
        "response_url": response_url, "trigger_id": trigger,
    })
}

fn extend(value: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (value, more) {
        fields.extend(more);
    }
}
