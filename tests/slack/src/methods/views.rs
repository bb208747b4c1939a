//! views.open, views.update, views.publish (*methods*, same names), and what a view looks like.

use super::{Answer, Context, Refusal};
use crate::blocks;
use crate::state::{OpenView, State, Team};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a trigger lives (*facts*, deadlines: about 3 s, single use).
const TRIGGER_LIFE: Duration = Duration::from_secs(3);
/// *facts*, Block Kit limits: a view is at most 250 kB.
const VIEW_BYTES: usize = 250_000;

pub(super) fn open(context: &mut Context) -> Answer {
    let view = view_argument(context)?;
    let key = context.required("trigger_id")?.to_owned();
    let (now, team) = (context.now, context.team.clone());
    let Some(trigger) = context
        .state
        .triggers
        .get_mut(&key)
        .filter(|trigger| trigger.team == team)
    else {
        return Err(Refusal::new("invalid_trigger_id"));
    };
    if trigger.used {
        return Err(Refusal::new("exchanged_trigger_id"));
    }
    if trigger.given + TRIGGER_LIFE < now {
        return Err(Refusal::new("expired_trigger_id"));
    }
    trigger.used = true;
    let user = trigger.user.clone();
    let view = checked_view(context.state, &context.team, "modal", view)?;
    let open = fresh(context.state, view);
    let app = context.state.app.id.clone();
    let team = context.state.team(&context.team);
    let shown = view_json(team, &app, &open);
    team.modals.insert(user, open);
    Ok(json!({"view": shown}))
}

pub(super) fn update(context: &mut Context) -> Answer {
    let view = view_argument(context)?;
    let by_id = context.args.get("view_id").map(str::to_owned);
    let by_name = context.args.get("external_id").map(str::to_owned);
    let team = context.state.team(&context.team);
    let named = |open: &OpenView| {
        let external = open.view["external_id"].as_str().map(str::to_owned);
        by_id.as_ref().is_some_and(|id| *id == open.id)
            || (by_name.is_some() && by_name == external)
    };
    let found = team.modals.iter().find(|(_, open)| named(open));
    let Some((user, open)) = found.map(|(user, open)| (user.clone(), open.clone())) else {
        return Err(Refusal::new("not_found"));
    };
    same_hash(context, &open)?;
    let view = checked_view(context.state, &context.team, "modal", view)?;
    let next = OpenView {
        id: open.id,
        ..fresh(context.state, view)
    };
    let app = context.state.app.id.clone();
    let team = context.state.team(&context.team);
    let shown = view_json(team, &app, &next);
    team.modals.insert(user, next);
    Ok(json!({"view": shown}))
}

pub(super) fn publish(context: &mut Context) -> Answer {
    let view = view_argument(context)?;
    let user = context.required("user_id")?.to_owned();
    let team = context.state.team(&context.team);
    if team
        .people
        .get(&user)
        .is_none_or(|person| person.deleted || person.is_bot)
    {
        return Err(Refusal::listed(
            "invalid_arguments",
            vec!["[ERROR] user_id is invalid".to_owned()],
        ));
    }
    let before = team.homes.get(&user).cloned();
    if let Some(before) = &before {
        same_hash(context, before)?;
    }
    let view = checked_view(context.state, &context.team, "home", view)?;
    let next = fresh(context.state, view);
    let id = before.map_or_else(|| next.id.clone(), |before| before.id);
    let next = OpenView { id, ..next };
    let app = context.state.app.id.clone();
    let team = context.state.team(&context.team);
    let shown = view_json(team, &app, &next);
    team.homes.insert(user, next);
    Ok(json!({"view": shown}))
}

fn same_hash(context: &Context, open: &OpenView) -> Result<(), Refusal> {
    match context.args.get("hash") {
        Some(hash) if hash != open.hash => Err(Refusal::new("hash_conflict")),
        _ => Ok(()),
    }
}

fn view_argument(context: &Context) -> Result<Value, Refusal> {
    let text = context.required("view")?;
    if text.len() > VIEW_BYTES {
        return Err(Refusal::new("view_too_large"));
    }
    serde_json::from_str(text).map_err(|_| Refusal::new("invalid_arguments"))
}

/// A view that keeps to Block Kit, with ids for its blocks.
pub(crate) fn checked_view(
    state: &mut State,
    team: &str,
    kind: &str,
    mut view: Value,
) -> Result<Value, Refusal> {
    let wrong = blocks::check_view(&view, kind, |file| {
        state
            .files
            .get(file)
            .is_some_and(|file| file.complete && file.team == team)
    });
    if !wrong.is_empty() {
        return Err(Refusal::listed("invalid_arguments", wrong));
    }
    for block in view["blocks"].as_array_mut().into_iter().flatten() {
        if block.get("block_id").is_none() {
            block["block_id"] = state.id("b").into();
        }
    }
    Ok(view)
}

fn fresh(state: &mut State, view: Value) -> OpenView {
    let id = state.id("V");
    OpenView {
        hash: state.id("1700000000."),
        typed: blocks::initial_values(&view),
        id,
        view,
        errors: BTreeMap::new(),
    }
}

/// The view as Slack sends it back: the app's own fields, empty ones filled, and what Slack adds.
pub(crate) fn view_json(team: &Team, app: &str, open: &OpenView) -> Value {
    let given = |name: &str, empty: Value| match &open.view[name] {
        Value::Null => empty,
        value => value.clone(),
    };
    let none = Value::Null;
    let text = || Value::from("");
    json!({
        "id": open.id, "team_id": team.about.id, "type": open.view["type"], "blocks": given("blocks", json!([])),
        "private_metadata": given("private_metadata", text()), "callback_id": given("callback_id", text()),
        "state": {"values": {}}, "hash": open.hash, "title": given("title", none.clone()),
        "clear_on_close": given("clear_on_close", false.into()),
        "notify_on_close": given("notify_on_close", false.into()), "close": given("close", none.clone()),
        "submit": given("submit", none.clone()), "previous_view_id": none, "root_view_id": open.id,
        "app_id": app, "external_id": given("external_id", text()),
        "app_installed_team_id": team.about.id, "bot_id": team.about.bot_id,
    })
}
