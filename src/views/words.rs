//! Words in the reader's language, from the Fluent files in `src/text`.

use crate::domain::lang::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::static_loader;
use std::borrow::Cow;
use std::collections::HashMap;
use unic_langid::LanguageIdentifier;

static_loader! {
    static TEXTS = {
        locales: "./src/text",
        fallback_language: "ja",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A named value in a text.
pub type Arg<'a> = (&'static str, FluentValue<'a>);

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    lang: Lang,
}

impl Words {
    /// The texts of a language.
    pub fn of(lang: Lang) -> Self {
        Words { lang }
    }

    /// Which language.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The text of a key.
    pub fn t(self, key: &str) -> String {
        self.t_with(key, &[])
    }

    /// The text of a key with values in it. A text that is missing, or lacks a value, is taken
    /// from the other language, and as a last resort is its key; a test proves that none is missing.
    pub fn t_with(self, key: &str, args: &[Arg<'_>]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        let other = Lang::ALL.into_iter().filter(|lang| *lang != self.lang);
        std::iter::once(self.lang)
            .chain(other)
            .find_map(|lang| {
                TEXTS
                    .lookup_single_language(&locale(lang), key, Some(&args))
                    .ok()
            })
            .unwrap_or_else(|| key.to_owned())
    }

    /// Joins words as a list is written: `A、B` or `A, B`.
    pub fn list(self, words: &[String]) -> String {
        match self.lang {
            Lang::Ja => words.join("、"),
            Lang::En => words.join(", "),
        }
    }
}

fn locale(lang: Lang) -> LanguageIdentifier {
    lang.code().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests;
