//! What the store needs to be told.

use secrecy::SecretBox;

/// Where the database is and with which keys people's words are sealed.
#[derive(Debug)]
pub struct StoreConfig {
    /// `sqlite:PATH`, `sqlite::memory:` (this store alone, gone when it is closed) or `postgres://…`.
    pub url: String,
    /// Seals what people write.
    pub content_key: SecretBox<[u8; 32]>,
    /// Keys that were set before, so that older words stay readable.
    pub former_keys: Vec<SecretBox<[u8; 32]>>,
    /// What the process does with it.
    pub access: Access,
}

/// What a process does with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Access {
    /// Reads and writes. A SQLite file is held by one such process at a time.
    #[default]
    Write,
    /// Reads only, beside the one that writes; an empty database is refused.
    Read,
}

impl StoreConfig {
    /// For reading and writing, with one key.
    pub fn new(url: impl Into<String>, content_key: [u8; 32]) -> Self {
        StoreConfig {
            url: url.into(),
            content_key: SecretBox::new(Box::new(content_key)),
            former_keys: Vec::new(),
            access: Access::Write,
        }
    }

    /// For reading only.
    pub fn reading(self) -> Self {
        StoreConfig {
            access: Access::Read,
            ..self
        }
    }
}
