//! One frame of Socket Mode: a greeting, a goodbye, or an envelope to acknowledge.

use crate::Slack;
use crate::inbound;
use crate::respond::Ack;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::Arc;

/// A frame, as far as it must be read to know what to do with it.
#[derive(Debug)]
pub(super) enum Frame {
    /// The connection works.
    Hello,
    /// Slack will close the connection soon.
    Goodbye(Reason),
    /// Something that may need an acknowledgement.
    Envelope(Envelope),
}

/// Why Slack closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It is renewed now and then (`warning`, `refresh_requested`).
    Renewal,
    /// Socket Mode was switched off (`link_disabled`).
    Disabled,
}

/// An envelope; whatever cannot be read of it is kept as it came.
#[derive(Debug)]
pub(super) struct Envelope {
    pub text: String,
}

#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(default)]
    r#type: String,
    envelope_id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    #[serde(default)]
    accepts_response_payload: bool,
    reason: Option<String>,
}

impl Frame {
    pub fn read(text: String) -> Frame {
        let outer: Option<Outer> = serde_json::from_str(&text).ok();
        match outer {
            Some(outer) if outer.r#type == "hello" => Frame::Hello,
            Some(outer) if outer.r#type == "disconnect" => {
                Frame::Goodbye(match outer.reason.as_deref() {
                    Some("link_disabled") => Reason::Disabled,
                    _ => Reason::Renewal,
                })
            }
            _ => Frame::Envelope(Envelope { text }),
        }
    }
}

impl Envelope {
    /// Takes what it carries. Gives the acknowledgement, if it was stored and can be acknowledged.
    pub async fn take(self, slack: &Arc<Slack>) -> Option<String> {
        let raw = self.text.as_bytes();
        let Ok(outer) = serde_json::from_str::<Outer>(&self.text) else {
            let unreadable = inbound::misshapen(raw);
            slack.take(Err(unreadable), raw).await.ok()?;
            return None;
        };
        let payload = outer.payload.map(|payload| payload.get().as_bytes());
        let reading = match (outer.r#type.as_str(), payload) {
            ("events_api", Some(payload)) => inbound::event(payload, &slack.bots),
            ("interactive", Some(payload)) => inbound::interaction(payload, &slack.bots),
            ("slash_commands", Some(payload)) => inbound::command(payload, &slack.bots),
            _ => Err(inbound::misshapen(raw)),
        };
        let ack = slack.take(reading, raw).await.ok()?;
        let mut acknowledged = json!({ "envelope_id": outer.envelope_id? });
        if let (Ack::Body(body), true) = (ack, outer.accepts_response_payload) {
            acknowledged["payload"] = body;
        }
        Some(Value::to_string(&acknowledged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_told_apart() {
        let hello = r#"{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}"#;
        assert!(matches!(Frame::read(hello.into()), Frame::Hello));
        let bye = r#"{"type":"disconnect","reason":"refresh_requested"}"#;
        assert!(matches!(
            Frame::read(bye.into()),
            Frame::Goodbye(Reason::Renewal)
        ));
        let off = r#"{"type":"disconnect","reason":"link_disabled"}"#;
        assert!(matches!(
            Frame::read(off.into()),
            Frame::Goodbye(Reason::Disabled)
        ));
        for odd in ["{", "[]", "{\"type\":1}", "{\"envelope_id\":\"e\"}"] {
            assert!(
                matches!(Frame::read(odd.into()), Frame::Envelope(_)),
                "{odd}"
            );
        }
    }
}
