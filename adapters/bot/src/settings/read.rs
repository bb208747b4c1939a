//! Values as they are written, with the place of each, from the file and the environment.

use super::keys::{KEYS, Key, Kind, OTHER_VARIABLES, Place, sections};
use super::near::did_you_mean;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As written.
    pub value: String,
    /// Where.
    pub origin: Origin,
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In a file, on a line.
    File(PathBuf, usize),
    /// In an environment variable.
    Variable(String),
    /// Nowhere: it is the default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(path, line) => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => write!(f, "environment variable {name}"),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// What was written, by key path; what was not has no entry.
pub type Values = BTreeMap<String, Written>;

/// Reads the text of a settings file. Every problem is named, not only the first.
pub fn from_file(path: &Path, text: &str, values: &mut Values, problems: &mut Vec<String>) {
    let line = |at: usize| {
        text.get(..at)
            .map_or(0, |before| before.matches('\n').count())
            + 1
    };
    let place = |at: usize| format!("{}:{}", path.display(), line(at));
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            problems.push(format!(
                "{}: this is not TOML: {}",
                place(at),
                error.message()
            ));
            return;
        }
    };
    for (section, content) in table {
        let at = section.span().start;
        let name = section.into_inner();
        let DeValue::Table(keys) = content.into_inner() else {
            problems.push(format!(
                "{}: '{name}' stands outside a section; {}",
                place(at),
                where_it_belongs(&name)
            ));
            continue;
        };
        if !sections().contains(&name.as_ref()) {
            let near = did_you_mean(&name, sections().into_iter().map(str::to_owned));
            problems.push(format!("{}: unknown section [{name}]{near}", place(at)));
            continue;
        }
        for (key, value) in keys {
            let here = place(key.span().start);
            let origin = Origin::File(path.to_owned(), line(key.span().start));
            match one(&name, key.get_ref(), value.get_ref(), &here) {
                Ok((key, value)) => drop(values.insert(key.path(), Written { value, origin })),
                Err(problem) => problems.push(problem),
            }
        }
    }
}

fn one(
    section: &str,
    name: &str,
    value: &DeValue<'_>,
    here: &str,
) -> Result<(&'static Key, String), String> {
    let of_section = KEYS.iter().filter(|key| key.section == section);
    let names = || of_section.clone().map(|key| key.name.to_owned());
    let key = Key::find(section, name).ok_or_else(|| {
        let near = did_you_mean(name, names());
        let all = names().collect::<Vec<_>>().join(", ");
        format!("{here}: unknown key '{section}.{name}'{near}; [{section}] knows {all}")
    })?;
    if key.place == Place::Environment {
        return Err(format!(
            "{here}: '{}' is a secret and must not stand in a file of settings; remove it, replace the secret if the \
             file was shared, and set {} in the environment",
            key.path(),
            key.variable()
        ));
    }
    match (value, key.kind) {
        (DeValue::String(text), _) => Ok((key, text.to_string())),
        (DeValue::Integer(number), Kind::Number) => Ok((key, number.to_string())),
        (_, kind) => {
            let how = match kind {
                Kind::Text => "in quotes",
                Kind::Number => "as a number",
            };
            let (path, line) = (key.path(), key.line(key.example));
            Err(format!("{here}: write '{path}' {how}, such as {line}"))
        }
    }
}

fn where_it_belongs(name: &str) -> String {
    match KEYS.iter().find(|key| key.name == name) {
        Some(key) => format!("put it below a line [{}]", key.section),
        None => format!("sections are {}", sections().join(", ")),
    }
}

/// Takes what the environment says; it wins over the file.
pub fn from_environment(
    variables: impl Iterator<Item = (String, String)>,
    values: &mut Values,
    problems: &mut Vec<String>,
) {
    for (name, value) in variables.filter(|(name, _)| name.starts_with("KIKU_")) {
        match Key::of_variable(&name) {
            Some(key) => {
                let origin = Origin::Variable(name);
                values.insert(key.path(), Written { value, origin });
            }
            None if OTHER_VARIABLES.contains(&name.as_str()) => {}
            None => {
                let near = did_you_mean(&name, KEYS.iter().map(Key::variable));
                problems.push(format!(
                    "environment variable {name}: there is no such setting{near}"
                ));
            }
        }
    }
}
