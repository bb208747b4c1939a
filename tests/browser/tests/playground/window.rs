//! A person at a browser: reads text, presses what carries a label, types. Everything waits until it is there.

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};
use tokio::time::sleep;

/// How long something may take to appear; only failures wait so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// A month of a whole company, in a debug build on a busy machine.
const MOVING: Duration = Duration::from_secs(300);
const PULSE: Duration = Duration::from_millis(100);

/// One browser window.
#[derive(Clone)]
pub struct Window {
    client: Client,
    company: String,
}

impl Window {
    pub fn new(client: Client, company: String) -> Self {
        Window { client, company }
    }

    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// Opens an address of the company, and waits for what the page does on its own.
    pub async fn go(&self, path: &str) -> Result<()> {
        self.client.goto(&format!("{}{path}", self.company)).await?;
        self.until("the page is drawn", async || {
            self.is_true("document.readyState === 'complete' && document.fonts.status === 'loaded'")
                .await
        })
        .await
    }

    /// What a reader sees of the page's main part, forms included.
    pub async fn page(&self) -> Result<String> {
        let script = "const d = document.querySelector('dialog[open]'); \
            return (d ? d.innerText + '\\n' : '') + document.querySelector('main').innerText";
        let text = self.client.execute(script, Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until a text can be read.
    pub async fn sees(&self, text: &str) -> Result<()> {
        let seen = self
            .until(text, async || Ok(self.page().await?.contains(text)))
            .await;
        seen.with_context(|| format!("nobody can read 「{text}」"))
    }

    /// A text cannot be read now.
    pub async fn does_not_see(&self, text: &str) -> Result<()> {
        let page = self.page().await?;
        if page.contains(text) {
            bail!("「{text}」 should not stand on the page:\n{page}");
        }
        Ok(())
    }

    /// Presses the lowest button or link with this label, in an open form, in the messages, or around them.
    pub async fn press(&self, label: &str) -> Result<()> {
        self.on(label, async |element: Element| element.click().await)
            .await
    }

    /// Presses it with the Enter key, as people do who use no mouse.
    pub async fn press_by_key(&self, label: &str) -> Result<()> {
        let enter = String::from(char::from(Key::Enter));
        self.on(label, async |element: Element| {
            element.send_keys(&enter).await
        })
        .await
    }

    /// Presses it at a moment that lies ahead, whatever happens on the page until then.
    pub async fn press_at(&self, moment: SystemTime, label: &str) -> Result<()> {
        let moment = moment.duration_since(SystemTime::UNIX_EPOCH)?.as_secs_f64() * 1_000.0;
        let script = "const [button, moment] = arguments; setTimeout(() => button.click(), moment - Date.now())";
        self.on(label, async |element: Element| {
            let arguments = vec![serde_json::to_value(element)?, json!(moment)];
            self.client.execute(script, arguments).await.map(drop)
        })
        .await
    }

    /// Presses a button inside the lowest group of answers with this question.
    pub async fn answer(&self, question: &str, label: &str) -> Result<()> {
        let path = format!(
            "(//main//*[@role='group' or @role='radiogroup'][@aria-labelledby=//*[normalize-space(.)={}]/@id])[last()]//button[normalize-space(.)={}]",
            quoted(question),
            quoted(label)
        );
        self.at(&path, async |element: Element| element.click().await)
            .await
    }

    /// Chooses from the lowest menu with this question.
    pub async fn choose(&self, question: &str, option: &str) -> Result<()> {
        let path = format!(
            "(//main//select[@id=//label[normalize-space(.)={}]/@for])[last()]",
            quoted(question)
        );
        self.at(&path, async |element: Element| {
            element.select_by_label(option).await
        })
        .await
    }

    /// Writes into the field with this label.
    pub async fn write(&self, label: &str, text: &str) -> Result<()> {
        let path = format!(
            "//*[self::input or self::textarea][@aria-label={0} or @id=//label[starts-with(normalize-space(.),{0})]/@for]",
            quoted(label)
        );
        self.at(&path, async |element: Element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await
    }

    /// Strikes keys wherever the focus is.
    pub async fn keys(&self, keys: &[Key]) -> Result<()> {
        let keys: String = keys.iter().map(|key| char::from(*key)).collect();
        Ok(self.client.active_element().await?.send_keys(&keys).await?)
    }

    /// Presses a button of the company's clock and waits until time stands again.
    pub async fn moves_time(&self, button: &str) -> Result<()> {
        let clock = "const clock = document.querySelector('header [role=group]'); return clock";
        let before = self.text_of(clock).await?;
        self.at(
            &format!(
                "//header//button[starts-with(normalize-space(.),{})]",
                quoted(button)
            ),
            async |element: Element| element.click().await,
        )
        .await?;
        let began = Instant::now();
        while self.text_of(clock).await? == before || self.is_true("document.querySelector('header [role=group]').getAttribute('aria-busy') === 'true'").await? {
            if began.elapsed() > MOVING {
                bail!("「{button}」 does not move the clock: {before}");
            }
            sleep(PULSE).await;
        }
        Ok(())
    }

    /// Lets days pass until a text can be read, at most so many.
    pub async fn days_until(&self, days: usize, text: &str) -> Result<()> {
        for _ in 0..days {
            if self.page().await?.contains(text) {
                return Ok(());
            }
            self.moves_time("+1").await?;
        }
        self.sees(text).await
    }

    /// Scrolls to the lowest picture of the messages and waits until it is drawn.
    pub async fn shows_its_last_picture(&self) -> Result<()> {
        let picture = "[...document.querySelectorAll('main img')].at(-1)";
        self.is_true(&format!("{picture}.scrollIntoView({{ block: 'end' }})"))
            .await?;
        let drawn = format!("{picture}.complete && {picture}.naturalWidth > 400");
        self.until("the picture is drawn", async || self.is_true(&drawn).await)
            .await
    }

    /// Keeps a picture of the window among the artefacts.
    pub async fn picture(&self, name: &str) -> Result<()> {
        let named = std::env::var_os("KIKU_TEST_ARTIFACTS").map(PathBuf::from);
        let beside = || {
            let folder = std::env::current_exe().ok()?;
            Some(folder.ancestors().nth(3)?.join("browser"))
        };
        let folder = named.or_else(beside).context("a folder for pictures")?;
        std::fs::create_dir_all(&folder)?;
        self.until("pictures are loaded", async || {
            self.is_true(
                "[...document.images].every((image) => image.complete || image.loading === 'lazy')",
            )
            .await
        })
        .await?;
        std::fs::write(
            folder.join(format!("{name}.png")),
            self.client.screenshot().await?,
        )?;
        Ok(())
    }

    /// Whether a JavaScript expression holds: for what no text tells, such as sizes and focus.
    pub async fn is_true(&self, expression: &str) -> Result<bool> {
        let value = self
            .client
            .execute(&format!("return {expression}"), Vec::new())
            .await?;
        Ok(value == json!(true))
    }

    /// Waits until something holds.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> Result<bool>) -> Result<()> {
        let began = Instant::now();
        while !holds().await? {
            if began.elapsed() > PATIENCE {
                bail!(
                    "waited in vain until {what}; the page reads:\n{}",
                    self.page().await?
                );
            }
            sleep(PULSE).await;
        }
        Ok(())
    }

    async fn text_of(&self, script: &str) -> Result<String> {
        let text = self
            .client
            .execute(&format!("{script}.innerText"), Vec::new())
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    async fn on(
        &self,
        label: &str,
        act: impl AsyncFn(Element) -> Result<(), CmdError>,
    ) -> Result<()> {
        let label = quoted(label);
        let place = if self
            .is_true("document.querySelector('dialog[open]') !== null")
            .await?
        {
            "//dialog"
        } else {
            ""
        };
        let path = format!(
            "({place}//*[self::button or self::a][not(ancestor::dialog[not(@open)])][not(ancestor-or-self::*[@hidden])][@aria-label={label} or descendant-or-self::*[normalize-space(.)={label}]])[last()]"
        );
        self.at(&path, act).await
    }

    /// Acts on an element as soon as it can be used; a message that is redrawn meanwhile is looked up again.
    async fn at(
        &self,
        path: &str,
        act: impl AsyncFn(Element) -> Result<(), CmdError>,
    ) -> Result<()> {
        let began = Instant::now();
        loop {
            let found = self.client.find(Locator::XPath(path)).await;
            let problem = match found {
                Ok(element) => match act(element).await {
                    Ok(()) => return Ok(()),
                    Err(problem) => problem,
                },
                Err(problem) => problem,
            };
            if began.elapsed() > PATIENCE {
                let page = self.page().await?;
                return Err(problem)
                    .with_context(|| format!("cannot use {path}; the page reads:\n{page}"));
            }
            sleep(PULSE).await;
        }
    }
}

/// A text as XPath writes it; none of the stories has a quotation mark in a label.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
