//! Examines the installation for `kiku doctor`: tokens, scopes, clock, Socket Mode, channels. Changes nothing.

use crate::api::Method;
use crate::call_error::CallError;
use crate::conversations::Found;
use crate::target::Recipient;
use crate::{SCOPES, Slack, Workspace};
use kiku_chat::SendError;
use serde_json::{Value, json};
use slack_morphism::SlackApiToken;
use std::collections::BTreeSet;

/// How far this machine's clock may lie from Slack's, in seconds; at 300 signatures are refused.
const SKEW: i64 = 30;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, and could be better.
    Advice,
    /// It does not work.
    Trouble,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `slack token`, `slack scopes` …
    pub subject: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, and what to do about it.
    pub says: String,
}

impl Finding {
    fn new(subject: &'static str, verdict: Verdict, says: impl Into<String>) -> Self {
        Finding {
            subject,
            verdict,
            says: says.into(),
        }
    }
}

impl Slack {
    /// Looks at everything that can be wrong with an installation. `channels` are (workspace, channel id or name).
    pub async fn examine(&self, channels: &[(String, String)]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for workspace in self.workspaces() {
            self.examine_token(&workspace, &mut findings).await;
        }
        if self.app_tokens.is_empty() {
            let says = "no app token, so Socket Mode is not used; for it, set KIKU_SLACK_APP_TOKEN to a token that begins with xapp-";
            findings.push(Finding::new("slack socket", Verdict::Advice, says));
        }
        for token in &self.app_tokens {
            findings.push(self.examine_socket(token).await);
        }
        for (workspace, channel) in channels {
            findings.push(self.examine_channel(workspace, channel).await);
        }
        findings
    }

    async fn examine_token(&self, workspace: &Workspace, findings: &mut Vec<Finding>) {
        let Ok(installed) = self.installed(&workspace.id) else {
            return;
        };
        let asked = self.api.identify(&installed.token).await;
        let (headers, answer) = match asked {
            Ok(answered) => answered,
            Err(error) => {
                let says = format!(
                    "{}: {error}; check KIKU_SLACK_API_URL and the network",
                    workspace.name
                );
                findings.push(Finding::new("slack token", Verdict::Trouble, says));
                return;
            }
        };
        let now = self.now();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        findings.push(token(workspace, &answer));
        if answer.get("ok") == Some(&Value::Bool(true)) {
            findings.push(scopes(workspace, text("x-oauth-scopes")));
        }
        findings.push(clock(text("date").and_then(unix_time), now));
    }

    async fn examine_socket(&self, token: &SlackApiToken) -> Finding {
        let subject = "slack socket";
        match self.socket_url(token).await {
            Ok(_) => Finding::new(subject, Verdict::Good, "Socket Mode can be opened"),
            Err(CallError::Refused(code)) => {
                let says = format!(
                    "Slack opens no Socket Mode connection ({code}); switch Socket Mode on in the app's settings and make an app-level token with the scope connections:write for KIKU_SLACK_APP_TOKEN"
                );
                Finding::new(subject, Verdict::Trouble, says)
            }
            Err(error) => Finding::new(
                subject,
                Verdict::Trouble,
                format!("{error}; try again in a minute"),
            ),
        }
    }

    async fn examine_channel(&self, workspace: &str, channel: &str) -> Finding {
        let found = match Recipient::channel(channel) {
            Recipient::Named(name) => self.look_up(workspace, name).await,
            _ => self.look_at(workspace, channel).await,
        };
        let subject = "slack channel";
        let trouble = |says: String| Finding::new(subject, Verdict::Trouble, says);
        match found {
            Ok(None) => trouble(format!(
                "{channel}: no such channel; check its name or id, and invite Kiku if it is private"
            )),
            Ok(Some(found)) if found.is_archived => trouble(format!(
                "{channel}: archived; choose another channel in the programme"
            )),
            Ok(Some(found)) if !found.is_member => trouble(format!(
                "{channel}: Kiku is not a member; type /invite @Kiku in the channel"
            )),
            Ok(Some(_)) => Finding::new(
                subject,
                Verdict::Good,
                format!("{channel}: Kiku is a member"),
            ),
            Err(error) => trouble(format!("{channel}: {error}")),
        }
    }

    async fn look_at(&self, workspace: &str, id: &str) -> Result<Option<Found>, SendError> {
        let arguments = json!({ "channel": id });
        let answer = self
            .call(workspace, Method::ConversationInfo, &arguments)
            .await;
        match answer {
            Ok(answer) => Ok(answer.get("channel").and_then(Found::read)),
            Err(error) if error.code() == Some("channel_not_found") => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn token(workspace: &Workspace, answer: &Value) -> Finding {
    let subject = "slack token";
    match answer.get("error").and_then(Value::as_str) {
        None => Finding::new(
            subject,
            Verdict::Good,
            format!("valid for {} ({})", workspace.name, workspace.id),
        ),
        Some(code) => {
            let code: String = code
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            let says = format!(
                "{}: Slack refuses the bot token ({code}); install the app again and copy its token to KIKU_SLACK_BOT_TOKEN",
                workspace.name
            );
            Finding::new(subject, Verdict::Trouble, says)
        }
    }
}

fn scopes(workspace: &Workspace, granted: Option<&str>) -> Finding {
    let subject = "slack scopes";
    let Some(granted) = granted else {
        let says = format!(
            "{}: Slack does not say which scopes the token has",
            workspace.name
        );
        return Finding::new(subject, Verdict::Advice, says);
    };
    let granted: BTreeSet<&str> = granted
        .split(',')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect();
    let needed: BTreeSet<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
    let list = |scopes: Vec<&str>| scopes.join(", ");
    let missing: Vec<&str> = needed.difference(&granted).copied().collect();
    let unused: Vec<&str> = granted.difference(&needed).copied().collect();
    match (missing.is_empty(), unused.is_empty()) {
        (true, true) => Finding::new(
            subject,
            Verdict::Good,
            format!("{}: exactly those that are used", workspace.name),
        ),
        (true, false) => {
            let says = format!(
                "{}: not used, and better taken away: {}",
                workspace.name,
                list(unused)
            );
            Finding::new(subject, Verdict::Advice, says)
        }
        (false, _) => {
            let says = format!(
                "{}: missing {}; add them under OAuth & Permissions (or use the manifest of kiku manifest slack) and install the app again",
                workspace.name,
                list(missing)
            );
            Finding::new(subject, Verdict::Trouble, says)
        }
    }
}

fn clock(slack: Option<i64>, now: i64) -> Finding {
    let subject = "slack clock";
    match slack.map(|slack| now.saturating_sub(slack)) {
        None => Finding::new(
            subject,
            Verdict::Advice,
            "Slack's answer carries no time to compare with",
        ),
        Some(skew) if skew.abs() <= SKEW => Finding::new(
            subject,
            Verdict::Good,
            "this machine's clock agrees with Slack's",
        ),
        Some(skew) => {
            let verdict = match skew.abs() < 240 {
                true => Verdict::Advice,
                false => Verdict::Trouble,
            };
            let says = format!(
                "this machine's clock is {skew} s off Slack's; at 300 s Slack's requests are refused: switch time synchronisation on"
            );
            Finding::new(subject, verdict, says)
        }
    }
}

/// Seconds of Unix time of an HTTP date such as `Wed, 21 Oct 2026 07:28:00 GMT` (RFC 9110, 5.6.7).
fn unix_time(date: &str) -> Option<i64> {
    let date = chrono::DateTime::parse_from_rfc2822(date).ok()?;
    Some(date.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acme() -> Workspace {
        Workspace {
            id: "T1".into(),
            name: "ACME".into(),
            bot_user: "UBOT".into(),
        }
    }

    #[test]
    fn http_dates_are_read() {
        assert_eq!(unix_time("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            unix_time("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(
            unix_time("Tue, 29 Feb 2028 23:59:59 GMT"),
            Some(1_835_481_599)
        );
        assert_eq!(unix_time("yesterday"), None);
    }

    #[test]
    fn scopes_are_compared() {
        let all: Vec<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
        assert_eq!(scopes(&acme(), Some(&all.join(","))).verdict, Verdict::Good);
        let more = format!("{},chat:write.public", all.join(", "));
        assert_eq!(scopes(&acme(), Some(&more)).verdict, Verdict::Advice);
        let lacking = scopes(&acme(), Some("chat:write,users:read"));
        assert_eq!(lacking.verdict, Verdict::Trouble);
        assert!(lacking.says.contains("im:history"), "{}", lacking.says);
    }

    #[test]
    fn the_clock_is_compared() {
        assert_eq!(clock(Some(1_000), 1_010).verdict, Verdict::Good);
        assert_eq!(clock(Some(1_000), 1_100).verdict, Verdict::Advice);
        assert_eq!(clock(Some(1_000), 700).verdict, Verdict::Trouble);
        assert_eq!(clock(None, 700).verdict, Verdict::Advice);
    }
}
