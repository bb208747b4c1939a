//! What a person's gaining or losing an account does to their messages, inside the transaction that causes it.

use crate::sql::{Statement, sql};
use chrono::{DateTime, Utc};
use kiku::domain::ids::PersonId;
use kiku::messages::Recipient;
use kiku_chat::Account;

/// What could not be delivered to a person and is still useful waits again, from `send_at` on: of each subject the
/// newest message, so that nobody gets a question together with its reminders.
pub(crate) fn revive(person: PersonId, send_at: DateTime<Utc>) -> Statement {
    let text = "UPDATE outbox SET state = 'waiting', try_at = $2, attempts = 0, error = NULL
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
