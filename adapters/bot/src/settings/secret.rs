//! The content key: 32 bytes in base64, from the environment or a file.

use crate::exit::Failure;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use std::path::{Path, PathBuf};

/// The key that seals what people write.
pub type ContentKey = SecretBox<[u8; 32]>;

/// Where the content key is.
#[derive(Debug, Clone)]
pub enum ContentKeySource {
    /// In the environment.
    Variable(SecretString),
    /// In a file.
    File(PathBuf),
}

impl ContentKeySource {
    /// Reads the key.
    ///
    /// # Errors
    /// When there is none, or it is not 32 bytes in base64. The message never holds the key.
    pub fn load(&self) -> Result<ContentKey, Failure> {
        match self {
            ContentKeySource::Variable(text) => decode(text.expose_secret()).ok_or_else(|| {
                Failure::input(format!(
                    "environment variable KIKU_SECRETS_CONTENT_KEY: {NOT_A_KEY}"
                ))
            }),
            ContentKeySource::File(path) => load_file(path),
        }
    }
}

const NOT_A_KEY: &str =
    "this is not a content key; it must be 32 bytes in base64, as kiku init makes them";

fn load_file(path: &Path) -> Result<ContentKey, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::input(format!(
            "{}: the content key cannot be read ({error}); put the key back from its safe copy, or correct \
             secrets.content_key_file",
            path.display()
        ))
    })?;
    let text = SecretString::from(text);
    decode(text.expose_secret())
        .ok_or_else(|| Failure::input(format!("{}: {NOT_A_KEY}", path.display())))
}

fn decode(text: &str) -> Option<ContentKey> {
    let bytes = BASE64_STANDARD.decode(text.trim()).ok()?;
    let bytes: [u8; 32] = bytes.try_into().ok()?;
    Some(SecretBox::new(Box::new(bytes)))
}

/// Makes a new key file that only its owner can read; an existing file stays as it is.
///
/// # Errors
/// When the file exists or cannot be written, or the system has no randomness.
pub fn make_file(path: &Path) -> Result<(), Failure> {
    use std::io::Write;
    let mut key = [0u8; 32];
    getrandom::fill(&mut key)
        .map_err(|error| Failure::failed(format!("the system gave no randomness: {error}")))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}", BASE64_STANDARD.encode(key))?;
        file.sync_all()
    });
    written.map_err(|error| {
        Failure::failed(format!(
            "{}: the content key cannot be written: {error}",
            path.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_bytes_in_base64() {
        assert!(decode(&BASE64_STANDARD.encode([7u8; 32])).is_some());
        assert!(decode(&format!(" {}\n", BASE64_STANDARD.encode([7u8; 32]))).is_some());
        assert!(decode(&BASE64_STANDARD.encode([7u8; 31])).is_none());
        assert!(decode("not base64!").is_none());
        assert!(decode("").is_none());
    }
}
