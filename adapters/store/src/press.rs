//! A press on a session: who pressed, the session's scene as they may see it, and the message, in one go.
//!
//! The same as [`Store::actor`], [`Store::scene`] and [`Store::by_handle`] one after the other, which a test
//! compares, in one snapshot and without waiting in between.

use crate::contents;
use crate::crypt::Crypt;
use crate::cycles::{self, CycleRow};
use crate::error::{CommitError, StoreError};
use crate::items;
use crate::outbox::{self, Pressed};
use crate::people::{GrantRow, PEOPLE, PersonRow};
#[cfg(debug_assertions)]
use crate::recent::Recent;
use crate::run::Output;
use crate::scenes::Loaded;
use crate::sessions::{SESSIONS, SessionRow};
use crate::sql::{Statement, sql};
use crate::store::Store;
use crate::surroundings;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::person::{Actor, Person};
use kiku::domain::programme::Programme;
use kiku::domain::session::Session;
use kiku::material::Scene;
use kiku_chat::{Account, Handle};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// What a decision about a press on a session needs.
#[derive(Debug, Clone)]
pub struct Press {
    /// Who pressed.
    pub actor: Actor,
    /// The session as they may see it; `None` unless they are one of the pair.
    pub scene: Option<Scene>,
    /// The message on which it was pressed, if Kiku sent it.
    pub on: Option<Pressed>,
    /// It is known from an earlier press: how far the message lags behind its subject has to be asked again.
    pub recalled: bool,
    /// How many commits it knows of.
    pub(crate) as_of: u64,
}

impl Press {
    /// Something that no talk is needed for.
    pub fn aside(actor: Actor, on: Option<Pressed>) -> Self {
        Press {
            actor,
            scene: None,
            on,
            recalled: false,
            as_of: 0,
        }
    }
}

/// A person with what tells the presser from the other.
#[derive(sqlx::FromRow)]
struct SeenRow {
    #[sqlx(flatten)]
    person: PersonRow,
    /// Whether it is the presser.
    me: bool,
    manages: bool,
}

const ME: &str =
    "SELECT person FROM accounts WHERE platform = $1 AND workspace = $2 AND account = $3";

// Joins one after the other: SQLite would make a table of its own for each `IN (SELECT … UNION …)`.
static PEOPLE_OF: LazyLock<String> = LazyLock::new(|| {
    let columns: Vec<String> = PEOPLE.columns.iter().map(|c| format!("p.{c}")).collect();
    let columns = columns.join(", ");
    format!(
        "SELECT {columns}, TRUE AS me, EXISTS (SELECT 1 FROM people led WHERE led.manager = p.id) AS manages
         FROM accounts a JOIN people p ON p.id = a.person
         WHERE a.platform = $1 AND a.workspace = $2 AND a.account = $3
         UNION ALL SELECT {columns}, FALSE, FALSE FROM sessions s JOIN people p ON p.id = s.member
         WHERE s.id = $4 AND p.id <> ({ME})
         UNION ALL SELECT {columns}, FALSE, FALSE FROM sessions s JOIN people p ON p.id = s.manager
         WHERE s.id = $4 AND p.id <> ({ME})"
    )
});

static GRANTS_OF: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT person, role, unit FROM grants WHERE person = ({ME}) ORDER BY role, unit")
});

static SESSION: LazyLock<String> = LazyLock::new(|| {
    let columns = SESSIONS.list();
    format!("SELECT {columns} FROM sessions WHERE id = $1")
});

fn of(text: &'static str, account: &Account) -> Statement {
    let statement = sql(text).bind(&account.platform);
    statement.bind(&account.workspace).bind(&account.user)
}

impl Store {
    /// What a press on a session needs, in the name of the account that pressed; `None` for an unknown account.
    ///
    /// # Errors
    /// [`CommitError::Busy`] when too many wait, else when the database fails.
    pub async fn press(
        &self,
        account: &Account,
        session: SessionId,
        message: Option<&Handle>,
    ) -> Result<Option<Press>, CommitError> {
        let Some(recent) = self.pool().recent() else {
            return self.load_press(account, session, message).await;
        };
        if let Some(press) = recent.find(account, session, message) {
            #[cfg(debug_assertions)]
            self.compare(recent, (account, session, message), &press)
                .await?;
            return Ok(Some(press));
        }
        let as_of = recent.commits();
        let press = self.load_press(account, session, message).await?;
        let press = press.map(|press| Press { as_of, ..press });
        if let Some(press) = &press {
            recent.keep_loaded(account, message, press);
        }
        Ok(press)
    }

    /// What a press left behind, as a reload would give it; the next one need not load it.
    pub fn remember(&self, account: &Account, message: Option<&Handle>, press: &Press) {
        if let Some(recent) = self.pool().recent() {
            recent.keep_next(account, message, press);
        }
    }

    /// Somebody else was faster: the next press on this session loads it.
    pub fn forget_presses(&self, session: SessionId) {
        if let Some(recent) = self.pool().recent() {
            recent.forget(session);
        }
    }

    /// Development builds, and so all tests, compare everything that is recalled with what a load gives.
    #[cfg(debug_assertions)]
    async fn compare(
        &self,
        recent: &Recent,
        (account, session, message): (&Account, SessionId, Option<&Handle>),
        press: &Press,
    ) -> Result<(), CommitError> {
        let loaded = self.load_press(account, session, message).await?;
        if recent.commits() == press.as_of {
            let told = |press: &Press| {
                let on = press.on.as_ref().map(|on| (on.id, &on.message, &on.to));
                format!("{:?} {:?} {on:?}", press.actor, press.scene)
            };
            let loaded = loaded.as_ref().map(told);
            assert_eq!(Some(told(press)), loaded, "what was recalled is stale");
        }
        Ok(())
    }

    async fn load_press(
        &self,
        account: &Account,
        session: SessionId,
        message: Option<&Handle>,
    ) -> Result<Option<Press>, CommitError> {
        let programme = self.programme().await?;
        let [days, talks, past] = surroundings::of_scene(session);
        let mut asked = vec![
            of(&PEOPLE_OF, account).bind(session),
            of(&GRANTS_OF, account),
            sql(SESSION.as_str()).bind(session),
            cycles::of_scene(session),
            days,
            talks,
            past,
            items::of_scene(session),
            contents::of_scene(session),
        ];
        asked.extend(message.map(|handle| outbox::by_handle(&account.platform, handle)));
        let found = self.pool().look(asked).await?;
        Ok(read(found, programme, &self.inner().crypt)?)
    }
}

fn read(
    found: Vec<Output>,
    programme: Arc<Programme>,
    crypt: &Crypt,
) -> Result<Option<Press>, StoreError> {
    let mut found = found.into_iter();
    let mut next = || found.next().unwrap_or_default();
    let (people, grants) = (next(), next());
    let Some((actor, people)) = presser(&people, &grants)? else {
        return Ok(None);
    };
    let session = next();
    let parts = Parts {
        cycle: next(),
        around: [next(), next(), next()],
        items: next(),
        contents: next(),
    };
    let session: Option<SessionRow> = session.decode()?.pop();
    let session = session.map(SessionRow::read).transpose()?;
    let scene = match session.filter(|session| session.is_of(actor.person.id)) {
        Some(session) => {
            let loaded = parts.loaded(&session, people, (programme, crypt), actor.person.id)?;
            loaded.scene(session)
        }
        None => None,
    };
    let on = outbox::pressed(&next())?;
    Ok(Some(Press {
        scene,
        ..Press::aside(actor, on)
    }))
}

/// Everybody who was found.
type Known = BTreeMap<PersonId, Person>;

/// The presser, and everybody who was found.
fn presser(people: &Output, grants: &Output) -> Result<Option<(Actor, Known)>, StoreError> {
    let mut known = BTreeMap::new();
    let mut presser = None;
    for row in people.decode::<SeenRow>()? {
        let person = row.person.read()?;
        if row.me {
            presser = Some((person.clone(), row.manages));
        }
        known.insert(person.id, person);
    }
    let Some((person, manages)) = presser else {
        return Ok(None);
    };
    let grants = grants.decode::<GrantRow>()?.into_iter();
    let actor = Actor {
        person,
        grants: grants.map(GrantRow::read).collect::<Result<_, _>>()?,
        manages,
    };
    Ok(Some((actor, known)))
}

/// What was found about a session.
struct Parts {
    cycle: Output,
    around: [Output; 3],
    items: Output,
    contents: Output,
}

impl Parts {
    fn loaded(
        &self,
        session: &Session,
        people: Known,
        (programme, crypt): (Arc<Programme>, &Crypt),
        reader: PersonId,
    ) -> Result<Loaded, StoreError> {
        let cycles = self.cycle.decode::<CycleRow>()?.into_iter();
        let cycles = cycles.map(|row| row.read().map(|cycle| (cycle.month, cycle)));
        let words = contents::opened(&self.contents, crypt, reader)?;
        let by_id = words.iter().map(|one| (one.id, one.text.clone())).collect();
        let own = words.into_iter().filter(|one| one.session == session.id);
        Ok(Loaded {
            programme,
            around: surroundings::found(&self.around)?,
            cycles: cycles.collect::<Result<_, _>>()?,
            people,
            items: items::read_with(&self.items, &by_id)?,
            contents: BTreeMap::from([(session.id, own.collect())]),
        })
    }
}
