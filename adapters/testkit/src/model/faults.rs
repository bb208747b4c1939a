//! The ways in which a platform, or the way to it, fails.

use chrono::Duration;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Something goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is accepted, and the answer never comes.
    LostAnswer,
    /// It is accepted, then the connection breaks.
    AcceptedThenReset,
    /// The connection breaks before anything arrives.
    Reset,
    /// Nobody answers at that address.
    Refused,
    /// The platform answers 500, having accepted it or not.
    ServerError {
        /// Whether it was accepted.
        accepted: bool,
    },
    /// A machine on the way answers 502 with a page for people.
    Html,
    /// The platform answers 200 and says in the body that something went wrong inside.
    NotOk,
    /// It is accepted after so long.
    Hang(Duration),
    /// It is not accepted, and the platform asks to wait for so long.
    TooMany(std::time::Duration),
}

/// How many of a thousand calls meet which fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// [`Fault::LostAnswer`]
    pub lost: u32,
    /// [`Fault::AcceptedThenReset`] and [`Fault::Reset`], as often the one as the other.
    pub reset: u32,
    /// [`Fault::Refused`]
    pub refused: u32,
    /// [`Fault::ServerError`], [`Fault::Html`] and [`Fault::NotOk`].
    pub server: u32,
    /// [`Fault::Hang`] of 30 seconds.
    pub hang: u32,
    /// [`Fault::TooMany`], now and then with an absurd time.
    pub too_many: u32,
}

impl Faults {
    /// None at all.
    pub fn none() -> Self {
        Faults::all(0)
    }

    /// Of each so many in a thousand.
    pub fn all(each: u32) -> Self {
        Faults {
            lost: each,
            reset: each,
            refused: each,
            server: each,
            hang: each,
            too_many: each,
        }
    }

    /// Whether this call meets one.
    pub(super) fn draw(self, chance: &mut ChaCha8Rng) -> Option<Fault> {
        let mut left = chance.next_u32() % 1000;
        let side = chance.next_u32();
        let mut within = |share: u32| {
            let met = left < share;
            left = left.wrapping_sub(if met { 0 } else { share });
            met
        };
        if within(self.lost) {
            return Some(Fault::LostAnswer);
        }
        if within(self.reset) {
            return Some(match side % 2 {
                0 => Fault::Reset,
                _ => Fault::AcceptedThenReset,
            });
        }
        if within(self.refused) {
            return Some(Fault::Refused);
        }
        if within(self.server) {
            return Some(match side % 4 {
                0 => Fault::Html,
                1 => Fault::NotOk,
                other => Fault::ServerError {
                    accepted: other == 2,
                },
            });
        }
        if within(self.hang) {
            return Some(Fault::Hang(Duration::seconds(30)));
        }
        within(self.too_many).then(|| {
            let seconds = [0, 1, 3, 30, 90, u64::MAX];
            let wait = seconds[side as usize % seconds.len()];
            Fault::TooMany(std::time::Duration::from_secs(wait))
        })
    }
}
