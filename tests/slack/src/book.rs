//! The book of calls: what arrived, in memory and as lines of JSON for other processes.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::time::Duration;

/// A call of the Web API, or of a response URL (method `response_url`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When, by Slack's time.
    pub at: Duration,
    /// The workspace of the token, empty if it has none.
    pub team: String,
    /// Such as `chat.postMessage`.
    pub method: String,
    /// The arguments, without the token.
    pub args: BTreeMap<String, String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Slack's word for what was wrong; none if it was carried out.
    pub error: Option<String>,
    /// The timestamp of the message that was posted.
    pub ts: Option<String>,
}

impl Call {
    /// Whether it was carried out.
    pub fn ok(&self) -> bool {
        self.error.is_none()
    }

    fn to_json(&self) -> Value {
        json!({
            "at": self.at.as_secs_f64(), "team": self.team, "method": self.method, "args": self.args,
            "status": self.status, "error": self.error, "ts": self.ts,
        })
    }

    /// Appends the call to the log.
    pub(crate) fn write(&self, log: &mut File) {
        let mut line = self.to_json().to_string();
        line.push('\n');
        if let Err(error) = log.write_all(line.as_bytes()) {
            panic!("the model's log cannot be written: {error}");
        }
    }
}
