//! People, their accounts and their grants.

mod rows;

pub(crate) use rows::{
    ACCOUNTS, AccountRow, GRANTS, GrantRow, PEOPLE, PersonRow, account_values, grant_values,
    link_values, person_values,
};

use crate::error::StoreError;
use crate::sql::{Statement, Value, padded, places, sql};
use crate::store::Store;
use kiku::domain::ids::PersonId;
use kiku::domain::person::{Actor, Person};
use kiku_chat::Account;
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Count {
    count: i64,
}

fn people(rows: Vec<PersonRow>) -> Result<Vec<Person>, StoreError> {
    rows.into_iter().map(PersonRow::read).collect()
}

fn select(condition: &str) -> Statement {
    sql(format!("SELECT {} FROM people {condition}", PEOPLE.list()))
}

impl Store {
    /// Who is acting, from the account that the platform has authenticated.
    pub async fn actor(&self, account: &Account) -> Result<Option<Actor>, StoreError> {
        match self.person_of(account).await? {
            Some(person) => self.actor_of(person).await.map(Some),
            None => Ok(None),
        }
    }

    /// A person as an actor: with their grants, and whether anybody reports to them.
    async fn actor_of(&self, person: Person) -> Result<Actor, StoreError> {
        let mut reader = self.pool().reader().await?;
        let text = "SELECT person, role, unit FROM grants WHERE person = $1 ORDER BY role, unit";
        let rows: Vec<GrantRow> = reader.all(sql(text).bind(person.id)).await?;
        let text = "SELECT count(*) AS count FROM people WHERE manager = $1";
        let led: Option<Count> = reader.one(sql(text).bind(person.id)).await?;
        let grants = rows
            .into_iter()
            .map(GrantRow::read)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Actor {
            person,
            grants,
            manages: led.is_some_and(|led| led.count > 0),
        })
    }

    /// The person behind an account.
    async fn person_of(&self, account: &Account) -> Result<Option<Person>, StoreError> {
        let of = "WHERE id = (SELECT person FROM accounts WHERE platform = $1 AND workspace = $2 AND account = $3)";
        let statement = select(of)
            .bind(&account.platform)
            .bind(&account.workspace)
            .bind(&account.user);
        self.pool()
            .one(statement)
            .await?
            .map(PersonRow::read)
            .transpose()
    }

    /// One person.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        Ok(self.people(&[id]).await?.remove(&id))
    }

    /// Several people by id; those who are not known are absent.
    pub async fn people(&self, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Person>, StoreError> {
        let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let rows = self.pool().all(PEOPLE.by_keys("id", &keys)).await?;
        Ok(people(rows)?
            .into_iter()
            .map(|person| (person.id, person))
            .collect())
    }

    /// The person with this employee number.
    pub async fn person_by_number(&self, number: &str) -> Result<Option<Person>, StoreError> {
        let statement = select("WHERE number = $1").bind(number);
        let row = self.pool().one(statement).await?;
        row.map(PersonRow::read).transpose()
    }

    /// A page of everybody in order of ids, each with their manager; the next page begins after the last id.
    pub async fn people_after(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(Person, Option<Person>)>, StoreError> {
        let statement = select("WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit as i64);
        let page = people(self.pool().all(statement).await?)?;
        let mut managers: Vec<PersonId> = page.iter().filter_map(|person| person.manager).collect();
        managers.sort_unstable();
        managers.dedup();
        let managers = self.people(&managers).await?;
        let with = |person: Person| {
            let manager = person.manager.and_then(|id| managers.get(&id)).cloned();
            (person, manager)
        };
        Ok(page.into_iter().map(with).collect())
    }

    /// Everybody with their user ids by platform, in order of ids: what an import compares with.
    pub async fn known_people(
        &self,
    ) -> Result<Vec<(Person, BTreeMap<String, String>)>, StoreError> {
        let mut reader = self.pool().reader().await?;
        let text = format!(
            "SELECT {} FROM accounts ORDER BY person, linked_at DESC, platform, workspace",
            ACCOUNTS.list()
        );
        let mut accounts: BTreeMap<i64, BTreeMap<String, String>> = BTreeMap::new();
        let take = |row: AccountRow| {
            let of = accounts.entry(row.person).or_default();
            of.insert(row.platform, row.account);
            Ok(())
        };
        reader.each(sql(text), take).await?;
        let mut everybody = Vec::new();
        let take = |row: PersonRow| {
            let person = row.read()?;
            let known = accounts.remove(&person.id.0).unwrap_or_default();
            everybody.push((person, known));
            Ok(())
        };
        reader.each(select("ORDER BY id"), take).await?;
        Ok(everybody)
    }

    /// A person's accounts, the one that is written to first: those that the roster named, then the earliest linked.
    pub async fn accounts_of(&self, person: PersonId) -> Result<Vec<Account>, StoreError> {
        let text = format!(
            "SELECT {} FROM accounts WHERE person = $1 ORDER BY linked_at, platform, workspace, account",
            ACCOUNTS.list()
        );
        let rows: Vec<AccountRow> = self.pool().all(sql(text).bind(person)).await?;
        Ok(rows.into_iter().map(AccountRow::account).collect())
    }

    /// Everybody with one of these mail addresses, leavers included, in order of ids.
    pub(crate) async fn people_by_mail(&self, mails: &[String]) -> Result<Vec<Person>, StoreError> {
        if mails.is_empty() {
            return Ok(Vec::new());
        }
        let mails = padded(mails);
        let which = format!("WHERE email IN ({}) ORDER BY id", places(1, mails.len()));
        let statement = select(&which).bind_all(mails.into_iter().map(Value::from));
        people(self.pool().all(statement).await?)
    }
}
