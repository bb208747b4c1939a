//! The words that stand in tables for the core's enums, and reading stored values back with errors that name the place.

use crate::error::StoreError;
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::cycle::CycleStage;
use kiku::domain::directory::Source;
use kiku::domain::month::Month;
use kiku::domain::note::ContentKind;
use kiku::domain::person::{Pause, Role};
use kiku::domain::rating::Score;
use kiku::domain::session::{Outcome, SessionKind, SessionStep};
use std::str::FromStr;

/// An enum that is stored as a word.
pub(crate) trait Word: Sized + Copy {
    /// The word in the table.
    fn word(self) -> &'static str;
    /// The inverse of [`Word::word`].
    fn from_word(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl Word for $type {
            fn word(self) -> &'static str {
                match self { $($type::$variant => $word),* }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($type::$variant),)* _ => None }
            }
        }
    };
}

words!(SessionKind { Monthly = "monthly", Extra = "extra" });
words!(Outcome {
    Open = "open",
    Held = "held",
    NotHeld = "not_held",
    Unconfirmed = "unconfirmed",
    Skipped = "skipped",
    Cancelled = "cancelled",
});
words!(SessionStep {
    Planned = "planned",
    Prepared = "prepared",
    Booked = "booked",
    Held = "held",
    NotHeld = "not_held",
    Unconfirmed = "unconfirmed",
    Skipped = "skipped",
    Cancelled = "cancelled",
});
words!(Pause { Running = "running", Paused = "paused" });
words!(Source { Roster = "roster", Directory = "directory" });

macro_rules! words_of_core {
    ($($type:ident),*) => {$(
        impl Word for $type {
            fn word(self) -> &'static str {
                self.code()
            }

            fn from_word(word: &str) -> Option<Self> {
                $type::from_code(word)
            }
        }
    )*};
}

words_of_core!(Role, ContentKind);

/// A stage as its word and how far its pages got.
pub(crate) fn stage_parts(stage: CycleStage) -> (&'static str, i64) {
    match stage {
        CycleStage::Planned => ("planned", 0),
        CycleStage::Opening { after } => ("opening", after),
        CycleStage::Open => ("open", 0),
        CycleStage::Closing { after } => ("closing", after),
        CycleStage::Closed => ("closed", 0),
    }
}

/// The inverse of [`stage_parts`].
pub(crate) fn stage_from(word: &str, after: i64) -> Option<CycleStage> {
    Some(match word {
        "planned" => CycleStage::Planned,
        "opening" => CycleStage::Opening { after },
        "open" => CycleStage::Open,
        "closing" => CycleStage::Closing { after },
        "closed" => CycleStage::Closed,
        _ => return None,
    })
}

/// A row that is being read; what cannot be read is an error with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub table: &'static str,
    pub row: i64,
}

impl At {
    /// The value, or an error that names table, column and row.
    pub fn some<T>(self, column: &'static str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| StoreError::BadValue {
            table: self.table.to_owned(),
            column: column.to_owned(),
            row: self.row.to_string(),
            why: "this is not a value that Kiku writes".to_owned(),
        })
    }

    /// A stored word.
    pub fn word<T: Word>(self, column: &'static str, word: &str) -> Result<T, StoreError> {
        self.some(column, T::from_word(word))
    }

    /// A stored text form.
    pub fn parse<T: FromStr>(self, column: &'static str, text: &str) -> Result<T, StoreError> {
        self.some(column, text.parse().ok())
    }

    /// A stored day, or none.
    pub fn day(
        self,
        column: &'static str,
        text: Option<String>,
    ) -> Result<Option<NaiveDate>, StoreError> {
        text.map(|text| self.parse(column, &text)).transpose()
    }

    /// A stored instant.
    pub fn instant(self, column: &'static str, millis: i64) -> Result<DateTime<Utc>, StoreError> {
        self.some(column, DateTime::from_timestamp_millis(millis))
    }

    /// A stored instant, or none.
    pub fn instant_if(
        self,
        column: &'static str,
        millis: Option<i64>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        millis
            .map(|millis| self.instant(column, millis))
            .transpose()
    }

    /// A stored month.
    pub fn month(self, column: &'static str, number: i64) -> Result<Month, StoreError> {
        self.some(column, i32::try_from(number).ok())
            .map(Month::from_number)
    }

    /// A stored small number.
    pub fn small<T: TryFrom<i64>>(
        self,
        column: &'static str,
        number: i64,
    ) -> Result<T, StoreError> {
        self.some(column, T::try_from(number).ok())
    }

    /// A stored score, or none.
    pub fn score(
        self,
        column: &'static str,
        value: Option<i64>,
    ) -> Result<Option<Score>, StoreError> {
        let score = |value| self.some(column, u8::try_from(value).ok().and_then(Score::new));
        value.map(score).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_come_back() {
        let stages = [
            CycleStage::Planned,
            CycleStage::Opening { after: 7 },
            CycleStage::Open,
            CycleStage::Closing { after: 9 },
            CycleStage::Closed,
        ];
        for stage in stages {
            let (word, after) = stage_parts(stage);
            assert_eq!(stage_from(word, after), Some(stage));
        }
    }

    #[test]
    fn an_error_names_the_place() {
        let at = At {
            table: "sessions",
            row: 7,
        };
        let error = at
            .word::<Outcome>("outcome", "vanished")
            .expect_err("no such word");
        let text = error.to_string();
        assert!(text.contains("sessions.outcome of row 7"), "{text}");
        assert!(!text.contains("vanished"), "the value itself is not shown");
    }
}
