//! Several `kiku serve` on one PostgreSQL, killed with -9 and paused at any moment while a month opens and people
//! answer, against the model of Slack.
//!
//! A replica that was paused in the middle of a call goes on with it when it wakes, though another took over meanwhile.
//! Slack can be asked what it has, so whoever takes over asks before it sends; nothing may arrive twice.
//!
//! `KIKU_TEST_KILLS=100 KIKU_TEST_BINARY=$PWD/target/release/kiku cargo test -p kiku-bot --test cli replicas -- --nocapture`
//! kills and pauses the release binary a hundred times or more, with two replicas and with four.

use crate::month::{self, Click, Colleague, PATIENCE};
use crate::postgres::Server;
use crate::serving::{Mode, Serving, TEAM, slack_with, variables};
use crate::support::Folder;
use chrono::{DateTime, TimeDelta, Utc};
use kiku_slack_model::{Channel, Fault, Person, Setup, Slack, Workspace};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How many kills and pauses at least; one company without it.
const KILLS: &str = "KIKU_TEST_KILLS";
/// So many seconds of the rehearsal pass in a real one: a lane's lease takes three seconds, a row's nine.
const SPEED: u32 = 10;
/// Tuesday, 1 December 2026, a quarter of a minute before the month opens.
const BEGIN: &str = "2026-12-01T08:49:45Z";
const OPENS: &str = "50 17 1 * *";
/// Something befalls a replica within so many milliseconds after its start or after the last time.
const WITHIN: u64 = 2_500;
/// How long it is paused: shorter than the lease of what it holds, or, one time in so many, longer.
const NAP: std::ops::Range<u64> = 0..2_000;
const SLEEP: std::ops::Range<u64> = 3_500..12_000;
const ONE_SLEEP_IN: u32 = 4;

/// The clock of a rehearsal, for Slack and for every replica.
#[derive(Debug, Clone, Copy)]
struct Fast {
    begin: DateTime<Utc>,
    since: Instant,
}

impl Fast {
    fn now(&self) -> DateTime<Utc> {
        self.begin + TimeDelta::from_std(self.since.elapsed() * SPEED).expect("a span")
    }
}

/// What befell replicas.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    rounds: usize,
    kills: usize,
    naps: usize,
    sleeps: usize,
    messages: usize,
    clicks: usize,
}

/// A company with its replicas' surroundings.
struct Company {
    folder: Folder,
    server: Server,
    database: PgPool,
    slack: Slack,
    people: Vec<Colleague>,
    clock: Fast,
}

const FAMILIES: [&str; 10] = [
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤",
];

/// The first one leads the second and third, and those the others.
fn people() -> Vec<Colleague> {
    let of = |index: usize| format!("U{:03}", index + 1);
    let colleague = |(index, family): (usize, &&str)| {
        let manager = (index > 0).then(|| of((index - 1) / 2 % 3));
        Colleague::new(&of(index), &format!("{family} 直"), manager.as_deref())
    };
    FAMILIES.iter().enumerate().map(colleague).collect()
}

fn roster(people: &[Colleague]) -> String {
    let line = |one: &Colleague| {
        let manager = one.manager.as_deref().unwrap_or_default();
        format!(
            "{0},{1},{0}@example.jp,本社,{manager}\n",
            one.user, one.name
        )
    };
    let lines: String = people.iter().map(line).collect();
    format!("社員番号,氏名,メールアドレス,部署,上司の社員番号\n{lines}")
}

fn workspace(people: &[Colleague]) -> Workspace {
    let person = |one: &Colleague| Person {
        email: Some(format!("{}@example.jp", one.user)),
        ..Person::new(&one.user, &one.user.to_lowercase(), &one.name)
    };
    let channels = vec![Channel::new("C001", "hr-1on1", &["U001"])];
    Workspace::new("MINATO", people.iter().map(person).collect(), channels)
}

impl Company {
    async fn found(name: &'static str) -> Arc<Self> {
        let server = Server::start(name).await;
        let (folder, people) = (Folder::ready(), people());
        folder.write("roster.csv", roster(&people));
        let programme = folder.read("programme.toml");
        folder.write("programme.toml", programme.replace("0 9 1 * *", OPENS));
        let database = [("KIKU_DATABASE_URL", server.url.as_str())];
        for args in [
            ["people", "import", "roster.csv"],
            ["programme", "apply", "programme.toml"],
        ] {
            folder.kiku_with(&database, &args).must(0);
        }
        let clock = Fast {
            begin: BEGIN.parse().expect("an instant"),
            since: Instant::now(),
        };
        let mut setup = Setup::new(vec![workspace(&people)]);
        setup.now =
            Arc::new(move || Duration::from_millis(clock.now().timestamp_millis().unsigned_abs()));
        Arc::new(Company {
            database: PgPool::connect(&server.url).await.expect("connects"),
            slack: slack_with(setup).await,
            folder,
            server,
            people,
            clock,
        })
    }

    /// One more replica, on the clock of all.
    async fn replica(&self) -> Serving {
        let mut command = self.folder.command(&["serve"]);
        command
            .arg(format!("--rehearsal={}", self.clock.now().to_rfc3339()))
            .args(["--speed", &SPEED.to_string()])
            .envs(variables(&self.slack, Mode::Socket))
            .env("KIKU_DATABASE_URL", &self.server.url);
        Serving::started(command).await
    }

    /// Everybody who has a manager answers, all at the same time.
    async fn answer(&self) -> Vec<Click> {
        let members = self.people.iter().filter(|one| one.manager.is_some());
        let answers = members.map(|member| {
            let (slack, member) = (self.slack.clone(), member.clone());
            tokio::spawn(async move { month::answer(&slack, &member).await })
        });
        let mut clicks = Vec::new();
        for answer in answers.collect::<Vec<_>>() {
            clicks.extend(answer.await.expect("answers"));
        }
        clicks
    }

    async fn number(&self, text: &'static str) -> i64 {
        let asked = sqlx::query_scalar(text).fetch_one(&self.database).await;
        asked.expect("is counted")
    }

    /// Waits until nothing is to be sent, edited or looked for.
    async fn settled(&self) {
        const LEFT: &str =
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'claimed', 'unknown')
            OR (state = 'sent' AND shown < wanted)";
        let since = Instant::now();
        while self.number(LEFT).await > 0 {
            assert!(since.elapsed() < PATIENCE, "something is left to do");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whoever slept goes on beside the one who was awake, and has done no harm.
    async fn wakes(&self, sleeper: Serving, awake: Serving, clicks: &[Click]) {
        sleeper.signal("-CONT");
        sleeper.becomes("/readyz", 200, PATIENCE).await;
        self.settled().await;
        self.judge(clicks).await;
        for replica in [sleeper, awake] {
            assert_eq!(replica.end().await, 0);
        }
    }

    /// Everything due arrived, once, and shows what was chosen; nothing else arrived.
    async fn judge(&self, clicks: &[Click]) {
        month::judge(&self.slack, &self.people, clicks);
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT delivery, state FROM outbox ORDER BY delivery")
                .fetch_all(&self.database)
                .await
                .expect("reads");
        let meant = rows.iter().map(|(delivery, _)| delivery);
        let sent = month::deliveries(&self.slack);
        assert!(meant.eq(sent.keys()), "{rows:#?}\n{sent:#?}");
        assert!(rows.iter().all(|(_, state)| state == "sent"), "{rows:#?}");
        let doubtful = self.number("SELECT CAST(SUM(doubtful) AS BIGINT) FROM lanes");
        assert_eq!(
            doubtful.await,
            0,
            "Slack is asked before anything is sent again"
        );
    }

    /// The process that sends to the workspace: its number is part of the replica's name.
    async fn sender(&self) -> Option<u32> {
        let text = "SELECT owner FROM lanes WHERE workspace = $1 AND owner IS NOT NULL";
        let owner: Option<String> = sqlx::query_scalar(text)
            .bind(TEAM)
            .fetch_optional(&self.database)
            .await
            .expect("reads");
        owner?.split('-').nth(1)?.parse().ok()
    }
}

/// A replica to which something happens again and again.
struct Fate {
    company: Arc<Company>,
    chance: ChaCha8Rng,
    calm: Arc<AtomicBool>,
    count: Count,
}

impl Fate {
    async fn play(mut self) -> (Serving, Count) {
        let mut replica = self.company.replica().await;
        loop {
            self.moment().await;
            if self.calm.load(Ordering::Relaxed) {
                return (replica, self.count);
            }
            match self.chance.random_bool(0.5) {
                true => self.pause(&replica).await,
                false => {
                    // Dropped is killed with -9.
                    drop(replica);
                    self.count.kills += 1;
                    self.wait(0..1_000).await;
                    replica = self.company.replica().await;
                }
            }
        }
    }

    /// Any moment, or the one at which Slack has just been called.
    async fn moment(&mut self) {
        self.wait(0..WITHIN).await;
        if self.chance.random_bool(0.5) {
            let (since, calls) = (Instant::now(), self.company.slack.calls().len());
            while self.company.slack.calls().len() == calls
                && since.elapsed() < Duration::from_millis(WITHIN)
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    async fn pause(&mut self, replica: &Serving) {
        replica.signal("-STOP");
        match self.chance.random_ratio(1, ONE_SLEEP_IN) {
            true => {
                self.count.sleeps += 1;
                self.wait(SLEEP).await;
            }
            false => {
                self.count.naps += 1;
                self.wait(NAP).await;
            }
        }
        replica.signal("-CONT");
    }

    async fn wait(&mut self, millis: std::ops::Range<u64>) {
        let millis = self.chance.random_range(millis);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

async fn replicas(size: usize, name: &'static str) {
    let wanted = std::env::var(KILLS).map_or(1, |text| text.parse().expect("a number"));
    let (began, mut count) = (Instant::now(), Count::default());
    while count.kills + count.naps + count.sleeps < wanted {
        round(size, name, &mut count).await;
    }
    report(size, count, began.elapsed());
}

#[expect(clippy::print_stdout, reason = "it is the report of a longer run")]
fn report(size: usize, count: Count, took: Duration) {
    println!(
        "{size} replicas, {} companies, {} kills, {} pauses, {} longer than a lease, in {:.0} s: 0 of {} messages \
         lost, 0 doubled; 0 of {} acknowledged clicks lost",
        count.rounds,
        count.kills,
        count.naps + count.sleeps,
        count.sleeps,
        took.as_secs_f64(),
        count.messages,
        count.clicks
    );
}

/// One company whose month opens while its replicas die and sleep.
async fn round(size: usize, name: &'static str, count: &mut Count) {
    let company = Company::found(name).await;
    let calm = Arc::new(AtomicBool::new(false));
    let fates = (0..size).map(|index| {
        let seed = (count.rounds * 100 + size * 10 + index) as u64;
        let fate = Fate {
            company: company.clone(),
            chance: ChaCha8Rng::seed_from_u64(seed),
            calm: calm.clone(),
            count: Count::default(),
        };
        tokio::spawn(fate.play())
    });
    let fates: Vec<_> = fates.collect();
    let clicks = company.answer().await;
    calm.store(true, Ordering::Relaxed);
    let mut lived = Vec::new();
    for fate in fates {
        let (replica, befell) = fate.await.expect("a replica");
        count.kills += befell.kills;
        count.naps += befell.naps;
        count.sleeps += befell.sleeps;
        lived.push(replica);
    }
    company.settled().await;
    company.judge(&clicks).await;
    count.rounds += 1;
    count.messages += month::deliveries(&company.slack).len();
    count.clicks += clicks.len();
    for replica in lived {
        assert_eq!(replica.end().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_are_killed_and_paused_send_once() {
    replicas(2, "two").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_that_are_killed_and_paused_send_once() {
    replicas(4, "four").await;
}

/// Whoever sends falls asleep for as long as the month takes to open; when it wakes, it has nothing more to say.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_sleeps_is_replaced_and_takes_nothing_back() {
    let company = Company::found("sleeper").await;
    let (one, two) = tokio::join!(company.replica(), company.replica());
    let since = Instant::now();
    while month::deliveries(&company.slack).len() < 2 {
        assert!(since.elapsed() < PATIENCE, "nothing is sent");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let sender = company.sender().await;
    let (sleeper, awake) = match sender == Some(one.process()) {
        true => (one, two),
        false => (two, one),
    };
    assert_eq!(sender, Some(sleeper.process()));
    sleeper.signal("-STOP");
    let clicks = company.answer().await;
    company.settled().await;
    assert_eq!(company.sender().await, Some(awake.process()));
    company.judge(&clicks).await;
    company.wakes(sleeper, awake, &clicks).await;
}

/// Two quick presses on one message are answered by two replicas, and what the slower one shows comes last.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_late_is_put_right() {
    let company = Company::found("late").await;
    let (one, two) = tokio::join!(company.replica(), company.replica());
    for replica in [&one, &two] {
        replica.logs("Kiku is connected").await;
    }
    let late = Duration::from_secs(2);
    // Slack gives every other press to the other one.
    for _ in 0..4 {
        company.slack.fail("response_url", Fault::Late(late));
    }
    let clicks = company.answer().await;
    tokio::time::sleep(2 * late).await;
    company.settled().await;
    company.judge(&clicks).await;
    for replica in [one, two] {
        assert_eq!(replica.end().await, 0);
    }
}

/// A replica that falls asleep in the middle of a commit holds what it has locked; the others must get on.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_sleeps_in_the_middle_of_a_commit_holds_up_nobody() {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    const ASKED: &str = "SELECT count(*) FROM outbox WHERE kind = 'prep_ask' AND state = 'sent'";
    let company = Company::found("commit").await;
    let sleeper = company.replica().await;
    let since = Instant::now();
    while company.number(ASKED).await == 0 {
        assert!(since.elapsed() < PATIENCE, "nobody is asked");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut lock = company.database.begin().await.expect("begins");
    sqlx::query("SELECT id FROM sessions FOR UPDATE")
        .execute(&mut *lock)
        .await
        .expect("locks");
    let answering = tokio::spawn({
        let company = company.clone();
        async move { company.answer().await }
    });
    while company.number(WAITING).await == 0 {
        assert!(since.elapsed() < PATIENCE, "nobody waits for the lock");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sleeper.signal("-STOP");
    lock.rollback().await.expect("lets go");
    let awake = company.replica().await;
    let clicks = answering.await.expect("answers");
    company.settled().await;
    company.wakes(sleeper, awake, &clicks).await;
}
