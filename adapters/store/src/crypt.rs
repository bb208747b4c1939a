//! Sealing what people write: XChaCha20-Poly1305, a random nonce each, bound to the row it belongs to.

use crate::error::StoreError;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};
use std::fmt;

const NONCE_BYTES: usize = 24;

/// The content keys: new words are sealed with the current one, older ones stay readable with the former ones.
pub(crate) struct Crypt {
    current: Key,
    former: Vec<Key>,
}

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
    prints: Hmac<Sha256>,
}

/// Sealed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// Which key sealed them.
    pub key: String,
    /// Nonce, then ciphertext with its tag.
    pub bytes: Vec<u8>,
}

impl Crypt {
    /// From the key that is set and those that were set before.
    pub fn new(current: &SecretBox<[u8; 32]>, former: &[SecretBox<[u8; 32]>]) -> Self {
        Crypt {
            current: Key::new(current),
            former: former.iter().map(Key::new).collect(),
        }
    }

    /// The id of the current key; says nothing about the key itself.
    pub fn key_id(&self) -> &str {
        &self.current.id
    }

    /// Whether a key of this id is here.
    pub fn knows(&self, id: &str) -> bool {
        self.key(id).is_some()
    }

    /// Seals words; `bound_to` must be given again to open them.
    pub fn seal(&self, words: &str, bound_to: &str) -> Result<Sealed, StoreError> {
        self.seal_bytes(words.as_bytes(), bound_to)
    }

    /// The same for what may be no text at all.
    pub fn seal_bytes(&self, bytes: &[u8], bound_to: &str) -> Result<Sealed, StoreError> {
        let mut nonce = [0u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|e| StoreError::NoRandomness(e.to_string()))?;
        let payload = Payload {
            msg: bytes,
            aad: bound_to.as_bytes(),
        };
        let sealed = self
            .current
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::NoRandomness("sealing failed".to_owned()))?;
        Ok(Sealed {
            key: self.current.id.clone(),
            bytes: [nonce.as_slice(), &sealed].concat(),
        })
    }

    /// Opens words. `None` if the key is unknown or anything of the row was changed.
    pub fn open(&self, sealed: &Sealed, bound_to: &str) -> Option<String> {
        String::from_utf8(self.open_bytes(sealed, bound_to)?).ok()
    }

    /// The same for what may be no text at all.
    pub fn open_bytes(&self, sealed: &Sealed, bound_to: &str) -> Option<Vec<u8>> {
        let (nonce, bytes) = sealed.bytes.split_at_checked(NONCE_BYTES)?;
        let payload = Payload {
            msg: bytes,
            aad: bound_to.as_bytes(),
        };
        let cipher = &self.key(&sealed.key)?.cipher;
        cipher.decrypt(XNonce::from_slice(nonce), payload).ok()
    }

    /// The same bytes have the same one under the same key; says nothing of them to whoever lacks the key.
    pub fn fingerprint(&self, bytes: &[u8]) -> String {
        let mut mac = self.current.prints.clone();
        mac.update(bytes);
        let print = mac.finalize().into_bytes();
        print.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn key(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.current)
            .chain(&self.former)
            .find(|key| key.id == id)
    }
}

impl Key {
    fn new(secret: &SecretBox<[u8; 32]>) -> Self {
        let cipher = XChaCha20Poly1305::new(secret.expose_secret().into());
        // A key of its own, so that the same one is never used by two algorithms.
        let mut derived = Sha256::new_with_prefix(b"kiku fingerprints");
        derived.update(secret.expose_secret());
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(&derived.finalize());
        Key {
            id: check_value(&cipher),
            cipher,
            prints: <Hmac<Sha256> as Mac>::new(&block.into()),
        }
    }
}

/// The tag of a fixed text under the all-zero nonce, which random nonces never are.
fn check_value(cipher: &XChaCha20Poly1305) -> String {
    let sealed = cipher.encrypt(&XNonce::default(), b"kiku key check".as_slice());
    let sealed = sealed.unwrap_or_default();
    sealed
        .iter()
        .rev()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl fmt::Debug for Crypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crypt")
            .field("key", &self.current.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SecretBox<[u8; 32]> {
        SecretBox::new(Box::new([byte; 32]))
    }

    #[test]
    fn words_come_back_only_where_they_belong() {
        let crypt = Crypt::new(&key(1), &[]);
        let sealed = crypt.seal("眠れない", "7|note|3|1").expect("seals");
        assert_eq!(
            crypt.open(&sealed, "7|note|3|1").as_deref(),
            Some("眠れない")
        );
        assert_eq!(crypt.open(&sealed, "7|note|3|2"), None);
        let mut changed = sealed.clone();
        if let Some(last) = changed.bytes.last_mut() {
            *last ^= 1;
        }
        assert_eq!(crypt.open(&changed, "7|note|3|1"), None);
        let text = String::from_utf8_lossy(&sealed.bytes).into_owned();
        assert!(!text.contains("眠れない"));
    }

    #[test]
    fn the_same_words_never_look_the_same() {
        let crypt = Crypt::new(&key(1), &[]);
        let seal = || crypt.seal("a", "b").expect("seals");
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_fingerprint_is_the_same_for_the_same_bytes_and_key_only() {
        let (one, other) = (Crypt::new(&key(1), &[]), Crypt::new(&key(2), &[]));
        assert_eq!(one.fingerprint(b"a"), one.fingerprint(b"a"));
        assert_ne!(one.fingerprint(b"a"), one.fingerprint(b"b"));
        assert_ne!(one.fingerprint(b"a"), other.fingerprint(b"a"));
    }

    #[test]
    fn a_former_key_still_opens() {
        let old = Crypt::new(&key(1), &[]);
        let sealed = old.seal("前の鍵", "x").expect("seals");
        let new = Crypt::new(&key(2), &[key(1)]);
        assert_eq!(new.open(&sealed, "x").as_deref(), Some("前の鍵"));
        assert_eq!(Crypt::new(&key(2), &[]).open(&sealed, "x"), None);
        assert!(new.knows(old.key_id()) && new.key_id() != old.key_id());
    }
}
