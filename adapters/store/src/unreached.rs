//! Whom messages do not reach, for those who run the programme: who, since when and why; never which messages.

use crate::error::StoreError;
use crate::gaps::{EMPLOYED, List, NO_ACCOUNT, Window, by_place};
use crate::outbox::why_dead;
use crate::pairs::{hr_units, inside as within};
use crate::sql::sql;
use crate::store::Store;
use crate::words::At;
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::person::Actor;
use kiku::material::{Undelivered, Unreachable, Unreached, UnreachedChannel};
use kiku::messages::Recipient;

#[derive(sqlx::FromRow)]
struct LostRow {
    id: i64,
    name: String,
    department: String,
    since: Option<i64>,
    messages: Option<i64>,
    error: Option<String>,
    accounts: i64,
}

#[derive(sqlx::FromRow)]
struct ChannelRow {
    id: i64,
    recipient: String,
    since: Option<i64>,
    messages: i64,
    error: Option<String>,
}

impl Store {
    /// Whom messages do not reach within the units for which the actor runs the programme, one page of it; `None` for
    /// anybody else: people without an account, and those to whom something could not be delivered that would still
    /// be useful at `now`.
    pub async fn unreached(
        &self,
        actor: &Actor,
        (today, now): (NaiveDate, DateTime<Utc>),
        page: usize,
        size: usize,
    ) -> Result<Option<Unreachable>, StoreError> {
        let Some(units) = hr_units(actor) else {
            return Ok(None);
        };
        let list = lost(self, &units, today, now);
        let total = self.counted(&list).await?;
        let (page, pages, window) = Window::of(page, size, total);
        let rows: Vec<LostRow> = self.listed(&list, window).await?;
        let channels = match page == 0 && units.contains(&"") {
            true => self.unreached_channels(now).await?,
            false => Vec::new(),
        };
        Ok(Some(Unreachable {
            total,
            page,
            pages,
            channels,
            shown: rows
                .into_iter()
                .map(LostRow::read)
                .collect::<Result<_, _>>()?,
        }))
    }

    /// Channels are few, and of no unit.
    async fn unreached_channels(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<UnreachedChannel>, StoreError> {
        let text = "SELECT o.id, o.recipient, l.since, l.messages, o.error
                    FROM (SELECT MAX(id) AS newest, MIN(send_at) AS since, count(*) AS messages FROM outbox
                        WHERE state = 'dead' AND sent_at IS NULL AND expires_at > $1
                        AND substr(recipient, 1, 8) = 'channel:'
                        GROUP BY recipient) l
                    JOIN outbox o ON o.id = l.newest ORDER BY o.recipient";
        let rows: Vec<ChannelRow> = self.pool().all(sql(text).bind(now)).await?;
        rows.into_iter().map(ChannelRow::read).collect()
    }
}

fn lost(store: &Store, units: &[&str], today: NaiveDate, now: DateTime<Utc>) -> List {
    let (inside, values) = within("p.department", units, 3);
    let from = format!(
        "FROM people p
         LEFT JOIN (SELECT CAST(substr(recipient, 8) AS BIGINT) AS person, MIN(send_at) AS since,
                count(*) AS messages, MAX(id) AS newest
             FROM (SELECT id, recipient, send_at FROM outbox
                 WHERE state = 'dead' AND sent_at IS NULL AND expires_at > $2
                 AND substr(recipient, 1, 7) = 'person:') AS dead
             GROUP BY recipient) l ON l.person = p.id
         LEFT JOIN outbox o ON o.id = l.newest
         WHERE {EMPLOYED} AND (l.person IS NOT NULL OR {NO_ACCOUNT}) AND ({inside})"
    );
    List {
        columns: "p.id, p.name, p.department, l.since, l.messages, o.error,
            (SELECT count(*) FROM accounts a WHERE a.person = p.id) AS accounts",
        from,
        order: by_place(store),
        values: [vec![today.into(), now.into()], values].concat(),
    }
}

impl LostRow {
    fn read(self) -> Result<Unreached, StoreError> {
        let at = At {
            table: "outbox",
            row: self.id,
        };
        let why = match self.accounts {
            0 => Undelivered::NoAccount,
            _ => why_dead(self.error.as_deref().unwrap_or_default()),
        };
        Ok(Unreached {
            name: self.name,
            department: self.department,
            since: at.instant_if("send_at", self.since)?,
            messages: self.messages.unwrap_or(0),
            why,
        })
    }
}

impl ChannelRow {
    fn read(self) -> Result<UnreachedChannel, StoreError> {
        let at = At {
            table: "outbox",
            row: self.id,
        };
        let channel = match Recipient::decode(&self.recipient) {
            Some(Recipient::Channel(_, _, channel)) => Some(channel),
            _ => None,
        };
        Ok(UnreachedChannel {
            channel: at.some("recipient", channel)?,
            since: at.instant_if("send_at", self.since)?,
            messages: self.messages,
            why: why_dead(self.error.as_deref().unwrap_or_default()),
        })
    }
}
