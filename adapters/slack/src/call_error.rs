//! Why a call to Slack did not succeed, and what that means for a message. Bodies never become part of it.

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use kiku_chat::SendError;
use slack_morphism::errors::SlackClientError;
use std::error::Error;
use std::time::{Duration, SystemTime};

/// Waited when Slack asks to wait without saying how long.
const UNSAID_WAIT: Duration = Duration::from_secs(30);
/// The longest wait that is believed; a longer one is a fault somewhere between.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    /// No connection came about, so nothing was sent.
    #[error("no connection to Slack")]
    NotConnected,
    /// No answer within the time a call may take.
    #[error("no answer from Slack in time")]
    Slow,
    /// The connection broke after the request went out.
    #[error("the connection to Slack broke")]
    Broken,
    /// Slack asks to wait.
    #[error("Slack asks to wait {0:?}")]
    Limited(Duration),
    /// An HTTP status instead of an answer.
    #[error("Slack answered with status {0}")]
    Status(u16),
    /// The answer is not what the method promises.
    #[error("an answer that is not Slack's")]
    Unreadable,
    /// Slack refuses, with its code.
    #[error("{0}")]
    Refused(String),
}

impl CallError {
    /// Slack refuses with this code.
    pub fn refused(code: &str) -> Self {
        match code {
            "ratelimited" | "rate_limited" => CallError::Limited(UNSAID_WAIT),
            code => CallError::Refused(harmless(code)),
        }
    }

    /// Status 429: Slack, or a proxy on the way, asks to wait.
    pub fn limited(headers: &HeaderMap) -> Self {
        CallError::Limited(wait(retry_after(headers, SystemTime::now())))
    }

    /// The code with which Slack refused.
    pub fn code(&self) -> Option<&str> {
        match self {
            CallError::Refused(code) => Some(code),
            _ => None,
        }
    }
}

/// Codes of a passing fault on Slack's side (methods, common errors).
pub(crate) fn passing(code: &str) -> bool {
    matches!(
        code,
        "internal_error" | "fatal_error" | "service_unavailable" | "request_timeout"
    )
}

impl From<SlackClientError> for CallError {
    fn from(error: SlackClientError) -> Self {
        match error {
            SlackClientError::ApiError(refused) => CallError::refused(&refused.code),
            SlackClientError::RateLimitError(limit) => CallError::Limited(wait(limit.retry_after)),
            SlackClientError::HttpError(http) => CallError::Status(http.status_code.as_u16()),
            SlackClientError::HttpProtocolError(broken) => {
                match broken
                    .cause
                    .as_deref()
                    .is_some_and(before_anything_went_out)
                {
                    true => CallError::NotConnected,
                    false => CallError::Broken,
                }
            }
            SlackClientError::ProtocolError(_) => CallError::Unreadable,
            SlackClientError::SystemError(_)
            | SlackClientError::EndOfStream(_)
            | SlackClientError::SocketModeProtocolError(_) => CallError::Broken,
        }
    }
}

fn before_anything_went_out(cause: &(dyn Error + Send + Sync + 'static)) -> bool {
    let legacy = cause.downcast_ref::<hyper_util::client::legacy::Error>();
    legacy.is_some_and(hyper_util::client::legacy::Error::is_connect)
}

/// Retry-After in both of its forms (RFC 9110, 10.2.3): seconds, as Slack says it, or a date, as a proxy may. A date is
/// compared with the clock of whoever wrote it, if it tells the time.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let asked = text(RETRY_AFTER)?.trim();
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let there = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    let left = until.duration_since(there.unwrap_or(now));
    Some(left.unwrap_or_default())
}

/// What Slack asks for, at least a second and at most what can be meant.
pub(crate) fn wait(asked: Option<Duration>) -> Duration {
    let asked = asked.unwrap_or(UNSAID_WAIT);
    asked.clamp(Duration::from_secs(1), LONGEST_WAIT)
}

/// A code is a short word; whatever else stands there does not belong into logs.
fn harmless(code: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.chars().filter(|c| word(*c)).take(60).collect()
}

impl From<CallError> for SendError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::NotConnected => SendError::NotSent(error.to_string()),
            CallError::Limited(wait) => SendError::RetryAfter(wait),
            CallError::Slow | CallError::Broken | CallError::Unreadable => {
                SendError::Unknown(error.to_string())
            }
            CallError::Status(400..=499) => SendError::NotSent(error.to_string()),
            CallError::Status(_) => SendError::Unknown(error.to_string()),
            CallError::Refused(code) => refusal(code),
        }
    }
}

/// What a refusal means for one message. A fault of the installation is told apart from one of the recipient or of
/// the message, so that a wrong token does not cost two thousand people their message.
fn refusal(code: String) -> SendError {
    match code.as_str() {
        "user_not_found"
        | "users_not_found"
        | "user_disabled"
        | "user_not_visible"
        | "channel_not_found"
        | "is_archived"
        | "is_inactive"
        | "cannot_dm_bot"
        | "restricted_action"
        | "restricted_action_read_only_channel"
        | "restricted_action_thread_only_channel"
        | "restricted_action_non_threadable_channel"
        | "restricted_action_thread_locked"
        | "posting_to_channel_denied"
        | "channel_is_limited_access"
        | "account_inactive" => SendError::Unreachable(code),
        "not_in_channel" => SendError::Unreachable(format!(
            "{code}: invite Kiku to the channel (/invite) and it will be sent"
        )),
        "internal_error" | "fatal_error" | "service_unavailable" => SendError::Unknown(code),
        "request_timeout" | "message_limit_exceeded" => SendError::NotSent(code),
        installation if of_the_installation(installation) => {
            tracing::error!(
                slack.code = installation,
                "Slack refuses Kiku's token, scope or settings; nothing is sent until that is mended (run kiku doctor)"
            );
            SendError::NotSent(code)
        }
        _ => SendError::Rejected(code),
    }
}

/// Codes that speak of the token, its scopes or the workspace's settings rather than of this message.
fn of_the_installation(code: &str) -> bool {
    matches!(
        code,
        "invalid_auth"
            | "not_authed"
            | "token_revoked"
            | "token_expired"
            | "missing_scope"
            | "no_permission"
            | "not_allowed_token_type"
            | "org_login_required"
            | "team_added_to_org"
            | "team_not_found"
            | "team_access_not_granted"
            | "access_denied"
            | "accesslimited"
            | "ekm_access_denied"
            | "enterprise_is_restricted"
            | "two_factor_setup_required"
            | "messages_tab_disabled"
            | "not_enabled"
            | "file_uploads_disabled"
            | "file_uploads_except_images_disabled"
            | "storage_limit_reached"
            | "invalid_refresh_token"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> SendError {
        CallError::Refused(code.into()).into()
    }

    #[test]
    fn a_wait_is_said_in_seconds_or_as_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_792_972_800);
        let waits = |after: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, after.parse().expect("a header"));
            if let Some(date) = date {
                headers.insert(DATE, date.parse().expect("a header"));
            }
            wait(retry_after(&headers, now)).as_secs()
        };
        assert_eq!(waits("7", None), 7);
        assert_eq!(waits("0", None), 1);
        assert_eq!(waits("99999999999999999999999", None), 3_600);
        let until = httpdate::fmt_http_date(now + Duration::from_secs(90));
        assert_eq!(waits(&until, None), 90);
        let behind = httpdate::fmt_http_date(now - Duration::from_secs(600));
        assert_eq!(waits(&until, Some(&behind)), 690, "by its own clock");
        assert_eq!(waits(&behind, None), 1);
        assert_eq!(waits("soon", None), UNSAID_WAIT.as_secs());
        assert_eq!(waits("-5", None), UNSAID_WAIT.as_secs());
        assert_eq!(waits("", None), UNSAID_WAIT.as_secs());
        assert_eq!(wait(retry_after(&HeaderMap::new(), now)), UNSAID_WAIT);
    }

    #[test]
    fn a_wrong_token_costs_nobody_a_message() {
        for code in [
            "invalid_auth",
            "token_revoked",
            "missing_scope",
            "messages_tab_disabled",
        ] {
            assert_eq!(refused(code), SendError::NotSent(code.into()));
        }
        assert_eq!(
            refused("user_not_found"),
            SendError::Unreachable("user_not_found".into())
        );
        assert_eq!(
            refused("invalid_blocks"),
            SendError::Rejected("invalid_blocks".into())
        );
        assert_eq!(
            refused("fatal_error"),
            SendError::Unknown("fatal_error".into())
        );
    }

    #[test]
    fn what_may_have_arrived_is_unknown() {
        for error in [
            CallError::Slow,
            CallError::Broken,
            CallError::Unreadable,
            CallError::Status(502),
        ] {
            assert!(matches!(SendError::from(error), SendError::Unknown(_)));
        }
        assert!(matches!(
            CallError::NotConnected.into(),
            SendError::NotSent(_)
        ));
    }

    #[test]
    fn waits_are_believed_within_reason() {
        assert_eq!(wait(None), UNSAID_WAIT);
        assert_eq!(wait(Some(Duration::ZERO)), Duration::from_secs(1));
        assert_eq!(wait(Some(Duration::from_secs(7))), Duration::from_secs(7));
        assert_eq!(wait(Some(Duration::MAX)), LONGEST_WAIT);
    }

    #[test]
    fn codes_carry_no_text() {
        assert_eq!(harmless("invalid_blocks"), "invalid_blocks");
        assert_eq!(harmless("山田 said: hi\n"), "saidhi");
    }
}
