//! auth.test, users.list, users.info, users.lookupByEmail, apps.connections.open (*methods*, same names).

use super::conversations::{cursor, next_cursor, number};
use super::{Answer, Context, Refusal};
use crate::payloads;
use serde_json::{Value, json};

/// The most people on one page, and the size of a page if none is asked for.
const PAGE: usize = 1_000;

pub(super) fn test(context: &mut Context) -> Answer {
    let about = &context.state.team(&context.team).about;
    Ok(json!({
        "url": format!("https://{}.slack.com/", about.domain), "team": about.name, "user": "kiku",
        "team_id": about.id, "user_id": about.bot_user, "bot_id": about.bot_id, "is_enterprise_install": false,
    }))
}

pub(super) fn list(context: &mut Context) -> Answer {
    context.needs("users:read")?;
    let limit = number(context.args.get("limit"), PAGE)?.min(PAGE);
    let start = cursor(context.args.get("cursor"))?;
    let locale = context.args.flag("include_locale");
    let now = context.now.as_secs();
    let team = context.state.team(&context.team);
    let ids = team.about.people.iter().map(|person| &person.id);
    let page = ids
        .skip(start)
        .take(limit)
        .filter_map(|id| team.people.get(id));
    let page: Vec<Value> = page
        .map(|person| payloads::user(team, person, locale))
        .collect();
    let next = next_cursor(start, limit, team.about.people.len());
    Ok(json!({"members": page, "cache_ts": now, "response_metadata": {"next_cursor": next}}))
}

pub(super) fn info(context: &mut Context) -> Answer {
    context.needs("users:read")?;
    let user = context.required("user")?.to_owned();
    let locale = context.args.flag("include_locale");
    let team = context.state.team(&context.team);
    match team.people.get(&user) {
        Some(person) => Ok(json!({"user": payloads::user(team, person, locale)})),
        None => Err(Refusal::new("user_not_found")),
    }
}

pub(super) fn lookup(context: &mut Context) -> Answer {
    context.needs("users:read.email")?;
    let email = context.required("email")?.to_lowercase();
    let team = context.state.team(&context.team);
    let mut people = team.people.values();
    let found = people.find(|person| {
        let own = person.email.as_ref().map(|own| own.to_lowercase());
        own.as_ref() == Some(&email) && !person.deleted
    });
    match found {
        Some(person) => Ok(json!({"user": payloads::user(team, person, false)})),
        None => Err(Refusal::new("users_not_found")),
    }
}

/// A WebSocket address that can be used once.
pub(super) fn open_connection(context: &mut Context) -> Answer {
    let ticket = context.state.id("ticket-");
    context.state.tickets.insert(ticket.clone());
    let address = context.address.replacen("http", "ws", 1);
    let app = &context.state.app.id;
    Ok(json!({"url": format!("{address}/link?ticket={ticket}&app_id={app}")}))
}
