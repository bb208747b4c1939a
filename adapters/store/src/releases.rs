//! Released figures: written once when a month closes, then only read.

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::sql::{Refusal, Statement, Value, sql};
use crate::store::Store;
use crate::table::Table;
use crate::words::At;
use kiku::domain::month::Month;
use kiku::domain::privacy::{Release, Scope, UnitFigures};
use serde::Serialize;
use serde::de::DeserializeOwned;

const UNITS: Table = Table {
    name: "release_units",
    columns: &["month", "unit", "scope", "document"],
};

#[derive(sqlx::FromRow)]
struct Document {
    month: i64,
    document: String,
}

#[derive(sqlx::FromRow)]
struct Newest {
    month: Option<i64>,
}

/// A release and its units; the commit conflicts if the month was released before.
pub(crate) fn write(dialect: Dialect, release: &Release) -> Result<Vec<Statement>, StoreError> {
    let head = Release {
        units: Vec::new(),
        ..release.clone()
    };
    let text = "INSERT INTO releases (month, head) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let head = sql(text)
        .bind(release.month)
        .bind(json(&head)?)
        .must(1, Refusal::Conflict);
    let units = release.units.iter().enumerate();
    let rows = units.map(|(unit, figures)| unit_values(release.month, unit, figures));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let mut statements = vec![head];
    statements.extend(UNITS.add(dialect, rows));
    Ok(statements)
}

fn unit_values(month: Month, unit: usize, figures: &UnitFigures) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        month.into(),
        (unit as i64).into(),
        scope_text(&figures.scope).into(),
        json(figures)?.into(),
    ])
}

fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::Company => "company".to_owned(),
        Scope::Department(path) => format!("department:{path}"),
        Scope::Manager(id, path) => format!("manager:{id}:{path}"),
    }
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::NotCommitted(e.to_string()))
}

fn parse<T: DeserializeOwned>(table: &'static str, row: &Document) -> Result<T, StoreError> {
    let column = if table == "releases" {
        "head"
    } else {
        "document"
    };
    serde_json::from_str(&row.document).map_err(|error| StoreError::BadValue {
        table: table.to_owned(),
        column: column.to_owned(),
        row: row.month.to_string(),
        why: error.to_string(),
    })
}

impl Store {
    /// The whole release of a month.
    pub async fn release(&self, month: Month) -> Result<Option<Release>, StoreError> {
        let mut db = self.pool().reader().await?;
        let head = sql("SELECT month, head AS document FROM releases WHERE month = $1").bind(month);
        let Some(head) = db.one::<Document>(head).await? else {
            return Ok(None);
        };
        let units = sql("SELECT month, document FROM release_units WHERE month = $1 ORDER BY unit")
            .bind(month);
        let units: Vec<Document> = db.all(units).await?;
        let mut release: Release = parse("releases", &head)?;
        release.units = units
            .iter()
            .map(|row| parse("release_units", row))
            .collect::<Result<_, _>>()?;
        Ok(Some(release))
    }

    /// One scope's figures of the months from `from` to `to`, oldest first: its trend.
    pub async fn released(
        &self,
        scope: &Scope,
        from: Month,
        to: Month,
    ) -> Result<Vec<(Month, UnitFigures)>, StoreError> {
        let text = "SELECT month, document FROM release_units
                    WHERE scope = $1 AND month >= $2 AND month <= $3 ORDER BY month";
        let statement = sql(text).bind(scope_text(scope)).bind(from).bind(to);
        let rows: Vec<Document> = self.pool().all(statement).await?;
        let read = |row: &Document| {
            let at = At {
                table: "release_units",
                row: row.month,
            };
            Ok((at.month("month", row.month)?, parse("release_units", row)?))
        };
        rows.iter().map(read).collect()
    }

    /// The newest month whose figures were released.
    pub async fn newest_release(&self) -> Result<Option<Month>, StoreError> {
        let row: Option<Newest> = self
            .pool()
            .one(sql("SELECT MAX(month) AS month FROM releases"))
            .await?;
        let number = row
            .and_then(|row| row.month)
            .and_then(|month| i32::try_from(month).ok());
        Ok(number.map(Month::from_number))
    }
}
