//! Every case runs on both databases; without PostgreSQL they fail, never skip.

mod backups;
mod commits;
mod directories;
mod faults;
mod gaps;
mod late;
mod many;
mod opening;
mod outboxes;
mod pages;
mod reading;
mod recalling;
mod walks;
mod world;
mod writing;

use crate::{Store, StoreConfig};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// The key of test databases.
pub const KEY: [u8; 32] = [7; 32];

/// An empty database of either kind, with what is needed to open it again.
pub struct Place {
    pub url: String,
    folder: Option<tempfile::TempDir>,
    schema: Option<String>,
}

impl Place {
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Place {
            url: format!("sqlite:{}", folder.path().join("kiku.db").display()),
            folder: Some(folder),
            schema: None,
        }
    }

    pub async fn schema() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("kiku_test_{}_{number}", std::process::id());
        admin(&format!("CREATE SCHEMA {schema}")).await;
        let base = postgres_url();
        let joint = if base.contains('?') { '&' } else { '?' };
        Place {
            url: format!("{base}{joint}options=-csearch_path%3D{schema}"),
            folder: None,
            schema: Some(schema),
        }
    }

    pub async fn both() -> [Place; 2] {
        [Place::file(), Place::schema().await]
    }

    pub fn path(&self) -> PathBuf {
        self.url.trim_start_matches("sqlite:").into()
    }

    pub async fn open(&self) -> Store {
        Store::open(&StoreConfig::new(&self.url, KEY))
            .await
            .expect("opens")
    }

    pub async fn remove(self) {
        if let Some(schema) = &self.schema {
            admin(&format!("DROP SCHEMA {schema} CASCADE")).await;
        }
        drop(self.folder);
    }
}

fn postgres_url() -> String {
    std::env::var("KIKU_TEST_POSTGRES_URL").expect(
        "KIKU_TEST_POSTGRES_URL is not set: run ./test, which starts a PostgreSQL for the tests",
    )
}

async fn admin(text: &str) {
    let mut connection = PgConnection::connect(&postgres_url())
        .await
        .expect("PostgreSQL of the tests answers");
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut connection)
        .await
        .expect("the schema can be made or dropped");
}

/// Runs a case on an empty store of each kind, and on SQLite's memory.
pub async fn on_both<F: Future<Output = ()>>(case: impl Fn(Store) -> F) {
    let memory = Store::open(&StoreConfig::new("sqlite::memory:", KEY))
        .await
        .expect("opens");
    case(memory.clone()).await;
    memory.close().await;
    for place in Place::both().await {
        let store = place.open().await;
        case(store.clone()).await;
        store.close().await;
        place.remove().await;
    }
}
