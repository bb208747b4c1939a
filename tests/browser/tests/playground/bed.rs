//! A company and a browser of one's own: both are started here, and only these are ended.

use crate::window::Window;
use anyhow::{Context, Result, bail};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// A debug build plays three months of history before its page opens.
const STARTING: Duration = Duration::from_secs(180);
/// Where Debian keeps the browser.
const BROWSERS: [&str; 2] = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

type Output = Lines<BufReader<ChildStdout>>;

/// One `kiku demo` of November 2026, and one chromedriver.
pub struct Bed {
    company: Running,
    driver: Running,
    chromium: PathBuf,
    profiles: TempDir,
    opened: Mutex<Vec<Window>>,
}

struct Running {
    child: Child,
    address: String,
    /// Kept open, so that the program can go on writing.
    _output: Output,
}

/// How a window looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

impl Look {
    pub const DESK: Look = Look {
        width: 1280,
        height: 900,
        dark: false,
    };
    pub const PHONE: Look = Look {
        width: 360,
        height: 740,
        dark: false,
    };

    pub fn dark(self) -> Look {
        Look { dark: true, ..self }
    }
}

/// Plays a story in a company of its own; a story that fails leaves a picture of each of its windows.
///
/// # Errors
/// What the story met, or what is missing.
pub async fn story(
    name: &str,
    language: &str,
    tell: impl AsyncFnOnce(&Bed) -> Result<()>,
) -> Result<()> {
    let mut bed = Bed::open(language).await?;
    let outcome = tell(&bed).await;
    let windows = std::mem::take(&mut *bed.opened.lock().expect("no story panics with it"));
    for (number, window) in windows.into_iter().enumerate() {
        if outcome.is_err() {
            let picture = format!("failed-{name}-{number}");
            window.picture(&picture).await.ok();
            eprintln!(
                "window {number} of {name}: {}",
                window.page().await.unwrap_or_default()
            );
        }
        window.close().await.ok();
    }
    bed.driver.child.kill().await.ok();
    bed.company.child.kill().await.ok();
    outcome
}

impl Bed {
    async fn open(language: &str) -> Result<Self> {
        let found = BROWSERS
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists());
        let chromium = found.context("chromium is missing; run ./test, which installs it")?;
        let kiku = binary()?;
        let mut demo = Command::new(&kiku);
        demo.args([
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--month",
            "2026-11",
            "--lang",
            language,
        ]);
        let company = Running::start(demo, "is open at ").await;
        let company = company.with_context(|| format!("{} demo", kiku.display()))?;
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0");
        let driver = Running::start(driver, "started successfully on port ").await;
        let driver = driver
            .context("chromedriver is missing or does not start; run ./test, which installs it")?;
        let (profiles, opened) = (TempDir::new()?, Mutex::default());
        Ok(Bed {
            company,
            driver,
            chromium,
            profiles,
            opened,
        })
    }

    /// A browser of its own, so that two windows never share anything.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn window(&self, look: Look) -> Result<Window> {
        let profile = tempfile::tempdir_in(self.profiles.path())?.keep();
        let options = json!({
            "binary": self.chromium,
            "mobileEmulation": { "deviceMetrics": {
                "width": look.width, "height": look.height, "pixelRatio": 1.0, "mobile": false, "touch": false,
            } },
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=ja",
                format!("--blink-settings=preferredColorScheme={}", u8::from(!look.dark)),
                format!("--user-data-dir={}", profile.display()),
            ],
        });
        let wanted = [
            ("browserName", json!("chrome")),
            ("goog:chromeOptions", options),
        ];
        let wanted = wanted
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect();
        let address = format!(
            "http://127.0.0.1:{}",
            self.driver.address.trim_end_matches('.')
        );
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&address)
            .await
            .context("a browser window")?;
        let window = Window::new(client, self.company.address.clone());
        self.opened
            .lock()
            .expect("no story panics with it")
            .push(window.clone());
        Ok(window)
    }

    /// A window in which somebody, by employee number, reads their conversation with Kiku.
    ///
    /// # Errors
    /// The browser or the page does not open.
    pub async fn window_of(&self, person: &str, look: Look) -> Result<Window> {
        let window = self.window(look).await?;
        window.go(&format!("/as/{person}")).await?;
        Ok(window)
    }
}

impl Running {
    /// Starts a program and waits for the line on which it says, after `sign`, where it listens.
    async fn start(mut command: Command, sign: &str) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let said = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, address)) = line.split_once(sign) {
                    return Ok(address.trim().to_owned());
                }
            }
            bail!("it ended before it was ready")
        };
        let address = timeout(STARTING, said)
            .await
            .context("it does not become ready")??;
        Ok(Running {
            child,
            address,
            _output: lines,
        })
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
