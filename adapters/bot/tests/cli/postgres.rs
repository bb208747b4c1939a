//! A PostgreSQL of one test's own.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::process::Command;

/// A PostgreSQL of this test alone, which may go down.
pub struct Server {
    home: PathBuf,
    /// Where it is.
    pub url: String,
}

impl Server {
    /// Starts it; the name tells those of several tests apart.
    pub async fn start(name: &'static str) -> Self {
        let starting = tokio::task::spawn_blocking(move || Server::started(name));
        starting.await.expect("starts")
    }

    fn started(name: &str) -> Self {
        // PostgreSQL runs as another user than root, who must be able to reach the folder.
        let home = format!("kiku-{name}-{}", std::process::id());
        let home = std::env::temp_dir().join(home);
        let mut server = Server {
            home,
            url: String::new(),
        };
        server.url = server.run("start").trim().to_owned();
        server
    }

    /// Stops it, or starts it again: a word of `tests/postgres`.
    pub fn run(&self, verb: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/postgres");
        let mut command = Command::new(script);
        command.arg(verb).env("KIKU_TEST_POSTGRES_HOME", &self.home);
        let output = command.output().expect("tests/postgres runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "tests/postgres {verb}: {err}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// From now on it takes no writes, or takes them again; connections that stand notice it too.
    pub async fn read_only(&self, on: bool) {
        let mut connection = PgConnection::connect(&self.url).await.expect("connects");
        for text in [
            format!("ALTER SYSTEM SET default_transaction_read_only = {on}"),
            "SELECT pg_reload_conf()".to_owned(),
        ] {
            let told = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection);
            told.await.expect("is told");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("stop");
    }
}
