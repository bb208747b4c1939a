//! Named points at which a test ends the process, as a power cut would. They do something only with the feature
//! `fault-points`, which no release has.

#[cfg(feature = "fault-points")]
mod struck {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, OnceLock, PoisonError};

    /// Names the point and the passage at which the process ends: `claim.after:3`.
    const VARIABLE: &str = "KIKU_FAULT_POINT";

    static PASSAGES: Mutex<BTreeMap<&str, u64>> = Mutex::new(BTreeMap::new());

    pub fn pass(name: &'static str) {
        let mut passages = PASSAGES.lock().unwrap_or_else(PoisonError::into_inner);
        let count = passages.entry(name).or_default();
        *count += 1;
        if chosen().is_some_and(|(point, at)| point == name && *at == *count) {
            std::process::abort();
        }
    }

    fn chosen() -> Option<&'static (String, u64)> {
        static CHOSEN: OnceLock<Option<(String, u64)>> = OnceLock::new();
        let read = || {
            let text = std::env::var(VARIABLE).ok()?;
            let (point, at) = text.split_once(':')?;
            Some((point.to_owned(), at.parse().ok()?))
        };
        CHOSEN.get_or_init(read).as_ref()
    }

    pub fn passages() -> Vec<(&'static str, u64)> {
        let passages = PASSAGES.lock().unwrap_or_else(PoisonError::into_inner);
        passages
            .iter()
            .map(|(name, count)| (*name, *count))
            .collect()
    }
}

/// The process comes by a point.
#[cfg(feature = "fault-points")]
pub(crate) fn pass(name: &'static str) {
    struck::pass(name);
}

/// The process comes by a point; without the feature that is nothing.
#[cfg(not(feature = "fault-points"))]
#[inline(always)]
pub(crate) fn pass(_: &'static str) {}

/// How often this process came by each point.
#[cfg(feature = "fault-points")]
pub fn passages() -> Vec<(&'static str, u64)> {
    struck::passages()
}
