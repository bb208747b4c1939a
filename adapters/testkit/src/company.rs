//! A company with people, a programme and a clock that stands still until the story moves it.

use crate::chat::{self, MemoryChat};
use crate::person::Seat;
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use kiku::domain::calendar::resolve;
use kiku::domain::programme::Programme;
use kiku::domain::roster;
use kiku_chat::{Account, Address, DirectoryPerson, Platform};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_store::{Store, StoreConfig};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a company begins.
pub struct Setup {
    /// Its programme; grants and channels included.
    pub programme: Programme,
    /// Its roster as CSV.
    pub roster: String,
    /// The local time at which the story begins, `2026-10-30 12:00`.
    pub begins: &'static str,
}

/// A company in a box.
pub struct Company {
    /// The engine, on real SQLite.
    pub engine: Arc<Engine>,
    /// The chat.
    pub chat: Arc<MemoryChat>,
    clock: Arc<MovableClock>,
    zone: Tz,
    _folder: tempfile::TempDir,
}

impl Company {
    /// Imports the roster, applies the programme, and begins.
    ///
    /// # Errors
    /// When the setup does not hold together; the message says where.
    pub async fn open(setup: Setup) -> Result<Company> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("kiku.db").display());
        let store = Store::open(&StoreConfig::new(&url, [7; 32])).await?;
        let zone = setup.programme.time_zone;
        let clock = Arc::new(MovableClock::frozen(local(zone, setup.begins)?));
        let chat = Arc::new(MemoryChat::default());
        let engine = Engine::new(EngineParts {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            platforms: vec![Arc::clone(&chat) as Arc<dyn Platform>],
            replica: "story".to_owned(),
        });
        let company = Company {
            engine,
            chat,
            clock,
            zone,
            _folder: folder,
        };
        company.begin(setup).await?;
        Ok(company)
    }

    async fn begin(&self, setup: Setup) -> Result<()> {
        let grants = setup.programme.grants.clone();
        let bare = Programme {
            grants: Vec::new(),
            ..setup.programme.clone()
        };
        self.engine.apply_programme(&bare).await?;
        self.import(&setup.roster).await?;
        self.engine
            .apply_programme(&Programme {
                grants,
                ..setup.programme
            })
            .await?;
        self.engine.settle().await?;
        Ok(())
    }

    /// Imports a roster and links the accounts of this chat: the user id is the mail address up to the @.
    ///
    /// # Errors
    /// Rows to correct.
    pub async fn import(&self, csv: &str) -> Result<roster::Difference> {
        let read =
            roster::read(csv.as_bytes()).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let options = ImportOptions {
            dry_run: false,
            allow_many_leavers: true,
            workspaces: BTreeMap::new(),
        };
        let people = read.people.iter().filter_map(|person| {
            let email = person.email.clone()?;
            let user = email.split('@').next().unwrap_or_default().to_owned();
            Some(DirectoryPerson {
                account: chat::account(&user),
                name: person.name.clone(),
                email: Some(email),
                time_zone: None,
                locale: None,
                reachable: true,
            })
        });
        self.chat.set_directory(people.collect());
        let difference = self.engine.import_people(read, &options).await?;
        self.engine
            .link_accounts(&*self.chat, chat::WORKSPACE)
            .await?;
        Ok(difference)
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock to a local time, stopping at everything that happens on the way, as real time would.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn until(&self, text: &str) -> Result<()> {
        self.until_instant(local(self.zone, text)?).await
    }

    /// Moves the clock to an instant, as [`Company::until`] does.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn until_instant(&self, target: DateTime<Utc>) -> Result<()> {
        ensure!(
            target >= self.now(),
            "{target} lies in the past of this story"
        );
        self.engine.settle().await?;
        for _ in 0..100_000 {
            match self.engine.next_event().await? {
                Some((at, _)) if at <= target => {
                    self.clock.set(at.max(self.now()));
                    self.engine.settle().await?;
                }
                _ => break,
            }
        }
        self.clock.set(target);
        self.engine.settle().await?;
        Ok(())
    }

    /// The bot sleeps until then: the clock moves, and only afterwards it looks at what is due.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn asleep_until(&self, text: &str) -> Result<()> {
        self.clock.set(local(self.zone, text)?);
        self.engine.settle().await?;
        Ok(())
    }

    /// A person, by the user id of this chat.
    pub fn seat(&self, user: &str) -> Seat<'_> {
        Seat::new(self, Address::Person(chat::account(user)))
    }

    /// A person, by any account.
    pub fn seat_of(&self, account: Account) -> Seat<'_> {
        Seat::new(self, Address::Person(account))
    }

    /// A channel.
    pub fn channel(&self, id: &str) -> Seat<'_> {
        Seat::new(self, channel(id))
    }

    /// Ends the story: nothing may be unread or waiting to be sent.
    ///
    /// # Panics
    /// When something is.
    pub async fn end(self) -> Result<()> {
        let unread = self.chat.unread();
        let listed: Vec<String> = unread
            .iter()
            .map(|(address, posted)| format!("{address:?}: {}", posted.view.to_plain_text()))
            .collect();
        assert!(
            unread.is_empty(),
            "left unread:\n{}",
            listed.join("\n---\n")
        );
        let dead = self.engine.store().unreachable(10).await?;
        assert!(dead.is_empty(), "never sent: {dead:?}");
        Ok(())
    }
}

/// A channel's address in this chat.
pub fn channel(id: &str) -> Address {
    Address::Channel {
        platform: chat::PLATFORM.to_owned(),
        workspace: chat::WORKSPACE.to_owned(),
        channel: id.to_owned(),
    }
}

fn local(zone: Tz, text: &str) -> Result<DateTime<Utc>> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .with_context(|| format!("'{text}' is no time"))?;
    Ok(resolve(zone, at))
}
