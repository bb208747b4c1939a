//! The company of a plan, its bot and its platforms, and the passing of time.

use super::plan::{Mishap, Plan};
use super::residents::Residents;
use crate::model::ModelChat;
use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Duration, Utc};
use kiku::domain::person::Role;
use kiku::domain::programme::{Audience, Channel, FileGrant, Programme};
use kiku::domain::roster;
use kiku_chat::{Account, DirectoryPerson, Platform};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_store::{Store, StoreConfig};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The workspace of every platform.
const WORKSPACE: &str = "w";
/// More steps than any month takes.
const MOST_STEPS: usize = 200_000;
/// How often it is looked whether what is due is being sent, and for how long some of it may wait: a platform may ask
/// for an hour several times over.
const LOOKED: Duration = Duration::minutes(10);
const LONGEST_DUE: Duration = Duration::hours(6);
/// A folder that is kept in memory, where the system has one.
const IN_MEMORY: &str = "/dev/shm";

/// Everything there is.
pub(super) struct World {
    pub plan: Plan,
    pub platforms: Vec<Arc<ModelChat>>,
    /// The time of the world, which never jumps: that of the platforms.
    pub time: Arc<MovableClock>,
    /// What the bot's clock shows.
    clock: Arc<MovableClock>,
    ahead: Duration,
    /// None while the process is dead.
    bot: Option<Arc<Engine>>,
    deaths: usize,
    mishaps: VecDeque<(DateTime<Utc>, Mishap)>,
    residents: Residents,
    chance: ChaCha8Rng,
    looked_at: DateTime<Utc>,
    /// Since when the message that has been due for longest was seen waiting.
    oldest: Option<(DateTime<Utc>, DateTime<Utc>)>,
    folder: tempfile::TempDir,
}

impl World {
    /// The company on the day before its month.
    pub async fn open(plan: Plan) -> Result<World> {
        let time = Arc::new(MovableClock::frozen(plan.begins));
        let chat = |terms: &crate::model::Terms| {
            let clock = Arc::clone(&time) as Arc<dyn Clock>;
            Arc::new(ModelChat::new(terms.clone(), clock))
        };
        let folder = match Path::new(IN_MEMORY).is_dir() {
            true => tempfile::tempdir_in(IN_MEMORY)?,
            false => tempfile::tempdir()?,
        };
        let mut world = World {
            platforms: plan.platforms.iter().map(chat).collect(),
            clock: Arc::new(MovableClock::frozen(plan.begins)),
            ahead: Duration::zero(),
            bot: None,
            deaths: 0,
            mishaps: plan.mishaps.iter().copied().collect(),
            residents: Residents::new(plan.seed, plan.begins, plan.presses_every),
            chance: ChaCha8Rng::seed_from_u64(plan.seed ^ 0x5eed),
            looked_at: plan.begins,
            oldest: None,
            time,
            folder,
            plan,
        };
        world.start().await?;
        world.found().await?;
        Ok(world)
    }

    /// The bot, which must be alive.
    pub fn bot(&self) -> Result<&Arc<Engine>> {
        self.bot.as_ref().context("the process is dead")
    }

    /// Plays the month to its end.
    pub async fn live(&mut self) -> Result<()> {
        for _ in 0..MOST_STEPS {
            self.work().await?;
            self.look_for_delays().await?;
            if self.time.precise() >= self.plan.ends {
                return Ok(());
            }
            if self.platforms_busy() && self.chance.next_u32() % 1000 < self.plan.deaths {
                let down = i64::from(self.chance.next_u32() % 300);
                self.sleep(Duration::seconds(down)).await?;
                continue;
            }
            self.pass(self.plan.ends).await?;
        }
        bail!("the month does not end")
    }

    /// Lets the bot do what can be done at this instant.
    pub async fn work(&self) -> Result<()> {
        let bot = self.bot()?;
        for _ in 0..10_000 {
            if bot.advance().await? == 0 {
                return Ok(());
            }
        }
        bail!("the bot does not come to rest")
    }

    /// What is due is sent within hours, whatever the platforms, the clock and the process do meanwhile.
    async fn look_for_delays(&mut self) -> Result<()> {
        let now = self.time.precise();
        if now < self.looked_at + LOOKED {
            return Ok(());
        }
        self.looked_at = now;
        let backlog = self.bot()?.store().backlog(self.clock.now()).await?;
        let seen = self
            .oldest
            .filter(|(at, _)| backlog.oldest_due == Some(*at));
        self.oldest = seen.or(backlog.oldest_due.map(|at| (at, now)));
        let waited = self
            .oldest
            .map_or(Duration::zero(), |(_, since)| now - since);
        ensure!(
            waited <= LONGEST_DUE,
            "at {now} what was due {:?} has not been sent for {} minutes",
            backlog.oldest_due,
            waited.num_minutes()
        );
        Ok(())
    }

    /// Moves to whatever happens next, at most to `end`, and lets it happen.
    pub async fn pass(&mut self, end: DateTime<Utc>) -> Result<()> {
        let now = self.time.precise();
        let event = self
            .bot()?
            .next_event()
            .await?
            .map(|(at, _)| at - self.ahead);
        ensure!(
            event.is_none_or(|at| at > now),
            "at {now} the bot has something to do and does nothing"
        );
        let waits = self.clock.next_wait().map(|at| at - self.ahead);
        let arrives = self.time.next_wait();
        let mishap = self.mishaps.front().map(|(at, _)| *at);
        let next = [
            event,
            waits,
            arrives,
            mishap,
            Some(self.residents.next_at()),
        ];
        let next = next.into_iter().flatten().min().unwrap_or(end).min(end);
        self.move_to(next.max(now + Duration::milliseconds(1)));
        if mishap.is_some_and(|at| at <= self.time.precise()) {
            self.meet_mishap().await?;
        }
        if self.residents.next_at() <= self.time.precise() {
            let bot = Arc::clone(self.bot()?);
            let now = self.time.precise();
            self.residents.act(&bot, &self.platforms, now).await?;
        }
        Ok(())
    }

    /// Whether calls are on their way.
    pub fn platforms_busy(&self) -> bool {
        self.time.next_wait().is_some()
    }

    async fn meet_mishap(&mut self) -> Result<()> {
        match self.mishaps.pop_front() {
            Some((_, Mishap::ClockJumps(by))) => {
                self.ahead += by;
                self.move_to(self.time.precise());
                Ok(())
            }
            Some((_, Mishap::Sleeps(time))) => self.sleep(time).await,
            None => Ok(()),
        }
    }

    /// The process dies as it stands and starts again later.
    async fn sleep(&mut self, time: Duration) -> Result<()> {
        if let Some(bot) = self.bot.take() {
            let store = bot.store().clone();
            drop(bot);
            store.close().await;
        }
        self.deaths += 1;
        self.oldest = None;
        let until = self.time.precise() + time;
        self.move_to(until);
        self.start().await
    }

    fn move_to(&self, at: DateTime<Utc>) {
        self.time.set(at);
        self.clock.set(at + self.ahead);
    }

    async fn start(&mut self) -> Result<()> {
        let url = format!("sqlite:{}", self.file().display());
        let store = Store::open(&StoreConfig::new(&url, [7; 32])).await?;
        let platform = |chat: &Arc<ModelChat>| Arc::clone(chat) as Arc<dyn Platform>;
        self.bot = Some(Engine::new(EngineParts {
            store,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            platforms: self.platforms.iter().map(platform).collect(),
            replica: format!("seed {} life {}", self.plan.seed, self.deaths),
        }));
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("kiku.db")
    }

    /// Programme, roster and accounts: every second person is on the second platform, if there is one.
    async fn found(&mut self) -> Result<()> {
        let bot = Arc::clone(self.bot()?);
        let roster = self.roster();
        let read = roster::read(roster.as_bytes()).map_err(|e| anyhow::anyhow!("{e:?}"))?;
        bot.apply_programme(&self.programme(Vec::new())).await?;
        for (index, chat) in self.platforms.iter().enumerate() {
            let here = read.people.iter().enumerate();
            let here = here.filter(|(number, _)| number % self.platforms.len() == index);
            let listed = here.map(|(number, person)| DirectoryPerson {
                account: Account {
                    platform: chat.name().to_owned(),
                    workspace: WORKSPACE.to_owned(),
                    user: format!("u{number}"),
                },
                name: person.name.clone(),
                email: person.email.clone(),
                time_zone: None,
                locale: None,
                reachable: true,
            });
            chat.set_directory(listed.collect());
        }
        bot.import_people(read, &ImportOptions::default()).await?;
        for chat in &self.platforms {
            bot.link_accounts(&**chat, WORKSPACE).await?;
        }
        let hr = FileGrant {
            person: "1".to_owned(),
            role: Role::Hr,
            unit: String::new(),
        };
        bot.apply_programme(&self.programme(vec![hr])).await?;
        Ok(())
    }

    fn programme(&self, grants: Vec<FileGrant>) -> Programme {
        Programme {
            company: "きく商事".to_owned(),
            time_zone: self.plan.zone,
            grants,
            channels: vec![Channel {
                audience: Audience::Hr,
                platform: self.plan.platforms[0].name.clone(),
                workspace: WORKSPACE.to_owned(),
                id: "hr".to_owned(),
                language: None,
            }],
            ..Programme::default()
        }
    }

    fn roster(&self) -> String {
        let mut rows =
            "社員番号,氏名,メールアドレス,部署,上司の社員番号\n1,人事 一,p1@example.jp,本社,\n"
                .to_owned();
        let mut number = 1;
        for (team, members) in self.plan.teams.iter().enumerate() {
            number += 1;
            let manager = number;
            rows.push_str(&format!(
                "{number},上司 {team},p{number}@example.jp,本社/部{team},\n"
            ));
            for member in 0..*members {
                number += 1;
                rows.push_str(&format!(
                    "{number},社員 {member},p{number}@example.jp,本社/部{team},{manager}\n"
                ));
            }
        }
        rows
    }
}
