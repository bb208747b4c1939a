//! The settings written for people: the commented `kiku.toml` and the page of the documentation.

use super::keys::{KEYS, Key, Place, sections};

/// The commented `kiku.toml`; `chosen` are the values by key path that are not left at their defaults.
pub fn commented_file(chosen: &[(&str, String)]) -> String {
    let mut text = String::from(
        "# Settings of Kiku. Every key can also be given as an environment variable, which wins over this file.\n\
         # Secrets stand only in the environment or in files of their own.\n",
    );
    for section in sections() {
        text += &format!("\n[{section}]\n");
        for key in KEYS.iter().filter(|key| key.section == section) {
            text += &entry(key, chosen);
        }
    }
    text
}

fn entry(key: &Key, chosen: &[(&str, String)]) -> String {
    let mut text = String::new();
    for line in wrapped(key.meaning, 100) {
        text += &format!("# {line}\n");
    }
    let value = chosen
        .iter()
        .find(|(path, _)| *path == key.path())
        .map(|(_, value)| value);
    let variable = key.variable();
    text += &match (key.place, value) {
        (Place::Environment, _) => format!("# Only in the environment: {variable}\n"),
        (_, Some(value)) => format!("# In the environment: {variable}\n{}\n", key.line(value)),
        (_, None) => {
            let shown = if key.default.is_empty() {
                key.example
            } else {
                key.default
            };
            format!("# In the environment: {variable}\n# {}\n", key.line(shown))
        }
    };
    text
}

/// Lines of at most `width` characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `docs/settings.md`.
#[cfg(test)]
fn page() -> String {
    let mut text = String::from(
        "# Settings\n\n\
         `kiku.toml` in the folder where `kiku` runs, or the file named by `--config` (`KIKU_CONFIG`). Every key is also an \
         environment variable, which wins over the file. An unknown key, an unknown `KIKU_` variable and a bad value are \
         errors that name their place. This page is written from the table in the code by a test.\n\n\
         | key | variable | default | meaning |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        let path = match key.place {
            Place::Anywhere => format!("`{}`", key.path()),
            Place::Environment => "(never in the file)".to_owned(),
        };
        let default = if key.default.is_empty() {
            "–".to_owned()
        } else {
            format!("`{}`", key.default)
        };
        text += &format!(
            "| {path} | `{}` | {default} | {} |\n",
            key.variable(),
            key.meaning
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use std::path::Path;

    #[test]
    fn the_page_is_in_step_with_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, page()).expect("the page is written");
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            written,
            page(),
            "run BLESS=1 cargo test -p kiku-bot the_page_is_in_step"
        );
    }

    #[test]
    fn the_commented_file_can_be_read_as_it_is_and_with_every_comment_removed() {
        let chosen = [("database.url", "sqlite:data/会社 \"1\".db".to_owned())];
        let file = commented_file(&chosen);
        let read = |text: &str| {
            Settings::from_sources(Some((Path::new("kiku.toml"), text)), std::iter::empty())
        };
        let settings = read(&file).expect("reads");
        assert_eq!(
            secrecy::ExposeSecret::expose_secret(&settings.database_url),
            "sqlite:data/会社 \"1\".db"
        );
        let name_of = |line: &str| {
            line.strip_prefix("# ")
                .and_then(|l| l.split_once(" = "))
                .map(|(name, _)| name.to_owned())
        };
        let is_key =
            |line: &str| name_of(line).is_some_and(|name| KEYS.iter().any(|key| key.name == name));
        let open = |line: &str| {
            if is_key(line) {
                line[2..].to_owned()
            } else {
                line.to_owned()
            }
        };
        let opened: Vec<String> = file.lines().map(open).collect();
        read(&opened.join("\n")).expect("every commented value is a good one");
        for key in KEYS {
            assert!(file.contains(&key.variable()), "{}", key.path());
        }
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("aa bb cc", 5), ["aa bb", "cc"]);
    }
}
