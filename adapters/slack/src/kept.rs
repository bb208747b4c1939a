//! What is remembered for a short while, within bounds: addresses for answers, and inputs that were answered.

use crate::bounded::Bounded;
use kiku_chat::DeliveryId;
use secrecy::SecretString;

/// How often Slack takes an answer at one address (Slack's guide to handling interactions).
pub(crate) const USES: usize = 5;
/// How long it takes them, in seconds: half an hour, less a minute for calls that are slow.
const LIFE: i64 = 29 * 60;
/// Forms that may be open at the same time.
const MOST_URLS: usize = 10_000;
/// Inputs whose answers are remembered; redeliveries come within minutes.
const MOST_ANSWERED: usize = 20_000;

/// Addresses for answers to forms that are open. They are secrets and never leave this process.
pub(crate) struct ReturnUrls(Bounded<Kept>);

struct Kept {
    to: ReturnUrl,
    uses: usize,
    until: i64,
}

/// Where answers can be posted, and the delivery that brought the message which they replace.
#[derive(Debug, Clone)]
pub(crate) struct ReturnUrl {
    /// A secret.
    pub url: SecretString,
    /// Replacing a message takes its metadata away, unless it is given again.
    pub delivery: Option<DeliveryId>,
}

impl Default for ReturnUrls {
    fn default() -> Self {
        ReturnUrls(Bounded::new(MOST_URLS))
    }
}

impl ReturnUrls {
    /// Keeps an address that may be used this often, under a name.
    pub fn keep(&self, name: &str, to: ReturnUrl, uses: usize, now: i64) {
        let until = now.saturating_add(LIFE);
        self.0.put(name, Kept { to, uses, until });
    }

    /// The address, for one use.
    pub fn take(&self, name: &str, now: i64) -> Option<ReturnUrl> {
        let use_once = |entry: &mut Kept| {
            let usable = entry.uses > 0 && now < entry.until;
            entry.uses = entry.uses.saturating_sub(1);
            usable.then(|| entry.to.clone())
        };
        self.0.with(name, use_once)?
    }
}

/// Inputs that were answered. The engine changes nothing when one comes again; its answer must not be said twice
/// either.
pub(crate) struct Seen(Bounded<()>);

impl Default for Seen {
    fn default() -> Self {
        Seen(Bounded::new(MOST_ANSWERED))
    }
}

impl Seen {
    /// Notes an input; false when it was noted before.
    pub fn first(&self, id: &str) -> bool {
        self.0.put(id, ()).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(url: &str) -> ReturnUrl {
        ReturnUrl {
            url: url.into(),
            delivery: None,
        }
    }

    #[test]
    fn an_address_is_used_as_often_and_as_long_as_slack_allows() {
        let urls = ReturnUrls::default();
        urls.keep("a", to("https://hooks.example/1"), 2, 100);
        assert!(urls.take("b", 100).is_none());
        assert!(urls.take("a", 100).is_some());
        assert!(urls.take("a", 100 + LIFE - 1).is_some());
        assert!(urls.take("a", 100).is_none(), "used up");
        urls.keep("c", to("https://hooks.example/2"), 5, 100);
        assert!(urls.take("c", 100 + LIFE).is_none(), "too late");
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let urls = ReturnUrls::default();
        for number in 0..=MOST_URLS {
            urls.keep(&number.to_string(), to("https://hooks.example/"), 5, 0);
        }
        assert!(urls.take("0", 0).is_none());
        assert!(urls.take("1", 0).is_some());
        let seen = Seen::default();
        for number in 0..=MOST_ANSWERED {
            assert!(seen.first(&number.to_string()));
        }
        assert!(!seen.first("1"));
        assert!(seen.first("0"), "long ago");
    }
}
