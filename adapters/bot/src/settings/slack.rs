//! `[slack]`: how Kiku speaks in Slack, with tokens that are read when they are needed.

use super::Taken;
use super::read::Written;
use super::secret::SecretSource;
use crate::exit::Failure;
use axum::http::Uri;
use kiku_chat::Rates;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

/// What is set for Slack.
#[derive(Debug, Clone)]
pub struct SlackSettings {
    /// How Slack reaches Kiku.
    pub mode: Mode,
    /// Where the Web API is, without a slash at the end.
    pub api_url: String,
    rates: Rates,
    bot_token: Option<SecretSource>,
    app_token: Option<SecretSource>,
    signing_secret: Option<SecretSource>,
}

/// How Slack reaches Kiku.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Mode {
    /// Kiku opens a connection to Slack.
    #[default]
    Socket,
    /// Slack calls Kiku.
    Http,
}

impl Mode {
    /// As it stands in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Socket => "socket",
            Mode::Http => "http",
        }
    }
}

impl SlackSettings {
    pub(super) fn take(values: &mut Taken) -> Self {
        let mut rate = |name| values.take("slack", name, per_minute).unwrap_or(1);
        let rates = Rates {
            send: rate("send_per_minute"),
            edit: rate("edit_per_minute"),
            find: rate("find_per_minute"),
        };
        SlackSettings {
            mode: values.take("slack", "mode", mode).unwrap_or_default(),
            api_url: values.take("slack", "api_url", url).unwrap_or_default(),
            rates,
            bot_token: values.secret("slack", "bot_token", "bot_token_file"),
            app_token: values.secret("slack", "app_token", "app_token_file"),
            signing_secret: values.secret("slack", "signing_secret", "signing_secret_file"),
        }
    }

    /// What the connection needs, with the secrets read; none when Slack is not set up.
    ///
    /// # Errors
    /// A secret that is missing, cannot be read, or is another one than the one asked for.
    pub fn connection(&self) -> Result<Option<kiku_slack::Config>, Failure> {
        let secrets = self.secrets();
        if secrets.iter().all(|(_, source)| source.is_none()) {
            return Ok(None);
        }
        let needed = match self.mode {
            Mode::Socket => APP_TOKEN,
            Mode::Http => SIGNING_SECRET,
        };
        for (secret, source) in secrets {
            let wanted = secret == BOT_TOKEN || secret == needed;
            if wanted && source.is_none() {
                return Err(self.lacks(&secret));
            }
        }
        Ok(Some(kiku_slack::Config {
            api_url: self.api_url.clone(),
            bot_tokens: read(&BOT_TOKEN, self.bot_token.as_ref())?,
            app_tokens: read(&APP_TOKEN, self.app_token.as_ref())?,
            signing_secrets: read(&SIGNING_SECRET, self.signing_secret.as_ref())?,
            rates: self.rates,
        }))
    }

    /// Files with secrets that other users of the machine can read.
    pub fn open_to_others(&self) -> Vec<&std::path::Path> {
        let sources = self.secrets().into_iter().filter_map(|(_, source)| source);
        sources.filter_map(SecretSource::open_to_others).collect()
    }

    fn secrets(&self) -> [(Token, Option<&SecretSource>); 3] {
        [
            (BOT_TOKEN, self.bot_token.as_ref()),
            (APP_TOKEN, self.app_token.as_ref()),
            (SIGNING_SECRET, self.signing_secret.as_ref()),
        ]
    }

    fn lacks(&self, secret: &Token) -> Failure {
        let (name, what) = (secret.key, secret.what);
        let mode = self.mode.word();
        Failure::input(format!(
            "slack.{name} is not set, and Slack in mode {mode} needs {what}; set KIKU_SLACK_{variable} or \
             slack.{name}_file ({where_from})",
            variable = name.to_uppercase(),
            where_from = secret.where_from,
        ))
    }
}

/// A secret of Slack's, and how it is known from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token {
    key: &'static str,
    what: &'static str,
    where_from: &'static str,
    begins: &'static str,
}

const BOT_TOKEN: Token = Token {
    key: "bot_token",
    what: "the bot token",
    where_from: "in Slack's app settings under OAuth & Permissions, after the app was installed",
    begins: "xoxb-",
};
const APP_TOKEN: Token = Token {
    key: "app_token",
    what: "the app-level token",
    where_from: "in Slack's app settings under Basic Information, with the scope connections:write",
    begins: "xapp-",
};
const SIGNING_SECRET: Token = Token {
    key: "signing_secret",
    what: "the signing secret",
    where_from: "in Slack's app settings under Basic Information",
    begins: "",
};

/// The tokens, split at commas and line ends; none where none is set.
fn read(secret: &Token, source: Option<&SecretSource>) -> Result<Vec<SecretString>, Failure> {
    let Some(source) = source else {
        return Ok(Vec::new());
    };
    let advice = format!("correct slack.{}_file", secret.key);
    let text = source.read(secret.what, &advice)?;
    let parts = text.expose_secret().split([',', '\n']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        let what = secret.what;
        return Err(Failure::input(format!(
            "{source}: {what} is empty; it is {}",
            secret.where_from
        )));
    }
    // The value itself is never said: it may be another secret.
    if let Some(place) = parts
        .iter()
        .position(|part| !part.starts_with(secret.begins))
    {
        let which = match parts.len() {
            1 => String::new(),
            _ => format!(" (value {})", place + 1),
        };
        return Err(Failure::input(format!(
            "{source}: this is not {}{which}, which begins with {}; it is {}",
            secret.what, secret.begins, secret.where_from
        )));
    }
    Ok(parts.into_iter().map(SecretString::from).collect())
}

fn mode(written: &Written) -> Result<Mode, String> {
    match written.value.as_str() {
        "socket" => Ok(Mode::Socket),
        "http" => Ok(Mode::Http),
        other => Err(format!(
            "'{other}' is no way to reach Kiku; write socket or http"
        )),
    }
}

fn per_minute(written: &Written) -> Result<u32, String> {
    let value = &written.value;
    match value.parse() {
        Ok(rate @ 1..=100_000) => Ok(rate),
        _ => Err(format!(
            "'{value}' is no number of calls a minute; write a whole number from 1 to 100000"
        )),
    }
}

/// Tokens travel to this address: in clear text only inside the machine.
fn url(written: &Written) -> Result<String, String> {
    let value = written.value.trim_end_matches('/');
    let bad = || format!("'{value}' is no address of Slack's Web API; write https://slack.com/api");
    let uri: Uri = value.parse().map_err(|_| bad())?;
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => Ok(value.to_owned()),
        (Some("http"), Some(host)) if is_loopback(host) => Ok(value.to_owned()),
        (Some("http"), Some(host)) => Err(format!(
            "'{value}' would send the tokens to {host} in clear text; write https://"
        )),
        _ => Err(bad()),
    }
}

/// Whether a host is this machine without asking anybody: `localhost` or a loopback address.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
