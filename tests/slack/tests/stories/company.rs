//! A company whose chat is the model of Slack, on a clock that stands still until the story moves it.

use crate::seat::Seat;
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use kiku::domain::calendar::resolve;
use kiku::domain::programme::Programme;
use kiku::domain::roster;
use kiku_chat::{Inbox, Platform};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_slack::{Config, RATES, Surroundings};
use kiku_slack_model::{Channel, Delivery, Person, Setup, Slack, Workspace};
use kiku_store::{Store, StoreConfig};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// The workspace.
pub const TEAM: &str = "T0ACME";

/// How the app is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Socket Mode.
    Socket,
    /// Signed HTTP.
    Http,
}

/// Both ways.
pub const MODES: [Mode; 2] = [Mode::Socket, Mode::Http];

/// The company.
pub struct Company {
    /// Slack.
    pub slack: Slack,
    /// Kiku in it.
    pub platform: Arc<kiku_slack::Slack>,
    /// The engine, on real SQLite.
    pub engine: Arc<Engine>,
    /// The address of the app's HTTP side, in HTTP mode.
    pub base: Option<String>,
    /// Which messages the story has taken notice of, by person or channel.
    pub read: Mutex<BTreeSet<(String, String)>>,
    clock: Arc<MovableClock>,
    zone: Tz,
    folder: tempfile::TempDir,
}

/// The Slack user id of the person whose mail address begins so.
pub fn user(name: &str) -> String {
    format!("U0{}", name.to_uppercase())
}

/// The people of a roster as members of the workspace, after some whom no roster knows.
fn members(people: &[roster::RosterPerson]) -> Vec<Person> {
    let known = people.iter().filter_map(|person| {
        let name = person.email.as_deref()?.split('@').next()?;
        Some(Person::new(&user(name), name, &person.name))
    });
    known.collect()
}

/// The workspace with everybody of the roster, HR's channel and the executives'.
pub fn workspace(people: Vec<Person>) -> Workspace {
    let bot = "U0BOTACME";
    let channels = vec![
        Channel::new("C0HR", "hr", &[bot, "U0SUZUKI"]),
        Channel::new("C0EXEC", "exec", &[bot, "U0YAMAMOTO", "U0SUZUKI"]),
    ];
    let mut workspace = Workspace::new("ACME", people, channels);
    // No more than the app asks for.
    let scopes = kiku_slack::SCOPES.iter();
    workspace.scopes = scopes.map(|scope| scope.scope.to_owned()).collect();
    workspace
}

impl Company {
    /// Imports the roster, applies the programme, connects Slack and begins.
    ///
    /// # Errors
    /// When the setup does not hold together; the message says where.
    pub async fn open(
        mode: Mode,
        programme: Programme,
        csv: &str,
        begins: &str,
    ) -> Result<Company> {
        let read = roster::read(csv.as_bytes());
        let read = read.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let setup = Setup::new(vec![workspace(members(&read.people))]);
        Company::open_in(mode, setup, programme, csv, begins).await
    }

    /// As [`Company::open`], in a Slack that the story describes.
    ///
    /// # Errors
    /// As [`Company::open`].
    pub async fn open_in(
        mode: Mode,
        setup: Setup,
        programme: Programme,
        csv: &str,
        begins: &str,
    ) -> Result<Company> {
        let zone = programme.time_zone;
        let clock = Arc::new(MovableClock::frozen(local(zone, begins)?));
        let shared = Arc::clone(&clock);
        let now = Arc::new(move || {
            Duration::from_micros(shared.precise().timestamp_micros().unsigned_abs())
        });
        let slack = Slack::start(Setup { now, ..setup }).await?;
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("kiku.db").display());
        let store = Store::open(&StoreConfig::new(&url, [7; 32])).await?;
        let platform = connect(&slack, &store, &clock).await?;
        let engine = Engine::new(EngineParts {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            platforms: vec![Arc::clone(&platform) as Arc<dyn Platform>],
            replica: "story".to_owned(),
        });
        platform.attach(Arc::clone(&engine) as Arc<dyn Inbox>);
        let base = listen(mode, &slack, &platform).await?;
        let company = Company {
            slack,
            platform,
            engine,
            base,
            read: Mutex::new(BTreeSet::new()),
            clock,
            zone,
            folder,
        };
        import(&company.engine, &company.platform, programme, csv).await?;
        company.settle().await?;
        Ok(company)
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The file of the database.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("kiku.db")
    }

    /// Everything that is due at this instant is done, and what was promised with acknowledgements.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn settle(&self) -> Result<()> {
        loop {
            self.platform.finish().await;
            self.slack.quiet().await;
            if self.engine.settle().await? == 0 {
                return Ok(());
            }
        }
    }

    /// Moves the clock to a local time, stopping at everything that happens on the way, as real time would.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn until(&self, text: &str) -> Result<()> {
        self.until_instant(local(self.zone, text)?).await
    }

    /// Lets so many seconds pass, as [`Company::until`] does.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn pass(&self, seconds: i64) -> Result<()> {
        self.until_instant(self.now() + chrono::Duration::seconds(seconds))
            .await
    }

    async fn until_instant(&self, target: DateTime<Utc>) -> Result<()> {
        ensure!(
            target >= self.now(),
            "{target} lies in the past of this story"
        );
        self.settle().await?;
        for _ in 0..100_000 {
            match self.engine.next_event().await? {
                Some((at, _)) if at <= target => {
                    self.clock.set(at.max(self.now()));
                    self.settle().await?;
                }
                _ => break,
            }
        }
        self.clock.set(target);
        self.settle().await
    }

    /// Somebody at their place.
    pub fn seat(&self, name: &str) -> Seat<'_> {
        Seat::new(self, name, None)
    }

    /// A person who looks at a channel.
    pub fn seat_in(&self, name: &str, channel: &str) -> Seat<'_> {
        Seat::new(self, name, Some(channel.to_owned()))
    }

    /// Nothing is left that could not be sent, and Slack refused no call, not even for coming too early.
    ///
    /// # Panics
    /// When something was.
    pub async fn end(self) -> Result<()> {
        let dead = self.engine.store().unreachable(10).await?;
        assert!(dead.is_empty(), "never sent: {dead:?}");
        let calls = self.slack.calls().into_iter();
        let refused = calls.filter(|call| !call.ok());
        let refused: Vec<_> = refused.map(|call| (call.method, call.error)).collect();
        assert!(refused.is_empty(), "refused by Slack: {refused:#?}");
        Ok(())
    }
}

/// What Kiku is told of this Slack.
pub fn config(slack: &Slack) -> Config {
    let app = slack.app();
    Config {
        api_url: slack.api_url(),
        bot_tokens: slack.bot_tokens().into_iter().map(Into::into).collect(),
        app_tokens: vec![app.app_token.into()],
        signing_secrets: vec![app.signing_secret.into()],
        rates: RATES,
    }
}

async fn connect(
    slack: &Slack,
    store: &Store,
    clock: &Arc<MovableClock>,
) -> Result<Arc<kiku_slack::Slack>> {
    let clock = Arc::clone(clock);
    let surroundings = Surroundings {
        clock: Arc::new(move || clock.now().timestamp()),
        ..Surroundings::default()
    };
    let memory = Arc::new(store.memory(kiku_slack::PLATFORM));
    Ok(kiku_slack::Slack::connect_in(config(slack), memory, surroundings).await?)
}

/// Applies the programme, imports the roster, and links the accounts of all workspaces.
///
/// # Errors
/// Rows to correct, or a failing engine.
pub async fn import(
    engine: &Engine,
    platform: &kiku_slack::Slack,
    programme: Programme,
    csv: &str,
) -> Result<()> {
    let bare = Programme {
        grants: Vec::new(),
        ..programme.clone()
    };
    engine.apply_programme(&bare).await?;
    let read = roster::read(csv.as_bytes());
    let read = read.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let options = ImportOptions {
        dry_run: false,
        allow_many_leavers: true,
        workspaces: BTreeMap::new(),
    };
    engine.import_people(read, &options).await?;
    for workspace in platform.workspaces() {
        engine.link_accounts(platform, &workspace.id).await?;
    }
    engine.apply_programme(&programme).await?;
    Ok(())
}

/// Opens the way by which payloads come; the address in HTTP mode.
async fn listen(
    mode: Mode,
    slack: &Slack,
    platform: &Arc<kiku_slack::Slack>,
) -> Result<Option<String>> {
    match mode {
        Mode::Socket => {
            tokio::spawn(Arc::clone(platform).listen(std::future::pending()));
            for _ in 0..500 {
                if slack.connections() > 0 {
                    return Ok(None);
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            anyhow::bail!("no connection of Socket Mode within five seconds")
        }
        Mode::Http => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let base = format!("http://{}", listener.local_addr()?);
            let router = platform.router();
            tokio::spawn(async move { axum::serve(listener, router).await });
            slack.deliver_by(Delivery::Http(base.clone()));
            Ok(Some(base))
        }
    }
}

fn local(zone: Tz, text: &str) -> Result<DateTime<Utc>> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M");
    Ok(resolve(
        zone,
        at.with_context(|| format!("'{text}' is no time"))?,
    ))
}
