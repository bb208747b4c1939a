//! Commands of the one who sets Kiku up and keeps it running.

use super::Format;
use crate::settings::slack::Mode;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use kiku::domain::lang::Lang;
use std::num::NonZeroU32;
use std::path::PathBuf;

pub(super) const INIT: &str = "\
Asks for what is not given when it runs in a terminal.

Examples:
  kiku init
  kiku init --company 'きくの木株式会社' --lang ja --time-zone Asia/Tokyo --database sqlite:kiku.db --slack socket";

/// Whether and how the company uses Slack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UseSlack {
    /// Kiku opens the connection.
    Socket,
    /// Slack calls Kiku.
    Http,
    /// No Slack.
    None,
}

/// `kiku init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The company's name
    #[arg(long, value_name = "NAME")]
    pub company: Option<String>,
    /// Language of channels and of people whose own is unknown
    #[arg(long, value_name = "ja|en")]
    pub lang: Option<Lang>,
    /// The company's time zone (IANA)
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<chrono_tz::Tz>,
    /// sqlite:PATH, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// How Slack reaches Kiku, or none; also writes slack-manifest.yaml, from which the Slack app is made
    #[arg(long, value_name = "socket|http|none")]
    pub slack: Option<UseSlack>,
    /// Kiku's public address, in mode http
    #[arg(long, value_name = "URL")]
    pub slack_url: Option<String>,
    /// The folder to write to
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Replace kiku.toml and programme.toml if they are there; a content key is never replaced
    #[arg(long)]
    pub force: bool,
}

pub(super) const SERVE: &str = "\
Settings come from kiku.toml and from environment variables KIKU_<SECTION>_<KEY>.

/healthz says that the process runs, /readyz that it can take what people do, /metrics how much waits.
It ends at Ctrl-C or SIGTERM, after what is in flight.

Examples:
  kiku serve
  KIKU_SLACK_API_URL=http://127.0.0.1:9000/api kiku serve --rehearsal=2026-12-01T00:00:00Z";

/// `kiku serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Rehearse with platforms on this machine only; the clock begins at the instant, and is moved by
    /// POST /rehearsal/clock {"now": "2026-12-01T00:00:00Z"}
    #[arg(long, value_name = "INSTANT", num_args = 0..=1, require_equals = true)]
    pub rehearsal: Option<Option<DateTime<Utc>>>,
    /// How many seconds of a rehearsal's clock pass in a real one
    #[arg(
        long,
        value_name = "FACTOR",
        default_value = "1",
        requires = "rehearsal"
    )]
    pub speed: NonZeroU32,
}

/// `kiku manifest`.
#[derive(Debug, Subcommand)]
pub enum Manifest {
    /// The Slack app: commands, scopes, events, addresses
    #[command(after_help = MANIFEST_SLACK)]
    Slack(SlackManifest),
}

const MANIFEST_SLACK: &str = "\
The mode is that of the settings (slack.mode) unless it is given here.

Examples:
  kiku manifest slack --out manifest.yaml
  kiku manifest slack --mode http --url https://kiku.example.com";

/// `kiku manifest slack`.
#[derive(Debug, Args)]
pub struct SlackManifest {
    /// Into this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How Slack reaches Kiku
    #[arg(long, value_name = "socket|http")]
    pub mode: Option<Mode>,
    /// Kiku's public address, in mode http
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

pub(super) const BACKUP: &str = "\
SQLite only, also while kiku serve runs. To put a backup back: stop Kiku, remove kiku.db-wal and kiku.db-shm,
copy the backup over kiku.db, start Kiku.

Example:
  kiku backup kiku-$(date +%F).db";

/// `kiku backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it appears when it is whole and checked
    pub file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
}

pub(super) const DOCTOR: &str = "\
Changes nothing. The exit code is 0 if everything is well, else that of the first trouble.

Example:
  kiku doctor --format json";

/// `kiku doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// text for people, json for scripts
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
}
