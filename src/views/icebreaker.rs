//! A light first question, the same for both sides of a talk.

use super::words::Words;
use crate::domain::session::Session;

/// How many there are in each language.
pub const COUNT: i64 = 24;

/// The question for this talk: decided by pair and month, so that it does not come again for two years.
pub(super) fn question(words: Words, session: &Session) -> String {
    let number = (session.member.0 + i64::from(session.month.number())).rem_euclid(COUNT) + 1;
    words.t(&format!("icebreaker-{number}"))
}
