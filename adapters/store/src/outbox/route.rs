//! Routing: what is due learns its lane and address from its recipient's account, many rows at a time.

use super::lanes::{Lane, open_lane};
use super::{End, NO_ACCOUNT};
use crate::error::StoreError;
use crate::sql::{Statement, Value, filled, padded, places, sql};
use crate::store::Store;
use crate::words::{At, Word};
use chrono::{DateTime, Utc};
use kiku::messages::Recipient;
use kiku_chat::{Account, Address};
use std::collections::{BTreeMap, BTreeSet};

/// How many recipients one statement names.
const PEOPLE: usize = 64;

#[derive(sqlx::FromRow)]
struct Unrouted {
    id: i64,
    recipient: String,
    expires_at: i64,
}

#[derive(sqlx::FromRow)]
struct Of {
    person: i64,
    platform: String,
    workspace: String,
    account: String,
}

impl Store {
    /// Gives at most `limit` due rows their lane and address: the earliest account of each recipient on a platform
    /// among `connected`. Who has none ends as dead, what has had its time as expired. Returns how many rows
    /// were looked at.
    pub async fn route(
        &self,
        now: DateTime<Utc>,
        connected: &BTreeSet<String>,
        limit: usize,
    ) -> Result<usize, StoreError> {
        let text = "SELECT id, recipient, expires_at FROM outbox
                    WHERE platform IS NULL AND (state = 'waiting' OR state = 'unknown') AND try_at <= $1
                    ORDER BY try_at, id LIMIT $2";
        let due: Vec<Unrouted> = self
            .pool()
            .all(sql(text).bind(now).bind(limit as i64))
            .await?;
        if due.is_empty() {
            return Ok(0);
        }
        let (late, due): (Vec<Unrouted>, Vec<Unrouted>) = due
            .into_iter()
            .partition(|row| row.expires_at <= now.timestamp_millis());
        let mut statements = end_unrouted(End::Expired, super::TOO_LATE, &ids(&late));
        statements.extend(self.routing(due.as_slice(), connected).await?);
        self.write(statements).await?;
        Ok(late.len() + due.len())
    }

    async fn routing(
        &self,
        due: &[Unrouted],
        connected: &BTreeSet<String>,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut recipients = Vec::with_capacity(due.len());
        for row in due {
            let at = At {
                table: "outbox",
                row: row.id,
            };
            let to = at.some("recipient", Recipient::decode(&row.recipient))?;
            recipients.push((row.id, to));
        }
        let homes = self.homes(&recipients, connected).await?;
        let mut lanes = BTreeSet::new();
        let (mut routed, mut homeless) = (Vec::new(), Vec::new());
        for (id, to) in recipients {
            let address = match to {
                Recipient::Person(person) => homes.get(&person.0).cloned().map(Address::Person),
                Recipient::Channel(platform, workspace, channel) => {
                    connected.contains(&platform).then_some(Address::Channel {
                        platform,
                        workspace,
                        channel,
                    })
                }
            };
            match address {
                Some(address) => {
                    lanes.insert(Lane::of(address.lane()));
                    routed.push((id, address));
                }
                None => homeless.push(id),
            }
        }
        let mut statements: Vec<Statement> = lanes.iter().map(open_lane).collect();
        for chunk in routed.chunks(PEOPLE) {
            statements.push(self.give_addresses(chunk)?);
        }
        statements.extend(end_unrouted(End::Dead, NO_ACCOUNT, &homeless));
        Ok(statements)
    }

    /// The account that is written to: of each person the first that was linked, on a connected platform.
    async fn homes(
        &self,
        recipients: &[(i64, Recipient)],
        connected: &BTreeSet<String>,
    ) -> Result<BTreeMap<i64, Account>, StoreError> {
        let people: BTreeSet<i64> = recipients
            .iter()
            .filter_map(|(_, to)| match to {
                Recipient::Person(person) => Some(person.0),
                Recipient::Channel(..) => None,
            })
            .collect();
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        let people = padded(&people.into_iter().collect::<Vec<_>>());
        let text = format!(
            "SELECT person, platform, workspace, account FROM accounts WHERE person IN ({})
             ORDER BY person, linked_at, platform, workspace, account",
            places(1, people.len())
        );
        let rows: Vec<Of> = self
            .pool()
            .all(sql(text).bind_all(people.into_iter().map(Value::from)))
            .await?;
        let mut homes = BTreeMap::new();
        for row in rows
            .into_iter()
            .filter(|row| connected.contains(&row.platform))
        {
            homes.entry(row.person).or_insert(Account {
                platform: row.platform,
                workspace: row.workspace,
                user: row.account,
            });
        }
        Ok(homes)
    }

    fn give_addresses(&self, rows: &[(i64, Address)]) -> Result<Statement, StoreError> {
        let rows = filled(rows);
        let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 4);
        for (id, address) in &rows {
            let (platform, workspace) = address.lane();
            let place = serde_json::to_string(address)
                .map_err(|e| StoreError::NotCommitted(e.to_string()))?;
            values.extend([
                (*id).into(),
                platform.into(),
                workspace.into(),
                place.into(),
            ]);
        }
        let text = format!(
            "UPDATE outbox SET platform = home.column2, workspace = home.column3, address = home.column4
             FROM (VALUES {}) AS home
             WHERE outbox.id = home.column1 AND outbox.platform IS NULL
             AND (outbox.state = 'waiting' OR outbox.state = 'unknown')",
            self.dialect().rows(rows.len(), 4)
        );
        Ok(sql(text).bind_all(values))
    }

    /// Brings back what no lane can send: rows of lanes whose platform is not connected any more are routed anew, and
    /// so is what ended for want of an account whose recipient has one now.
    pub async fn route_anew(
        &self,
        now: DateTime<Utc>,
        connected: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let platforms: Vec<Value> = connected
            .iter()
            .map(|name| Value::from(name.as_str()))
            .collect();
        if platforms.is_empty() {
            return Ok(());
        }
        let gone = format!(
            "UPDATE outbox SET platform = NULL, workspace = NULL, address = NULL
             WHERE state = 'waiting' AND platform IS NOT NULL AND platform NOT IN ({})",
            places(1, platforms.len())
        );
        let found = format!(
            "UPDATE outbox SET state = 'waiting', try_at = $1, attempts = 0, error = NULL
             WHERE id IN (SELECT MAX(id) FROM outbox
                 WHERE state = 'dead' AND platform IS NULL AND expires_at > $1 AND kind <> 'booking_news'
                 AND recipient IN (SELECT 'person:' || CAST(person AS TEXT) FROM accounts WHERE platform IN ({}))
                 GROUP BY recipient, subject)",
            places(2, platforms.len())
        );
        self.write(vec![
            sql(gone).bind_all(platforms.clone()),
            sql(found).bind(now).bind_all(platforms),
        ])
        .await
        .map(|_| ())
    }
}

fn ids(rows: &[Unrouted]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

fn end_unrouted(end: End, why: &str, ids: &[i64]) -> Vec<Statement> {
    let chunk = |chunk: &[i64]| {
        let keys = padded(chunk);
        let text = format!(
            "UPDATE outbox SET state = $1, error = $2 WHERE id IN ({}) AND platform IS NULL
             AND (state = 'waiting' OR state = 'unknown')",
            places(3, keys.len())
        );
        sql(text)
            .bind(end.state().word())
            .bind(why)
            .bind_all(keys.into_iter().map(Value::from))
    };
    ids.chunks(PEOPLE).map(chunk).collect()
}
