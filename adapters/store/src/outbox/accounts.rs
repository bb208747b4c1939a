//! What a person's gaining or losing an account does to their messages, inside the transaction that causes it.

use crate::sql::{Statement, Value, padded, places, sql};
use chrono::{DateTime, Utc};
use kiku::domain::ids::PersonId;
use kiku::messages::Recipient;
use kiku_chat::Account;

/// What could not be delivered to a person and is still useful waits again, from `send_at` on: of each subject the
/// newest message, so that nobody gets a question together with its reminders.
pub(crate) fn revive(person: PersonId, send_at: DateTime<Utc>) -> Statement {
    let text = "UPDATE outbox SET state = 'waiting', try_at = $2, attempts = 0, error = NULL,
                platform = NULL, workspace = NULL, address = NULL
                WHERE id IN (SELECT MAX(id) FROM outbox
                    WHERE recipient = $1 AND state = 'dead' AND sent_at IS NULL AND expires_at > $2
                    AND kind <> 'booking_news' GROUP BY subject)";
    sql(text)
        .bind(Recipient::Person(person).encode())
        .bind(send_at)
}

/// What stands at an account that is no longer the person's is not edited any more.
pub(crate) fn close_at(account: &Account, person: PersonId) -> Statement {
    let text = "UPDATE outbox SET state = 'closed', lease_owner = NULL, lease_until = NULL
                WHERE recipient = $1 AND state = 'sent' AND platform = $2 AND workspace = $3";
    sql(text)
        .bind(Recipient::Person(person).encode())
        .bind(&account.platform)
        .bind(&account.workspace)
}

/// How many people one statement names.
const PEOPLE: usize = 64;

/// What waits for these people goes to the account that is theirs when it is sent.
pub(crate) fn unroute(people: &[PersonId]) -> Vec<Statement> {
    let chunk = |people: &[PersonId]| {
        let names = names(people);
        let text = format!(
            "UPDATE outbox SET platform = NULL, workspace = NULL, address = NULL
             WHERE recipient IN ({}) AND state = 'waiting' AND platform IS NOT NULL",
            places(1, names.len())
        );
        sql(text).bind_all(names)
    };
    people.chunks(PEOPLE).map(chunk).collect()
}

/// As [`revive`], for many people at once and for want of an account only: it waits again from `now` on.
pub(crate) fn revive_all(people: &[PersonId], now: DateTime<Utc>) -> Vec<Statement> {
    let chunk = |people: &[PersonId]| {
        let names = names(people);
        let text = format!(
            "UPDATE outbox SET state = 'waiting', try_at = $1, attempts = 0, error = NULL
             WHERE id IN (SELECT MAX(id) FROM outbox
                 WHERE recipient IN ({}) AND state = 'dead' AND platform IS NULL AND expires_at > $1
                 AND kind <> 'booking_news' GROUP BY recipient, subject)",
            places(2, names.len())
        );
        sql(text).bind(now).bind_all(names)
    };
    people.chunks(PEOPLE).map(chunk).collect()
}

/// The names of recipients, padded so that lists of any length share a few prepared statements.
fn names(people: &[PersonId]) -> Vec<Value> {
    let ids: Vec<i64> = people.iter().map(|person| person.0).collect();
    let people = padded(&ids).into_iter().map(PersonId);
    people
        .map(|id| Recipient::Person(id).encode().into())
        .collect()
}
