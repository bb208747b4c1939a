//! What can be typed after `kiku`, with its help.

use clap::{Args, Parser, Subcommand, ValueEnum};
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use std::net::SocketAddr;
use std::path::PathBuf;

mod running;

pub use running::*;
use running::{BACKUP, DOCTOR, INIT, SERVE};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed for another reason than those below
  2  the command line cannot be understood
  3  a file or setting cannot be used (settings, programme, roster); nothing was changed
  4  the database cannot be used (in use, damaged, full, read-only, newer, other key)
  5  the address cannot be listened on";

/// Monthly 1on1s inside the chat your company already uses
#[derive(Debug, Parser)]
#[command(name = "kiku", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// Settings file [default: kiku.toml in this folder, if there is one]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "KIKU_CONFIG",
        hide_env_values = true
    )]
    pub config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a whole company at work in the browser; no account and no settings needed
    #[command(after_help = DEMO)]
    Demo(Demo),
    /// Write kiku.toml, programme.toml and the content key
    #[command(after_help = INIT)]
    Init(Init),
    /// Run the programme
    #[command(after_help = SERVE)]
    Serve(Serve),
    /// Show or replace the programme: topics, responses, roles, channels, months
    Programme {
        /// What to do with it
        #[command(subcommand)]
        action: Programme,
    },
    /// The roster
    People {
        /// What to do with it
        #[command(subcommand)]
        action: People,
    },
    /// Print a released month's figures
    #[command(after_help = DIGEST)]
    Digest(Digest),
    /// Fill an empty database with believable history, for trials and benchmarks
    #[command(after_help = SIMULATE)]
    Simulate(Simulate),
    /// Print what a chat platform must know of Kiku's app
    Manifest {
        /// For which platform
        #[command(subcommand)]
        platform: Manifest,
    },
    /// Keep the whole database in one file, also while Kiku runs
    #[command(after_help = BACKUP)]
    Backup(Backup),
    /// Check settings, database, platforms, clock and fonts, and say what to do
    #[command(after_help = DOCTOR)]
    Doctor(Doctor),
}

const DEMO: &str = "\
Time stands at the opening of a month and runs on in real seconds; the page moves it forward.

Examples:
  kiku demo
  kiku demo --lang en --listen 127.0.0.1:9000
  kiku demo --people roster.csv --keep trial.db";

/// `kiku demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Your roster (CSV) instead of the built-in company
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// Language of the built-in company and of its channels
    #[arg(long, default_value = "ja", value_name = "ja|en")]
    pub lang: Lang,
    /// Where the page is opened
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// Another number makes another history
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Keep the database in this file; a second start with it goes on where the first one ended
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
    /// The month that opens [default: this month]
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<Month>,
    /// Allow an address that other machines can reach: everybody there can be anybody here
    #[arg(long)]
    pub allow_remote: bool,
}

/// `kiku programme`.
#[derive(Debug, Subcommand)]
pub enum Programme {
    /// Print the programme that is in force, as TOML
    #[command(after_help = "Example:\n  kiku programme show > programme.toml")]
    Show {
        /// toml for people, json for scripts
        #[arg(long, default_value = "toml", value_name = "FORMAT")]
        format: ProgrammeFormat,
    },
    /// Put a programme file in force; nothing changes if anything in it is wrong
    #[command(after_help = "Example:\n  kiku programme apply programme.toml")]
    Apply {
        /// The programme file (TOML)
        file: PathBuf,
    },
}

/// How the programme is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgrammeFormat {
    /// The document as it is applied.
    Toml,
    /// The same as JSON.
    Json,
}

/// `kiku people`.
#[derive(Debug, Subcommand)]
pub enum People {
    /// Import the roster that the HR system exports; all of it or nothing
    #[command(after_help = IMPORT)]
    Import(Import),
}

const IMPORT: &str = "\
CSV in UTF-8 or CP932 (Shift_JIS) with Japanese or English headers, for example
  社員番号,氏名,メールアドレス,部署,上司の社員番号,入社日,退職日
People who are not in the file any more leave today.

Examples:
  kiku people import roster.csv --dry-run
  kiku people import roster.csv";

/// `kiku people import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The roster (CSV)
    pub file: PathBuf,
    /// Show what would change, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Import although unusually many people would leave
    #[arg(long)]
    pub allow_many_leavers: bool,
    /// text for people, json for scripts
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
    /// Language of the messages about the file
    #[arg(long, default_value = "en", value_name = "ja|en")]
    pub lang: Lang,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

const DIGEST: &str = "\
Prints what was released when the month closed, thinned as its audience may see it.

Examples:
  kiku digest --month 2026-10
  kiku digest --month 2026-10 --audience executive --format png --out digest.png
  kiku digest --month 2026-10 --audience department:本社/営業部 --format csv";

/// `kiku digest`.
#[derive(Debug, Args)]
pub struct Digest {
    /// Which month
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Month,
    /// hr, executive, or department:PATH
    #[arg(long, default_value = "hr", value_name = "AUDIENCE")]
    pub audience: Reader,
    /// How it is printed
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub format: DigestFormat,
    /// Into this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Language [default: the company's]
    #[arg(long, value_name = "ja|en")]
    pub lang: Option<Lang>,
}

/// How a digest is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DigestFormat {
    /// For people.
    Text,
    /// Every figure, for scripts.
    Json,
    /// Every figure, for spreadsheets.
    Csv,
    /// The picture.
    Png,
}

/// For whom a digest is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Those who run the programme.
    Hr,
    /// Those at the top.
    Executive,
    /// The head of a department: its path.
    Department(String),
}

impl std::str::FromStr for Reader {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.split_once(':')) {
            ("hr", _) => Ok(Reader::Hr),
            ("executive", _) => Ok(Reader::Executive),
            (_, Some(("department", path))) if !path.is_empty() => {
                Ok(Reader::Department(path.to_owned()))
            }
            _ => Err(
                "write hr, executive, or department:PATH such as department:本社/営業部".to_owned(),
            ),
        }
    }
}

const SIMULATE: &str = "\
The same seed and numbers give the same history.

Example:
  kiku simulate --members 2000 --months 12 --seed 7 --database sqlite:trial.db";

/// `kiku simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// How many members
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub members: u32,
    /// How many months, the last one being the month that closed last
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=60))]
    pub months: u32,
    /// Another number makes another history
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// The database [default: the one of the settings]; it must be empty
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn readers_are_hr_executives_and_departments() {
        assert_eq!("hr".parse(), Ok(Reader::Hr));
        assert_eq!(
            "department:本社/営業部".parse(),
            Ok(Reader::Department("本社/営業部".into()))
        );
        assert!("department:".parse::<Reader>().is_err());
        assert!("everyone".parse::<Reader>().is_err());
    }
}
