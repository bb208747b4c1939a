//! Why a message could not be delivered, from what its last attempt left behind.

use kiku::material::Undelivered;

/// The reason behind the words that are stored with a message that ended dead: those of
/// [`kiku_chat::SendError`], or that there was no account.
pub(crate) fn why_dead(error: &str) -> Undelivered {
    let begins = |words: &str| error.starts_with(words);
    match () {
        () if begins("no account") => Undelivered::NoAccount,
        () if begins("unreachable") => Undelivered::NotReached,
        () if begins("rejected") => Undelivered::Refused,
        () => Undelivered::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiku_chat::SendError;

    #[test]
    fn every_way_to_fail_has_its_reason() {
        let why = || "because".to_owned();
        let all = [
            (SendError::Unreachable(why()), Undelivered::NotReached),
            (SendError::Rejected(why()), Undelivered::Refused),
            (SendError::NotSent(why()), Undelivered::NoAnswer),
            (SendError::Unknown(why()), Undelivered::NoAnswer),
            (
                SendError::RetryAfter(std::time::Duration::from_secs(1)),
                Undelivered::NoAnswer,
            ),
        ];
        for (error, reason) in all {
            assert_eq!(why_dead(&error.to_string()), reason, "{error}");
        }
        let none = "no account on a connected platform";
        assert_eq!(why_dead(none), Undelivered::NoAccount);
    }
}
