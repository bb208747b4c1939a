//! The process's settings: `kiku.toml`, and environment variables that win over it.
//!
//! A key is a line in [`keys::KEYS`] and a field here; nothing else knows its name. Sections of platforms come the
//! same way.

pub mod document;
pub mod keys;
mod near;
mod read;
pub mod secret;
pub mod slack;

use crate::exit::Failure;
use keys::Key;
use read::{Origin, Values, Written};
use secrecy::{ExposeSecret, SecretString};
use secret::SecretSource;
use slack::SlackSettings;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that is read when none is named.
const FILE: &str = "kiku.toml";

/// The process's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The file they were read from, if any.
    pub file: Option<PathBuf>,
    /// `sqlite:PATH` with the path made absolute to the settings' folder, or a PostgreSQL URL. May hold a password.
    pub database_url: SecretString,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The content key, if one is set.
    pub content_key: Option<SecretSource>,
    /// How Slack is spoken to.
    pub slack: SlackSettings,
    /// What is logged.
    pub log: Log,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// A level or filter.
    pub level: String,
    /// The form of a line.
    pub format: LogFormat,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Settings {
    /// Reads the named file, or `kiku.toml` if it is there, and the environment.
    ///
    /// # Errors
    /// Every unknown key and bad value, each with its place and what to write.
    pub fn load(named: Option<&Path>) -> Result<Self, Failure> {
        let path = named.unwrap_or(Path::new(FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(path, &error)),
        };
        let variables = std::env::vars_os();
        let variables =
            variables.filter_map(|(name, value)| Some((name.into_string().ok()?, lossy(&value))));
        Self::from_sources(text.as_deref().map(|text| (path, text)), variables)
    }

    /// The path of the SQLite file, if it is not there yet.
    pub fn missing_database(&self) -> Option<&str> {
        let path = self.database_url.expose_secret().strip_prefix("sqlite:")?;
        (path != ":memory:" && !Path::new(path).exists()).then_some(path)
    }

    /// The database as logs name it: without user, password and options.
    pub fn database_name(&self) -> String {
        let url = self.database_url.expose_secret();
        match url.split_once("://") {
            Some((scheme @ ("postgres" | "postgresql"), rest)) => {
                let rest = rest.split('?').next().unwrap_or_default();
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                format!("{scheme}://{place}")
            }
            _ => url.to_owned(),
        }
    }

    fn from_sources(
        file: Option<(&Path, &str)>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let (mut values, mut problems) = (Values::new(), Vec::new());
        if let Some((path, text)) = file {
            read::from_file(path, text, &mut values, &mut problems);
        }
        read::from_environment(variables, &mut values, &mut problems);
        let mut values = Taken { values, problems };
        let settings = Settings {
            file: file.map(|(path, _)| path.to_owned()),
            database_url: values
                .take("database", "url", database_url)
                .unwrap_or_default(),
            listen: values
                .take("server", "listen", address)
                .unwrap_or(([127, 0, 0, 1], 8080).into()),
            content_key: values.secret("secrets", "content_key", "content_key_file"),
            slack: SlackSettings::take(&mut values),
            log: Log {
                level: values.take("log", "level", level).unwrap_or_default(),
                format: values
                    .take("log", "format", log_format)
                    .unwrap_or(LogFormat::Text),
            },
        };
        if values.problems.is_empty() {
            return Ok(settings);
        }
        Err(Failure::input(values.problems.join("\n")))
    }
}

/// Values on their way into the settings.
struct Taken {
    values: Values,
    problems: Vec<String>,
}

impl Taken {
    /// The value of a key, read by `parse`, which says what to write instead.
    fn take<T>(
        &mut self,
        section: &str,
        name: &str,
        parse: fn(&Written) -> Result<T, String>,
    ) -> Option<T> {
        let key = Key::find(section, name)?;
        let default = || Written {
            value: key.default.to_owned(),
            origin: Origin::Default,
        };
        let written = self.values.remove(&key.path()).unwrap_or_else(default);
        if written.value.is_empty() && key.default.is_empty() {
            return None;
        }
        match parse(&written) {
            Ok(value) => Some(value),
            Err(what) => {
                self.problems
                    .push(format!("{}: {}: {what}", written.origin, key.path()));
                None
            }
        }
    }

    /// A secret that stands in the environment or in a file of its own; the variable wins.
    fn secret(&mut self, section: &str, name: &str, file: &str) -> Option<SecretSource> {
        let variable = self.take(section, name, |written| match &written.origin {
            Origin::Variable(name) => Ok(SecretSource::Variable(
                name.clone(),
                written.value.clone().into(),
            )),
            // Files are refused where they are read, and a secret has no default.
            _ => Err("this is a secret; set it in the environment".to_owned()),
        });
        let file = self.take(section, file, |written| {
            Ok(SecretSource::File(from_folder(written, &written.value)))
        });
        variable.or(file)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let advice = match error.kind() {
        std::io::ErrorKind::NotFound => {
            "there is no such file; correct --config, or write one with kiku init"
        }
        std::io::ErrorKind::PermissionDenied => {
            "the settings may not be read; check the owner and permissions"
        }
        std::io::ErrorKind::InvalidData => "the settings are not text in UTF-8",
        _ => {
            return Failure::input(format!(
                "{}: the settings cannot be read: {error}",
                path.display()
            ));
        }
    };
    Failure::input(format!("{}: {advice}", path.display()))
}

fn lossy(value: &std::ffi::OsStr) -> String {
    value.to_string_lossy().into_owned()
}

/// A path in a file starts at the folder of the file, one in the environment where the process runs.
fn from_folder(written: &Written, path: &str) -> PathBuf {
    match &written.origin {
        Origin::File(file, _) => file.parent().unwrap_or(Path::new("")).join(path),
        _ => PathBuf::from(path),
    }
}

fn database_url(written: &Written) -> Result<SecretString, String> {
    const FORMS: &str = "write sqlite:PATH or postgres://USER@HOST/DATABASE";
    let url = written.value.as_str();
    let in_file = matches!(written.origin, Origin::File(..));
    match url.split_once(':') {
        Some(("sqlite", "")) => Err(FORMS.to_owned()),
        Some(("sqlite", ":memory:")) => Ok(url.into()),
        Some(("sqlite", path)) => {
            let path = path.strip_prefix("//").unwrap_or(path);
            Ok(format!("sqlite:{}", from_folder(written, path).display()).into())
        }
        Some(("postgres" | "postgresql", rest)) if in_file && has_password(rest) => Err(
            "the URL holds a password, and a secret must not stand in a file of settings; remove it, replace the \
             password if the file was shared, and set KIKU_DATABASE_URL or PGPASSWORD in the environment"
                .to_owned(),
        ),
        Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(url.into()),
        _ => Err(FORMS.to_owned()),
    }
}

/// Whether a database URL is well formed and holds no secret.
pub fn may_stand_in_file(url: &str) -> bool {
    let origin = Origin::File(PathBuf::from(FILE), 1);
    database_url(&Written {
        value: url.to_owned(),
        origin,
    })
    .is_ok()
}

/// Whether `//user:password@host/database?password=…` names a password.
fn has_password(rest: &str) -> bool {
    let authority = rest
        .trim_start_matches('/')
        .split(['/', '?'])
        .next()
        .unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':')) || rest.contains("password=")
}

fn address(written: &Written) -> Result<SocketAddr, String> {
    let bad = |_| {
        format!(
            "'{}' is not an address with a port; write it as 127.0.0.1:8080 or [::1]:8080",
            written.value
        )
    };
    written.value.parse().map_err(bad)
}

fn level(written: &Written) -> Result<String, String> {
    let value = &written.value;
    let is_level = ["error", "warn", "info", "debug", "trace"].contains(&value.as_str());
    let is_filter =
        value.contains(['=', ',']) && value.parse::<tracing_subscriber::filter::Targets>().is_ok();
    if is_level || is_filter {
        return Ok(value.clone());
    }
    Err(format!(
        "'{value}' is no level; write error, warn, info, debug or trace"
    ))
}

fn log_format(written: &Written) -> Result<LogFormat, String> {
    match written.value.as_str() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!(
            "'{other}' is no form of a log line; write text or json"
        )),
    }
}

#[cfg(test)]
mod tests;
