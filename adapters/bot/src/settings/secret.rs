//! Secrets: from the environment or a file of their own, never in messages. The content key: 32 bytes in base64.

use crate::exit::Failure;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a secret is.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// In this environment variable, with this value.
    Variable(String, SecretString),
    /// In a file.
    File(PathBuf),
}

impl SecretSource {
    /// Reads it. `what` names the secret, and `advice` says what to do when the file cannot be read.
    ///
    /// # Errors
    /// The file cannot be read. The message never holds the secret.
    pub fn read(&self, what: &str, advice: &str) -> Result<SecretString, Failure> {
        match self {
            SecretSource::Variable(_, value) => Ok(value.clone()),
            SecretSource::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::input(format!("{self}: {what} cannot be read ({error}); {advice}"))
                });
                text.map(SecretString::from)
            }
        }
    }

    /// The file, if other users of the machine can read it.
    pub fn open_to_others(&self) -> Option<&Path> {
        match self {
            SecretSource::File(path) if others_may_read(path) => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretSource::Variable(name, _) => write!(f, "environment variable {name}"),
            SecretSource::File(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> bool {
    false
}

/// The key that seals what people write.
pub type ContentKey = SecretBox<[u8; 32]>;

/// Reads the content key.
///
/// # Errors
/// When there is none, or it is not 32 bytes in base64. The message never holds the key.
pub fn content_key(source: &SecretSource) -> Result<ContentKey, Failure> {
    const ADVICE: &str = "put the key back from its safe copy, or correct secrets.content_key_file";
    let text = source.read("the content key", ADVICE)?;
    decode(text.expose_secret()).ok_or_else(|| {
        Failure::input(format!(
            "{source}: this is not a content key; it must be 32 bytes in base64, as kiku init makes them"
        ))
    })
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
