//! Puts the parts together: the only file that knows every adapter.

use crate::demo::mirror::Mirror;
use crate::exit::Failure;
use crate::settings::Settings;
use crate::settings::secret::{self, ContentKey};
use kiku_chat::Platform;
use kiku_engine::clock::{Clock, SystemClock};
use kiku_engine::{Engine, EngineParts};
use kiku_store::{Access, OpenError, Store, StoreConfig};
use kiku_web::{Playground, Setup};
use secrecy::ExposeSecret;
use std::sync::Arc;

/// Opens the database of the settings.
///
/// # Errors
/// No content key, or a database that cannot be used.
pub async fn open_store(settings: &Settings, access: Access) -> Result<Store, Failure> {
    open_database(
        settings.database_url.expose_secret(),
        content_key(settings)?,
        access,
    )
    .await
}

/// Opens the database of the settings for reading, beside a kiku that runs. One that is not there yet is not made: an
/// empty one in memory stands for it.
///
/// # Errors
/// As [`open_store`].
pub async fn open_for_reading(settings: &Settings) -> Result<Store, Failure> {
    match settings.missing_database() {
        Some(_) => open_database("sqlite::memory:", content_key(settings)?, Access::Write).await,
        None => open_store(settings, Access::Read).await,
    }
}

/// The content key of the settings.
///
/// # Errors
/// When none is set, or it cannot be read.
pub fn content_key(settings: &Settings) -> Result<ContentKey, Failure> {
    let source = settings.content_key.as_ref().ok_or_else(|| {
        Failure::input(
            "no content key is set, without which nothing that people write could be kept; run kiku init, or set \
             secrets.content_key_file or KIKU_SECRETS_CONTENT_KEY",
        )
    })?;
    secret::content_key(source)
}

/// Opens a database by its URL.
///
/// # Errors
/// A database that cannot be used; says why and what to do.
pub async fn open_database(
    url: &str,
    content_key: ContentKey,
    access: Access,
) -> Result<Store, Failure> {
    let config = StoreConfig {
        url: url.to_owned(),
        content_key,
        former_keys: Vec::new(),
        access,
    };
    Store::open(&config).await.map_err(|error| match error {
        OpenError::BadUrl(_) | OpenError::WrongKey(_) => Failure::input(error),
        _ => Failure::database(error),
    })
}

/// An engine on the machine's clock that sends nothing, for commands.
pub fn quiet_engine(store: Store) -> Arc<Engine> {
    engine(store, Arc::new(SystemClock), Vec::new())
}

/// An engine.
pub fn engine(
    store: Store,
    clock: Arc<dyn Clock>,
    platforms: Vec<Arc<dyn Platform>>,
) -> Arc<Engine> {
    let replica = replica();
    Engine::new(EngineParts {
        store,
        clock,
        platforms,
        replica,
    })
}

/// This process among its replicas. Containers share process numbers and often host names; chance tells them apart.
fn replica() -> String {
    let mut random = [0u8; 4];
    // Without randomness the number of the process has to do.
    let _ = getrandom::fill(&mut random);
    format!(
        "kiku-{}-{:08x}",
        std::process::id(),
        u32::from_be_bytes(random)
    )
}

/// The playground with its engine: each is told of the other.
///
/// # Errors
/// The playground's messages cannot be read from the database.
pub async fn playground(
    store: Store,
    clock: Arc<dyn Clock>,
    setup: Setup,
) -> Result<(Arc<Playground>, Arc<Engine>), Failure> {
    let playground = Playground::open(setup).await.map_err(Failure::database)?;
    let engine = engine(store, clock, vec![playground.clone()]);
    let mirror = Mirror::new(engine.clone(), playground.clone());
    playground.connect(Arc::new(mirror));
    Ok((playground, engine))
}
