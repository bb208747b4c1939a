//! What makes a group safe to speak about. With two disjoint groups each rule also holds for their union.
//!
//! *Fewer than k different people* is never enough. Beyond that, a figure must not say what **everybody** in the group
//! answered, because then it says what each of them answered, and their manager knows who they are:
//!
//! - **Shares** are told only when at least two answers differ from the most frequent choice. With none, the share
//!   would be everybody's answer. With one, hiding would give the game away: if only "all or none" were hidden, a
//!   hidden share would mean "all or none". As it is, a reader cannot tell the two.
//! - **Means on 1–5** are told unless the mean by itself puts everybody on one side of the line between 3 and 4:
//!   `Σ ≥ 5n − 1` leaves no room for one answer of 3, `Σ ≤ n + 2` none for one of 4.
//! - **The spread** (standard deviation, interval) follows the share of 4–5: in a small group mean, n and spread
//!   together give the list of answers, and with it the share.
//! - **The gap** is an arithmetic puzzle for the manager, who knows each estimate: it tells the sum of the ratings that
//!   have an estimate. So it needs the satisfaction of the same group to be told, and where ratings with and without an
//!   estimate meet, both kinds must be k people. Its spread would tell which rating goes with which estimate; it needs
//!   4k people.
//!
//! A single choice among several (2 of 30 picked *private*) is told: it says that somebody did, not who.

use super::measures::{Crowd, Gap, Pool};

/// A mean on the scale 1–5 may be told.
pub(super) fn mean_is_safe(pool: &Pool, k: u32) -> bool {
    let n = i64::from(pool.n);
    pool.people >= k && pool.sum >= n + 3 && pool.sum <= 5 * n - 2
}

/// The share of 4–5 and the spread may be told.
pub(super) fn spread_is_safe(pool: &Pool, k: u32) -> bool {
    pool.people >= k && pool.high >= 2 && pool.n - pool.high >= 2
}

/// The share of ones among zeros and ones may be told.
pub(super) fn match_is_safe(pool: &Pool, k: u32) -> bool {
    let n = i64::from(pool.n);
    pool.people >= k && pool.sum >= 2 && n - pool.sum >= 2
}

/// How often each option was chosen may be told.
pub(super) fn choices_are_safe(crowd: &Crowd, k: u32) -> bool {
    let most = crowd.chosen.iter().max().copied().unwrap_or(0);
    crowd.people >= k && crowd.n - most >= 2
}

/// The mean gap may be told.
pub(super) fn gap_is_safe(gap: &Gap, k: u32) -> bool {
    let none_or_enough = |pool: &Pool| pool.n == 0 || pool.people >= k;
    mean_is_safe(&gap.guessed, k)
        && none_or_enough(&gap.mixed_with)
        && none_or_enough(&gap.mixed_without)
}

/// The spread of the gap may be told.
pub(super) fn gap_spread_is_safe(gap: &Gap, k: u32) -> bool {
    gap.gap.people >= gap_spread_people(k)
}

/// How many people the spread of the gap needs.
pub(super) fn gap_spread_people(k: u32) -> u32 {
    k.saturating_mul(4)
}
