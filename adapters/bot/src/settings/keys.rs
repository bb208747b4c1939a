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
    /// How it is written.
    pub kind: Kind,
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

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In quotes.
    Text,
    /// As a number.
    Number,
}

/// Every key, in the order of the file.
pub const KEYS: [Key; 17] = [
    text("database", "url", "sqlite:kiku.db").meaning(
        "Where everything is kept: sqlite:PATH for one process, or postgres://USER@HOST/DATABASE when \
         several replicas share the work. A path in this file starts at the folder of this file. \
         A password never stands here: give the whole URL in the environment, or PGPASSWORD.",
    ),
    text("server", "listen", "127.0.0.1:8080")
        .example("0.0.0.0:8080")
        .meaning("Address and port for the platforms' calls and for /healthz, /readyz and /metrics."),
    secret("secrets", "content_key")
        .example("32 bytes in base64")
        .meaning("The key that seals what people write. Whoever loses it loses these texts."),
    text("secrets", "content_key_file", "").example("kiku.key").meaning(
        "A file that holds the content key (kiku init makes one). Keep a copy of it in a safe place, \
         apart from the backups of the database.",
    ),
    text("slack", "mode", "socket").example("http").meaning(
        "How Slack reaches Kiku: socket (Kiku opens the connection, no public address is needed) or http \
         (Slack calls this server's /slack/events, /slack/interactions and /slack/commands).",
    ),
    secret("slack", "bot_token").example("xoxb-…").meaning(
        "The bot token of the Slack app (xoxb-…); with it Kiku speaks in Slack. For several workspaces \
         several tokens, separated by commas.",
    ),
    text("slack", "bot_token_file", "")
        .example("slack-bot-token")
        .meaning("A file that holds the bot token, or one a line for several workspaces."),
    secret("slack", "app_token")
        .example("xapp-…")
        .meaning("The app-level token (xapp-…) with the scope connections:write; needed in mode socket."),
    text("slack", "app_token_file", "")
        .example("slack-app-token")
        .meaning("A file that holds the app-level token."),
    secret("slack", "signing_secret")
        .example("32 hexadecimal digits")
        .meaning("The signing secret, which proves that a call comes from Slack; needed in mode http."),
    text("slack", "signing_secret_file", "")
        .example("slack-signing-secret")
        .meaning("A file that holds the signing secret."),
    text("slack", "api_url", "https://slack.com/api")
        .meaning("Where Slack's Web API is. Plain http:// is accepted for this machine only."),
    number("slack", "send_per_minute", "300").meaning(
        "New messages a minute and workspace. Slack allows several hundred; less is safer when other \
         apps write much.",
    ),
    number("slack", "edit_per_minute", "50")
        .meaning("Edits of messages a minute and workspace (chat.update, Slack's tier 3: 50)."),
    number("slack", "find_per_minute", "50").meaning(
        "Searches a minute and workspace for a message of which it is not known whether it arrived \
         (conversations.history, Slack's tier 3: 50).",
    ),
    text("log", "level", "info").example("warn").meaning(
        "How much is logged: error, warn, info, debug, trace, or a filter such as \
         info,kiku_engine=debug. RUST_LOG wins over it.",
    ),
    text("log", "format", "text")
        .example("json")
        .meaning("How a line of the log looks: text or json."),
];

/// Variables that begin with `KIKU_` and are no settings.
pub const OTHER_VARIABLES: [&str; 1] = ["KIKU_CONFIG"];

const fn text(section: &'static str, name: &'static str, default: &'static str) -> Key {
    Key {
        section,
        name,
        default,
        example: default,
        place: Place::Anywhere,
        kind: Kind::Text,
        meaning: "",
    }
}

const fn number(section: &'static str, name: &'static str, default: &'static str) -> Key {
    Key {
        kind: Kind::Number,
        ..text(section, name, default)
    }
}

const fn secret(section: &'static str, name: &'static str) -> Key {
    Key {
        place: Place::Environment,
        ..text(section, name, "")
    }
}

impl Key {
    const fn example(self, example: &'static str) -> Self {
        Key { example, ..self }
    }

    const fn meaning(self, meaning: &'static str) -> Self {
        Key { meaning, ..self }
    }

    /// `database.url`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `KIKU_DATABASE_URL`.
    pub fn variable(&self) -> String {
        format!("KIKU_{}_{}", self.section, self.name).to_uppercase()
    }

    /// `listen = "127.0.0.1:8080"`, as it stands in the file.
    pub fn line(&self, value: &str) -> String {
        match self.kind {
            Kind::Text => format!("{} = {}", self.name, toml::Value::from(value)),
            Kind::Number => format!("{} = {value}", self.name),
        }
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
    fn every_key_says_what_it_does_and_shows_a_value() {
        for key in KEYS {
            assert!(key.meaning.ends_with('.'), "{}", key.path());
            assert!(!key.example.is_empty(), "{}", key.path());
        }
    }

    #[test]
    fn a_section_stands_in_one_place() {
        let mut sorted = sections();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), sections().len());
    }
}
