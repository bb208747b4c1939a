//! The two languages; each person reads their own.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language that people read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// 日本語.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Lang; 2] = [Lang::Ja, Lang::En];

    /// `ja` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ja => "ja",
            Lang::En => "en",
        }
    }
}

/// A language that Kiku does not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a language Kiku speaks; write ja or en")]
pub struct BadLang(pub String);

impl FromStr for Lang {
    type Err = BadLang;

    /// Accepts codes and locales: `ja`, `ja-JP`, `en`, `en_US`, 日本語, English.
    fn from_str(text: &str) -> Result<Self, BadLang> {
        let lower = text.trim().to_lowercase();
        match lower.split(['-', '_']).next().unwrap_or_default() {
            "ja" | "日本語" | "japanese" => Ok(Lang::Ja),
            "en" | "英語" | "english" => Ok(Lang::En),
            _ => Err(BadLang(text.to_owned())),
        }
    }
}

/// A label in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Label {
    /// Both texts.
    pub fn new(ja: &str, en: &str) -> Self {
        Label {
            ja: ja.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}
