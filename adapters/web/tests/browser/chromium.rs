//! Debian's Chromium behind its WebDriver, and the playground on a loopback port for it to open.

use crate::bed::{self, Browser};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long something on the page may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A window of a browser; ends with the test.
pub struct Screen {
    pub client: Client,
    pub site: String,
    driver: Child,
    _profile: TempDir,
}

/// Serves the playground on a free port of this machine.
pub async fn serve(bed: &Browser) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let router = bed.playground.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    site
}

async fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

impl Screen {
    /// Opens a window of this size. Chromium and its driver must be installed; `./test` sees to it.
    pub async fn open(site: &str, width: u32, height: u32) -> Self {
        let at = free_port().await;
        let driver = Command::new("chromedriver")
            .arg(format!("--port={}", at.port()))
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: apt-get install chromium chromium-driver");
        let profile = TempDir::new().unwrap();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let own = format!("--user-data-dir={}", profile.path().display());
        let arguments: Vec<String> = arguments
            .map(str::to_owned)
            .into_iter()
            .chain([own])
            .collect();
        // A headless window is never narrower than 500 pixels; an emulated device is.
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 1, "mobile": false });
        let options = json!({ "args": arguments, "mobileEmulation": { "deviceMetrics": metrics } });
        let mut wishes = serde_json::Map::new();
        wishes.insert("goog:chromeOptions".into(), options);
        let start = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wishes.clone());
            match builder.connect(&format!("http://{at}")).await {
                Ok(client) => break client,
                Err(error) if start.elapsed() > PATIENCE => panic!("no browser: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        Screen {
            client,
            site: site.to_owned(),
            driver,
            _profile: profile,
        }
    }

    /// Opens a page of a user.
    pub async fn become_user(&self, user: &str) {
        let address = format!("{}/as/{}", self.site, bed::segment(user));
        self.client.goto(&address).await.unwrap();
        // The stream has begun, so that from here on nothing is missed.
        self.until("return document.body.dataset.changes === ''")
            .await;
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, keys: &[Key]) {
        let active = self.client.active_element().await.unwrap();
        for key in keys {
            active
                .send_keys(&String::from(char::from(*key)))
                .await
                .unwrap();
        }
    }

    pub async fn write(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap();
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until a script answers with something true.
    pub async fn until(&self, script: &str) {
        let start = Instant::now();
        while !self.ask(script).await.as_bool().unwrap_or(false) {
            let shown = self.client.source().await.unwrap_or_default();
            assert!(start.elapsed() < PATIENCE, "never true: {script}\n{shown}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Closes the window; the page must not have asked anybody else for anything, nor broken its own policy.
    pub async fn close(self) {
        let foreign = "return performance.getEntriesByType('resource').map(e => e.name)\
                       .filter(name => !name.startsWith(location.origin + '/'))";
        assert_eq!(
            self.ask(foreign).await,
            json!([]),
            "nothing foreign is loaded"
        );
        self.client.clone().close().await.unwrap();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The driver leads a process group, so that the browsers of a test that failed end with it.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
    }
}
