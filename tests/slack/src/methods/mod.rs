//! The Web API: who calls, whether they may, how often, and what comes of it.

mod chat;
mod conversations;
mod files;
mod people;
mod views;

pub(crate) use chat::{Content, change, whisper};
pub(crate) use views::{checked_view, view_json};

use crate::Call;
use crate::args::Args;
use crate::limits::Tier;
use crate::model::Slack;
use crate::state::State;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// What a method answers: its fields without `ok`, or why not.
pub(crate) type Answer = Result<Value, Refusal>;

/// Why a method was not carried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// Slack's word.
    pub word: String,
    /// Further fields of the answer.
    pub more: Value,
}

impl Refusal {
    /// A refusal that the word says all about.
    pub fn new(word: &str) -> Self {
        Refusal {
            word: word.to_owned(),
            more: json!({}),
        }
    }

    /// A refusal that lists what is wrong, with JSON pointers.
    pub fn listed(word: &str, messages: Vec<String>) -> Self {
        Refusal {
            word: word.to_owned(),
            more: json!({"response_metadata": {"messages": messages}}),
        }
    }
}

/// What goes back over HTTP.
pub(crate) enum Answered {
    /// 429, come again in so many seconds.
    Limited(u64),
    /// 200 with this body, and the scopes of the token.
    Body(Value, Option<String>),
}

/// An event for the app, with its workspace.
pub(crate) type Told = (String, Value);

/// One call while it is carried out.
pub(crate) struct Context<'a> {
    pub state: &'a mut State,
    pub team: String,
    pub args: &'a Args,
    pub now: Duration,
    /// Where this Slack is reached, `http://127.0.0.1:1`.
    pub address: String,
    /// What the app is told of it.
    pub told: Vec<Value>,
}

impl Context<'_> {
    /// Refuses if the token lacks a scope (*methods*, `scopes.bot`; common errors: `missing_scope`).
    pub fn needs(&mut self, scope: &str) -> Result<(), Refusal> {
        let scopes = &self.state.team(&self.team).about.scopes;
        if scopes.iter().any(|own| own == scope) {
            return Ok(());
        }
        let provided = scopes.join(",");
        Err(Refusal {
            word: "missing_scope".to_owned(),
            more: json!({"needed": scope, "provided": provided}),
        })
    }

    /// An argument that must be there.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || {
            let message = format!("[ERROR] missing required field: {name}");
            Refusal::listed("invalid_arguments", vec![message])
        };
        self.args.get(name).ok_or_else(missing)
    }
}

/// The tier of a method that is modelled (*methods*, `rate_limit.label`).
fn tier(method: &str) -> Option<Tier> {
    Some(match method {
        "chat.postMessage" => Tier::Posting,
        "auth.test" => Tier::Free,
        "users.list" | "conversations.list" => Tier::Two,
        "conversations.open" | "conversations.history" | "conversations.info" | "chat.update" => {
            Tier::Three
        }
        "users.lookupByEmail" | "apps.connections.open" => Tier::Three,
        "users.info" | "chat.postEphemeral" | "views.open" | "views.update" | "views.publish" => {
            Tier::Four
        }
        "files.getUploadURLExternal" | "files.completeUploadExternal" => Tier::Four,
        _ => return None,
    })
}

/// Carries out a call and writes it into the book.
pub(crate) fn call(
    slack: &Slack,
    method: &str,
    verb: &Method,
    bearer: Option<String>,
    args: Result<Args, &'static str>,
) -> (Answered, Vec<Told>) {
    let now = slack.0.now();
    let (mut args, broken) = match args {
        Ok(args) => (args, None),
        Err(word) => (Args::default(), Some(Refusal::new(word))),
    };
    let token = bearer.or_else(|| args.0.remove("token"));
    let (team, answered, told) = {
        let mut state = slack.0.lock();
        let address = format!("http://{}", slack.0.address);
        let call = Incoming {
            method,
            verb,
            args: &args,
            now,
            address,
        };
        match broken {
            Some(refusal) => (String::new(), Err(Stop::Refused(refusal)), Vec::new()),
            None => call.run(&mut state, token.as_deref()),
        }
    };
    let error = match &answered {
        Ok(_) => None,
        Err(Stop::Limited(_)) => Some("ratelimited".to_owned()),
        Err(Stop::Refused(refusal)) => Some(refusal.word.clone()),
    };
    let ts = |value: &Value| value.get("ts").and_then(Value::as_str).map(str::to_owned);
    slack.0.enter(Call {
        at: now,
        team: team.clone(),
        method: method.to_owned(),
        args: args.0,
        status: if matches!(answered, Err(Stop::Limited(_))) {
            429
        } else {
            200
        },
        ts: answered.as_ref().ok().and_then(ts),
        error,
    });
    let scopes = slack
        .0
        .lock()
        .teams
        .get(&team)
        .map(|team| team.about.scopes.join(","));
    let told = told
        .into_iter()
        .map(|event| (team.clone(), event))
        .collect();
    (envelope(answered, scopes), told)
}

fn envelope(answered: Result<Value, Stop>, scopes: Option<String>) -> Answered {
    let with = |mut fields: Value, ok: bool, more: Value| {
        if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
            fields.insert("ok".to_owned(), ok.into());
            fields.extend(more);
        }
        fields
    };
    match answered {
        Ok(fields) => Answered::Body(with(fields, true, json!({})), scopes),
        Err(Stop::Limited(seconds)) => Answered::Limited(seconds),
        Err(Stop::Refused(refusal)) => Answered::Body(
            with(json!({"error": refusal.word}), false, refusal.more),
            scopes,
        ),
    }
}

enum Stop {
    Limited(u64),
    Refused(Refusal),
}

struct Incoming<'a> {
    method: &'a str,
    verb: &'a Method,
    args: &'a Args,
    now: Duration,
    address: String,
}

impl Incoming<'_> {
    fn run(
        self,
        state: &mut State,
        token: Option<&str>,
    ) -> (String, Result<Value, Stop>, Vec<Value>) {
        let stop = |word: &str| Err(Stop::Refused(Refusal::new(word)));
        let Some(tier) = tier(self.method) else {
            return (String::new(), stop("unknown_method"), Vec::new());
        };
        let team = match caller(state, self.method, token) {
            Ok(team) => team,
            Err(word) => return (String::new(), stop(word), Vec::new()),
        };
        let channel = self.args.get("channel").filter(|_| tier == Tier::Posting);
        let channel = channel.map(|channel| partner_or_self(state, &team, channel));
        let passed = {
            let State {
                windows, limits, ..
            } = state;
            windows.pass(
                limits,
                (self.method, tier),
                &team,
                channel.as_deref(),
                self.now,
            )
        };
        if let Err(seconds) = passed {
            return (team, Err(Stop::Limited(seconds)), Vec::new());
        }
        let mut context = Context {
            state,
            team,
            args: self.args,
            now: self.now,
            address: self.address,
            told: Vec::new(),
        };
        let answered = dispatch(self.method, self.verb, &mut context);
        let told = context.told;
        (context.team, answered.map_err(Stop::Refused), told)
    }
}

fn dispatch(method: &str, verb: &Method, context: &mut Context) -> Answer {
    match method {
        "auth.test" => people::test(context),
        "users.list" => people::list(context),
        "users.info" => people::info(context),
        "users.lookupByEmail" => people::lookup(context),
        "chat.postMessage" => chat::post(context),
        "chat.update" => chat::update(context),
        "chat.postEphemeral" => chat::post_ephemeral(context),
        "conversations.open" => conversations::open(context),
        "conversations.history" => conversations::history(context),
        "conversations.list" => conversations::list(context),
        "conversations.info" => conversations::info(context),
        "views.open" => views::open(context),
        "views.update" => views::update(context),
        "views.publish" => views::publish(context),
        "files.getUploadURLExternal" => files::get_url(context),
        "files.completeUploadExternal" => files::complete(context),
        // *methods*, apps.connections.open: `insecure_request` unless it is a POST.
        _ if verb != Method::POST => Err(Refusal::new("insecure_request")),
        _ => people::open_connection(context),
    }
}

/// The workspace of the caller (*methods*, common errors). The app-level token belongs to none: its calls count
/// for the first workspace.
fn caller(state: &State, method: &str, token: Option<&str>) -> Result<String, &'static str> {
    let Some(token) = token else {
        return Err(match method {
            "apps.connections.open" => "missing_args",
            _ => "not_authed",
        });
    };
    let of_app = method == "apps.connections.open";
    let mut teams = state.teams.values();
    let team = teams.find(|team| team.about.bot_token == token);
    match team {
        Some(_) if of_app => Err("not_allowed_token_type"),
        Some(team) => Ok(team.about.id.clone()),
        None if token == state.app.app_token && of_app => {
            Ok(state.teams.keys().next().cloned().unwrap_or_default())
        }
        None if token == state.app.app_token => Err("not_allowed_token_type"),
        None => Err("invalid_auth"),
    }
}

/// One key for a conversation, whether it is named by its id, its name, or its person.
fn partner_or_self(state: &mut State, team: &str, channel: &str) -> String {
    let team = state.team(team);
    let name = channel.trim_start_matches('#');
    let by_name = team
        .rooms
        .values()
        .find(|room| room.name == name && !room.id.starts_with('D'));
    let room = team.rooms.get(channel).or(by_name);
    let partner = room.and_then(|room| team.partner(room));
    let id = room.map(|room| room.id.as_str());
    partner.or(id).unwrap_or(channel).to_owned()
}
