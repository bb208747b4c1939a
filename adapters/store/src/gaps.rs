//! Where roster and directories differ, and whom messages do not reach: for those who run the programme.
//! Names, departments and times; nothing that anybody was sent or answered.

use crate::directory::{DUPLICATE, UNMATCHED};
use crate::error::StoreError;
use crate::outbox::why_dead;
use crate::pairs::{hr_units, inside as within};
use crate::sql::{Statement, Value, sql};
use crate::store::Store;
use crate::words::At;
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::person::Actor;
use kiku::material::{Gap, Gaps, Undelivered, Unreachable, Unreached, UnreachedChannel};
use kiku::messages::Recipient;

/// At the company that day: neither left nor still to come.
const EMPLOYED: &str =
    "(p.left_on IS NULL OR p.left_on >= $1) AND (p.joined IS NULL OR p.joined <= $1)";
const NO_ACCOUNT: &str = "NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.id)";

#[derive(sqlx::FromRow)]
struct PersonRow {
    name: String,
    department: String,
    email: Option<String>,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    account: String,
    name: String,
    email: Option<String>,
    workspace: String,
}

#[derive(sqlx::FromRow)]
struct TwiceRow {
    account: String,
    name: String,
    department: String,
    workspace: String,
}

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

#[derive(sqlx::FromRow)]
struct Count {
    count: i64,
}

#[derive(sqlx::FromRow)]
struct Looks {
    oldest: Option<i64>,
    places: i64,
}

/// A page of several lists that follow one another.
#[derive(Debug, Clone, Copy)]
struct Window {
    skip: i64,
    take: i64,
}

impl Window {
    /// The page, moved to the last one if it lies behind it, and how many pages there are.
    fn of(page: usize, size: usize, total: i64) -> (usize, usize, Window) {
        let total = usize::try_from(total).unwrap_or(0);
        let pages = total.div_ceil(size).max(1);
        let page = page.min(pages - 1);
        let window = Window {
            skip: (page * size) as i64,
            take: size as i64,
        };
        (page, pages, window)
    }

    /// The part of the page that falls into the next list, of so many entries.
    fn next(&mut self, count: i64) -> Window {
        let skip = self.skip.min(count);
        let take = self.take.min(count - skip);
        self.skip -= skip;
        self.take -= take;
        Window { skip, take }
    }
}

impl Store {
    /// Where roster and directories differ within the units for which the actor runs the programme, one page of it;
    /// `None` for anybody else. Accounts that belong to nobody are of no unit: they are shown to those who run the
    /// programme of the whole company.
    pub async fn gaps(
        &self,
        actor: &Actor,
        today: NaiveDate,
        page: usize,
        size: usize,
    ) -> Result<Option<Gaps>, StoreError> {
        let Some(units) = hr_units(actor) else {
            return Ok(None);
        };
        let lists = Lists::of(self, &units, today);
        let mut gaps = Gaps {
            no_account: self.counted(&lists.no_account).await?,
            no_line: self.counted(&lists.no_line).await?,
            twice: self.counted(&lists.twice).await?,
            ..Gaps::default()
        };
        let looks: Option<Looks> = self
            .pool()
            .one(sql(
                "SELECT MIN(ended_at) AS oldest, count(*) AS places FROM directory_looks",
            ))
            .await?;
        if let Some(looks) = looks {
            gaps.looked_at = looks.oldest.and_then(DateTime::from_timestamp_millis);
            gaps.several = looks.places > 1;
        }
        let total = gaps.no_account + gaps.no_line + gaps.twice;
        let (page, pages, mut window) = Window::of(page, size, total);
        (gaps.page, gaps.pages) = (page, pages);
        let people: Vec<PersonRow> = self
            .listed(&lists.no_account, window.next(gaps.no_account))
            .await?;
        let found: Vec<FoundRow> = self
            .listed(&lists.no_line, window.next(gaps.no_line))
            .await?;
        let twice: Vec<TwiceRow> = self.listed(&lists.twice, window.next(gaps.twice)).await?;
        gaps.shown.extend(people.into_iter().map(PersonRow::gap));
        gaps.shown.extend(found.into_iter().map(FoundRow::gap));
        gaps.shown.extend(twice.into_iter().map(TwiceRow::gap));
        Ok(Some(gaps))
    }

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

    async fn counted(&self, list: &List) -> Result<i64, StoreError> {
        let text = format!("SELECT count(*) AS count {}", list.from);
        let row: Option<Count> = self.pool().one(list.bound(text)).await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn listed<T: crate::run::Fetch>(
        &self,
        list: &List,
        window: Window,
    ) -> Result<Vec<T>, StoreError> {
        if window.take == 0 {
            return Ok(Vec::new());
        }
        let (columns, from, order) = (list.columns, &list.from, &list.order);
        let Window { skip, take } = window;
        let text = format!("SELECT {columns} {from} ORDER BY {order} LIMIT {take} OFFSET {skip}");
        self.pool().all(list.bound(text)).await
    }
}

/// A query that is counted, and shown page by page.
struct List {
    columns: &'static str,
    from: String,
    order: String,
    values: Vec<Value>,
}

impl List {
    fn bound(&self, text: String) -> Statement {
        sql(text).bind_all(self.values.iter().cloned())
    }
}

struct Lists {
    no_account: List,
    no_line: List,
    twice: List,
}

impl Lists {
    fn of(store: &Store, units: &[&str], today: NaiveDate) -> Self {
        let order = by_place(store);
        let (inside, values) = within("p.department", units, 2);
        let with_day = || [vec![today.into()], values.clone()].concat();
        let (all, all_values) = within("''", units, 1);
        let (of_person, person_values) = within("p.department", units, 1);
        Lists {
            no_account: List {
                columns: "p.name, p.department, p.email",
                from: format!("FROM people p WHERE {EMPLOYED} AND {NO_ACCOUNT} AND ({inside})"),
                order: order.clone(),
                values: with_day(),
            },
            no_line: List {
                columns: "f.account, f.name, f.email, f.workspace",
                from: format!("FROM directory_findings f WHERE f.kind = '{UNMATCHED}' AND ({all})"),
                order: "f.platform, f.workspace, f.name, f.account".to_owned(),
                values: all_values,
            },
            twice: List {
                columns: "CASE WHEN f.name = '' THEN f.account ELSE f.name END AS account,
                    p.name, p.department, f.workspace",
                from: format!(
                    "FROM directory_findings f JOIN people p ON p.id = f.person
                     WHERE f.kind = '{DUPLICATE}' AND ({of_person})"
                ),
                order: format!("{order}, f.platform, f.workspace, f.account"),
                values: person_values,
            },
        }
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

fn by_place(store: &Store) -> String {
    let dialect = store.dialect();
    format!(
        "{}, {}",
        dialect.by_bytes("p.department"),
        dialect.by_bytes("p.number")
    )
}

impl PersonRow {
    fn gap(self) -> Gap {
        Gap::NoAccount {
            name: self.name,
            department: self.department,
            has_mail: self.email.is_some(),
        }
    }
}

impl FoundRow {
    fn gap(self) -> Gap {
        Gap::NoLine {
            name: if self.name.trim().is_empty() {
                self.account
            } else {
                self.name
            },
            mail: self.email,
            workspace: self.workspace,
        }
    }
}

impl TwiceRow {
    fn gap(self) -> Gap {
        Gap::Twice {
            name: self.name,
            department: self.department,
            account: self.account,
            workspace: self.workspace,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_through_several_lists() {
        let (page, pages, mut window) = Window::of(1, 10, 25);
        assert_eq!((page, pages), (1, 3));
        let parts: Vec<(i64, i64)> = [4, 9, 12]
            .into_iter()
            .map(|count| window.next(count))
            .map(|part| (part.skip, part.take))
            .collect();
        assert_eq!(parts, [(4, 0), (6, 3), (0, 7)]);
    }

    #[test]
    fn a_page_behind_the_last_one_is_the_last_one() {
        let (page, pages, window) = Window::of(99, 10, 25);
        assert_eq!((page, pages, window.skip), (2, 3, 20));
        let (page, pages, _) = Window::of(3, 10, 0);
        assert_eq!((page, pages), (0, 1));
    }
}
