//! Every view and form in both languages goes through the adapter to the model, then to Slack's own Python SDK.

use crate::tools::python;
use anyhow::Result;
use async_trait::async_trait;
use kiku::domain::lang::Lang;
use kiku::views::samples::{forms, samples};
use kiku_chat::{
    Account, Address, Block, Busy, Button, DeliveryId, DirectoryPerson, Event, Handle, Inbox,
    Memory, MemoryError, Platform, Reply, Tone, View, What,
};
use kiku_slack::{PLATFORM, Surroundings};
use kiku_slack_model::{Delivery, Limits, Outcome, Person, Setup, Slack};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Answers each press with the next form, and each opened home tab with the next view.
#[derive(Default)]
struct Answers {
    forms: Mutex<VecDeque<kiku_chat::Form>>,
    homes: Mutex<VecDeque<View>>,
}

#[async_trait]
impl Inbox for Answers {
    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        let none = Reply::nothing();
        Ok(match event.what {
            What::Press(_) => self
                .forms
                .lock()
                .expect("a lock")
                .pop_front()
                .map_or(none, Reply::open),
            What::Home => self
                .homes
                .lock()
                .expect("a lock")
                .pop_front()
                .map_or(none, Reply::refresh),
            _ => none,
        })
    }

    async fn arrived(&self, _: &str, _: &Handle, _: i64) {}

    async fn missed(&self, _: &str, message: &Handle) {
        panic!("an answer did not reach {message:?}");
    }

    async fn met(&self, _: DirectoryPerson) -> Result<(), Busy> {
        Ok(())
    }

    async fn undecoded(&self, _: &str, _: &str, raw: &[u8]) -> Result<(), Busy> {
        panic!("not decoded: {}", String::from_utf8_lossy(raw));
    }
}

/// Remembers nothing.
struct Forgetful;

#[async_trait]
impl Memory for Forgetful {
    async fn put(&self, _: &str, _: &str) -> Result<(), MemoryError> {
        Ok(())
    }

    async fn all(&self, _: &str) -> Result<Vec<(String, String)>, MemoryError> {
        Ok(Vec::new())
    }
}

async fn stage() -> Result<(Slack, Arc<kiku_slack::Slack>, Arc<Answers>)> {
    let people = vec![Person::new("U0SATO", "sato", "佐藤 花子")];
    let mut setup = Setup::new(vec![crate::company::workspace(people)]);
    setup.limits = Limits::generous();
    let slack = Slack::start(setup).await?;
    let platform = kiku_slack::Slack::connect_in(
        crate::company::config(&slack),
        Arc::new(Forgetful),
        Surroundings::default(),
    )
    .await?;
    let answers = Arc::new(Answers::default());
    platform.attach(Arc::clone(&answers) as Arc<dyn Inbox>);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    slack.deliver_by(Delivery::Http(format!("http://{}", listener.local_addr()?)));
    let router = platform.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((slack, platform, answers))
}

/// The JSON arguments of the last call of a method that succeeded.
fn last(slack: &Slack, method: &str, argument: &str) -> Value {
    let calls = slack.calls_of(method);
    let last = calls
        .last()
        .unwrap_or_else(|| panic!("{method} was not called"));
    assert!(last.ok(), "{method}: {last:?}");
    serde_json::from_str(&last.args[argument])
        .unwrap_or_else(|error| panic!("{method} {argument}: {error}"))
}

#[tokio::test]
async fn every_view_and_form_fits_slack_in_both_languages() -> Result<()> {
    let (slack, platform, answers) = stage().await?;
    let client = slack.client("T0ACME", "U0SATO");
    let account = Account {
        platform: PLATFORM.into(),
        workspace: "T0ACME".into(),
        user: "U0SATO".into(),
    };
    let to = Address::Person(account);
    let mut judged = Vec::new();
    for lang in [Lang::Ja, Lang::En] {
        for (number, sample) in samples(lang).into_iter().enumerate() {
            let name = format!("{lang:?} {}", sample.name);
            let delivery = DeliveryId(format!("{lang:?}-{number}"));
            let sent = platform.send(&to, &delivery, &sample.view).await;
            sent.unwrap_or_else(|error| panic!("{name}: {error}"));
            let blocks = last(&slack, "chat.postMessage", "blocks");
            judged.push(json!({"name": name, "kind": "message", "blocks": blocks}));
            let shown = client.direct().pop().expect("a message");
            shows_all(&name, &sample.view, &shown.text, &shown.actions());
            answers.homes.lock().expect("a lock").push_back(sample.view);
            assert_eq!(client.open_home().await, Outcome::Taken, "{name}");
            platform.finish().await;
            let view = last(&slack, "views.publish", "view");
            judged.push(json!({"name": format!("{name} (home)"), "kind": "view", "view": view}));
        }
        for form in forms(lang) {
            let name = format!("{lang:?} form {}", form.action);
            answers.forms.lock().expect("a lock").push_back(form);
            let delivery = DeliveryId(format!("f{}", judged.len()));
            platform.send(&to, &delivery, &asking()).await?;
            let shown = client.direct().pop().expect("a message");
            assert_eq!(
                client.press(&shown.channel, &shown.ts, "open").await,
                Outcome::Taken,
                "{name}"
            );
            platform.finish().await;
            let view = last(&slack, "views.open", "view");
            judged.push(json!({"name": name, "kind": "view", "view": view}));
        }
    }
    assert!(judged.len() > 200, "{} views and forms", judged.len());
    let refused: Vec<_> = slack
        .calls()
        .into_iter()
        .filter(|call| !call.ok())
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    let said = python(
        "blocks.py",
        &[],
        Value::Array(judged).to_string().as_bytes(),
    );
    assert!(said.trim().is_empty(), "slack_sdk finds wrong:\n{said}");
    Ok(())
}

/// A line with a button that opens the next form.
fn asking() -> View {
    let button = Button {
        label: "開く".into(),
        action: "open".into(),
        tone: Tone::Plain,
    };
    View {
        blocks: vec![Block::Buttons(vec![button])],
        fallback: "開く".into(),
    }
}

/// Nothing of a view is cut.
fn shows_all(name: &str, view: &View, text: &str, actions: &[String]) {
    let wanted: Vec<&str> = view.actions().collect();
    assert_eq!(actions, wanted, "{name}: all controls, in order");
    let plain = view.to_plain_text().replace(['○', '●', '[', ']'], " ");
    for word in plain.split_whitespace() {
        let bare = word.trim_end_matches(':');
        assert!(
            text.contains(bare),
            "{name}: '{bare}' is missing in\n{text}"
        );
    }
}
