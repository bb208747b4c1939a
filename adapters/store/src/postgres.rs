//! Opening a PostgreSQL database.

use crate::error::OpenError;
use crate::trouble::open_error;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Executor};
use std::time::Duration;

/// Connections of one replica; PostgreSQL's default allows 100 in all.
const CONNECTIONS: u32 = 10;

/// How long a connection is waited for; a click waits with it, and a platform gives up after three seconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// A replica that falls silent in the middle of a commit, paused or cut off, holds what it has locked no longer than
/// this; a commit that lives is never idle. Said when the connection stands, because poolers refuse it before.
const IDLE: &str = "SET idle_in_transaction_session_timeout = '10s'";

/// Connects, and names the server without its password.
pub(crate) async fn connect(url: &str) -> Result<(PgPool, String), OpenError> {
    let options: PgConnectOptions = url
        .parse()
        .map_err(|_| OpenError::BadUrl(without_password(url)))?;
    let options = options.application_name("kiku").disable_statement_logging();
    let place = name(&options);
    // The pool would hide why it cannot connect behind a time-out.
    let first = options
        .connect()
        .await
        .map_err(|e| open_error(&place, &e))?;
    drop(first);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(IDLE).await.map(|_| ()) })
        })
        .connect_with(options)
        .await
        .map_err(|e| open_error(&place, &e))?;
    Ok((pool, place))
}

fn name(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or("?");
    format!(
        "postgres://{}:{}/{database}",
        options.get_host(),
        options.get_port()
    )
}

/// The URL with its user part replaced, for error messages.
pub(crate) fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 <= at => {
            format!("{}…{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_shows_a_password() {
        assert_eq!(
            without_password("postgres://kiku:secret@db/kiku"),
            "postgres://…@db/kiku"
        );
        assert_eq!(without_password("mysql://db/kiku"), "mysql://db/kiku");
    }
}
