//! What both sides say after a talk.

use chrono::{DateTime, Duration, Utc};

/// A step of a 1–5 scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    /// All steps, low to high.
    pub const ALL: [Score; 5] = [Score(1), Score(2), Score(3), Score(4), Score(5)];

    /// 1 to 5, else `None`.
    pub fn new(value: u8) -> Option<Self> {
        (1..=5).contains(&value).then_some(Score(value))
    }

    /// 1 to 5.
    pub fn value(self) -> u8 {
        self.0
    }
}

/// What the member answered after the talk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberView {
    /// Whether it took place.
    pub held: Option<bool>,
    /// Satisfaction, 5 is best.
    pub rating: Option<Score>,
    /// When the rating was first given; it can be changed for 72 hours.
    pub rated_at: Option<DateTime<Utc>>,
    /// Key of the response the member says they got.
    pub received: Option<String>,
    /// Felt growth, asked once a month.
    pub growth: Option<Score>,
    /// The member lets the manager see this rating by name.
    pub share_rating: bool,
    /// The member lets the manager read the comment.
    pub share_comment: bool,
    /// When these questions were sent (M7).
    pub asked_at: Option<DateTime<Utc>>,
}

/// What the manager answered after the talk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManagerView {
    /// Whether it took place.
    pub held: Option<bool>,
    /// Key of the response the manager says they gave.
    pub gave: Option<String>,
    /// The manager's guess of the member's rating.
    pub estimate: Option<Score>,
    /// How much of the talk was the member's, in tenths (8 is the ideal).
    pub member_share: Option<u8>,
}

impl MemberView {
    /// How long a rating can be changed (PRODUCT section 4).
    pub const CHANGE_HOURS: i64 = 72;

    /// Whether the rating may still be given or changed.
    pub fn rating_open(&self, now: DateTime<Utc>) -> bool {
        self.rated_at
            .is_none_or(|at| now < at + Duration::hours(Self::CHANGE_HOURS))
    }

    /// Whether anything of the questions is unanswered that a reminder would ask for.
    pub fn is_answered(&self) -> bool {
        self.held == Some(false) || self.rating.is_some()
    }
}

impl ManagerView {
    /// Whether the manager answered the questions.
    pub fn is_answered(&self) -> bool {
        self.held == Some(false) || (self.held.is_some() && self.estimate.is_some())
    }
}
