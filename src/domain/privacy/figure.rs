//! A figure that may leave: shown with its n, or hidden with the reason.

use serde::{Deserialize, Serialize};

/// A protected figure. Only the protection makes one (or reading back what it once made).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figure<T>(Told<T>);

/// What a [`Figure`] says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told<T> {
    /// It may be read.
    Shown {
        /// The value.
        value: T,
        /// From how many answers.
        n: u32,
    },
    /// It may not.
    Hidden(Why),
}

/// Why a figure is hidden. It says nothing about the answers themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody answered.
    NoData,
    /// Fewer than `k` people answered.
    TooFew {
        /// How many are needed.
        k: u32,
    },
    /// Enough people answered, but the figure would tell, by itself or subtracted from another, about a smaller group
    /// or about everybody in this one. The two cases share a name on purpose: telling them apart would tell.
    Complementary,
}

impl<T> Figure<T> {
    /// What it says.
    pub fn told(&self) -> &Told<T> {
        &self.0
    }

    /// Value and n, when shown.
    pub fn shown(&self) -> Option<(&T, u32)> {
        match &self.0 {
            Told::Shown { value, n } => Some((value, *n)),
            Told::Hidden(_) => None,
        }
    }

    /// The reason, when hidden.
    pub fn hidden(&self) -> Option<Why> {
        match self.0 {
            Told::Shown { .. } => None,
            Told::Hidden(why) => Some(why),
        }
    }

    pub(super) fn show(value: T, n: u32) -> Self {
        Figure(Told::Shown { value, n })
    }

    pub(super) fn hide(why: Why) -> Self {
        Figure(Told::Hidden(why))
    }
}
