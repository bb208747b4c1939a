//! What waits to be sent and what could not be, with what to do about it.

use super::Finding;
use crate::exit::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use kiku_store::{Backlog, Store};

/// A message that is due for longer than this should have been sent.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// Looks at the outbox.
///
/// # Errors
/// The database cannot be read.
pub async fn look(store: &Store) -> Result<Vec<Finding>, Failure> {
    let now = Utc::now();
    let backlog = store.backlog(now).await.map_err(Failure::database)?;
    let mut findings = vec![waiting(&backlog, now)];
    findings.extend(lost(&backlog));
    findings.extend(undecoded(
        store.undecoded_count().await.map_err(Failure::database)?,
    ));
    Ok(findings)
}

fn waiting(backlog: &Backlog, now: DateTime<Utc>) -> Finding {
    let (due, later, edits) = (backlog.due, backlog.later, backlog.edits);
    let counts = format!("{due} messages to send now, {later} later, {edits} to change");
    match backlog.oldest_due.map(|at| now - at) {
        Some(age) if age > LATE => Finding::advice(
            "queue",
            format!(
                "{counts}; the oldest has been due for {} minutes: is kiku serve running? If it is, its log says what \
                 the platform answers, and slack.send_per_minute may be too low",
                age.num_minutes()
            ),
        ),
        _ => Finding::good("queue", counts),
    }
}

/// Nothing is said about what did not happen.
fn lost(backlog: &Backlog) -> Vec<Finding> {
    let kinds = [
        ("unknown", backlog.unknown, UNKNOWN),
        ("unreachable", backlog.dead, DEAD),
        ("expired", backlog.expired, EXPIRED),
        ("duplicates", backlog.doubtful, DOUBTFUL),
    ];
    let happened = kinds.into_iter().filter(|(_, count, _)| *count > 0);
    happened
        .map(|(check, count, what)| Finding::advice(check, format!("{count} messages {what}")))
        .collect()
}

const UNKNOWN: &str =
    "of which it is not known whether they arrived; kiku serve asks the platform by itself";
const DEAD: &str = "could not be delivered; HR sees them with /1on1 unreachable: people who left the platform, or whose \
                    mail address there is another one than in the roster";
const EXPIRED: &str = "were not sent because their time was over; when there are many, see whether kiku serve was down or \
                       slack.send_per_minute is too low";
const DOUBTFUL: &str = "were sent again though the first may have arrived, so that somebody may have them twice; nothing \
                        is left to do";

fn undecoded(count: i64) -> Option<Finding> {
    let message = format!(
        "{count} arrivals could not be read; the newest are kept, sealed. A newer Kiku may know them: install it, and \
         report the warnings in the log of kiku serve if there is none"
    );
    (count > 0).then(|| Finding::advice("undecoded", message))
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn what_has_been_due_for_long_is_worth_a_look() {
        let now = Utc::now();
        let backlog = |minutes| Backlog {
            due: 3,
            oldest_due: Some(now - TimeDelta::minutes(minutes)),
            ..Backlog::default()
        };
        assert_eq!(waiting(&Backlog::default(), now).state, State::Good);
        assert_eq!(waiting(&backlog(9), now).state, State::Good);
        let late = waiting(&backlog(90), now);
        assert_eq!(late.state, State::Advice);
        assert!(late.message.contains("for 90 minutes"), "{}", late.message);
    }

    #[test]
    fn losses_are_counted_and_their_absence_is_not() {
        assert!(lost(&Backlog::default()).is_empty());
        let found = lost(&Backlog {
            unknown: 2,
            dead: 1,
            doubtful: 3,
            ..Backlog::default()
        });
        let checks: Vec<&str> = found.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, ["unknown", "unreachable", "duplicates"]);
        assert!(undecoded(0).is_none() && undecoded(1).is_some());
    }
}
