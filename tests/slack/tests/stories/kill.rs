//! The real process under signed clicks, killed in the middle: whatever it acknowledged is in the database.

use crate::cast;
use crate::company::{TEAM, config, import, user, workspace};
use anyhow::{Context, Result};
use kiku_chat::Platform;
use kiku_engine::clock::SystemClock;
use kiku_engine::{Engine, EngineParts};
use kiku_slack::Surroundings;
use kiku_slack_model::wire::{FORM, Sender, form};
use kiku_slack_model::{Limits, Person, Setup, Slack};
use kiku_store::{Store, StoreConfig};
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Acknowledged clicks after which the process is killed.
const CLICKS: usize = 10_000;
/// Connections that click at the same time.
const CONNECTIONS: usize = 64;
/// The content key of the database, as a setting and as bytes.
const KEY: (&str, [u8; 32]) = ("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", [7; 32]);

/// 64 people of one team.
fn roster() -> String {
    let mut csv = cast::PAIR.to_owned();
    for index in 0..CONNECTIONS {
        csv.push_str(&format!(
            "{},打鍵 {index}号,k{index}@example.co.jp,本社/営業部,2\n",
            100 + index
        ));
    }
    csv
}

fn people() -> Vec<Person> {
    let named = |name: String| Person::new(&user(&name), &name, &name);
    (0..CONNECTIONS)
        .map(|index| named(format!("k{index}")))
        .collect()
}

/// A company whose accounts are linked, in a file.
async fn prepare(slack: &Slack, file: &Path) -> Result<()> {
    let store = Store::open(&StoreConfig::new(
        format!("sqlite:{}", file.display()),
        KEY.1,
    ))
    .await?;
    let memory = Arc::new(store.memory(kiku_slack::PLATFORM));
    let platform =
        kiku_slack::Slack::connect_in(config(slack), memory, Surroundings::default()).await?;
    let engine = Engine::new(EngineParts {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        platforms: vec![Arc::clone(&platform) as Arc<dyn Platform>],
        replica: "prepares".to_owned(),
    });
    import(&engine, &platform, cast::programme(), &roster()).await?;
    store.close().await;
    Ok(())
}

/// `kiku serve` over HTTP; killed when dropped.
struct Serving {
    child: Child,
    base: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    async fn start(slack: &Slack, folder: &Path) -> Result<Serving> {
        let app = slack.app();
        let token = slack.bot_tokens().remove(0);
        let mut child = Command::new(binary()?)
            .arg("serve")
            .current_dir(folder)
            .env_clear()
            .envs([
                (
                    "KIKU_DATABASE_URL",
                    format!("sqlite:{}", folder.join("kiku.db").display()),
                ),
                ("KIKU_SECRETS_CONTENT_KEY", KEY.0.to_owned()),
                ("KIKU_SERVER_LISTEN", "127.0.0.1:0".to_owned()),
                ("KIKU_LOG_FORMAT", "json".to_owned()),
                ("KIKU_SLACK_API_URL", slack.api_url()),
                ("KIKU_SLACK_MODE", "http".to_owned()),
                ("KIKU_SLACK_BOT_TOKEN", token),
                ("KIKU_SLACK_SIGNING_SECRET", app.signing_secret),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().context("a standard error")?;
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        // The log is read to its end, so that the process never waits for a reader.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut serving = Serving {
            child,
            base: String::new(),
        };
        let mut lines = String::new();
        let connected = async {
            while let Some(line) = told.recv().await {
                let said: Value = serde_json::from_str(&line).unwrap_or_default();
                lines.push_str(&line);
                lines.push('\n');
                if let Some(address) = said["server.address"].as_str() {
                    serving.base = format!("http://{address}");
                }
                if said["message"] == "Kiku is connected" {
                    return true;
                }
            }
            false
        };
        match tokio::time::timeout(Duration::from_secs(60), connected).await {
            Ok(true) => Ok(serving),
            _ => anyhow::bail!("kiku serve did not connect:\n{lines}"),
        }
    }
}

/// The binary that was built beside this test, or the one that `KIKU_TEST_BINARY` names.
fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("KIKU_TEST_BINARY") {
        return Ok(named.into());
    }
    let here = std::env::current_exe()?;
    let beside = here
        .parent()
        .and_then(Path::parent)
        .map(|folder| folder.join("kiku"));
    let built = beside.filter(|path| path.exists());
    built.context("the binary kiku is not built; run ./test, which builds it")
}

/// A message with the two languages in somebody's conversation: each press changes who they are.
async fn plant(slack: &Slack, name: &str) -> Result<(String, String)> {
    let button = |code: &str| {
        json!({"type": "button", "action_id": code, "value": format!("lang:{code}"),
            "text": {"type": "plain_text", "text": code}})
    };
    let blocks = json!([{"type": "actions", "elements": [button("ja"), button("en")]}]);
    let args = json!({"channel": user(name), "text": "言葉", "blocks": blocks});
    let request = http::Request::post(format!("{}/chat.postMessage", slack.api_url()))
        .header("authorization", format!("Bearer {}", slack.bot_tokens()[0]))
        .header("content-type", "application/json")
        .body(args.to_string().into())?;
    let (_, body) = kiku_slack_model::wire::exchange(request).await?;
    let answer: Value = serde_json::from_slice(&body)?;
    let text = |name: &str| {
        answer[name]
            .as_str()
            .map(str::to_owned)
            .context(answer.to_string())
    };
    Ok((text("channel")?, text("ts")?))
}

/// Clicks on one connection until the process is gone; the moments of the clicks that were acknowledged.
async fn click(
    slack: Slack,
    base: String,
    name: String,
    taken: Arc<AtomicUsize>,
) -> Result<Vec<String>> {
    let (room, ts) = plant(&slack, &name).await?;
    let client = slack.client(TEAM, &user(&name));
    let secret = slack.app().signing_secret;
    let url = format!("{base}/slack/interactions");
    let sender = Sender::default();
    let mut acknowledged = Vec::new();
    for language in ["lang:en", "lang:ja"].iter().cycle() {
        let payload = client
            .payload_of_press(&room, &ts, language)
            .context("a control")?;
        let moment = payload["actions"][0]["action_ts"]
            .as_str()
            .context("a moment")?
            .to_owned();
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let body = form(&[("payload", &payload.to_string())]);
        let request = kiku_slack_model::wire::Delivered::signed(&secret, now, &url, FORM, body);
        match sender.send(&request).await {
            Ok((200, _)) => {
                acknowledged.push(moment);
                taken.fetch_add(1, Ordering::SeqCst);
            }
            Ok((status, _)) => anyhow::ensure!(status == 503, "answered {status}"),
            Err(_) => break,
        }
    }
    Ok(acknowledged)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() -> Result<()> {
    let mut setup = Setup::new(vec![workspace(people())]);
    setup.limits = Limits::generous();
    let slack = Slack::start(setup).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("kiku.db");
    prepare(&slack, &file).await?;
    let mut serving = Serving::start(&slack, folder.path()).await?;
    let taken = Arc::new(AtomicUsize::new(0));
    let clicks = (0..CONNECTIONS).map(|index| {
        let (slack, base, taken) = (slack.clone(), serving.base.clone(), Arc::clone(&taken));
        tokio::spawn(click(slack, base, format!("k{index}"), taken))
    });
    let clicks: Vec<_> = clicks.collect();
    while taken.load(Ordering::SeqCst) < CLICKS {
        anyhow::ensure!(serving.child.try_wait()?.is_none(), "kiku ended by itself");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // SIGKILL, while clicks are under way on every connection.
    serving.child.kill()?;
    serving.child.wait()?;
    let mut acknowledged = Vec::new();
    for clicks in clicks {
        acknowledged.extend(clicks.await??);
    }
    assert!(acknowledged.len() >= CLICKS, "{}", acknowledged.len());
    let kept = events(&file).await?;
    let lost: Vec<&String> = acknowledged
        .iter()
        .filter(|moment| !kept.contains(*moment))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} acknowledged clicks are lost",
        lost.len(),
        acknowledged.len()
    );
    let again = Serving::start(&slack, folder.path()).await;
    again.context("it starts again on the same database")?;
    Ok(())
}

/// All parts of the ids of the events that the database has taken; the moment of a press is one of them.
async fn events(file: &Path) -> Result<BTreeSet<String>> {
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file)).await?;
    let rows = sqlx::query("SELECT event FROM events_seen")
        .fetch_all(&pool)
        .await?;
    pool.close().await;
    let ids = rows.iter().map(|row| row.get::<String, _>(0));
    Ok(ids
        .flat_map(|id| id.split(':').map(str::to_owned).collect::<Vec<_>>())
        .collect())
}
