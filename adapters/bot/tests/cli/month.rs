//! A month that opens and is answered, and what must stand in everybody's Slack in the end, whatever befell Kiku.

use crate::serving::TEAM;
use kiku_slack_model::{Client, Control, Outcome, Shown, Slack};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Longer than anything takes that is still coming.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// What members choose.
const TOPIC: &str = "今後のキャリア";
/// What then stands with them and with their manager.
const TOPIC_LINE: &str = "トピック  今後のキャリア";
const RESPONSE: &str = "話を聞いてほしい";

/// Somebody of the company, by their account, and whom they talk with.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub user: String,
    pub name: String,
    pub manager: Option<String>,
}

/// A choice that Slack said was taken, or showed.
#[derive(Debug)]
pub struct Click {
    user: String,
    label: &'static str,
}

impl Colleague {
    pub fn new(user: &str, name: &str, manager: Option<&str>) -> Self {
        Colleague {
            user: user.to_owned(),
            name: name.to_owned(),
            manager: manager.map(str::to_owned),
        }
    }
}

/// The small company of [`crate::support::ROSTER`].
pub fn minato() -> Vec<Colleague> {
    vec![
        Colleague::new("U001", "佐藤 花子", None),
        Colleague::new("U002", "鈴木 一郎", Some("U001")),
        Colleague::new("U003", "高橋 葵", Some("U002")),
    ]
}

/// A member answers as soon as they are asked, and tries again until Slack says that it was taken, or shows it.
pub async fn answer(slack: &Slack, member: &Colleague) -> Vec<Click> {
    let client = slack.client(TEAM, &member.user);
    let mut taken = Vec::new();
    for label in [TOPIC, RESPONSE] {
        let since = Instant::now();
        while !presses(&client, label).await {
            assert!(
                since.elapsed() < PATIENCE,
                "{} cannot press {label}: {:#?}",
                member.user,
                client.direct()
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        let user = member.user.clone();
        taken.push(Click { user, label });
    }
    taken
}

async fn presses(client: &Client, label: &str) -> bool {
    let shown = client.direct();
    if shown.iter().any(|message| shows(message, label)) {
        return true;
    }
    let offered = |message: &&Shown| message.control(label).is_some();
    match shown.iter().rev().find(offered) {
        Some(message) => client.press_label(message, label).await == Outcome::Taken,
        None => false,
    }
}

/// Whether this is the choice: a chosen button carries a tick, a menu its choice.
fn shows(message: &Shown, label: &str) -> bool {
    let menu = |control: &Control| control.current && control.label == label;
    message.text.contains(&format!("✓ {label}")) || message.controls.iter().any(menu)
}

/// Everything that was due is there once, and every choice that was taken is shown.
pub fn judge(slack: &Slack, company: &[Colleague], clicks: &[Click]) {
    let stands = |user: &str| slack.client(TEAM, user).direct();
    let once = |user: &str, words: &str| {
        let shown = stands(user);
        let count = shown.iter().filter(|shown| shown.text.contains(words));
        assert_eq!(count.count(), 1, "'{words}' with {user}: {shown:#?}");
    };
    for colleague in company {
        once(&colleague.user, "はじめまして");
        if let Some(manager) = &colleague.manager {
            once(&colleague.user, "12月の1on1、準備ができました");
            once(manager, &format!("{}さん", colleague.name));
        }
    }
    for colleague in company {
        let own = |one: &&Colleague| {
            one.user == colleague.user || one.manager.as_ref() == Some(&colleague.user)
        };
        let pairs = company.iter().filter(|one| one.manager.is_some());
        let shown = stands(&colleague.user);
        let topics = shown
            .iter()
            .map(|shown| shown.text.matches(TOPIC_LINE).count());
        let topics: usize = topics.sum();
        assert_eq!(topics, pairs.filter(own).count(), "{shown:#?}");
    }
    for Click { user, label } in clicks {
        let shown = stands(user);
        assert!(
            shown.iter().any(|message| shows(message, label)),
            "{user} had chosen {label}, and it was taken: {shown:#?}"
        );
    }
    let sent = deliveries(slack);
    assert!(sent.values().all(|count| *count == 1), "{sent:#?}");
}

/// How often each delivery stands in the model's log.
pub fn deliveries(slack: &Slack) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    let calls = slack.calls_of("chat.postMessage");
    for call in calls.iter().filter(|call| call.ok()) {
        let metadata: serde_json::Value =
            serde_json::from_str(&call.args["metadata"]).expect("metadata");
        let delivery = metadata["event_payload"]["delivery_id"].as_str();
        let delivery = delivery.expect("a delivery").to_owned();
        *sent.entry(delivery).or_default() += 1;
    }
    sent
}
