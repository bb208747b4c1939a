//! What is left in the outbox, read after everybody has gone.

use anyhow::Result;
use chrono::Utc;
use kiku::messages::Recipient;
use kiku_store::{State, Store, StoreConfig};
use std::collections::BTreeMap;

/// How many messages of a kind to whom are in which state. Ids differ from run to run and are not looked at.
pub type Rows = BTreeMap<(String, String, String), usize>;

fn with_store<T>(database: &str, ask: impl AsyncFnOnce(&Store) -> Result<T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Only for reading: a lock would be shared for a moment with a victim that another round just starts.
        let store = Store::open(&StoreConfig::new(database, [7; 32]).reading()).await?;
        let told = ask(&store).await;
        store.close().await;
        told
    })
}

/// Everything in the outbox.
pub fn rows(database: &str) -> Result<Rows> {
    with_store(database, async |store| {
        let known = store.known_people().await?.into_iter();
        let numbers: BTreeMap<_, _> = known
            .map(|(person, _)| (person.id, person.number))
            .collect();
        let mut rows = Rows::new();
        for state in State::ALL {
            for row in store.deliveries_in(state, 100_000).await? {
                let to = match &row.to {
                    Recipient::Person(id) => numbers.get(id).cloned().unwrap_or_default(),
                    Recipient::Channel(_, _, channel) => channel.clone(),
                };
                let key = (row.message.kind().to_owned(), to, format!("{state:?}"));
                *rows.entry(key).or_default() += 1;
            }
        }
        Ok(rows)
    })
}

/// How many sends Kiku says were repeated though they may have arrived.
pub fn doubtful(database: &str) -> Result<usize> {
    with_store(database, async |store| {
        let backlog = store.backlog(Utc::now()).await?;
        Ok(usize::try_from(backlog.doubtful).unwrap_or_default())
    })
}
