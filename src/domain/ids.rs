//! Ids: 64-bit numbers that grow with time, one type for each noun.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

id!(
    /// A person on the roster.
    PersonId
);
id!(
    /// One talk of one pair.
    SessionId
);
id!(
    /// Something a person wrote: a line, a note, a comment, the words of an action item.
    ContentId
);
id!(
    /// An agreed next action.
    ItemId
);

/// Fresh ids for one decision, in growing order. The shell reserves a block, the core draws from it.
#[derive(Debug)]
pub struct Fresh {
    next: i64,
    end: i64,
}

impl Fresh {
    /// How many ids one block holds.
    pub const BLOCK: i64 = 1024;

    /// The block that begins at `start`.
    pub fn block(start: i64) -> Self {
        Fresh::range(start, Self::BLOCK)
    }

    /// `count` ids from `start` on, for large work such as an import.
    pub fn range(start: i64, count: i64) -> Self {
        Fresh {
            next: start,
            end: start + count,
        }
    }

    /// The next id.
    ///
    /// # Panics
    /// When one decision draws more ids than were reserved; a page of 500 sessions needs half a block.
    pub fn draw(&mut self) -> i64 {
        assert!(
            self.next < self.end,
            "a decision drew more ids than a block holds"
        );
        self.next += 1;
        self.next - 1
    }
}
