//! What the directory of a chat platform says of accounts, held against the roster.

use super::ids::PersonId;
use super::lang::Lang;
use chrono::{DateTime, Utc};
use kiku_chat::Account;

/// An account that belongs to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The account.
    pub account: Account,
    /// Whose it is.
    pub person: PersonId,
    /// The mail address by which the directory knew it; none if the roster named the account itself.
    pub mail: Option<String>,
    /// Since when. Of several accounts the earliest is the one that is written to; those that the roster
    /// named come first.
    pub at: DateTime<Utc>,
}

/// An account of a directory that belongs to nobody, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The account.
    pub account: Account,
    /// The name it shows.
    pub name: String,
    /// Its mail address, where the directory tells it.
    pub mail: Option<String>,
    /// Why it belongs to nobody.
    pub kind: FindingKind,
    /// When it was last seen.
    pub at: DateTime<Utc>,
}

/// Why an account belongs to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// No roster line has its mail address.
    Unmatched,
    /// The person with its mail address has another account there.
    Duplicate(PersonId),
}

/// How far a look into the directory of one workspace got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// How it stands.
    pub stage: LookStage,
}

/// How a look stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookStage {
    /// The first page comes next.
    Begun,
    /// The page that comes next.
    Under(String),
    /// All pages were read by then.
    Ended(DateTime<Utc>),
}

/// Where a person's language or time zone comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// The roster, or the company's default.
    #[default]
    Roster,
    /// The directory of a chat platform; a roster no longer overwrites it.
    Directory,
}

/// The language that a locale asks for: `ja-JP` is Japanese, every other one is English. `None` for no locale.
pub fn language(locale: &str) -> Option<Lang> {
    let locale = locale.trim().to_lowercase();
    match locale.split(['-', '_']).next() {
        None | Some("") => None,
        Some("ja") => Some(Lang::Ja),
        Some(_) => Some(Lang::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_asks_for_one_of_the_two_languages() {
        for (locale, lang) in [
            ("ja-JP", Some(Lang::Ja)),
            (" ja ", Some(Lang::Ja)),
            ("JA_jp", Some(Lang::Ja)),
            ("en-US", Some(Lang::En)),
            ("de-DE", Some(Lang::En)),
            ("jam-JM", Some(Lang::En)),
            ("", None),
            ("  ", None),
        ] {
            assert_eq!(language(locale), lang, "{locale}");
        }
    }
}
