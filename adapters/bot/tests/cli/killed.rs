//! `kiku serve` killed with -9 at any moment while a month opens and people answer, against the model of Slack.
//!
//! `KIKU_TEST_KILLS=100 KIKU_TEST_BINARY=$PWD/target/release/kiku cargo test -p kiku-bot --test cli killed -- --nocapture`
//! kills the release binary a hundred times or more.

use crate::serving::{Mode, Serving, TEAM, slack, variables};
use crate::support::Folder;
use kiku_slack_model::{Client, Control, Outcome, Shown, Slack};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many kills at least; a sample without it.
const KILLS: &str = "KIKU_TEST_KILLS";
const SAMPLE: usize = 6;
/// Kills in one company before its last process may live.
const IN_A_ROUND: usize = 3;
/// A kill falls within so many milliseconds after the start of a process.
const WITHIN: u64 = 2_500;
/// Longer than anything takes that is still coming.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// The members, what they choose, and how often that stands.
const MEMBERS: [&str; 2] = ["U002", "U003"];
const TOPIC: &str = "今後のキャリア";
const RESPONSE: &str = "話を聞いてほしい";
const EVERYBODY: [&str; 3] = ["U001", "U002", "U003"];

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
    let (lived, clicks) =
        tokio::join!(kill_and_start(&folder, &slack, &mut chance), answer(&slack));
    settle(&lived, &slack).await;
    judge(&slack, &clicks);
    count.rounds += 1;
    count.kills += IN_A_ROUND;
    count.messages += slack
        .calls_of("chat.postMessage")
        .iter()
        .filter(|call| call.ok())
        .count();
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

/// Members answer as soon as they are asked, and try again until Slack says that it was taken.
async fn answer(slack: &Slack) -> Vec<(&'static str, &'static str)> {
    let mut taken = Vec::new();
    for user in MEMBERS {
        let client = slack.client(TEAM, user);
        for label in [TOPIC, RESPONSE] {
            let since = Instant::now();
            while !presses(&client, label).await {
                assert!(
                    since.elapsed() < PATIENCE,
                    "{user} cannot press {label}: {:#?}",
                    client.direct()
                );
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            taken.push((user, label));
        }
    }
    taken
}

async fn presses(client: &Client, label: &str) -> bool {
    let shown = client.direct();
    let offered = |message: &&Shown| {
        message
            .controls
            .iter()
            .any(|control| control.label == label)
    };
    match shown.iter().rev().find(offered) {
        Some(message) => client.press_label(message, label).await == Outcome::Taken,
        None => false,
    }
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

fn judge(slack: &Slack, clicks: &[(&str, &str)]) {
    let mut stands: BTreeMap<&str, Vec<Shown>> = BTreeMap::new();
    for user in EVERYBODY {
        stands.insert(user, slack.client(TEAM, user).direct());
    }
    let with = |user: &str, words: &str| {
        stands[user]
            .iter()
            .filter(|shown| shown.text.contains(words))
            .count()
    };
    for user in EVERYBODY {
        assert_eq!(with(user, "はじめまして"), 1, "{user}: {:#?}", stands[user]);
    }
    for user in MEMBERS {
        assert_eq!(
            with(user, "12月の1on1、準備ができました"),
            1,
            "{user}: {:#?}",
            stands[user]
        );
    }
    assert_eq!(
        with("U001", "鈴木 一郎さんとの1on1"),
        1,
        "{:#?}",
        stands["U001"]
    );
    assert_eq!(
        with("U002", "高橋 葵さんとの1on1"),
        1,
        "{:#?}",
        stands["U002"]
    );
    for (user, label) in clicks {
        // A chosen button carries a tick, a menu its choice.
        let ticked = format!("✓ {label}");
        let chosen = |shown: &Shown| {
            let menu = |control: &Control| control.current && control.label == *label;
            shown.text.contains(&ticked) || shown.controls.iter().any(menu)
        };
        assert!(
            stands[user].iter().any(chosen),
            "{user} had chosen {label}, and it was taken: {:#?}",
            stands[user]
        );
    }
    let mut deliveries: BTreeMap<String, usize> = BTreeMap::new();
    for call in slack
        .calls_of("chat.postMessage")
        .iter()
        .filter(|call| call.ok())
    {
        *deliveries.entry(call.args["metadata"].clone()).or_default() += 1;
    }
    assert!(
        deliveries.values().all(|count| *count == 1),
        "{deliveries:#?}"
    );
}
