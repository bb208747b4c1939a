//! Finds a delivery whose outcome is unknown, by the id in its metadata.

use crate::Slack;
use crate::api::Method;
use crate::bounded::Bounded;
use crate::people::next_cursor;
use crate::platform::METADATA;
use crate::target::Target;
use kiku_chat::{DeliveryId, Handle, SendError};
use serde_json::{Value, json};
use std::time::Duration;

/// Messages on one page (Slack recommends at most 200).
const PAGE: usize = 200;
/// Pages that are read before "not there" is called uncertain.
const MOST_PAGES: usize = 25;
/// How far Slack's clock may lie from ours, in seconds, with much to spare.
const APART: i64 = 86_400;
/// After a call that was given up, Slack may still be at it for this long, in seconds.
const SETTLING: i64 = 30;
/// How long a conversation is treated with care after an attempt of unknown outcome, in seconds.
const DOUBT: i64 = 3_600;
/// Attempts that are remembered.
const MOST_ATTEMPTS: usize = 10_000;

/// Attempts of this process whose outcome is unknown.
pub(crate) struct Attempts {
    deliveries: Bounded<Attempt>,
    /// People and channels with such an attempt, and when the last one was.
    recipients: Bounded<i64>,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    begun: i64,
    ended: i64,
}

impl Default for Attempts {
    fn default() -> Self {
        Attempts {
            deliveries: Bounded::new(MOST_ATTEMPTS),
            recipients: Bounded::new(MOST_ATTEMPTS),
        }
    }
}

impl Attempts {
    /// Notes an attempt. The first one bounds the search, the last one the wait.
    pub fn note(&self, delivery: &DeliveryId, begun: i64, ended: i64) {
        let first = self.get(delivery).map_or(begun, |first| first.begun);
        let begun = first.min(begun);
        self.deliveries.put(&delivery.0, Attempt { begun, ended });
    }

    /// Notes that a message may stand with this person or channel that is still being looked for.
    pub fn doubt(&self, team: &str, recipient: &str, now: i64) {
        self.recipients.put(&format!("{team}/{recipient}"), now);
    }

    /// Whether one of them may have a message that is still being looked for. Its metadata must stay.
    pub fn doubtful(&self, team: &str, recipients: [&str; 2], now: i64) -> bool {
        let recent = |at: &mut i64| now < at.saturating_add(DOUBT);
        recipients.iter().any(|recipient| {
            let name = format!("{team}/{recipient}");
            self.recipients.with(&name, recent) == Some(true)
        })
    }

    fn get(&self, delivery: &DeliveryId) -> Option<Attempt> {
        self.deliveries.with(&delivery.0, |attempt| *attempt)
    }
}

impl Slack {
    /// Looks through a conversation, newest first, until the delivery is found or it is certain that it is not there.
    pub(crate) async fn find(
        &self,
        team: &str,
        channel: &str,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        let bot = &self.installed(team)?.bot_user;
        let attempt = self.attempts.get(delivery);
        let mut cursor: Option<String> = None;
        let mut oldest = i64::MAX;
        for _ in 0..MOST_PAGES {
            let arguments = json!({
                "channel": channel,
                "include_all_metadata": true,
                "limit": PAGE,
                "cursor": cursor,
            });
            let page = self.call(team, Method::History, &arguments).await?;
            let messages = page.get("messages").and_then(Value::as_array);
            let Some(messages) = messages else {
                return Err(SendError::Unknown("a history without messages".into()));
            };
            let found = messages
                .iter()
                .find(|message| carries(message, delivery, bot));
            if let Some(ts) = found.and_then(|message| message.get("ts")?.as_str()) {
                return Ok(Some(Target::handle(team, channel, ts)));
            }
            oldest = messages.iter().filter_map(second).fold(oldest, i64::min);
            cursor = next_cursor(&page);
            if cursor.is_none() {
                return self.not_there(attempt);
            }
        }
        // Not the whole conversation, but all of it since before the first attempt.
        if attempt.is_some_and(|attempt| oldest < attempt.begun - APART) {
            return self.not_there(attempt);
        }
        Err(SendError::Unknown(
            "the conversation is too long to be certain".into(),
        ))
    }

    /// A request that Slack did not answer in time may still be carried out.
    fn not_there(&self, attempt: Option<Attempt>) -> Result<Option<Handle>, SendError> {
        let patience = self.surroundings.patience.max(Duration::from_secs(1));
        let patience = i64::try_from(patience.as_secs()).unwrap_or(SETTLING);
        let given_up = |attempt: &Attempt| attempt.ended - attempt.begun >= patience;
        match attempt.filter(given_up) {
            Some(attempt) if self.now() < attempt.ended + SETTLING => {
                Err(SendError::Unknown("it may still arrive".into()))
            }
            _ => Ok(None),
        }
    }
}

/// The second of a message's timestamp.
fn second(message: &Value) -> Option<i64> {
    let ts = message.get("ts")?.as_str()?;
    ts.split('.').next()?.parse().ok()
}

fn carries(message: &Value, delivery: &DeliveryId, bot: &str) -> bool {
    let is = |place: &str, text: &str| message.pointer(place).and_then(Value::as_str) == Some(text);
    let ours = message.get("user").is_none() || is("/user", bot);
    ours && is("/metadata/event_type", METADATA)
        && is("/metadata/event_payload/delivery_id", &delivery.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_metadata_counts() {
        let delivery = DeliveryId("d1".into());
        let message = |user: &str, kind: &str, id: &str| {
            json!({ "user": user, "ts": "1.2", "metadata": {
                "event_type": kind, "event_payload": { "delivery_id": id } } })
        };
        assert!(carries(&message("UBOT", METADATA, "d1"), &delivery, "UBOT"));
        assert!(!carries(&message("U2", METADATA, "d1"), &delivery, "UBOT"));
        assert!(!carries(&message("UBOT", "other", "d1"), &delivery, "UBOT"));
        assert!(!carries(
            &message("UBOT", METADATA, "d2"),
            &delivery,
            "UBOT"
        ));
        assert!(!carries(&json!({ "metadata": 7 }), &delivery, "UBOT"));
    }

    #[test]
    fn the_first_attempt_bounds_the_search() {
        let attempts = Attempts::default();
        let delivery = DeliveryId("d1".into());
        assert!(attempts.get(&delivery).is_none());
        attempts.note(&delivery, 100, 115);
        attempts.note(&delivery, 200, 201);
        let attempt = attempts.get(&delivery).expect("noted");
        assert_eq!((attempt.begun, attempt.ended), (100, 201));
    }

    #[test]
    fn a_conversation_is_treated_with_care_for_a_while() {
        let attempts = Attempts::default();
        attempts.doubt("T1", "U1", 100);
        assert!(attempts.doubtful("T1", ["U1", "D1"], 100));
        assert!(attempts.doubtful("T1", ["U2", "U1"], 100 + DOUBT - 1));
        assert!(!attempts.doubtful("T1", ["U1", "D1"], 100 + DOUBT));
        assert!(!attempts.doubtful("T2", ["U1", "D1"], 100));
    }
}
