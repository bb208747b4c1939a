//! A playground of three people and a channel, and a browser without a screen that reads its HTML.

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use http_body_util::BodyExt;
use kiku_chat::contract::{Act, Bed, Cast, Outcome, Recorder, Seen, SeenField, SeenForm};
use kiku_chat::{Account, Address, Handle, Memory, MemoryError, Platform, SendError};
use kiku_web::{
    Bilingual, CommandHelp, Kind, Language, PLATFORM, Playground, Resident, Room, Setup, Stage, To,
    Upcoming, WORKSPACE, account,
};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// A memory that survives the playground, and can be made to fail.
#[derive(Default)]
pub struct Notebook {
    pub rows: Mutex<BTreeMap<String, String>>,
    pub broken: AtomicBool,
}

#[async_trait]
impl Memory for Notebook {
    async fn put(&self, key: &str, value: &str) -> Result<(), MemoryError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(MemoryError("disk full".into()));
        }
        self.rows.lock().unwrap().insert(key.into(), value.into());
        Ok(())
    }

    async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, MemoryError> {
        let rows = self.rows.lock().unwrap().clone().into_iter();
        Ok(rows.filter(|(key, _)| key.starts_with(prefix)).collect())
    }
}

/// A clock that stands, moves by hours, and waits for permission when it is told to.
pub struct Clock {
    now: Mutex<DateTime<Utc>>,
    pub gate: tokio::sync::Semaphore,
}

#[async_trait]
impl Stage for Clock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn time_zone(&self) -> Tz {
        chrono_tz::Asia::Tokyo
    }

    async fn next_event(&self, language: Language) -> Option<Upcoming> {
        let label = Bilingual::new("準備のお願い", "Preparation");
        let at = self.now() + TimeDelta::hours(1);
        Some(Upcoming {
            at,
            label: label.get(language).into(),
        })
    }

    async fn advance(&self, to: To) -> Result<(), String> {
        let _permit = self
            .gate
            .acquire()
            .await
            .map_err(|error| error.to_string())?;
        let hours = match to {
            To::NextEvent => 1,
            To::Day => 24,
            To::MonthEnd => return Err("もう月末です。".into()),
        };
        *self.now.lock().unwrap() += TimeDelta::hours(hours);
        Ok(())
    }
}

/// The playground with everything one can get at.
pub struct Browser {
    pub playground: Arc<Playground>,
    pub recorder: Arc<Recorder>,
    pub memory: Arc<Notebook>,
    pub clock: Arc<Clock>,
    forms: Mutex<BTreeMap<String, OpenForm>>,
    nonces: AtomicU64,
}

struct OpenForm {
    html: String,
    errors: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
}

pub fn resident(user: &str, name: &str, language: Language) -> Resident {
    Resident {
        user: user.into(),
        name: name.into(),
        role_line: Bilingual::new("営業部 · メンバー", "Sales · member"),
        department: "本社/営業部".into(),
        language,
        kinds: BTreeSet::from([Kind::Member]),
        reachable: user != "gone",
    }
}

pub fn residents() -> Vec<Resident> {
    vec![
        resident("hanako", "佐藤 花子", Language::Ja),
        resident("emma", "Emma Wilson", Language::En),
        resident("ono/太郎 #1", "小野 太郎", Language::Ja),
        resident("gone", "中村 去", Language::Ja),
    ]
}

pub fn room() -> Room {
    Room {
        id: "hr room".into(),
        name: Bilingual::new("人事", "HR"),
        language: Language::Ja,
        readers: ["hanako", "emma"].map(str::to_owned).into(),
    }
}

fn commands() -> Vec<CommandHelp> {
    let command = |ja: &str, en: &str| CommandHelp {
        word: Bilingual::new(ja, en),
        explanation: Bilingual::new(format!("{ja}を見る"), format!("See {en}")),
        kinds: BTreeSet::from([Kind::Member]),
    };
    vec![command("準備", "prep"), command("共有メモ", "note")]
}

impl Browser {
    pub async fn open() -> Self {
        Browser::with(residents(), Arc::new(Notebook::default())).await
    }

    pub async fn with(residents: Vec<Resident>, memory: Arc<Notebook>) -> Self {
        let now = "2026-11-02T00:00:00Z".parse().unwrap();
        let gate = tokio::sync::Semaphore::new(1);
        let clock = Arc::new(Clock {
            now: Mutex::new(now),
            gate,
        });
        let setup = Setup {
            company: "さくら製作所".into(),
            language: Language::Ja,
            listen: "127.0.0.1:8080".parse().unwrap(),
            residents,
            rooms: vec![room()],
            commands: commands(),
            stage: clock.clone(),
            memory: memory.clone(),
        };
        let playground = Playground::open(setup).await.unwrap();
        let recorder = Arc::new(Recorder::default());
        playground.connect(recorder.clone());
        let (forms, nonces) = (Mutex::default(), AtomicU64::new(1));
        Browser {
            playground,
            recorder,
            memory,
            clock,
            forms,
            nonces,
        }
    }

    pub async fn request(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.playground.router().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
        self.request(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, json: &Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::ORIGIN, "http://127.0.0.1:8080")
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(json.to_string())).unwrap();
        let (status, text) = self.request(request).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub fn nonce(&self) -> String {
        format!("nonce{:08}", self.nonces.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn items(&self, user: &str, at: &Address) -> Vec<Seen> {
        let (status, html) = self.get(&page_of(user, at)).await;
        assert_eq!(status, StatusCode::OK, "{html}");
        let html = Html::parse_document(&html);
        let items = selector("#messages > [data-seq]:not(.own)");
        html.select(&items).map(read).collect()
    }

    async fn send(&self, who: &Account, at: &Address, mut input: Value) -> Outcome {
        input["nonce"] = json!(self.nonce());
        if let Address::Channel { channel, .. } = at {
            input["channel"] = json!(channel);
        }
        let path = format!("/as/{}/event", segment(&who.user));
        let (status, answer) = self.post(&path, &input).await;
        match status {
            StatusCode::SERVICE_UNAVAILABLE => return Outcome::Busy,
            status => assert_eq!(status, StatusCode::OK, "{answer}"),
        }
        let mut forms = self.forms.lock().unwrap();
        let errors: BTreeMap<String, String> = (answer["errors"].as_array().unwrap().iter())
            .map(|error| (text(&error["field"]), text(&error["message"])))
            .collect();
        if input["did"] == "submit" {
            match errors.is_empty() {
                true => drop(forms.remove(&who.user)),
                false => forms.get_mut(&who.user).unwrap().errors = errors,
            }
        }
        if let Some(html) = answer["form"].as_str() {
            let form = OpenForm {
                html: html.into(),
                errors: BTreeMap::new(),
                values: BTreeMap::new(),
            };
            forms.insert(who.user.clone(), form);
        }
        Outcome::Taken
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub fn direct(user: &str) -> Address {
    Address::Person(account(user))
}

pub fn channel() -> Address {
    Address::Channel {
        platform: PLATFORM.into(),
        workspace: WORKSPACE.into(),
        channel: room().id,
    }
}

fn page_of(user: &str, at: &Address) -> String {
    match at {
        Address::Person(account) => {
            assert_eq!(
                account.user, user,
                "a direct conversation is read by its person"
            );
            format!("/as/{}", segment(user))
        }
        Address::Channel { channel, .. } => {
            format!("/as/{}/channel/{}", segment(user), segment(channel))
        }
    }
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn read(item: ElementRef) -> Seen {
    let card = item.select(&selector(".card")).next().unwrap();
    let blocks = card
        .child_elements()
        .map(|block| block.text().collect::<String>());
    let controls = selector("[data-action], option[value]");
    let actions = card.select(&controls).filter_map(|control| {
        let control = control.value();
        control
            .attr("data-action")
            .or(control.attr("value"))
            .filter(|a| !a.is_empty())
    });
    let pictures = selector("a.picture img[src^='/as/']");
    Seen {
        handle: Handle(item.value().attr("id").unwrap().to_owned()),
        text: blocks.collect::<Vec<_>>().join("\n"),
        actions: actions.map(str::to_owned).collect(),
        live: card.descendent_elements().flat_map(living).collect(),
        pictures: card.select(&pictures).count(),
        updated: item.select(&selector(".updated")).next().is_some(),
        private: item.select(&selector(".only-you")).next().is_some(),
    }
}

/// What a browser would follow, load or run by itself.
fn living(element: ElementRef) -> Vec<String> {
    let element = element.value();
    let attributes = element.attrs().filter(|(name, _)| {
        name.starts_with("on")
            || ["href", "src", "action", "formaction", "srcset", "style"].contains(name)
    });
    let own = |value: &str| value.starts_with("/as/");
    let mut found: Vec<String> = attributes
        .filter(|(_, value)| !own(value))
        .map(|(_, value)| value.to_owned())
        .collect();
    if [
        "script", "iframe", "object", "embed", "style", "link", "meta",
    ]
    .contains(&element.name())
    {
        found.push(element.name().to_owned());
    }
    found
}

#[async_trait]
impl Bed for Browser {
    fn platform(&self) -> &dyn Platform {
        &*self.playground
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn cast(&self) -> Cast {
        let (first, second, unreachable) = (account("hanako"), account("emma"), account("gone"));
        Cast {
            first,
            second,
            unreachable,
            channel: channel(),
        }
    }

    async fn seen(&self, reader: &Account, at: &Address) -> Vec<Seen> {
        self.items(&reader.user, at).await
    }

    async fn form(&self, who: &Account) -> Option<SeenForm> {
        let forms = self.forms.lock().unwrap();
        let form = forms.get(&who.user)?;
        let html = Html::parse_fragment(&form.html);
        let field = |field: ElementRef| {
            let key = field.value().attr("name").unwrap().to_owned();
            let initial = field.value().attr("value").map(str::to_owned);
            let initial = initial.unwrap_or_else(|| field.text().collect());
            let value = form.values.get(&key).cloned().unwrap_or(initial);
            let error = form.errors.get(&key).cloned();
            SeenField { key, value, error }
        };
        let fields = html.select(&selector("[name]")).map(field).collect();
        let title = html.select(&selector("h2")).next()?.text().collect();
        Some(SeenForm { title, fields })
    }

    async fn act(&self, who: &Account, at: &Address, act: Act) -> Outcome {
        let input = match act {
            Act::Press(message, action) => {
                let seen = self.items(&who.user, at).await;
                let shown = seen.iter().find(|seen| seen.handle == message).unwrap();
                assert!(
                    shown.actions.contains(&action),
                    "{action} is not offered: {shown:?}"
                );
                json!({ "did": "press", "action": action, "message": message.0 })
            }
            Act::Submit(values) => {
                let mut forms = self.forms.lock().unwrap();
                let form = forms.get_mut(&who.user).expect("a form is open");
                form.values = values.into_iter().collect();
                let html = Html::parse_fragment(&form.html);
                let element = html.select(&selector("form")).next().unwrap().value();
                let (action, message) = (element.attr("data-form"), element.attr("data-message"));
                json!({ "did": "submit", "action": action, "message": message, "values": form.values })
            }
            Act::Command(word, rest) => {
                json!({ "did": "type", "text": format!("/1on1 {word} {rest}") })
            }
            Act::Say(text) => json!({ "did": "type", "text": text }),
        };
        self.send(who, at, input).await
    }

    async fn fail_next(&self, _: &SendError) -> bool {
        // It has no counterpart that fails; what a broken memory does is tested by itself.
        false
    }
}
