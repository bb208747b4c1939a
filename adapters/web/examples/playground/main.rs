//! The playground with an inbox that shows every kind of block, for looking at it: `cargo run -p kiku-web --example playground`.

mod company;
mod views;

use async_trait::async_trait;
use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use company::{commands, company};
use kiku_chat::*;
use kiku_web::*;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use views::{digest, prep, rating};

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

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

struct Clock {
    seconds: AtomicI64,
    sent: AtomicUsize,
    playground: OnceLock<Arc<Playground>>,
}

#[async_trait]
impl Stage for Clock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds.load(Ordering::Relaxed), 0).unwrap_or_default()
    }
    fn time_zone(&self) -> Tz {
        chrono_tz::Asia::Tokyo
    }
    async fn next_event(&self, language: Language) -> Option<Upcoming> {
        let label = Bilingual::new("事前準備のお願い", "Preparation questions");
        let at = self.now() + TimeDelta::hours(3);
        Some(Upcoming {
            at,
            label: label.get(language).into(),
        })
    }
    async fn advance(&self, to: To) -> Result<(), String> {
        let hours = match to {
            To::NextEvent => 3,
            To::Day => 24,
            To::MonthEnd => return Err("月末はまだ先です。".into()),
        };
        let playground = self.playground.get().ok_or("not connected")?;
        for _ in 0..hours {
            self.seconds.fetch_add(3_600, Ordering::Relaxed);
            playground.clock_changed();
            tokio::time::sleep(std::time::Duration::from_millis(120)).await;
        }
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let to = Address::Person(account("e0001"));
        let delivery = DeliveryId(format!("later-{number}"));
        let sent = playground.send(&to, &delivery, &prep(None, None)).await;
        sent.map(drop).map_err(|error| error.to_string())
    }
}

struct Echo;

#[async_trait]
impl Inbox for Echo {
    async fn arrived(&self, _: &str, _: &Handle, _: i64) {}

    async fn missed(&self, _: &str, message: &Handle) {
        eprintln!("not refreshed: {message:?}");
    }

    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy> {
        eprintln!("{person:?}");
        Ok(())
    }

    async fn undecoded(&self, _: &str, _: &str, raw: &[u8]) -> Result<(), Busy> {
        eprintln!("{} bytes that cannot be read", raw.len());
        Ok(())
    }

    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        eprintln!("{event:?}");
        let form = Form {
            action: "line:send".into(),
            title: "上司へのひとこと".into(),
            fields: vec![Field {
                key: "line".into(),
                label: "ひとこと".into(),
                hint: "鈴木さんだけが読みます。".into(),
                initial: String::new(),
                multiline: true,
                required: true,
                max_length: 500,
            }],
            submit: "添える".into(),
            close: "キャンセル".into(),
        };
        Ok(match event.what {
            What::Press(action) => match action.split_once(':') {
                Some(("topic", n)) => Reply::refresh(prep(n.parse().ok(), None)),
                Some(("response", n)) => Reply::refresh(prep(Some(3), n.parse().ok())),
                Some(("rate", n)) => Reply::refresh(rating(n.parse().ok())),
                _ if action == "line" => Reply::open(form),
                _ if action == "skip" => return Err(Busy),
                _ => Reply::whisper(View::line(format!("{action} を受け取りました。"))),
            },
            What::Submit { values, .. } if values.values().any(|v| v.chars().count() < 5) => {
                Reply {
                    errors: vec![FieldError {
                        field: "line".into(),
                        message: "5文字以上で書いてください。".into(),
                    }],
                    ..Reply::default()
                }
            }
            What::Submit { .. } => Reply::whisper(View::line("添えました。")),
            What::Command { word, rest } => Reply::whisper(View::line(format!("{word} {rest}"))),
            What::Said(text) => Reply::whisper(View::line(format!("「{text}」ですね。"))),
            What::Home => Reply::nothing(),
        })
    }
}

async fn furnish(playground: &Playground, png: Vec<u8>) -> Result<(), SendError> {
    let room = |channel: &str| Address::Channel {
        platform: PLATFORM.into(),
        workspace: WORKSPACE.into(),
        channel: channel.into(),
    };
    let member = Address::Person(account("e0001"));
    playground
        .send(
            &member,
            &DeliveryId("m0".into()),
            &View::line("はじめまして。Kikuです。毎月の1on1の準備をお手伝いします。"),
        )
        .await?;
    playground
        .send(&member, &DeliveryId("m7".into()), &rating(Some(3)))
        .await?;
    let sent = playground
        .send(&member, &DeliveryId("m1".into()), &prep(None, None))
        .await?;
    playground
        .edit(&member, &sent, &prep(Some(3), Some(2)))
        .await?;
    playground
        .send(
            &Address::Person(account("e0003")),
            &DeliveryId("m1".into()),
            &View::line("Hello, I am Kiku. Every month I ask what you want to talk about."),
        )
        .await?;
    playground
        .send(&room("hr"), &DeliveryId("m9".into()), &digest(png))
        .await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let mut arguments = std::env::args().skip(1);
    let crowd = arguments.next().map_or(Ok(40), |text| text.parse())?;
    let png = match arguments.next() {
        Some(file) => std::fs::read(file)?,
        None => BASE64_STANDARD.decode(PNG)?,
    };
    let start: DateTime<Utc> = "2026-11-02T00:00:00Z".parse()?;
    let seconds = AtomicI64::new((start + Days::new(0)).timestamp());
    let clock = Arc::new(Clock {
        seconds,
        sent: AtomicUsize::new(0),
        playground: OnceLock::new(),
    });
    let listen = "127.0.0.1:8090".parse()?;
    let readers = ["e0004", "e0005"].map(str::to_owned);
    let playground = Playground::open(Setup {
        company: "さくら製作所".into(),
        language: Language::Ja,
        listen,
        residents: company(crowd),
        rooms: vec![Room {
            id: "hr".into(),
            name: Bilingual::new("人事", "HR"),
            language: Language::Ja,
            readers: readers.into(),
        }],
        commands: commands(),
        stage: clock.clone(),
        memory: Arc::new(Forgetful),
    })
    .await?;
    playground.connect(Arc::new(Echo));
    clock
        .playground
        .set(playground.clone())
        .map_err(|_| "set twice")?;
    furnish(&playground, png).await?;
    eprintln!("http://{listen}");
    let listener = tokio::net::TcpListener::bind(listen).await?;
    Ok(axum::serve(listener, playground.router()).await?)
}
