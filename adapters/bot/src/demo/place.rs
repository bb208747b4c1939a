//! Where the demo's database is: a temporary folder, or the file that is kept with its key beside it.

use crate::exit::Failure;
use crate::settings::secret::{self, ContentKey, SecretSource};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A database file and its content key. A temporary one is removed when its folder is dropped.
pub struct Place {
    /// The URL of the database.
    pub url: String,
    /// What seals people's words.
    pub key: ContentKey,
    /// Holds a temporary database; dropping it removes everything.
    pub folder: Option<TempDir>,
}

impl Place {
    /// A temporary place.
    ///
    /// # Errors
    /// The system's folder for temporary files cannot be used.
    pub fn temporary() -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("kiku-demo-").tempdir();
        let folder = folder.map_err(|error| {
            let place = std::env::temp_dir();
            Failure::failed(format!(
                "{}: no temporary folder can be made ({error}); set TMPDIR",
                place.display()
            ))
        })?;
        let place = Self::at(&folder.path().join("demo.db"))?;
        Ok(Place {
            folder: Some(folder),
            ..place
        })
    }

    /// The file that is kept; its key is made on the first start.
    ///
    /// # Errors
    /// The key cannot be read or written, or is missing beside a database that needs it.
    pub fn kept(file: &Path) -> Result<Self, Failure> {
        let key = key_file(file);
        if file.is_file() && !key.exists() && file.metadata().is_ok_and(|file| file.len() > 0) {
            return Err(Failure::input(format!(
                "{}: the content key of this database is missing; put it back at {}, or keep the demo in another file",
                file.display(),
                key.display()
            )));
        }
        Self::at(file)
    }

    fn at(file: &Path) -> Result<Self, Failure> {
        let key = key_file(file);
        if !key.exists() {
            secret::make_file(&key)?;
        }
        Ok(Place {
            url: format!("sqlite:{}", file.display()),
            key: secret::content_key(&SecretSource::File(key))?,
            folder: None,
        })
    }
}

fn key_file(file: &Path) -> PathBuf {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".key");
    beside.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_place_goes_away() {
        let place = Place::temporary().expect("makes a folder");
        let folder = place.folder.as_ref().expect("has one").path().to_owned();
        assert!(folder.join("demo.db.key").is_file());
        drop(place);
        assert!(!folder.exists());
    }

    #[test]
    fn a_database_without_its_key_is_not_opened_with_a_new_one() {
        let folder = TempDir::new().expect("makes a folder");
        let file = folder.path().join("kept.db");
        std::fs::write(&file, "not empty").expect("writes");
        let failure = Place::kept(&file).err().expect("is refused");
        assert!(
            failure.message.contains("kept.db.key"),
            "{}",
            failure.message
        );
        assert!(!folder.path().join("kept.db.key").exists());
    }
}
