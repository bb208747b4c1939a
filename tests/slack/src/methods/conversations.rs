//! conversations.open, history, list, info (*methods*, same names).

use super::{Answer, Context, Refusal};
use crate::payloads;
use crate::state::{Kind, Message, Room, Team};
use serde_json::{Value, json};

pub(super) fn open(context: &mut Context) -> Answer {
    context.needs("im:write")?;
    if let Some(room) = context.args.get("channel") {
        let team = context.state.team(&context.team);
        return match team.rooms.get(room) {
            Some(room) if room.kind == Kind::Direct => Ok(json!({"channel": {"id": room.id}})),
            Some(_) => Err(Refusal::new("method_not_supported_for_channel_type")),
            None => Err(Refusal::new("channel_not_found")),
        };
    }
    let Some(users) = context.args.get("users") else {
        return Err(Refusal::new("users_list_not_supplied"));
    };
    // Only conversations with one person are modelled.
    let users: Vec<String> = users
        .split(',')
        .map(|user| user.trim().to_owned())
        .collect();
    let [user] = &users[..] else {
        return Err(Refusal::new("too_many_users"));
    };
    match context.state.team(&context.team).people.get(user) {
        None => Err(Refusal::new("user_not_found")),
        Some(person) if person.deleted => Err(Refusal::new("user_disabled")),
        Some(person) if person.is_bot => Err(Refusal::new("user_not_found")),
        Some(_) => {
            let room = context.state.direct(&context.team, user);
            let team = context.state.team(&context.team);
            let full = context.args.flag("return_im");
            Ok(match team.rooms.get(&room).filter(|_| full) {
                Some(room) => json!({"channel": describe(team, room)}),
                None => json!({"channel": {"id": room}}),
            })
        }
    }
}

pub(super) fn history(context: &mut Context) -> Answer {
    let id = context.required("channel")?.to_owned();
    let args = context.args;
    let limit = number(args.get("limit"), 100)?.clamp(1, 999);
    let unknown = || Refusal::new("channel_not_found");
    let room = context
        .state
        .team(&context.team)
        .rooms
        .get(&id)
        .ok_or_else(unknown)?;
    let scope = match room.kind {
        Kind::Direct => "im:history",
        Kind::Public => "channels:history",
        Kind::Private => "groups:history",
    };
    context.needs(scope)?;
    let team = context.state.team(&context.team);
    let room = &team.rooms[&id];
    if !room.members.contains(&team.about.bot_user) {
        return Err(Refusal::new("not_in_channel"));
    }
    let inclusive = args.flag("inclusive");
    let after = |message: &&Message| match args.get("oldest") {
        Some(oldest) => later(&message.ts, oldest) || (inclusive && same(&message.ts, oldest)),
        None => true,
    };
    let before = |message: &&Message| match args.get("latest") {
        Some(latest) => later(latest, &message.ts) || (inclusive && same(&message.ts, latest)),
        None => true,
    };
    let past = |message: &&Message| match args
        .get("cursor")
        .and_then(|cursor| cursor.strip_prefix("next_ts:"))
    {
        Some(ts) => !later(&message.ts, ts),
        None => true,
    };
    let mut found = room
        .messages
        .values()
        .rev()
        .filter(after)
        .filter(before)
        .filter(past);
    let metadata = args.flag("include_all_metadata");
    let page = found.by_ref().take(limit);
    let page: Vec<Value> = page
        .map(|message| payloads::message(&team.about, message, metadata))
        .collect();
    let next = found
        .next()
        .map(|message| format!("next_ts:{}", message.ts));
    let mut answer = json!({"messages": page, "has_more": next.is_some(), "pin_count": 0});
    if let Some(next) = next {
        answer["response_metadata"] = json!({"next_cursor": next});
    }
    Ok(answer)
}

pub(super) fn list(context: &mut Context) -> Answer {
    let args = context.args;
    let types = args.get("types").unwrap_or("public_channel");
    let types: Vec<&str> = types.split(',').map(str::trim).collect();
    for kind in &types {
        match *kind {
            "public_channel" => context.needs("channels:read")?,
            "private_channel" => context.needs("groups:read")?,
            "im" => context.needs("im:read")?,
            "mpim" => context.needs("mpim:read")?,
            _ => return Err(Refusal::new("invalid_types")),
        }
    }
    let limit = number(args.get("limit"), 100)?.clamp(1, 999);
    let start = cursor(args.get("cursor"))?;
    let team = context.state.team(&context.team);
    let wanted = |room: &&Room| {
        let kind = match room.kind {
            Kind::Public => "public_channel",
            Kind::Private => "private_channel",
            Kind::Direct => "im",
        };
        let seen = room.kind != Kind::Private || room.members.contains(&team.about.bot_user);
        types.contains(&kind) && seen
    };
    let all: Vec<&Room> = team.rooms.values().filter(wanted).collect();
    let page = all.iter().skip(start).take(limit);
    let page: Vec<Value> = page.map(|room| describe(team, room)).collect();
    let next = next_cursor(start, limit, all.len());
    Ok(json!({"channels": page, "response_metadata": {"next_cursor": next}}))
}

pub(super) fn info(context: &mut Context) -> Answer {
    let id = context.required("channel")?.to_owned();
    let unknown = || Refusal::new("channel_not_found");
    let team = context.state.team(&context.team);
    let room = team.rooms.get(&id).ok_or_else(unknown)?;
    let scope = match room.kind {
        Kind::Public => "channels:read",
        Kind::Private => "groups:read",
        Kind::Direct => "im:read",
    };
    let hidden = room.kind == Kind::Private && !room.members.contains(&team.about.bot_user);
    context.needs(scope)?;
    if hidden {
        return Err(unknown());
    }
    let team = context.state.team(&context.team);
    let mut channel = describe(team, &team.rooms[&id]);
    if context.args.flag("include_num_members") {
        channel["num_members"] = team.rooms[&id].members.len().into();
    }
    Ok(json!({"channel": channel}))
}

/// A conversation as the methods describe it.
fn describe(team: &Team, room: &Room) -> Value {
    let member = room.members.contains(&team.about.bot_user);
    if let Some(partner) = team.partner(room) {
        return json!({
            "id": room.id, "created": 1_700_000_000, "is_archived": false, "is_im": true,
            "is_org_shared": false, "user": partner, "is_user_deleted": false, "priority": 0,
        });
    }
    let public = room.kind == Kind::Public;
    let note = json!({"value": "", "creator": "", "last_set": 0});
    json!({
        "id": room.id, "name": room.name, "name_normalized": room.name, "is_channel": public, "is_group": !public,
        "is_im": false, "is_mpim": false, "is_private": !public, "created": 1_700_000_000, "is_archived": false,
        "is_general": false, "unlinked": 0, "is_shared": false, "is_org_shared": false,
        "is_ext_shared": false, "is_pending_ext_shared": false, "is_member": member,
        "creator": team.about.bot_user, "topic": note, "purpose": note, "num_members": room.members.len(),
    })
}

/// A number argument.
pub(super) fn number(text: Option<&str>, default: usize) -> Result<usize, Refusal> {
    let number = text.map(str::parse).transpose();
    match number.map_err(|_| Refusal::new("invalid_limit"))? {
        None | Some(0) => Ok(default),
        Some(number) => Ok(number),
    }
}

/// Where a page begins; cursors are opaque to the app.
pub(super) fn cursor(text: Option<&str>) -> Result<usize, Refusal> {
    let Some(text) = text else {
        return Ok(0);
    };
    let number = text
        .strip_prefix("offset:")
        .and_then(|number| number.parse().ok());
    number.ok_or_else(|| Refusal::new("invalid_cursor"))
}

/// The cursor of the next page, empty at the end.
pub(super) fn next_cursor(start: usize, limit: usize, all: usize) -> String {
    match start + limit < all {
        true => format!("offset:{}", start + limit),
        false => String::new(),
    }
}

/// Whether a timestamp is later than another; both may lack their fraction.
fn later(one: &str, other: &str) -> bool {
    micros(one) > micros(other)
}

fn same(one: &str, other: &str) -> bool {
    micros(one) == micros(other)
}

fn micros(ts: &str) -> u64 {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    let fraction = format!("{fraction:0<6}");
    let number = |text: &str| text.parse::<u64>().unwrap_or(0);
    number(seconds) * 1_000_000 + number(&fraction[..6])
}
