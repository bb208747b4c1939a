//! The adapter connected to a model of Slack in which three people and a channel live.

use async_trait::async_trait;
use kiku_chat::contract::{Act, Bed, Cast, Outcome, Recorder, Seen, SeenField, SeenForm};
use kiku_chat::{
    Account, Address, Block, Button, Handle, Memory, MemoryError, Platform, SendError, Tone, View,
};
use kiku_slack::{Config, RATES, SetupError, Slack, Surroundings};
use kiku_slack_model as model;
use model::{Channel, Client, Delivery, Fault, Limits, Person, Setup, Workspace};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const TEAM: &str = "T0ACME";
pub const CHANNEL: &str = "C0JINJI";
pub const HANAKO: &str = "U0HANAKO";
pub const EMMA: &str = "U0EMMA";
pub const GONE: &str = "U0GONE";

/// How Slack reaches Kiku.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Http,
    Socket,
}

/// A memory in memory.
#[derive(Default)]
pub struct Notebook(pub Mutex<BTreeMap<String, String>>);

#[async_trait]
impl Memory for Notebook {
    async fn put(&self, key: &str, value: &str) -> Result<(), MemoryError> {
        let mut rows = self.0.lock().expect("no panic before");
        rows.insert(key.into(), value.into());
        Ok(())
    }

    async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, MemoryError> {
        let rows = self.0.lock().expect("no panic before").clone();
        Ok(rows
            .into_iter()
            .filter(|(key, _)| key.starts_with(prefix))
            .collect())
    }
}

/// Everything one can get at.
pub struct Bench {
    pub model: model::Slack,
    pub slack: Arc<Slack>,
    pub recorder: Arc<Recorder>,
    pub memory: Arc<Notebook>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    running: Mutex<Option<JoinHandle<()>>>,
}

/// Three people, one of them gone, and a channel that Kiku was invited to.
pub fn acme() -> Workspace {
    let mut gone = Person::new(GONE, "gone", "中村 去");
    gone.deleted = true;
    let people = vec![
        Person::new(HANAKO, "hanako", "佐藤 花子"),
        Person::new(EMMA, "emma", "Emma Wilson"),
        gone,
    ];
    let members = [HANAKO, EMMA, "U0BOTACME"];
    let channels = vec![
        Channel::new(CHANNEL, "人事", &members),
        Channel::new("C0OTHER", "random", &[HANAKO]),
    ];
    Workspace::new("ACME", people, channels)
}

/// A model without limits that a test would meet by accident.
pub fn setup(workspaces: Vec<Workspace>) -> Setup {
    let mut setup = Setup::new(workspaces);
    setup.limits = Limits::generous();
    setup.patience = Duration::from_millis(700);
    setup
}

/// How to reach a model.
pub fn config(model: &model::Slack, tokens: &[&str]) -> Config {
    let app = model.app();
    Config {
        api_url: model.api_url(),
        bot_tokens: tokens.iter().map(|token| (*token).into()).collect(),
        app_tokens: vec![app.app_token.into()],
        signing_secrets: vec![app.signing_secret.into()],
        rates: RATES,
    }
}

pub fn quick() -> Surroundings {
    Surroundings {
        patience: Duration::from_millis(800),
        ..Surroundings::default()
    }
}

pub fn person(user: &str) -> Address {
    Address::Person(account(user))
}

pub fn account(user: &str) -> Account {
    Account {
        platform: "slack".into(),
        workspace: TEAM.into(),
        user: user.into(),
    }
}

pub fn channel(channel: &str) -> Address {
    Address::Channel {
        platform: "slack".into(),
        workspace: TEAM.into(),
        channel: channel.into(),
    }
}

impl Bench {
    pub async fn open(mode: Mode) -> Self {
        Bench::with(mode, acme()).await
    }

    pub async fn with(mode: Mode, workspace: Workspace) -> Self {
        let tokens = [workspace.bot_token.clone()];
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let model = model::Slack::start(setup(vec![workspace])).await;
        let model = model.expect("a model starts");
        let bench = Bench::beside(model, &tokens).await.expect("it connects");
        bench.listen(mode).await;
        bench
    }

    /// Connected, not yet listening.
    pub async fn beside(model: model::Slack, tokens: &[&str]) -> Result<Self, SetupError> {
        let (recorder, memory) = (Arc::new(Recorder::default()), Arc::new(Notebook::default()));
        let config = config(&model, tokens);
        let slack = Slack::connect_in(config, memory.clone(), quick()).await?;
        slack.attach(recorder.clone());
        Ok(Bench {
            model,
            slack,
            recorder,
            memory,
            stop: Mutex::default(),
            running: Mutex::default(),
        })
    }

    /// Begins to take what Slack sends.
    pub async fn listen(&self, mode: Mode) {
        match mode {
            Mode::Http => {
                let base = serve(self.slack.router()).await;
                self.model.deliver_by(Delivery::Http(base));
            }
            Mode::Socket => {
                let (stop, stopped) = oneshot::channel::<()>();
                let listening = self.slack.clone().listen(async {
                    let _ = stopped.await;
                });
                *self.running.lock().expect("no panic") = Some(tokio::spawn(listening));
                *self.stop.lock().expect("no panic") = Some(stop);
                self.until(|bench| bench.model.connections() == 2).await;
            }
        }
    }

    /// Stops Socket Mode and waits for its end.
    pub async fn stop(&self) {
        drop(self.stop.lock().expect("no panic").take());
        let running = self.running.lock().expect("no panic").take();
        running.expect("it was listening").await.expect("it ends");
    }

    /// Waits until something is so.
    pub async fn until(&self, so: impl Fn(&Bench) -> bool) {
        for _ in 0..1_000 {
            if so(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it did not become so within ten seconds");
    }

    pub fn client(&self, user: &str) -> Client {
        self.model.client(TEAM, user)
    }

    /// Waits for everything that follows an acknowledgement.
    pub async fn settled(&self) {
        self.model.quiet().await;
        self.slack.finish().await;
    }
}

/// Serves a router on a free port.
pub async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// The parts of a message's name: channel and timestamp.
pub fn parts(handle: &Handle) -> (String, String) {
    let mut parts = handle.0.split('/').skip(1).map(str::to_owned);
    let mut part = || parts.next().expect("three parts");
    (part(), part())
}

/// A line with a button.
pub fn asking(text: &str, action: &str) -> View {
    let button = Button {
        label: "押す".into(),
        action: action.into(),
        tone: Tone::Primary,
    };
    View {
        blocks: vec![Block::text(text), Block::Buttons(vec![button])],
        fallback: text.into(),
    }
}

#[async_trait]
impl Bed for Bench {
    fn platform(&self) -> &dyn Platform {
        &*self.slack
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn cast(&self) -> Cast {
        Cast {
            first: account(HANAKO),
            second: account(EMMA),
            unreachable: account(GONE),
            channel: channel(CHANNEL),
        }
    }

    async fn seen(&self, reader: &Account, at: &Address) -> Vec<Seen> {
        let client = self.client(&reader.user);
        let shown = match at {
            Address::Person(account) if account == reader => client.direct(),
            Address::Person(_) => Vec::new(),
            Address::Channel { channel, .. } => client.conversation(channel),
        };
        let seen = |shown: model::Shown| Seen {
            handle: Handle(format!("{TEAM}/{}/{}", shown.channel, shown.ts)),
            actions: shown.actions(),
            text: shown.text,
            live: shown.live,
            pictures: shown.pictures,
            updated: shown.edited,
            private: shown.ephemeral,
        };
        // What a person says themselves is no message of the platform.
        let others = shown
            .into_iter()
            .filter(|shown| shown.author != reader.user);
        others.map(seen).collect()
    }

    async fn form(&self, who: &Account) -> Option<SeenForm> {
        let modal = self.client(&who.user).modal()?;
        let fields = modal.fields.into_iter().map(|field| SeenField {
            key: field.block_id,
            value: field.value,
            error: field.error,
        });
        Some(SeenForm {
            title: modal.title,
            fields: fields.collect(),
        })
    }

    async fn act(&self, who: &Account, _: &Address, act: Act) -> Outcome {
        let client = self.client(&who.user);
        let outcome = match act {
            Act::Press(handle, action) => {
                let (channel, ts) = parts(&handle);
                client.press(&channel, &ts, &action).await
            }
            Act::Submit(values) => {
                let values = values
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.as_str()));
                client.submit(&values.collect::<Vec<_>>()).await
            }
            Act::Command(word, rest) => client.command("/1on1", &format!("{word} {rest}")).await,
            Act::Say(text) => client.say(&text).await,
        };
        self.settled().await;
        match outcome {
            model::Outcome::Taken => Outcome::Taken,
            model::Outcome::Failed => Outcome::Busy,
            model::Outcome::Incomplete => panic!("the client did not send the form"),
        }
    }

    async fn fail_next(&self, failure: &SendError) -> bool {
        let fault = match failure {
            SendError::RetryAfter(wait) => Fault::Limited(*wait),
            SendError::Unreachable(_) => Fault::Error("channel_not_found".into()),
            SendError::Rejected(_) => Fault::Error("invalid_blocks".into()),
            SendError::NotSent(_) => Fault::Error("invalid_auth".into()),
            SendError::Unknown(_) => Fault::BreakAfter,
        };
        self.model.fail("chat.postMessage", fault);
        true
    }
}
