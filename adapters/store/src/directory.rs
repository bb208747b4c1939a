//! What the directories of chat platforms told: accounts that belong to nobody, and how far each look got.

use crate::error::StoreError;
use crate::outbox;
use crate::people::{ACCOUNTS, AccountRow};
use crate::sql::{Statement, Value, padded, places, sql};
use crate::store::Store;
use crate::table::Table;
use crate::words::At;
use chrono::{DateTime, Utc};
use kiku::domain::directory::{Finding, FindingKind, Link, Look, LookStage};
use kiku::domain::ids::PersonId;
use kiku::domain::roster;
use kiku::usecases::meet_accounts::Known;
use kiku_chat::{Account, DirectoryPerson};
use std::collections::BTreeSet;

pub(crate) const FINDINGS: Table = Table {
    name: "directory_findings",
    columns: &[
        "platform",
        "workspace",
        "account",
        "kind",
        "name",
        "email",
        "person",
        "seen_at",
    ],
};

/// The words of a finding's kind.
pub(crate) const UNMATCHED: &str = "unmatched";
pub(crate) const DUPLICATE: &str = "duplicate";

/// The directory's rows of one commit, in the order in which they have to be written.
#[derive(Default)]
pub(crate) struct Rows {
    pub before: Vec<Statement>,
    pub findings: Vec<Vec<Value>>,
    pub after: Vec<Statement>,
}

impl Rows {
    /// The person has an account: what waited in vain for one is sent after all.
    pub fn linked(&mut self, person: PersonId, send_at: DateTime<Utc>) {
        self.after.push(outbox::revive(person, send_at));
    }

    pub fn unlinked(&mut self, account: &Account, person: PersonId) {
        let text = "DELETE FROM accounts WHERE platform = $1 AND workspace = $2 AND account = $3 AND person = $4";
        self.before.push(named(text, account).bind(person));
        self.before.push(outbox::close_at(account, person));
    }

    pub fn found(&mut self, finding: &Finding) {
        let (kind, person) = match finding.kind {
            FindingKind::Unmatched => (UNMATCHED, None),
            FindingKind::Duplicate(person) => (DUPLICATE, Some(person)),
        };
        let account = &finding.account;
        self.findings.push(vec![
            (&account.platform).into(),
            (&account.workspace).into(),
            (&account.user).into(),
            kind.into(),
            (&finding.name).into(),
            (&finding.mail).into(),
            person.into(),
            finding.at.into(),
        ]);
    }

    pub fn settled(&mut self, account: &Account) {
        let text = "DELETE FROM directory_findings WHERE platform = $1 AND workspace = $2 AND account = $3";
        self.before.push(named(text, account));
    }

    /// At the end of a look, what it did not find again is gone from the directory.
    pub fn looked(&mut self, look: &Look) {
        let (cursor, ended) = match &look.stage {
            LookStage::Begun => (None, None),
            LookStage::Under(cursor) => (Some(cursor.clone()), None),
            LookStage::Ended(at) => (None, Some(*at)),
        };
        let text = "INSERT INTO directory_looks (platform, workspace, begun_at, cursor, ended_at)
                    VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (platform, workspace) DO UPDATE SET begun_at = excluded.begun_at,
                    cursor = excluded.cursor, ended_at = COALESCE(excluded.ended_at, directory_looks.ended_at)";
        let place = |text: &'static str| sql(text).bind(&look.platform).bind(&look.workspace);
        self.after
            .push(place(text).bind(look.begun_at).bind(cursor).bind(ended));
        if ended.is_some() {
            let text = "DELETE FROM directory_findings WHERE platform = $1 AND workspace = $2 AND seen_at < $3";
            self.after.push(place(text).bind(look.begun_at));
        }
    }
}

fn named(text: &'static str, account: &Account) -> Statement {
    sql(text)
        .bind(&account.platform)
        .bind(&account.workspace)
        .bind(&account.user)
}

#[derive(sqlx::FromRow)]
struct Found {
    platform: String,
    workspace: String,
    account: String,
    name: String,
    email: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LookRow {
    platform: String,
    workspace: String,
    begun_at: i64,
    cursor: String,
}

impl Store {
    /// What has to be known of these accounts of one workspace to decide whose they are. Asks by mail address and by
    /// account, never for the whole company.
    pub async fn known_accounts(&self, page: &[DirectoryPerson]) -> Result<Known, StoreError> {
        let mails = page.iter().filter_map(|entry| entry.email.as_deref());
        let mails: BTreeSet<String> = mails.filter_map(roster::mail).collect();
        let mails: Vec<String> = mails.into_iter().collect();
        let mut people = self.people_by_mail(&mails).await?;
        let owners = self.owners(page).await?;
        let by_mail: BTreeSet<PersonId> = people.iter().map(|person| person.id).collect();
        let others: BTreeSet<PersonId> = owners
            .into_iter()
            .map(|row| PersonId(row.person))
            .filter(|owner| !by_mail.contains(owner))
            .collect();
        let others: Vec<PersonId> = others.into_iter().collect();
        if !others.is_empty() {
            people.extend(self.people(&others).await?.into_values());
        }
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        Ok(Known {
            links: self.links_of(&ids).await?,
            findings: self.found_among(page).await?,
            people,
        })
    }

    async fn owners(&self, page: &[DirectoryPerson]) -> Result<Vec<AccountRow>, StoreError> {
        let columns = ACCOUNTS.list();
        match among(&format!("SELECT {columns} FROM accounts"), page) {
            Some(statement) => self.pool().all(statement).await,
            None => Ok(Vec::new()),
        }
    }

    async fn links_of(&self, people: &[PersonId]) -> Result<Vec<Link>, StoreError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = people.iter().map(|id| id.0).collect();
        let mut rows: Vec<AccountRow> = self.pool().all(ACCOUNTS.by_keys("person", &ids)).await?;
        let key = |row: &AccountRow| {
            let place = (row.platform.clone(), row.workspace.clone());
            (row.linked_at, place, row.account.clone())
        };
        rows.sort_by_cached_key(key);
        rows.into_iter().map(AccountRow::read).collect()
    }

    async fn found_among(&self, page: &[DirectoryPerson]) -> Result<Vec<Account>, StoreError> {
        let columns = "platform, workspace, account, name, email";
        let text = format!("SELECT {columns} FROM directory_findings");
        let Some(statement) = among(&text, page) else {
            return Ok(Vec::new());
        };
        let rows: Vec<Found> = self.pool().all(statement).await?;
        Ok(rows.into_iter().map(|row| row.entry().account).collect())
    }

    /// Accounts that belonged to nobody when they were seen last, and whose mail address stands on the roster by now:
    /// a person without an account there.
    pub async fn waiting_accounts(&self, limit: usize) -> Result<Vec<DirectoryPerson>, StoreError> {
        let text = "SELECT f.platform, f.workspace, f.account, f.name, f.email
                    FROM directory_findings f JOIN people p ON p.email = f.email
                    WHERE p.left_on IS NULL AND NOT EXISTS (SELECT 1 FROM accounts a
                        WHERE a.person = p.id AND a.platform = f.platform AND a.workspace = f.workspace)
                    ORDER BY f.platform, f.workspace, f.account LIMIT $1";
        let rows: Vec<Found> = self.pool().all(sql(text).bind(limit as i64)).await?;
        Ok(rows.into_iter().map(Found::entry).collect())
    }

    /// The look into a directory that is under way.
    pub async fn look_under_way(
        &self,
        platform: &str,
        workspace: &str,
    ) -> Result<Option<Look>, StoreError> {
        let text = "SELECT platform, workspace, begun_at, cursor FROM directory_looks
                    WHERE platform = $1 AND workspace = $2 AND cursor IS NOT NULL";
        let statement = sql(text).bind(platform).bind(workspace);
        let row: Option<LookRow> = self.pool().one(statement).await?;
        row.map(LookRow::read).transpose()
    }
}

/// Rows of this page's accounts; all of them are of one workspace.
fn among(select: &str, page: &[DirectoryPerson]) -> Option<Statement> {
    let first = &page.first()?.account;
    let users: Vec<String> = page
        .iter()
        .map(|entry| entry.account.user.clone())
        .collect();
    let users = padded(&users);
    let places = places(3, users.len());
    let text = format!("{select} WHERE platform = $1 AND workspace = $2 AND account IN ({places})");
    let statement = sql(text).bind(&first.platform).bind(&first.workspace);
    Some(statement.bind_all(users.into_iter().map(Value::from)))
}

impl Found {
    fn entry(self) -> DirectoryPerson {
        DirectoryPerson {
            account: Account {
                platform: self.platform,
                workspace: self.workspace,
                user: self.account,
            },
            name: self.name,
            email: self.email,
            time_zone: None,
            locale: None,
            reachable: true,
        }
    }
}

impl LookRow {
    fn read(self) -> Result<Look, StoreError> {
        let at = At {
            table: "directory_looks",
            row: 0,
        };
        Ok(Look {
            begun_at: at.instant("begun_at", self.begun_at)?,
            platform: self.platform,
            workspace: self.workspace,
            stage: LookStage::Under(self.cursor),
        })
    }
}
