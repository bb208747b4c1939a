//! A response in the words of who speaks of it: what was asked for, what the member got, what the manager gave.

use super::words::Words;
use crate::domain::programme::{Item, Programme};

/// Who speaks of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The member, asking for it.
    Asked,
    /// The member, having got it.
    Got,
    /// The manager, having given it.
    Gave,
}

impl Voice {
    /// The label. A response that the company renamed or added keeps the company's words.
    pub(super) fn label(self, words: Words, item: &Item) -> String {
        let family = match self {
            Voice::Asked => return item.label(words.lang()).to_owned(),
            Voice::Got => "got",
            Voice::Gave => "gave",
        };
        let ours = Programme::default().responses.contains(item);
        if ours {
            words.t(&format!("{family}-{}", item.key))
        } else {
            item.label(words.lang()).to_owned()
        }
    }
}
