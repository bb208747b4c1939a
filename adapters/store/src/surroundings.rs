//! What lies around sessions: the days and talks of both people, and the pair's talk before.
//!
//! The versions of days are read before the talks on them. Read the other way round, a talk stored in
//! between would be missed while its day's version was seen, and the same hour could be given twice.

use crate::error::StoreError;
use crate::pool::Reader;
use crate::run::Output;
use crate::scenes::among;
use crate::sql::{Statement, sql};
use crate::words::{At, Word};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::session::{Outcome, Session};
use kiku::domain::slots::Busy;
use kiku::material::LastTalk;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How many months back the pair's talk before is looked for.
const LAST_TALK_MONTHS: i32 = 12;

/// Loaded for several sessions; each takes its part.
pub(crate) struct Surroundings {
    days: BTreeMap<(PersonId, NaiveDate), i64>,
    talks: Vec<TakenRow>,
    past: Vec<PastTalk>,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    person: i64,
    day: String,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct TakenRow {
    id: i64,
    member: i64,
    manager: i64,
    start_at: i64,
    minutes: i64,
}

#[derive(sqlx::FromRow)]
struct PastRow {
    id: i64,
    member: i64,
    manager: i64,
    month: i64,
    asked_at: i64,
    topic: Option<String>,
    outcome: String,
    openers: i64,
}

struct PastTalk {
    id: i64,
    pair: (i64, i64),
    asked_at: i64,
    talk: LastTalk,
}

/// Loads what lies around the sessions of these people.
pub(crate) async fn load(
    db: &mut Reader,
    sessions: &[Session],
    people: &[i64],
) -> Result<Surroundings, StoreError> {
    let months = sessions.iter().map(|session| session.month);
    let first = months.min().unwrap_or(Month::from_number(0));
    Ok(Surroundings {
        days: days(db, first, people).await?,
        talks: talks(db, first, people).await?,
        past: past(db, sessions).await?,
    })
}

/// Each person of the session `$1` once more, as SQLite would make a table of its own for an `IN (SELECT …)`.
fn of_both(select: impl Fn(&str) -> String) -> String {
    format!("{} UNION ALL {}", select("member"), select("manager"))
}

/// What lies around one session, in the order in which [`found`] takes it.
pub(crate) fn of_scene(session: SessionId) -> [Statement; 3] {
    static DAYS: LazyLock<String> = LazyLock::new(|| {
        of_both(|side| {
            // The first day as text, from the number of the month; time zones reach a day before it at most.
            format!(
                "SELECT d.person, d.day, d.version FROM sessions s JOIN calendar_days d ON d.person = s.{side}
                 WHERE s.id = $1 AND d.day >= CAST((s.month - 1) / 12 AS TEXT)
                     || CASE WHEN (s.month - 1) % 12 < 9 THEN '-0' ELSE '-' END
                     || CAST((s.month - 1) % 12 + 1 AS TEXT) || '-28'"
            )
        })
    });
    static TALKS: LazyLock<String> = LazyLock::new(|| {
        let as_side = |theirs: &str| {
            of_both(|side| {
                format!(
                    "SELECT t.id, t.member, t.manager, t.start_at, t.minutes
                     FROM sessions s JOIN sessions t ON t.{theirs} = s.{side}
                     WHERE s.id = $1 AND t.month >= s.month - 1 AND t.start_at IS NOT NULL AND t.outcome = 'open'"
                )
            })
        };
        format!("{} UNION ALL {}", as_side("member"), as_side("manager"))
    });
    static PAST: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT p.id, p.member, p.manager, p.month, p.asked_at, p.topic, p.outcome, p.openers
             FROM sessions s JOIN sessions p ON p.member = s.member AND p.manager = s.manager
             WHERE s.id = $1 AND p.month >= s.month - {LAST_TALK_MONTHS}
             AND p.outcome <> 'skipped' AND p.outcome <> 'cancelled'
             AND (p.asked_at < s.asked_at OR (p.asked_at = s.asked_at AND p.id < s.id))
             ORDER BY p.asked_at DESC, p.id DESC LIMIT 1"
        )
    });
    [&DAYS, &TALKS, &PAST].map(|text| sql(text.as_str()).bind(session))
}

/// What [`of_scene`] found.
pub(crate) fn found(outputs: &[Output; 3]) -> Result<Surroundings, StoreError> {
    let [days, talks, past] = outputs;
    let (days, past): (Vec<DayRow>, Vec<PastRow>) = (days.decode()?, past.decode()?);
    let mut talks: Vec<TakenRow> = talks.decode()?;
    talks.sort_unstable_by_key(|talk| (talk.start_at, talk.id));
    talks.dedup_by_key(|talk| talk.id);
    Ok(Surroundings {
        days: days
            .into_iter()
            .map(DayRow::read)
            .collect::<Result<_, _>>()?,
        talks,
        past: past
            .into_iter()
            .map(PastRow::read)
            .collect::<Result<_, _>>()?,
    })
}

async fn days(
    db: &mut Reader,
    month: Month,
    people: &[i64],
) -> Result<BTreeMap<(PersonId, NaiveDate), i64>, StoreError> {
    let (among, people) = among(people, 2);
    let text = format!(
        "SELECT person, day, version FROM calendar_days WHERE day >= $1 AND person IN ({among})"
    );
    let from = format!("{}-28", month.previous());
    let rows: Vec<DayRow> = db.all(sql(text).bind(from).bind_all(people)).await?;
    rows.into_iter().map(DayRow::read).collect()
}

impl DayRow {
    fn read(self) -> Result<((PersonId, NaiveDate), i64), StoreError> {
        let at = At {
            table: "calendar_days",
            row: self.person,
        };
        let day = at.parse("day", &self.day)?;
        Ok(((PersonId(self.person), day), self.version))
    }
}

async fn talks(db: &mut Reader, month: Month, people: &[i64]) -> Result<Vec<TakenRow>, StoreError> {
    let (among, people) = among(people, 2);
    // Each side by its own index; with OR between them, many people make SQLite look through the whole month.
    let text = format!(
        "SELECT id, member, manager, start_at, minutes FROM sessions
         WHERE month >= $1 AND start_at IS NOT NULL AND outcome = 'open' AND member IN ({among})
         UNION SELECT id, member, manager, start_at, minutes FROM sessions
         WHERE month >= $1 AND start_at IS NOT NULL AND outcome = 'open' AND manager IN ({among})
         ORDER BY start_at, id"
    );
    db.all(sql(text).bind(month.previous()).bind_all(people))
        .await
}

/// Pair by pair: with all members and all managers in one list each, SQLite would look for every combination.
async fn past(db: &mut Reader, sessions: &[Session]) -> Result<Vec<PastTalk>, StoreError> {
    let ids: Vec<i64> = sessions.iter().map(|session| session.id.0).collect();
    let (among, ids) = among(&ids, 1);
    let text = format!(
        "SELECT DISTINCT p.id, p.member, p.manager, p.month, p.asked_at, p.topic, p.outcome, p.openers
         FROM sessions s JOIN sessions p ON p.member = s.member AND p.manager = s.manager
         WHERE s.id IN ({among}) AND p.month >= s.month - {LAST_TALK_MONTHS}
         AND p.outcome <> 'skipped' AND p.outcome <> 'cancelled'
         ORDER BY p.asked_at, p.id"
    );
    let rows: Vec<PastRow> = db.all(sql(text).bind_all(ids)).await?;
    rows.into_iter().map(PastRow::read).collect()
}

impl PastRow {
    fn read(self) -> Result<PastTalk, StoreError> {
        let at = At {
            table: "sessions",
            row: self.id,
        };
        Ok(PastTalk {
            id: self.id,
            pair: (self.member, self.manager),
            asked_at: self.asked_at,
            talk: LastTalk {
                month: at.month("month", self.month)?,
                topic: self.topic,
                held: Outcome::from_word(&self.outcome) == Some(Outcome::Held),
                openers: at.small("openers", self.openers)?,
            },
        })
    }
}

impl Surroundings {
    /// The taken time of both people, without this session's own.
    pub fn busy(&self, session: &Session) -> Vec<Busy> {
        let both = [session.member.0, session.manager.0];
        let theirs = |talk: &&TakenRow| {
            talk.id != session.id.0 && (both.contains(&talk.member) || both.contains(&talk.manager))
        };
        self.talks
            .iter()
            .filter(theirs)
            .filter_map(TakenRow::busy)
            .collect()
    }

    /// The pair's last talk before this one.
    pub fn last(&self, session: &Session) -> Option<LastTalk> {
        let pair = (session.member.0, session.manager.0);
        let asked_at = session.asked_at.timestamp_millis();
        let before = |past: &&PastTalk| {
            past.pair == pair && (past.asked_at, past.id) < (asked_at, session.id.0)
        };
        self.past
            .iter()
            .rev()
            .find(before)
            .map(|past| past.talk.clone())
    }

    /// The versions of both people's days.
    pub fn days(&self, session: &Session) -> BTreeMap<(PersonId, NaiveDate), i64> {
        let both = [session.member, session.manager];
        let theirs = self
            .days
            .iter()
            .filter(|((person, _), _)| both.contains(person));
        theirs.map(|(day, version)| (*day, *version)).collect()
    }
}

impl TakenRow {
    fn busy(&self) -> Option<Busy> {
        let start: DateTime<Utc> = DateTime::from_timestamp_millis(self.start_at)?;
        Some(Busy {
            start,
            end: start + Duration::minutes(self.minutes),
        })
    }
}
