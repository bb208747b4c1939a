//! A decision becomes statements: all of them in one transaction, many rows in few statements.

use crate::audit::{AUDIT, audit_values};
use crate::contents;
use crate::cycles::{CYCLES, cycle_values};
use crate::dialect::Dialect;
use crate::directory::{self, FINDINGS};
use crate::error::{CommitError, StoreError};
use crate::items::{ITEMS, item_values};
use crate::outbox::{self, Pressed};
use crate::people::{
    ACCOUNTS, GRANTS, PEOPLE, account_values, grant_values, link_values, person_values,
};
use crate::programme::{PROGRAMME, programme_values};
use crate::recent::Touch;
use crate::releases;
use crate::sessions::{SESSIONS, session_values};
use crate::sql::{Refusal, Statement, Value, sql};
use crate::store::Store;
use crate::table::{Changed, Table};
use chrono::{DateTime, NaiveDate, Utc};
use kiku::decision::{Change, Decision};
use kiku::domain::ids::PersonId;
use kiku::domain::session::Session;
use kiku::messages::Outgoing;
use std::borrow::Borrow;

/// An input's own id, so that it is taken once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventOnce {
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// The platform's id of the input.
    pub id: String,
}

/// Somebody waits for the answer to an input.
#[derive(Debug, Clone, Copy)]
pub struct Answering<'a> {
    /// The input's own id.
    pub event: &'a EventOnce,
    /// The row of the message that the direct answer will bring to the new state.
    pub shows: Option<&'a Pressed>,
    /// The session as it was loaded for the decision.
    pub loaded: Option<&'a Session>,
}

/// What a commit did to the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Committed {
    /// Messages queued; those that were queued before are not counted.
    pub queued: u64,
    /// Messages that show an older state now; the one that the direct answer shows is not counted.
    pub stale: u64,
}

impl Store {
    /// Stores a decision: its changes, its messages, the staleness of others, and the id of the input that
    /// caused it. All of it or nothing.
    ///
    /// # Errors
    /// [`CommitError::Conflict`] when something that was loaded has changed since, [`CommitError::Duplicate`]
    /// when the input was taken before, [`CommitError::Busy`] when too many wait.
    pub async fn commit(
        &self,
        decision: &Decision,
        event: Option<&EventOnce>,
        now: DateTime<Utc>,
    ) -> Result<Committed, CommitError> {
        let stale = outbox::raise(&decision.subjects(), None);
        let plan = Plan::of(&decision.changes, &[], self, now)?;
        let seen = event.map(|event| seen(event, None, now));
        self.keep(plan, stale, &decision.messages, seen, None).await
    }

    /// The same for a decision that nobody waits for, about sessions as they were loaded: of those only what differs is
    /// written.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_loaded(
        &self,
        decision: &Decision,
        loaded: &[Session],
        now: DateTime<Utc>,
    ) -> Result<Committed, CommitError> {
        let stale = outbox::raise(&decision.subjects(), None);
        let plan = Plan::of(&decision.changes, loaded, self, now)?;
        let touch = match loaded {
            [loaded] => Touch::of_talk(decision, loaded),
            _ => None,
        };
        self.keep(plan, stale, &decision.messages, None, touch)
            .await
    }

    /// The same for a decision whose answer is shown at once: the message that was pressed counts as showing
    /// the new state, and of the session that was loaded only what differs is written. One commit.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_answer(
        &self,
        decision: &Decision,
        answering: Answering<'_>,
        now: DateTime<Utc>,
    ) -> Result<Committed, CommitError> {
        let subjects = decision.subjects();
        let shows = answering.shows;
        let mut stale = outbox::raise(&subjects, shows.map(|pressed| pressed.id));
        let lags = |pressed: &&Pressed| {
            pressed.shown < pressed.wanted && !subjects.contains(&pressed.message.subject())
        };
        stale.extend(shows.filter(lags).map(outbox::show));
        let loaded = answering.loaded.map(std::slice::from_ref);
        let plan = Plan::of(&decision.changes, loaded.unwrap_or_default(), self, now)?;
        let seen = seen(answering.event, shows.map(|pressed| pressed.id), now);
        let raised = |pressed: &&Pressed| {
            pressed.live && subjects.contains(&pressed.message.subject()) || lags(pressed)
        };
        let answered = u64::from(shows.filter(raised).is_some());
        let touch = answering.loaded;
        let touch = touch.and_then(|loaded| Touch::of_talk(decision, loaded));
        let mut committed = self
            .keep(plan, stale, &decision.messages, Some(seen), touch)
            .await?;
        committed.stale = committed.stale.saturating_sub(answered);
        Ok(committed)
    }

    /// The same for a decision so large that it counts in memory: each change is let go when its row is made.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_large(
        &self,
        decision: Decision,
        now: DateTime<Utc>,
    ) -> Result<Committed, CommitError> {
        let stale = outbox::raise(&decision.subjects(), None);
        let plan = Plan::of(decision.changes, &[], self, now)?;
        self.keep(plan, stale, &decision.messages, None, None).await
    }

    async fn keep(
        &self,
        plan: Plan,
        stale: Vec<Statement>,
        messages: &[Outgoing],
        seen: Option<Statement>,
        touch: Option<Touch>,
    ) -> Result<Committed, CommitError> {
        let ids = &self.inner().ids;
        let first = ids.take(self.pool(), messages.len() as i64).await?;
        let queued = outbox::queue(self.dialect(), &self.inner().instance, first, messages);
        let mut statements: Vec<Statement> = seen.into_iter().collect();
        let programme = plan.programme;
        statements.extend(plan.statements);
        let raises = statements.len()..statements.len() + stale.len();
        statements.extend(stale);
        statements.extend(queued);
        if statements.is_empty() {
            return Ok(Committed::default());
        }
        let touch = touch.unwrap_or_else(|| Touch::of(&statements));
        let outputs = self.pool().write_touching(statements, touch).await?;
        if programme {
            self.inner().programme.forget();
        }
        let touched = |range: std::ops::Range<usize>| {
            outputs[range].iter().map(|output| output.touched).sum()
        };
        Ok(Committed {
            stale: touched(raises.clone()),
            queued: touched(raises.end..outputs.len()),
        })
    }

    /// Forgets inputs that were taken before `before`; platforms repeat them for hours, not for weeks.
    pub async fn prune_events(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let touched = self
            .write(vec![
                sql("DELETE FROM events_seen WHERE at < $1").bind(before),
            ])
            .await?;
        Ok(touched.into_iter().sum())
    }
}

/// `answered` is the row of the message that the direct answer will bring to the new state.
fn seen(event: &EventOnce, answered: Option<i64>, now: DateTime<Utc>) -> Statement {
    let text = "INSERT INTO events_seen (platform, workspace, event, at, answered) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING";
    let statement = sql(text)
        .bind(&event.platform)
        .bind(&event.workspace)
        .bind(&event.id)
        .bind(now)
        .bind(answered);
    statement.must(1, Refusal::Duplicate)
}

/// Statements in an order that foreign keys accept, whatever the order of the changes.
struct Plan {
    statements: Vec<Statement>,
    /// Whether the programme is among them.
    programme: bool,
}

/// The rows of a decision, by table.
#[derive(Default)]
struct Rows {
    people: Vec<Vec<Value>>,
    accounts: Vec<Vec<Value>>,
    moved: Vec<PersonId>,
    given: Vec<PersonId>,
    grants: Option<Vec<Vec<Value>>>,
    programme: Vec<Vec<Value>>,
    cycles: Vec<Vec<Value>>,
    sessions: Vec<Vec<Value>>,
    changed: Vec<Changed>,
    items: Vec<Vec<Value>>,
    days: Vec<(PersonId, NaiveDate, i64)>,
    contents: Vec<Statement>,
    releases: Vec<Statement>,
    audits: Vec<Vec<Value>>,
    directory: directory::Rows,
}

impl Plan {
    fn of<C: Borrow<Change>>(
        changes: impl IntoIterator<Item = C>,
        loaded: &[Session],
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let mut rows = Rows::default();
        for change in changes {
            let change = change.borrow();
            let before = match change {
                Change::Session(_, session) => loaded.iter().find(|one| is_next(one, session)),
                _ => None,
            };
            match (change, before) {
                (Change::Session(_, session), Some(before)) => rows
                    .changed
                    .push((session_values(before), session_values(session))),
                (change, _) => rows.take(change, store)?,
            }
        }
        Ok(Plan {
            programme: !rows.programme.is_empty(),
            statements: rows.statements(store.dialect(), now),
        })
    }
}

/// Whether a session was made from the one that was loaded.
fn is_next(loaded: &Session, session: &Session) -> bool {
    loaded.id == session.id && loaded.version == session.version && session.version > 0
}

impl Rows {
    fn take(&mut self, change: &Change, store: &Store) -> Result<(), StoreError> {
        match change {
            Change::Person(person) => self.people.push(person_values(person)),
            Change::Cycle(cycle) => self.cycles.push(cycle_values(cycle)),
            Change::Session(_, session) => self.sessions.push(session_values(session)),
            Change::Written(content) => self
                .contents
                .push(contents::write(&store.inner().crypt, content)?),
            Change::Item(item) => self.items.push(item_values(item)),
            Change::Day(person, day, version) => self.days.push((*person, *day, *version)),
            Change::Programme(programme, version) => {
                self.programme.push(programme_values(programme, *version)?)
            }
            Change::Grants(grants) => self.grants = Some(grants.iter().map(grant_values).collect()),
            Change::Account(account, person) => {
                self.moved.push(*person);
                self.given.push(*person);
                self.accounts.push(account_values(account, *person))
            }
            Change::Linked(link, send_at) => {
                self.accounts.push(link_values(link));
                self.moved.push(link.person);
                self.directory.linked(link.person, *send_at);
            }
            Change::Unlinked(account, person) => {
                self.moved.push(*person);
                self.directory.unlinked(account, *person);
            }
            Change::Found(finding) => self.directory.found(finding),
            Change::Settled(account) => self.directory.settled(account),
            Change::Looked(look) => self.directory.looked(look),
            Change::Audited(audit) => self.audits.push(audit_values(audit)),
            Change::Released(release) => self
                .releases
                .extend(releases::write(store.dialect(), release)?),
            Change::Touched(_) => {}
        }
        Ok(())
    }

    fn statements(self, dialect: Dialect, now: DateTime<Utc>) -> Vec<Statement> {
        let save = |table: Table, rows| table.save(dialect, rows);
        let mut all = save(PEOPLE, self.people);
        all.extend(self.directory.before);
        all.extend(outbox::unroute(&self.moved));
        all.extend(ACCOUNTS.put(dialect, self.accounts, 3, 1));
        all.extend(FINDINGS.put(dialect, self.directory.findings, 3, 0));
        all.extend(outbox::revive_all(&self.given, now));
        all.extend(self.directory.after);
        if let Some(grants) = self.grants {
            all.push(sql("DELETE FROM grants"));
            all.extend(GRANTS.add(dialect, grants));
        }
        all.extend(save(PROGRAMME, self.programme));
        all.extend(save(CYCLES, self.cycles));
        all.extend(save(SESSIONS, self.sessions));
        all.extend(SESSIONS.change_all(dialect, self.changed));
        all.extend(self.contents);
        all.extend(save(ITEMS, self.items));
        all.extend(self.days.into_iter().map(day));
        all.extend(self.releases);
        all.extend(AUDIT.add(dialect, self.audits));
        all
    }
}

/// The day's version becomes one higher if it is the one that was read.
fn day((person, day, read): (PersonId, NaiveDate, i64)) -> Statement {
    let text = "INSERT INTO calendar_days (person, day, version) VALUES ($1, $2, $3 + 1)
                ON CONFLICT (person, day) DO UPDATE SET version = excluded.version
                WHERE calendar_days.version = $3";
    sql(text)
        .bind(person)
        .bind(day)
        .bind(read)
        .must(1, Refusal::Conflict)
}
