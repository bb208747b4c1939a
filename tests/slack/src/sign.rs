//! Slack's request signature, version 0 (*facts*, deadlines): `v0=` HMAC-SHA256 over `v0:timestamp:body`.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The value of `X-Slack-Signature` for a body that is sent at `timestamp` (seconds since the epoch).
pub fn signature(secret: &str, timestamp: u64, body: &[u8]) -> String {
    let mut mac = keyed(secret);
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

/// Whether a signature is right; the age of the timestamp is not looked at.
pub fn is_right(secret: &str, timestamp: u64, body: &[u8], signature: &str) -> bool {
    let Some(bytes) = signature
        .strip_prefix("v0=")
        .and_then(|text| hex::decode(text).ok())
    else {
        return false;
    };
    let mut mac = keyed(secret);
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    mac.verify_slice(&bytes).is_ok()
}

fn keyed(secret: &str) -> Hmac<Sha256> {
    match Hmac::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("an HMAC takes a key of any length"),
    }
}
