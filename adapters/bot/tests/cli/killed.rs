//! `kiku serve` killed with -9 at any moment while a month opens and people answer, against the model of Slack.
//!
//! `KIKU_TEST_KILLS=100 KIKU_TEST_BINARY=$PWD/target/release/kiku cargo test -p kiku-bot --test cli killed -- --nocapture`
//! kills the release binary a hundred times or more.

use crate::month::{self, Click, Colleague};
use crate::serving::{Mode, Serving, slack, variables};
use crate::support::Folder;
use kiku_slack_model::Slack;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

/// How many kills at least; a sample without it.
const KILLS: &str = "KIKU_TEST_KILLS";
const SAMPLE: usize = 6;
/// Kills in one company before its last process may live.
const IN_A_ROUND: usize = 3;
/// A kill falls within so many milliseconds after the start of a process.
const WITHIN: u64 = 2_500;

/// Tuesday, 1 December 2026, 9:00 in Tokyo, and 17:15 that day.
const OPENING: &str = "2026-12-01T00:00:00Z";
const EVENING: [&str; IN_A_ROUND] = [
    "2026-12-01T08:15:00Z",
    "2026-12-01T08:20:00Z",
    "2026-12-01T08:25:00Z",
];
/// Leases end and what is unknown is settled: each of these is minutes later.
const AFTERWARDS: [&str; 3] = [
    "2026-12-01T08:30:00Z",
    "2026-12-01T08:35:00Z",
    "2026-12-01T08:45:00Z",
];

#[derive(Debug, Default)]
struct Count {
    rounds: usize,
    kills: usize,
    messages: usize,
    clicks: usize,
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "it is the report of a longer run")]
async fn whoever_is_killed_goes_on_and_nothing_is_lost_or_doubled() {
    let wanted = std::env::var(KILLS).map_or(SAMPLE, |text| text.parse().expect("a number"));
    let began = Instant::now();
    let mut count = Count::default();
    while count.kills < wanted {
        play(&mut count).await;
    }
    println!(
        "{} companies, {} kills in {:.0} s: 0 of {} messages lost, 0 doubled; 0 of {} acknowledged clicks lost",
        count.rounds,
        count.kills,
        began.elapsed().as_secs_f64(),
        count.messages,
        count.clicks
    );
}

/// One company: killed again and again while its month opens and its members answer.
async fn play(count: &mut Count) {
    let mut chance = ChaCha8Rng::seed_from_u64(0x6b69_6b75 + count.rounds as u64);
    let (folder, slack) = (Folder::staffed(), slack().await);
    let company = month::minato();
    let (lived, clicks) = tokio::join!(
        kill_and_start(&folder, &slack, &mut chance),
        answer(&slack, &company)
    );
    settle(&lived, &slack).await;
    month::judge(&slack, &company, &clicks);
    count.rounds += 1;
    count.kills += IN_A_ROUND;
    count.messages += month::deliveries(&slack).len();
    count.clicks += clicks.len();
    assert_eq!(lived.end().await, 0);
}

/// Processes that die, and the one that is let live.
async fn kill_and_start(folder: &Folder, slack: &Slack, chance: &mut ChaCha8Rng) -> Serving {
    for life in 0..IN_A_ROUND {
        let at = if life == 0 {
            OPENING
        } else {
            EVENING[life - 1]
        };
        let doomed = start(folder, slack, at).await;
        let millis = chance.random_range(0..WITHIN);
        tokio::time::sleep(Duration::from_millis(millis)).await;
        // Dropped is killed with -9.
        drop(doomed);
    }
    start(folder, slack, EVENING[IN_A_ROUND - 1]).await
}

async fn start(folder: &Folder, slack: &Slack, at: &str) -> Serving {
    let mut command = folder.command(&["serve"]);
    command
        .arg(format!("--rehearsal={at}"))
        .envs(variables(slack, Mode::Socket));
    Serving::started(command).await
}

async fn answer(slack: &Slack, company: &[Colleague]) -> Vec<Click> {
    let mut clicks = Vec::new();
    for member in company.iter().filter(|person| person.manager.is_some()) {
        clicks.extend(month::answer(slack, member).await);
    }
    clicks
}

/// Time passes until nothing more is called.
async fn settle(lived: &Serving, slack: &Slack) {
    lived.logs("Kiku is connected").await;
    for at in AFTERWARDS {
        let moved = lived
            .post("/rehearsal/clock", &format!("{{\"now\": \"{at}\"}}"))
            .await;
        assert!(moved.starts_with("HTTP/1.0 200"), "{moved}");
        let mut calls = usize::MAX;
        while calls != slack.calls().len() {
            calls = slack.calls().len();
            tokio::time::sleep(Duration::from_millis(1_500)).await;
        }
    }
}
