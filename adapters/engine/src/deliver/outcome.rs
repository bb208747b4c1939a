//! What follows from a platform's answer: the mark on the row. Nothing here waits or writes.

use super::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Handle, Once, SendError};
use kiku_store::{Claim, End, Kind, Lane, Mark, Work};

/// How long a platform may take for an answer. A row's lease is longer, so that nobody else works on it meanwhile.
pub(crate) const CALL: Duration = Duration::seconds(40);
/// How long after a message's time was over the platform is still asked whether it arrived.
const ASKED_FOR: Duration = Duration::days(1);

/// A call to a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    /// A new message.
    Send,
    /// The same message once more; the platform recognises it.
    Repeat,
    /// The same message once more, though it may have arrived and the platform will not recognise it.
    Doubtful,
    /// An edit.
    Edit,
    /// An edit after which there are no more.
    LastEdit,
    /// Whether it arrived.
    Find,
}

impl Call {
    /// The budget that it takes from.
    pub fn kind(self) -> Kind {
        match self {
            Call::Send | Call::Repeat | Call::Doubtful => Kind::Send,
            Call::Edit | Call::LastEdit => Kind::Edit,
            Call::Find => Kind::Find,
        }
    }
}

/// What a platform answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The message stands under this handle.
    Stands(Handle),
    /// It was edited.
    Edited,
    /// It certainly did not arrive.
    NotThere,
}

/// A call that was answered, or not.
#[derive(Debug)]
pub(crate) struct Done {
    /// The row.
    pub claim: Claim,
    /// Its lane.
    pub lane: Lane,
    /// What was called.
    pub call: Call,
    /// When.
    pub began: DateTime<Utc>,
    /// What came back.
    pub outcome: Result<Answer, SendError>,
}

/// What is to be done about a send whose outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settling {
    /// The platform is called.
    Call(Call),
    /// It is too late to do anything; this is said.
    GiveUp,
}

/// How to settle an unknown outcome. `blind` says that the platform was asked and cannot tell.
pub(crate) fn settling(once: Once, claim: &Claim, blind: bool, now: DateTime<Utc>) -> Settling {
    let useful = now < claim.expires_at;
    match once {
        Once::Findable if now < claim.expires_at + ASKED_FOR => Settling::Call(Call::Find),
        Once::Deduplicates(window) if useful && is_recognised(claim, window, now) => {
            Settling::Call(Call::Repeat)
        }
        Once::Deduplicates(_) if !blind => Settling::Call(Call::Find),
        Once::Deduplicates(_) | Once::Neither if useful => Settling::Call(Call::Doubtful),
        _ => Settling::GiveUp,
    }
}

/// Whether a repetition that begins now arrives while the platform still knows the first one.
fn is_recognised(claim: &Claim, window: std::time::Duration, now: DateTime<Utc>) -> bool {
    let window = Duration::from_std(window).unwrap_or(Duration::MAX);
    now >= claim.tried_at && now - claim.tried_at + CALL <= window
}

/// The mark on the row.
pub(crate) fn mark(done: &Done, once: Once, now: DateTime<Utc>, dice: &mut Dice) -> Mark {
    let claim = &done.claim;
    let error = match &done.outcome {
        Ok(Answer::Stands(handle)) => return stands(done, handle, now),
        Ok(Answer::Edited) => return edited(done),
        Ok(Answer::NotThere) => return Mark::NotThere { at: now },
        Err(error) => error,
    };
    let why = error.to_string();
    match (error, done.call) {
        (SendError::RetryAfter(_), _) => Mark::Later { at: now, why },
        (SendError::Unreachable(_) | SendError::Rejected(_), Call::Edit | Call::LastEdit) => {
            Mark::End(End::Closed, why)
        }
        (SendError::Unreachable(_) | SendError::Rejected(_), Call::Find) => Mark::Unknown {
            at: now + dice.backoff(claim.attempts + 4),
            why,
        },
        (SendError::Unreachable(_) | SendError::Rejected(_), _) => Mark::End(End::Dead, why),
        (SendError::NotSent(_), _) | (SendError::Unknown(_), Call::Edit | Call::LastEdit) => {
            Mark::Again {
                at: now + dice.backoff(claim.attempts),
                why,
            }
        }
        (SendError::Unknown(_), Call::Find) if cannot_tell(once) => Mark::Unknown { at: now, why },
        (SendError::Unknown(_), Call::Find) => Mark::Unknown {
            at: now + dice.backoff(claim.attempts),
            why,
        },
        (SendError::Unknown(_), _) => Mark::Unknown {
            at: now + dice.settling(claim.attempts),
            why,
        },
    }
}

/// A platform of this kind says *unknown* when it cannot tell whether a message arrived.
pub(crate) fn cannot_tell(once: Once) -> bool {
    !matches!(once, Once::Findable)
}

/// Whether the platform worked as it should, be it by refusing.
pub(crate) fn is_healthy(done: &Done, once: Once) -> bool {
    match &done.outcome {
        Ok(_) | Err(SendError::RetryAfter(_)) => true,
        Err(SendError::Unreachable(_) | SendError::Rejected(_)) => true,
        Err(SendError::NotSent(_)) => false,
        Err(SendError::Unknown(_)) => done.call == Call::Find && cannot_tell(once),
    }
}

fn edited(done: &Done) -> Mark {
    let shown = done.claim.wanted;
    match done.call {
        Call::LastEdit => Mark::Closed { shown },
        _ => Mark::Edited { shown },
    }
}

/// What was found, or recognised by the platform, shows what it showed when it was first tried.
fn stands(done: &Done, handle: &Handle, now: DateTime<Utc>) -> Mark {
    let claim = &done.claim;
    let earlier = claim.work == Work::Reconcile && done.call != Call::Doubtful;
    Mark::Sent {
        handle: handle.clone(),
        shown: if earlier { claim.tried } else { claim.wanted },
        at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use kiku::domain::ids::PersonId;
    use kiku::messages::{Message, Recipient};
    use kiku_chat::{Account, Address, DeliveryId};
    use std::time::Duration as Span;

    const WINDOW: Once = Once::Deduplicates(Span::from_secs(300));

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(1_800_000_000 + seconds, 0)
            .single()
            .expect("an instant")
    }

    fn claim(work: Work) -> Claim {
        let account = Account {
            platform: "p".into(),
            workspace: "w".into(),
            user: "u".into(),
        };
        Claim {
            id: 1,
            message: Message::Welcome(PersonId(1)),
            to: Recipient::Person(PersonId(1)),
            address: Address::Person(account),
            delivery: DeliveryId("d".into()),
            work,
            wanted: 7,
            tried: 5,
            tried_at: at(0),
            attempts: 0,
            expires_at: at(86_400),
            lease_until: at(90),
        }
    }

    fn marked(work: Work, call: Call, once: Once, outcome: Result<Answer, SendError>) -> Mark {
        let done = Done {
            claim: claim(work),
            lane: Lane::of(("p", "w")),
            call,
            began: at(0),
            outcome,
        };
        mark(&done, once, at(1), &mut Dice::new("test"))
    }

    #[test]
    fn an_unknown_outcome_is_settled_as_the_platform_allows() {
        let unknown = claim(Work::Reconcile);
        let at_second = |once, blind, second| settling(once, &unknown, blind, at(second));
        assert_eq!(
            at_second(Once::Findable, false, 60),
            Settling::Call(Call::Find)
        );
        assert_eq!(at_second(WINDOW, false, 60), Settling::Call(Call::Repeat));
        assert_eq!(
            at_second(WINDOW, false, 261),
            Settling::Call(Call::Find),
            "too late to be recognised"
        );
        assert_eq!(
            at_second(WINDOW, false, -60),
            Settling::Call(Call::Find),
            "the clock went back"
        );
        assert_eq!(at_second(WINDOW, true, 261), Settling::Call(Call::Doubtful));
        assert_eq!(
            at_second(Once::Neither, false, 60),
            Settling::Call(Call::Doubtful)
        );
        for once in [WINDOW, Once::Neither] {
            assert_eq!(
                at_second(once, true, 86_400),
                Settling::GiveUp,
                "its time is over"
            );
        }
        assert_eq!(
            at_second(Once::Findable, false, 86_400),
            Settling::Call(Call::Find)
        );
        assert_eq!(
            at_second(Once::Findable, false, 3 * 86_400),
            Settling::GiveUp
        );
    }

    #[test]
    fn what_is_unknown_stays_unknown_whatever_the_platform_asks() {
        for error in [
            SendError::RetryAfter(Span::from_secs(3)),
            SendError::NotSent(String::new()),
            SendError::Unknown(String::new()),
            SendError::Unreachable(String::new()),
        ] {
            let mark = marked(Work::Reconcile, Call::Find, Once::Findable, Err(error));
            let kept = matches!(
                mark,
                Mark::Later { .. } | Mark::Again { .. } | Mark::Unknown { .. }
            );
            assert!(kept, "{mark:?}");
        }
        let gone = marked(
            Work::Reconcile,
            Call::Find,
            Once::Findable,
            Ok(Answer::NotThere),
        );
        assert_eq!(gone, Mark::NotThere { at: at(1) });
    }

    #[test]
    fn what_was_found_shows_what_it_showed_then() {
        let stands = || Ok(Answer::Stands(Handle("h".into())));
        let shown = |mark| match mark {
            Mark::Sent { shown, .. } => shown,
            other => panic!("{other:?}"),
        };
        assert_eq!(shown(marked(Work::First, Call::Send, WINDOW, stands())), 7);
        assert_eq!(
            shown(marked(Work::Reconcile, Call::Find, WINDOW, stands())),
            5
        );
        assert_eq!(
            shown(marked(Work::Reconcile, Call::Repeat, WINDOW, stands())),
            5
        );
        assert_eq!(
            shown(marked(
                Work::Reconcile,
                Call::Doubtful,
                Once::Neither,
                stands()
            )),
            7
        );
    }

    #[test]
    fn a_refusal_ends_a_send_and_the_edits_of_what_stands() {
        let refused = || Err(SendError::Rejected("no".into()));
        let end = |mark| match mark {
            Mark::End(end, _) => end,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            end(marked(Work::First, Call::Send, WINDOW, refused())),
            End::Dead
        );
        let edit = Work::Edit(Handle("h".into()));
        assert_eq!(
            end(marked(edit, Call::Edit, WINDOW, refused())),
            End::Closed
        );
    }
}
