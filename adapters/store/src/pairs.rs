//! How pairs stand, for those who run the programme: step and time. Nothing that anybody answered is selected.

use crate::error::StoreError;
use crate::sql::{Value, sql};
use crate::store::Store;
use crate::words::{At, Word};
use chrono::Duration;
use kiku::domain::month::Month;
use kiku::domain::person::{Actor, Role};
use kiku::domain::session::SessionStep;
use kiku::material::PairStatus;
use std::collections::BTreeMap;

/// One page of pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairPage {
    /// The pairs of this page, by department and member's number.
    pub pairs: Vec<PairStatus>,
    /// How many pairs stand at each step, all pages together.
    pub counts: BTreeMap<&'static str, (SessionStep, i64)>,
    /// How many pairs there are in all.
    pub total: i64,
}

#[derive(sqlx::FromRow)]
struct PairRow {
    id: i64,
    member: String,
    manager: String,
    department: String,
    step: String,
    start_at: Option<i64>,
    minutes: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    step: String,
    count: i64,
}

impl Store {
    /// The pairs of a month within the units for which the actor runs the programme; `None` for anybody else.
    pub async fn pairs(
        &self,
        actor: &Actor,
        month: Month,
        page: usize,
        size: usize,
    ) -> Result<Option<PairPage>, StoreError> {
        let Some(units) = hr_units(actor) else {
            return Ok(None);
        };
        let (inside, values) = inside("s.department", &units, 4);
        let mut found = PairPage {
            pairs: self.pair_rows(month, &inside, &values, page, size).await?,
            ..PairPage::default()
        };
        for (step, count) in self.pair_counts(month, &inside, values).await? {
            found.total += count;
            found.counts.insert(step.word(), (step, count));
        }
        Ok(Some(found))
    }

    async fn pair_rows(
        &self,
        month: Month,
        inside: &str,
        values: &[Value],
        page: usize,
        size: usize,
    ) -> Result<Vec<PairStatus>, StoreError> {
        let (department, number) = (
            self.dialect().by_bytes("s.department"),
            self.dialect().by_bytes("m.number"),
        );
        let text = format!(
            "SELECT s.id, m.name AS member, b.name AS manager, s.department, s.step, s.start_at, s.minutes
             FROM sessions s JOIN people m ON m.id = s.member JOIN people b ON b.id = s.manager
             WHERE s.month = $1 AND s.kind = 'monthly' AND s.outcome <> 'cancelled' AND ({inside})
             ORDER BY {department}, {number} LIMIT $2 OFFSET $3"
        );
        let statement = sql(text)
            .bind(month)
            .bind(size as i64)
            .bind((page * size) as i64);
        let rows: Vec<PairRow> = self
            .pool()
            .all(statement.bind_all(values.iter().cloned()))
            .await?;
        rows.into_iter().map(PairRow::read).collect()
    }

    async fn pair_counts(
        &self,
        month: Month,
        inside: &str,
        values: Vec<Value>,
    ) -> Result<Vec<(SessionStep, i64)>, StoreError> {
        // The two unused places keep the numbers of the list the same as above.
        let text = format!(
            "SELECT s.step, count(*) AS count FROM sessions s
             WHERE s.month = $1 AND $2 = $3 AND s.kind = 'monthly' AND s.outcome <> 'cancelled' AND ({inside})
             GROUP BY s.step"
        );
        let statement = sql(text)
            .bind(month)
            .bind(0_i64)
            .bind(0_i64)
            .bind_all(values);
        let rows: Vec<CountRow> = self.pool().all(statement).await?;
        let at = At {
            table: "sessions",
            row: 0,
        };
        rows.into_iter()
            .map(|row| Ok((at.word("step", &row.step)?, row.count)))
            .collect()
    }
}

/// The units for which somebody runs the programme; `None` if they do for none.
pub(crate) fn hr_units(actor: &Actor) -> Option<Vec<&str>> {
    let hr = actor.grants.iter().filter(|grant| grant.role == Role::Hr);
    let units: Vec<&str> = hr.map(|grant| grant.unit.as_str()).collect();
    (!units.is_empty()).then_some(units)
}

/// The condition that a department lies within one of the units; the empty unit is the whole company.
/// Its places begin at number `first`.
pub(crate) fn inside(department: &str, units: &[&str], first: usize) -> (String, Vec<Value>) {
    let one = |index: usize| {
        let n = index + first;
        format!(
            "${n} = '' OR {department} = ${n} OR substr({department}, 1, length(${n}) + 1) = ${n} || '/'"
        )
    };
    let conditions: Vec<String> = (0..units.len()).map(one).collect();
    (
        conditions.join(" OR "),
        units.iter().map(|unit| Value::from(*unit)).collect(),
    )
}

impl PairRow {
    fn read(self) -> Result<PairStatus, StoreError> {
        let at = At {
            table: "sessions",
            row: self.id,
        };
        let start = at.instant_if("start_at", self.start_at)?;
        let minutes = self
            .minutes
            .map(|minutes| at.small::<u32>("minutes", minutes));
        let minutes = minutes.transpose()?;
        Ok(PairStatus {
            member: self.member,
            manager: self.manager,
            department: self.department,
            step: at.word("step", &self.step)?,
            start,
            end: start
                .zip(minutes)
                .map(|(start, minutes)| start + Duration::minutes(minutes.into())),
        })
    }
}
