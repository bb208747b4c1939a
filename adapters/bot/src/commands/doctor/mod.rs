//! `kiku doctor`: checks one thing after the other and says what to do.

mod checks;
mod clocks;
mod queue;
mod slack;

use crate::cli::{Doctor, Format};
use crate::exit::{Exit, Failure, Outcome};
use crate::output;
use crate::settings::Settings;
use serde::Serialize;
use std::path::Path;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Good,
    /// It works, but somebody should look at it.
    Advice,
    Trouble,
}

/// One check.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    /// What was found and what to do.
    message: String,
    #[serde(skip)]
    exit: Exit,
}

impl Finding {
    fn good(check: &'static str, message: impl Into<String>) -> Self {
        Finding {
            check,
            state: State::Good,
            message: message.into(),
            exit: Exit::Failed,
        }
    }

    fn advice(check: &'static str, message: impl Into<String>) -> Self {
        Finding {
            state: State::Advice,
            ..Self::good(check, message)
        }
    }

    fn trouble(check: &'static str, failure: Failure) -> Self {
        Finding {
            state: State::Trouble,
            exit: failure.exit,
            ..Self::good(check, failure.message)
        }
    }
}

/// Checks everything that can be checked; a trouble hides only what depends on it.
///
/// # Errors
/// The first trouble's exit code.
pub async fn run(config: Option<&Path>, command: &Doctor) -> Outcome {
    let findings = match Settings::load(config) {
        Err(failure) => vec![Finding::trouble("settings", failure), checks::font()],
        Ok(settings) => checks::all(&settings).await,
    };
    match command.format {
        Format::Json => output::json(&findings)?,
        Format::Text => output::say(text(&findings))?,
    }
    match findings
        .iter()
        .find(|finding| finding.state == State::Trouble)
    {
        None => Ok(()),
        Some(finding) => Err(Failure {
            exit: finding.exit,
            message: String::new(),
        }),
    }
}

fn text(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let mark = match finding.state {
            State::Good => "ok",
            State::Advice => "look",
            State::Trouble => "BAD",
        };
        let message = finding.message.replace('\n', "\n                     ");
        format!("{mark:<5}{:<16}{message}", finding.check)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
