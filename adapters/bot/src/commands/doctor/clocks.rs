//! This machine's clock beside the database server's, on which all replicas can be measured.

use super::Finding;
use crate::exit::Failure;
use chrono::{TimeDelta, Utc};
use kiku_store::Store;

/// Synchronised clocks lie closer together than this.
const APART: TimeDelta = TimeDelta::seconds(5);

/// Compares the clocks, if the database has one.
///
/// # Errors
/// The database cannot be read.
pub async fn compare(store: &Store) -> Result<Option<Finding>, Failure> {
    let before = Utc::now();
    let server = store.server_time().await.map_err(Failure::database)?;
    let after = Utc::now();
    Ok(server.map(|server| told(before + (after - before) / 2 - server)))
}

/// `ahead` is how far this machine is ahead of the server.
fn told(ahead: TimeDelta) -> Finding {
    let (seconds, where_to) = (ahead.abs().as_seconds_f64(), direction(ahead));
    match ahead.abs() > APART {
        false => Finding::good("clocks", "this machine and the database agree on the time"),
        true => Finding::advice(
            "clocks",
            format!(
                "this machine's clock is {seconds:.0} s {where_to} the database's; let NTP set both: clocks of several \
                 kiku serve must agree within half a minute, or two of them send for one workspace at a time"
            ),
        ),
    }
}

fn direction(ahead: TimeDelta) -> &'static str {
    match ahead > TimeDelta::zero() {
        true => "ahead of",
        false => "behind",
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn clocks_that_differ_are_worth_a_look() {
        assert_eq!(told(TimeDelta::milliseconds(-900)).state, State::Good);
        for (ahead, words) in [(-42, "42 s behind"), (42, "42 s ahead of")] {
            let found = told(TimeDelta::seconds(ahead));
            assert_eq!(found.state, State::Advice);
            assert!(found.message.contains(words), "{}", found.message);
        }
    }
}
