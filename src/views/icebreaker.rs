//! A light first question, the same for both sides of a talk.

use super::words::Words;
use crate::domain::session::Session;

/// How many there are in each language.
pub const COUNT: i64 = 24;

/// The question for this talk: decided by pair and month, so that it does not come again for two years.
pub(super) fn question(words: Words, session: &Session) -> String {
    let number = (session.member.0 + i64::from(session.month.number())).rem_euclid(COUNT) + 1;
    numbered(words, number)
}

fn numbered(words: Words, number: i64) -> String {
    words.t(&format!("icebreaker-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_question_is_there_once_in_both_languages() {
        for lang in Lang::ALL {
            let all: BTreeSet<String> = (1..=COUNT)
                .map(|number| numbered(Words::of(lang), number))
                .collect();
            assert_eq!(all.len(), 24);
            assert!(
                all.iter().all(|question| question.ends_with(['。', '?'])),
                "{all:?}"
            );
        }
    }
}
