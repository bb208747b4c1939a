//! What `kiku init` needs to know: from flags, from the person at the terminal, or as it usually is.

use crate::cli::{Init, UseSlack};
use crate::commands::manifest::public;
use crate::exit::Failure;
use crate::manifest::Reached;
use chrono_tz::Tz;
use clap::ValueEnum;
use kiku::domain::lang::Lang;
use std::io::{BufRead, IsTerminal, Write};

/// The answers.
pub struct Answers {
    /// The company's name.
    pub company: String,
    /// Its language.
    pub lang: Lang,
    /// Its time zone.
    pub time_zone: Tz,
    /// The database's URL, without a password.
    pub database: String,
    /// How Slack will reach Kiku, if the company uses Slack.
    pub slack: Option<Reached>,
}

impl Answers {
    /// Asks for what the flags do not say; without a terminal takes what is usual.
    ///
    /// # Errors
    /// The company's name is missing and nobody can be asked.
    pub fn from(command: &Init) -> Result<Self, Failure> {
        let mut ask = Ask {
            watched: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
        };
        let company = match &command.company {
            Some(company) => company.trim().to_owned(),
            None if ask.watched => ask.for_value("Company name", "", |text| {
                (!text.is_empty()).then(|| text.to_owned())
            })?,
            None => String::new(),
        };
        if company.is_empty() {
            return Err(Failure::usage(
                "say the company's name: kiku init --company 'NAME'",
            ));
        }
        let lang = match command.lang {
            Some(lang) => lang,
            None => ask.for_value("Language, ja or en", "ja", |text| text.parse().ok())?,
        };
        let time_zone = match command.time_zone {
            Some(zone) => zone,
            None => ask.for_value("Time zone", "Asia/Tokyo", |text| text.parse().ok())?,
        };
        let database = match &command.database {
            Some(url) => database(url)
                .ok_or_else(|| Failure::usage(format!("--database: {DATABASE_FORMS}")))?,
            None => ask.for_value("Database", "sqlite:kiku.db", database)?,
        };
        let slack = slack(command, &mut ask)?;
        Ok(Answers {
            company,
            lang,
            time_zone,
            database,
            slack,
        })
    }
}

/// Nobody is asked for an address that only mode http needs.
fn slack(command: &Init, ask: &mut Ask) -> Result<Option<Reached>, Failure> {
    // Who cannot be asked has not said that the company uses Slack.
    let usual = if ask.watched { "socket" } else { "none" };
    let wanted = match command.slack {
        Some(wanted) => wanted,
        None => ask.for_value("Slack: socket, http, or none", usual, |text| {
            UseSlack::from_str(text, true).ok()
        })?,
    };
    Ok(match (wanted, &command.slack_url) {
        (UseSlack::None, _) => None,
        (UseSlack::Socket, _) => Some(Reached::Socket),
        (UseSlack::Http, Some(url)) => Some(Reached::Http(public(url)?)),
        (UseSlack::Http, None) if ask.watched => {
            let url = ask.for_value("Kiku's public address", "", |text| public(text).ok())?;
            Some(Reached::Http(url))
        }
        (UseSlack::Http, None) => {
            return Err(Failure::usage(
                "in mode http Slack must know where Kiku is: add --slack-url https://kiku.example.com",
            ));
        }
    })
}

const DATABASE_FORMS: &str = "write sqlite:PATH, or postgres://USER@HOST/DATABASE without a password \
                              (the password goes into the environment: KIKU_DATABASE_URL or PGPASSWORD)";

/// A URL that may stand in a file; a bare path means SQLite.
fn database(text: &str) -> Option<String> {
    let url = if text.contains(':') {
        text.to_owned()
    } else {
        format!("sqlite:{text}")
    };
    crate::settings::may_stand_in_file(&url).then_some(url)
}

struct Ask {
    watched: bool,
}

impl Ask {
    /// Asks until the answer can be read; an empty one means the usual value.
    fn for_value<T>(
        &mut self,
        question: &str,
        usual: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Failure> {
        let unreadable =
            || Failure::usage(format!("{question}: no answer that can be used was given"));
        if !self.watched {
            return read(usual).ok_or_else(unreadable);
        }
        loop {
            let hint = if usual.is_empty() {
                String::new()
            } else {
                format!(" [{usual}]")
            };
            let mut line = String::new();
            let mut err = std::io::stderr();
            let asked = write!(err, "{question}{hint}: ").and_then(|()| err.flush());
            let answered = asked.and_then(|()| std::io::stdin().lock().read_line(&mut line));
            if answered.is_ok_and(|bytes| bytes == 0) {
                return Err(unreadable());
            }
            let answer = if line.trim().is_empty() {
                usual
            } else {
                line.trim()
            };
            if let Some(value) = read(answer) {
                return Ok(value);
            }
            crate::output::note(format_args!("'{answer}' cannot be used here."));
        }
    }
}
