//! Every key of `kiku.toml` in one table: reading, errors, the commented file and the documentation come from it.

/// A key of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The section of the file.
    pub section: &'static str,
    /// The name in its section.
    pub name: &'static str,
    /// What is taken when nothing is said; empty for nothing.
    pub default: &'static str,
    /// A value to show.
    pub example: &'static str,
    /// Where it may stand.
    pub place: Place,
    /// What it does, in sentences.
    pub meaning: &'static str,
}

/// Where a value may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the file and in the environment.
    Anywhere,
    /// In the environment only: files are copied, shown and kept in version control.
    Environment,
}

/// Every key, in the order of the file.
pub const KEYS: [Key; 6] = [
    Key {
        section: "database",
        name: "url",
        default: "sqlite:kiku.db",
        example: "sqlite:kiku.db",
        place: Place::Anywhere,
        meaning: "Where everything is kept: sqlite:PATH for one process, or postgres://USER@HOST/DATABASE when \
                  several replicas share the work. A path in this file starts at the folder of this file. \
                  A password never stands here: give the whole URL in the environment, or PGPASSWORD.",
    },
    Key {
        section: "server",
        name: "listen",
        default: "127.0.0.1:8080",
        example: "0.0.0.0:8080",
        place: Place::Anywhere,
        meaning: "Address and port for the platforms' calls and for /healthz and /readyz.",
    },
    Key {
        section: "secrets",
        name: "content_key",
        default: "",
        example: "32 bytes in base64",
        place: Place::Environment,
        meaning: "The key that seals what people write. Whoever loses it loses these texts.",
    },
    Key {
        section: "secrets",
        name: "content_key_file",
        default: "",
        example: "kiku.key",
        place: Place::Anywhere,
        meaning: "A file that holds the content key (kiku init makes one). Keep a copy of it in a safe place, \
                  apart from the backups of the database.",
    },
    Key {
        section: "log",
        name: "level",
        default: "info",
        example: "warn",
        place: Place::Anywhere,
        meaning: "How much is logged: error, warn, info, debug, trace, or a filter such as \
                  info,kiku_engine=debug. RUST_LOG wins over it.",
    },
    Key {
        section: "log",
        name: "format",
        default: "text",
        example: "json",
        place: Place::Anywhere,
        meaning: "How a line of the log looks: text or json.",
    },
];

/// Variables that begin with `KIKU_` and are no settings.
pub const OTHER_VARIABLES: [&str; 1] = ["KIKU_CONFIG"];

impl Key {
    /// `database.url`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `KIKU_DATABASE_URL`.
    pub fn variable(&self) -> String {
        format!("KIKU_{}_{}", self.section, self.name).to_uppercase()
    }

    /// The key of a section and name.
    pub fn find(section: &str, name: &str) -> Option<&'static Key> {
        KEYS.iter()
            .find(|key| key.section == section && key.name == name)
    }

    /// The key of an environment variable.
    pub fn of_variable(variable: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.variable() == variable)
    }
}

/// The sections in the order of the file, each once.
pub fn sections() -> Vec<&'static str> {
    let mut sections: Vec<&str> = KEYS.iter().map(|key| key.section).collect();
    sections.dedup();
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_variable() {
        let mut variables: Vec<String> = KEYS.iter().map(Key::variable).collect();
        variables.sort();
        variables.dedup();
        assert_eq!(variables.len(), KEYS.len());
        assert_eq!(
            Key::of_variable("KIKU_SECRETS_CONTENT_KEY_FILE"),
            Key::find("secrets", "content_key_file")
        );
    }

    #[test]
    fn a_section_stands_in_one_place() {
        let mut sorted = sections();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), sections().len());
    }
}
