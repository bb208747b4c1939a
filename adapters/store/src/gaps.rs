//! Where roster and directories differ, for those who run the programme: names and departments, page by page.

use crate::directory::{DUPLICATE, UNMATCHED};
use crate::error::StoreError;
use crate::pairs::{hr_units, inside as within};
use crate::sql::{Statement, Value, sql};
use crate::store::Store;
use chrono::{DateTime, NaiveDate};
use kiku::domain::person::Actor;
use kiku::material::{Gap, Gaps};

/// At the company that day: neither left nor still to come.
pub(crate) const EMPLOYED: &str =
    "(p.left_on IS NULL OR p.left_on >= $1) AND (p.joined IS NULL OR p.joined <= $1)";
/// Has no account on any platform.
pub(crate) const NO_ACCOUNT: &str = "NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person = p.id)";

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
pub(crate) struct Window {
    skip: i64,
    take: i64,
}

impl Window {
    /// The page, moved to the last one if it lies behind it, and how many pages there are.
    pub fn of(page: usize, size: usize, total: i64) -> (usize, usize, Window) {
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

    pub(crate) async fn counted(&self, list: &List) -> Result<i64, StoreError> {
        let text = format!("SELECT count(*) AS count {}", list.from);
        let row: Option<Count> = self.pool().one(list.bound(text)).await?;
        Ok(row.map_or(0, |row| row.count))
    }

    pub(crate) async fn listed<T: crate::run::Fetch>(
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
pub(crate) struct List {
    pub columns: &'static str,
    pub from: String,
    pub order: String,
    pub values: Vec<Value>,
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

/// By department, then by number.
pub(crate) fn by_place(store: &Store) -> String {
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
