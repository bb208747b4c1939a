//! Rate limits per method, workspace and app: 429 with Retry-After (*facts*, rate limits; *methods*, `rate_limit`).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// Calls a minute that are allowed. In no window of sixty seconds is more let through.
#[derive(Debug, Clone)]
pub struct Limits {
    /// chat.postMessage in one workspace; Slack says "several hundred".
    pub posts: u32,
    /// chat.postMessage in one channel, a second.
    pub posts_per_channel_second: u32,
    /// Tier 2.
    pub tier2: u32,
    /// Tier 3.
    pub tier3: u32,
    /// Tier 4.
    pub tier4: u32,
    /// Other figures for single methods.
    pub methods: BTreeMap<String, u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            posts: 300,
            posts_per_channel_second: 1,
            tier2: 20,
            tier3: 50,
            tier4: 100,
            methods: BTreeMap::new(),
        }
    }
}

impl Limits {
    /// So much that no test meets a limit by accident.
    pub fn generous() -> Self {
        Limits {
            posts: 1_000_000,
            posts_per_channel_second: 1_000_000,
            tier2: 1_000_000,
            tier3: 1_000_000,
            tier4: 1_000_000,
            methods: BTreeMap::new(),
        }
    }

    /// Calls a minute for a method.
    fn per_minute(&self, method: &str, tier: Tier) -> u32 {
        if let Some(own) = self.methods.get(method) {
            return *own;
        }
        match tier {
            Tier::Two => self.tier2,
            Tier::Three => self.tier3,
            Tier::Four => self.tier4,
            Tier::Posting => self.posts,
            Tier::Free => u32::MAX,
        }
    }
}

/// A method's tier, as its description gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    Two,
    Three,
    Four,
    /// Special: a cap for the workspace and one for each channel.
    Posting,
    /// Special, and so high that it is not met (auth.test).
    Free,
}

/// When the calls of the last minute were let through, by method and workspace, and by channel.
#[derive(Debug, Default)]
pub(crate) struct Windows(BTreeMap<(String, String), VecDeque<Duration>>);

impl Windows {
    /// Lets a call through, or says in how many seconds to come again. A refused call does not count.
    pub fn pass(
        &mut self,
        limits: &Limits,
        (method, tier): (&str, Tier),
        team: &str,
        channel: Option<&str>,
        now: Duration,
    ) -> Result<(), u64> {
        let whole = (method.to_owned(), team.to_owned());
        let cap = limits.per_minute(method, tier);
        let one = channel.map(|channel| (format!("{method} in {channel}"), team.to_owned()));
        let wait = self.wait(&whole, cap, MINUTE, now);
        let second = Duration::from_secs(1);
        let wait = wait.max(
            one.as_ref()
                .and_then(|one| self.wait(one, limits.posts_per_channel_second, second, now)),
        );
        if let Some(wait) = wait {
            return Err(wait.as_secs_f64().ceil().max(1.0) as u64);
        }
        for key in [Some(whole), one].into_iter().flatten() {
            self.0.entry(key).or_default().push_back(now);
        }
        Ok(())
    }

    /// How long until a window of `length` has room again; none if it has.
    fn wait(
        &mut self,
        key: &(String, String),
        cap: u32,
        length: Duration,
        now: Duration,
    ) -> Option<Duration> {
        let passed = self.0.get_mut(key)?;
        while passed.front().is_some_and(|at| *at + length <= now) {
            passed.pop_front();
        }
        let cap = cap as usize;
        if passed.len() < cap {
            return None;
        }
        let leaving = passed.get(passed.len() - cap.max(1))?;
        Some((*leaving + length).saturating_sub(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Duration {
        Duration::from_secs(1_000_000 + second)
    }

    #[test]
    fn no_minute_holds_more_than_the_limit() {
        let (limits, mut windows) = (Limits::default(), Windows::default());
        let mut call =
            |second| windows.pass(&limits, ("users.list", Tier::Two), "T1", None, at(second));
        assert!((0..20).all(|_| call(0).is_ok()));
        assert_eq!(call(0), Err(60));
        assert_eq!(call(45), Err(15));
        assert_eq!(call(60), Ok(()));
    }

    #[test]
    fn a_halved_limit_waits_until_the_window_has_emptied() {
        let (mut limits, mut windows) = (Limits::generous(), Windows::default());
        limits.posts = 60;
        let mut call = |posts, second| {
            limits.posts = posts;
            windows.pass(
                &limits,
                ("chat.postMessage", Tier::Posting),
                "T1",
                Some("D1"),
                at(second),
            )
        };
        assert!((0..60).all(|second| call(60, second).is_ok()));
        assert_eq!(
            call(30, 60),
            Err(30),
            "the 30 of the last half minute still fill it"
        );
        assert_eq!(call(30, 90), Ok(()));
    }

    #[test]
    fn a_channel_takes_one_message_a_second() {
        let (limits, mut windows) = (Limits::default(), Windows::default());
        let mut call = |channel, second| {
            windows.pass(
                &limits,
                ("chat.postMessage", Tier::Posting),
                "T1",
                Some(channel),
                at(second),
            )
        };
        assert_eq!(call("D1", 0), Ok(()));
        assert_eq!(call("D1", 0), Err(1));
        assert_eq!(call("D2", 0), Ok(()));
        assert_eq!(call("D1", 1), Ok(()));
    }
}
