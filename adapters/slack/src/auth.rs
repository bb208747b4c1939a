//! Whether a request comes from Slack: its signature and its age.

use axum::http::HeaderMap;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// How far a request's timestamp may lie from our clock, in seconds (Slack's guide to verifying requests).
const WINDOW: i64 = 300;

/// Why a request is not believed; only for counting, the sender learns nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No signing secret is configured.
    NoSecret,
    /// A header is missing, doubled or malformed.
    Headers,
    /// Too old, or from the future.
    Age,
    /// Not signed with our secret.
    Forged,
}

impl Doubt {
    /// The word under which it is counted.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::NoSecret => "no_secret",
            Doubt::Headers => "headers",
            Doubt::Age => "age",
            Doubt::Forged => "forged",
        }
    }
}

/// Verifies requests. Written here because the library's layer reads the whole body before it looks at anything,
/// takes the first of doubled headers, and cannot be given a clock.
#[derive(Clone)]
pub(crate) struct Signature {
    /// One for each app; a company with several workspaces may have an app in each.
    keyed: Vec<Hmac<Sha256>>,
}

impl Signature {
    pub fn new(secrets: &[SecretString]) -> Self {
        let secrets = secrets
            .iter()
            .map(|secret| secret.expose_secret().as_bytes());
        let filled = secrets.filter(|secret| !secret.is_empty());
        Signature {
            keyed: filled
                .filter_map(|secret| Hmac::new_from_slice(secret).ok())
                .collect(),
        }
    }

    /// Whether the body with these headers was signed by Slack within five minutes of `now`.
    pub fn check(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<(), Doubt> {
        if self.keyed.is_empty() {
            return Err(Doubt::NoSecret);
        }
        let timestamp = only(headers, "x-slack-request-timestamp").ok_or(Doubt::Headers)?;
        let signature = only(headers, "x-slack-signature").ok_or(Doubt::Headers)?;
        let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let at: i64 = timestamp.parse().map_err(|_| Doubt::Headers)?;
        let signature = signature.strip_prefix("v0=").filter(|_| digits);
        let signature = signature.and_then(|text| hex::decode(text).ok());
        let signature = signature.filter(|bytes| bytes.len() == 32);
        let signature = signature.ok_or(Doubt::Headers)?;
        if now.abs_diff(at) > WINDOW.unsigned_abs() {
            return Err(Doubt::Age);
        }
        let signed = self.keyed.iter().any(|keyed| {
            let mut mac = keyed.clone();
            mac.update(b"v0:");
            mac.update(timestamp.as_bytes());
            mac.update(b":");
            mac.update(body);
            // In constant time.
            mac.verify_slice(&signature).is_ok()
        });
        match signed {
            true => Ok(()),
            false => Err(Doubt::Forged),
        }
    }
}

/// The value of a header that stands exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    match values.next() {
        Some(_) => None,
        None => first.to_str().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of Slack's documentation.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const AT: i64 = 1_531_420_618;
    const BODY: &[u8] = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNED: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    fn headers(signed: &[&str], at: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in signed {
            headers.append("x-slack-signature", value.parse().expect("a header"));
        }
        for value in at {
            headers.append(
                "x-slack-request-timestamp",
                value.parse().expect("a header"),
            );
        }
        headers
    }

    fn check(signed: &[&str], at: &[&str], now: i64) -> Result<(), Doubt> {
        let signature = Signature::new(&[SECRET.into()]);
        signature.check(&headers(signed, at), BODY, now)
    }

    #[test]
    fn what_slack_signed_is_believed_for_five_minutes() {
        let at = AT.to_string();
        assert_eq!(check(&[SIGNED], &[&at], AT), Ok(()));
        assert_eq!(check(&[SIGNED], &[&at], AT + 300), Ok(()));
        assert_eq!(check(&[SIGNED], &[&at], AT - 300), Ok(()));
        assert_eq!(check(&[SIGNED], &[&at], AT + 301), Err(Doubt::Age));
        assert_eq!(check(&[SIGNED], &[&at], AT - 301), Err(Doubt::Age));
    }

    #[test]
    fn missing_doubled_and_malformed_headers_are_not() {
        let at = AT.to_string();
        assert_eq!(check(&[], &[&at], AT), Err(Doubt::Headers));
        assert_eq!(check(&[SIGNED], &[], AT), Err(Doubt::Headers));
        assert_eq!(check(&[SIGNED, SIGNED], &[&at], AT), Err(Doubt::Headers));
        assert_eq!(check(&[SIGNED], &[&at, &at], AT), Err(Doubt::Headers));
        assert_eq!(check(&[&SIGNED[3..]], &[&at], AT), Err(Doubt::Headers));
        assert_eq!(check(&[&SIGNED[..40]], &[&at], AT), Err(Doubt::Headers));
        assert_eq!(check(&["v0="], &[&at], AT), Err(Doubt::Headers));
        assert_eq!(check(&[SIGNED], &["+1531420618"], AT), Err(Doubt::Headers));
        assert_eq!(
            check(&[SIGNED], &["99999999999999999999"], AT),
            Err(Doubt::Headers)
        );
    }

    #[test]
    fn a_forged_signature_another_body_or_time_is_not() {
        let at = AT.to_string();
        let forged = SIGNED.replace('a', "b");
        assert_eq!(check(&[&forged], &[&at], AT), Err(Doubt::Forged));
        let later = (AT + 1).to_string();
        assert_eq!(check(&[SIGNED], &[&later], AT), Err(Doubt::Forged));
        let signature = Signature::new(&[SECRET.into()]);
        let signed = headers(&[SIGNED], &[&at]);
        assert_eq!(
            signature.check(&signed, b"payload=1", AT),
            Err(Doubt::Forged)
        );
        let several = Signature::new(&["of another app".into(), SECRET.into()]);
        assert_eq!(several.check(&signed, BODY, AT), Ok(()));
        let without = Signature::new(&[]);
        assert_eq!(without.check(&signed, BODY, AT), Err(Doubt::NoSecret));
    }
}
