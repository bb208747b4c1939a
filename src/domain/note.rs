//! What people write: lines, notes, comments, and the words of action items. The pair's alone.

use super::ids::{ContentId, ItemId, PersonId, SessionId};
use chrono::{DateTime, NaiveDate, Utc};

/// Something a person wrote in a session. Encrypted at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its id.
    pub id: ContentId,
    /// What it is.
    pub kind: ContentKind,
    /// The session it belongs to.
    pub session: SessionId,
    /// Who wrote it.
    pub author: PersonId,
    /// When it was last written.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: String,
}

/// What a content is, which decides who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContentKind {
    /// The member's optional line to the manager: read by both.
    Line,
    /// A shared note: read by both.
    Note,
    /// A private note: read by its author only.
    PrivateNote,
    /// The comment with a rating: read by the member, and by the manager only if shared.
    Comment,
    /// The words of an action item: read by both.
    Action,
}

impl ContentKind {
    /// All kinds.
    pub const ALL: [ContentKind; 5] = [
        ContentKind::Line,
        ContentKind::Note,
        ContentKind::PrivateNote,
        ContentKind::Comment,
        ContentKind::Action,
    ];

    /// The word in the table.
    pub fn code(self) -> &'static str {
        match self {
            ContentKind::Line => "line",
            ContentKind::Note => "note",
            ContentKind::PrivateNote => "private_note",
            ContentKind::Comment => "comment",
            ContentKind::Action => "action",
        }
    }

    /// The inverse of [`ContentKind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether `reader`, one of the pair, may read it. `shared` is the member's switch for the comment.
    pub fn readable(self, author: PersonId, reader: PersonId, shared: bool) -> bool {
        match self {
            ContentKind::Line | ContentKind::Note | ContentKind::Action => true,
            ContentKind::PrivateNote => author == reader,
            ContentKind::Comment => author == reader || shared,
        }
    }
}

/// An agreed next action, carried over until it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionItem {
    /// Its id.
    pub id: ItemId,
    /// Raised by every change; commits compare it.
    pub version: i64,
    /// The session in which it was agreed.
    pub session: SessionId,
    /// The member of the pair.
    pub member: PersonId,
    /// The manager of the pair.
    pub manager: PersonId,
    /// Who does it: one of the two.
    pub owner: PersonId,
    /// Until when, if that was agreed.
    pub due: Option<NaiveDate>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// Its words, in [`Content`].
    pub text: String,
    /// Where its words are stored.
    pub content: ContentId,
}
