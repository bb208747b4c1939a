//! The model itself: how a test starts it, looks into it and disturbs it.

use crate::client::Client;
use crate::setup::{App, Delivery, Now, Person, Setup};
use crate::state::State;
use crate::wire::Delivered;
use crate::{Call, Fault, Limits, deliver, payloads, server, socket};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// A model of Slack that is running. Clones are the same Slack.
#[derive(Clone)]
pub struct Slack(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub state: Mutex<State>,
    pub now: Now,
    pub patience: Duration,
    pub address: SocketAddr,
    pub log: Option<Mutex<File>>,
}

impl Inner {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn now(&self) -> Duration {
        (self.now)()
    }

    /// Writes a call into the book.
    pub fn enter(&self, call: Call) {
        if let Some(log) = &self.log {
            call.write(&mut log.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.lock().calls.push(call);
    }
}

impl Slack {
    /// Starts the model on loopback.
    ///
    /// # Errors
    /// When the port or the log file cannot be had.
    pub async fn start(setup: Setup) -> std::io::Result<Slack> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, setup.port)).await?;
        let log = setup.log.as_ref().map(|path| {
            let file = OpenOptions::new().create(true).append(true).open(path);
            file.map(Mutex::new)
        });
        let inner = Inner {
            state: Mutex::new(State::new(&setup)),
            now: setup.now,
            patience: setup.patience,
            address: listener.local_addr()?,
            log: log.transpose()?,
        };
        let slack = Slack(Arc::new(inner));
        tokio::spawn(server::serve(slack.clone(), listener));
        tokio::spawn(deliver::repeat_what_is_due(slack.clone()));
        Ok(slack)
    }

    /// The address of the Web API, without a slash at its end.
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.0.address)
    }

    /// The app.
    pub fn app(&self) -> App {
        self.0.lock().app.clone()
    }

    /// The bot's tokens, in the order of the workspaces' ids.
    pub fn bot_tokens(&self) -> Vec<String> {
        let state = self.0.lock();
        let teams = state.teams.values();
        teams.map(|team| team.about.bot_token.clone()).collect()
    }

    /// From now on the app gets its payloads in this way.
    pub fn deliver_by(&self, delivery: Delivery) {
        self.0.lock().app.delivery = delivery;
    }

    /// Somebody's client.
    ///
    /// # Panics
    /// When the workspace has no such person.
    pub fn client(&self, team: &str, user: &str) -> Client {
        let known = self.0.lock().team(team).people.contains_key(user);
        assert!(known, "{team} has nobody with the id {user}");
        Client::new(self.clone(), team, user)
    }

    /// Changes the limits, now.
    pub fn limit(&self, change: impl FnOnce(&mut Limits)) {
        change(&mut self.0.lock().limits);
    }

    /// The next call of a method goes wrong; `response_url` and `upload` stand for those addresses.
    pub fn fail(&self, method: &str, fault: Fault) {
        self.0.lock().faults.add(method, fault);
    }

    /// The token of a workspace may do this from now on.
    pub fn grant(&self, team: &str, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.0.lock().team(team).about.scopes = scopes;
    }

    /// Everything that was called so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.0.lock().calls.clone()
    }

    /// The calls of one method.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        let calls = self.calls().into_iter();
        calls.filter(|call| call.method == method).collect()
    }

    /// The requests that went to the app over HTTP, in order.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.0.lock().delivered.clone()
    }

    /// The envelopes that went to the app over Socket Mode, in order.
    pub fn envelopes(&self) -> Vec<Value> {
        self.0.lock().envelopes.clone()
    }

    /// Sends an envelope, whatever is in it; returns whether it was acknowledged in time.
    pub async fn send_envelope(&self, envelope: Value) -> bool {
        socket::send(self, &envelope).await.is_some()
    }

    /// How many connections of Socket Mode are open.
    pub fn connections(&self) -> usize {
        self.0.lock().sockets.len()
    }

    /// Tells every connection to go, as Slack does before it refreshes them, and closes them.
    pub fn disconnect(&self, reason: &str) {
        socket::disconnect(self, reason);
    }

    /// Closes every connection without a word.
    pub fn drop_connections(&self) {
        self.0.lock().sockets.clear();
    }

    /// A person is changed, and the app is told (`user_change`).
    pub async fn change_person(&self, team: &str, change: impl FnOnce(&mut Person), user: &str) {
        let person = {
            let mut state = self.0.lock();
            let Some(person) = state.team(team).people.get_mut(user) else {
                panic!("{team} has nobody with the id {user}");
            };
            change(person);
            person.clone()
        };
        self.tell_of(team, "user_change", &person).await;
    }

    /// Somebody joins, and the app is told (`team_join`).
    pub async fn join(&self, team: &str, person: Person) {
        {
            let mut state = self.0.lock();
            let known = state.team(team);
            known.about.people.push(person.clone());
            known.people.insert(person.id.clone(), person.clone());
        }
        self.tell_of(team, "team_join", &person).await;
    }

    async fn tell_of(&self, team: &str, kind: &str, person: &Person) {
        let event = {
            let mut state = self.0.lock();
            let user = payloads::user(state.team(team), person, true);
            let ts = state.ts(self.0.now());
            serde_json::json!({"type": kind, "user": user, "event_ts": ts})
        };
        deliver::event(self, team, event).await;
    }

    /// An event that no code of the app knows, delivered like any other.
    pub async fn send_event(&self, team: &str, event: Value) {
        deliver::event(self, team, event).await;
    }

    /// Waits until no event is under way and none is due again.
    pub async fn quiet(&self) {
        loop {
            let now = self.0.now();
            let busy = {
                let state = self.0.lock();
                state.in_flight > 0 || state.retries.iter().any(|retry| retry.due <= now)
            };
            if !busy {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
