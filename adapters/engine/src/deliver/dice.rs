//! Chance for pauses, from a seed: replicas that failed together do not come back together.

use chrono::Duration;

/// How long a message that failed waits, first and at most.
const FIRST: Duration = Duration::seconds(5);
const LONGEST: Duration = Duration::hours(1);
/// A send whose outcome is unknown is looked for only when the platform has had time to finish with it.
const SETTLING: Duration = Duration::seconds(15);

/// A stream of throws (SplitMix64), the same for the same name.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of a name: the replica's.
    pub fn new(name: &str) -> Self {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Dice(hash)
    }

    /// Between three quarters and five quarters of a span.
    pub fn around(&mut self, span: Duration) -> Duration {
        let millis = span.num_milliseconds();
        let half = u64::try_from(millis / 2).unwrap_or_default();
        let part = i64::try_from(self.next() % (half + 1)).unwrap_or_default();
        Duration::milliseconds(millis - millis / 4 + part)
    }

    /// How long a message waits that failed so often before: doubled each time, never longer than about an hour.
    pub fn backoff(&mut self, attempts: i64) -> Duration {
        let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(10);
        self.around((FIRST * (1 << doublings)).min(LONGEST))
    }

    /// How long a send whose outcome is unknown waits before it is looked for.
    pub fn settling(&mut self, attempts: i64) -> Duration {
        self.backoff(attempts).max(self.around(SETTLING * 4 / 3))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_differ_by_name() {
        let mut dice = Dice::new("a");
        for attempts in 0..40 {
            let pause = dice.backoff(attempts);
            let meant = (FIRST * (1 << attempts.min(10))).min(LONGEST);
            assert!(
                pause >= meant * 3 / 4 && pause <= meant * 5 / 4,
                "{attempts}: {pause}"
            );
        }
        let pauses = |name: &str| {
            let mut dice = Dice::new(name);
            [dice.backoff(3), dice.backoff(3), dice.backoff(3)]
        };
        assert_eq!(pauses("a"), pauses("a"));
        assert_ne!(pauses("a"), pauses("b"));
        assert!(dice.settling(0) >= SETTLING);
    }
}
