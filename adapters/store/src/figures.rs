//! What figures are counted from: one row a session, without a name and without a word that anybody wrote.

use crate::error::StoreError;
use crate::sql::sql;
use crate::store::Store;
use crate::words::At;
use chrono::NaiveDate;
use kiku::domain::ids::PersonId;
use kiku::domain::month::Month;
use kiku::domain::rating::Score;
use kiku::domain::session::{Outcome, SessionKind};

/// A session as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The month of its cycle.
    pub month: Month,
    /// The path of the department where it happened.
    pub department: String,
    /// The manager.
    pub manager: PersonId,
    /// The member.
    pub member: PersonId,
    /// Monthly or on demand.
    pub kind: SessionKind,
    /// How it ended.
    pub outcome: Outcome,
    /// The day on which it took place.
    pub held_on: Option<NaiveDate>,
    /// The day of the pair's held talk before this one.
    pub previous_held_on: Option<NaiveDate>,
    /// Whether it had a topic before it started.
    pub prepared: bool,
    /// Key of the topic.
    pub topic: Option<String>,
    /// Key of the response that the member asked for.
    pub response: Option<String>,
    /// Key of the response that the member got.
    pub received: Option<String>,
    /// The member's last rating.
    pub rating: Option<Score>,
    /// Whether the manager sees the rating by name, so that it leaves the pooled figures.
    pub rating_shared: bool,
    /// Felt growth.
    pub growth: Option<Score>,
    /// The manager's guess of the rating.
    pub estimate: Option<Score>,
}

#[derive(sqlx::FromRow)]
struct FactRow {
    member: i64,
    month: i64,
    department: String,
    manager: i64,
    kind: String,
    outcome: String,
    held_on: Option<String>,
    previous_held_on: Option<String>,
    start_at: Option<i64>,
    prep_at: Option<i64>,
    topic: Option<String>,
    response: Option<String>,
    rating: Option<i64>,
    share_rating: bool,
    received: Option<String>,
    growth: Option<i64>,
    estimate: Option<i64>,
}

impl Store {
    /// Hands over the sessions of the months from `from` to `to` one by one, grouped by month, department and
    /// manager; cancelled ones are left out. Holds one row at a time.
    pub async fn facts(
        &self,
        from: Month,
        to: Month,
        mut take: impl FnMut(Fact) + Send,
    ) -> Result<(), StoreError> {
        let department = self.dialect().by_bytes("s.department");
        let text = format!(
            "SELECT s.member, s.month, s.department, s.manager, s.kind, s.outcome, s.held_on, s.start_at, s.prep_at,
             s.topic, s.response, s.rating, s.share_rating, s.received, s.growth, s.estimate,
             (SELECT MAX(p.held_on) FROM sessions p WHERE p.member = s.member AND p.manager = s.manager
                 AND p.month <= s.month AND p.held_on < s.held_on) AS previous_held_on
             FROM sessions s WHERE s.month >= $1 AND s.month <= $2 AND s.outcome <> 'cancelled'
             ORDER BY s.month, {department}, s.manager, s.member"
        );
        let mut db = self.pool().reader().await?;
        db.each(sql(text).bind(from).bind(to), |row: FactRow| {
            take(row.read()?);
            Ok(())
        })
        .await
    }
}

impl FactRow {
    fn read(self) -> Result<Fact, StoreError> {
        let at = At {
            table: "sessions of member",
            row: self.member,
        };
        let before_start = |prep: i64| self.start_at.is_none_or(|start| prep < start);
        Ok(Fact {
            month: at.month("month", self.month)?,
            department: self.department,
            manager: PersonId(self.manager),
            member: PersonId(self.member),
            kind: at.word("kind", &self.kind)?,
            outcome: at.word("outcome", &self.outcome)?,
            held_on: at.day("held_on", self.held_on)?,
            previous_held_on: at.day("previous_held_on", self.previous_held_on)?,
            prepared: self.topic.is_some() && self.prep_at.is_some_and(before_start),
            topic: self.topic,
            response: self.response,
            received: self.received,
            rating: at.score("rating", self.rating)?,
            rating_shared: self.share_rating,
            growth: at.score("growth", self.growth)?,
            estimate: at.score("estimate", self.estimate)?,
        })
    }
}
