//! Action items of a pair. Their words are read where all words are.

use crate::contents;
use crate::crypt::Crypt;
use crate::error::StoreError;
use crate::people::PersonRow;
use crate::pool::Reader;
use crate::run::Output;
use crate::sql::{Statement, Value, padded, places, sql};
use crate::store::Store;
use crate::table::Table;
use crate::words::At;
use kiku::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use kiku::domain::note::ActionItem;
use kiku::domain::person::Person;
use kiku::domain::session::Session;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) const ITEMS: Table = Table {
    name: "action_items",
    columns: &[
        "id", "version", "session", "member", "manager", "owner", "due", "done_at", "content",
    ],
};

#[derive(Clone, sqlx::FromRow)]
struct ItemRow {
    id: i64,
    version: i64,
    session: i64,
    member: i64,
    manager: i64,
    owner: i64,
    due: Option<String>,
    done_at: Option<i64>,
    content: i64,
}

/// A row in the order of [`ITEMS`].
pub(crate) fn item_values(item: &ActionItem) -> Vec<Value> {
    vec![
        item.id.into(),
        item.version.into(),
        item.session.into(),
        item.member.into(),
        item.manager.into(),
        item.owner.into(),
        item.due.into(),
        item.done_at.into(),
        item.content.into(),
    ]
}

impl ItemRow {
    fn read(self, words: &BTreeMap<ContentId, String>) -> Result<ActionItem, StoreError> {
        let at = At {
            table: "action_items",
            row: self.id,
        };
        let content = ContentId(self.content);
        Ok(ActionItem {
            id: ItemId(self.id),
            version: self.version,
            session: SessionId(self.session),
            member: PersonId(self.member),
            manager: PersonId(self.manager),
            owner: PersonId(self.owner),
            due: at.day("due", self.due)?,
            done_at: at.instant_if("done_at", self.done_at)?,
            text: words.get(&content).cloned().unwrap_or_default(),
            content,
        })
    }
}

/// The items of all pairs of these people that the reader belongs to, oldest first.
pub(crate) async fn of_pairs(
    db: &mut Reader,
    crypt: &Crypt,
    people: &[i64],
    reader: PersonId,
) -> Result<Vec<ActionItem>, StoreError> {
    let people = padded(people);
    let among = places(2, people.len());
    let statement = select(&format!(
        "WHERE (member = $1 AND manager IN ({among})) OR (manager = $1 AND member IN ({among})) ORDER BY id"
    ));
    let people = people.into_iter().map(Value::from);
    with_words(db, crypt, statement.bind(reader).bind_all(people), reader).await
}

/// The items of one session's pair, oldest first; to be read by [`read_with`].
pub(crate) fn of_scene(session: SessionId) -> Statement {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let columns: Vec<String> = ITEMS.columns.iter().map(|c| format!("i.{c}")).collect();
        format!(
            "SELECT {} FROM action_items i JOIN sessions p ON i.member = p.member AND i.manager = p.manager
             WHERE p.id = $1 ORDER BY i.id",
            columns.join(", ")
        )
    });
    sql(TEXT.as_str()).bind(session)
}

/// What [`of_scene`] found, each with its words.
pub(crate) fn read_with(
    found: &Output,
    words: &BTreeMap<ContentId, String>,
) -> Result<Vec<ActionItem>, StoreError> {
    let rows: Vec<ItemRow> = found.decode()?;
    rows.into_iter().map(|row| row.read(words)).collect()
}

/// The items of several sessions' pairs, by pair, without their words.
pub(crate) struct ItemsOf(BTreeMap<(i64, i64), Vec<ItemRow>>);

/// The items of these sessions' pairs, oldest first.
pub(crate) async fn of_sessions(db: &mut Reader, sessions: &[i64]) -> Result<ItemsOf, StoreError> {
    let sessions = padded(sessions);
    let columns: Vec<String> = ITEMS.columns.iter().map(|c| format!("i.{c}")).collect();
    let text = format!(
        "SELECT DISTINCT {} FROM sessions p JOIN action_items i ON i.member = p.member AND i.manager = p.manager
         WHERE p.id IN ({}) ORDER BY i.id",
        columns.join(", "),
        places(1, sessions.len())
    );
    let statement = sql(text).bind_all(sessions.into_iter().map(Value::from));
    let rows: Vec<ItemRow> = db.all(statement).await?;
    let mut items: BTreeMap<(i64, i64), Vec<ItemRow>> = BTreeMap::new();
    for row in rows {
        items
            .entry((row.member, row.manager))
            .or_default()
            .push(row);
    }
    Ok(ItemsOf(items))
}

impl ItemsOf {
    /// Where the words of all of them are.
    pub fn contents(&self) -> Vec<i64> {
        self.0.values().flatten().map(|row| row.content).collect()
    }

    /// Those of a session's pair, each with what `word` gives for it.
    pub fn of_pair(
        &self,
        session: &Session,
        word: impl Fn(ContentId) -> Result<Option<String>, StoreError>,
    ) -> Result<Vec<ActionItem>, StoreError> {
        let pair = (session.member.0, session.manager.0);
        let rows = self.0.get(&pair).into_iter().flatten();
        let read = |row: &ItemRow| {
            let content = ContentId(row.content);
            let words = word(content)?.map(|text| (content, text));
            row.clone().read(&words.into_iter().collect())
        };
        rows.map(read).collect()
    }
}

async fn with_words(
    db: &mut Reader,
    crypt: &Crypt,
    statement: Statement,
    reader: PersonId,
) -> Result<Vec<ActionItem>, StoreError> {
    let rows: Vec<ItemRow> = db.all(statement).await?;
    let contents: Vec<i64> = rows.iter().map(|row| row.content).collect();
    let words = contents::words_of(db, crypt, &contents, reader).await?;
    rows.into_iter().map(|row| row.read(&words)).collect()
}

fn select(condition: &str) -> Statement {
    sql(format!(
        "SELECT {} FROM action_items {condition}",
        ITEMS.list()
    ))
}

impl Store {
    /// One item, if the reader is one of its pair.
    pub async fn item(
        &self,
        id: ItemId,
        reader: PersonId,
    ) -> Result<Option<ActionItem>, StoreError> {
        let mut db = self.pool().reader().await?;
        let statement = select("WHERE id = $1 AND (member = $2 OR manager = $2)")
            .bind(id)
            .bind(reader);
        let items = with_words(&mut db, &self.inner().crypt, statement, reader).await?;
        Ok(items.into_iter().next())
    }

    /// A person's own open items in any pair, oldest first, each with the other one of the pair.
    pub async fn open_items_of(
        &self,
        owner: PersonId,
    ) -> Result<Vec<(ActionItem, Person)>, StoreError> {
        let mut db = self.pool().reader().await?;
        let statement = select("WHERE owner = $1 AND done_at IS NULL ORDER BY id").bind(owner);
        let items = with_words(&mut db, &self.inner().crypt, statement, owner).await?;
        let other = |item: &ActionItem| {
            if item.member == owner {
                item.manager
            } else {
                item.member
            }
        };
        let others: Vec<i64> = items.iter().map(|item| other(item).0).collect();
        let others: Vec<PersonRow> = db.all(crate::people::PEOPLE.by_keys("id", &others)).await?;
        let others = others
            .into_iter()
            .map(PersonRow::read)
            .collect::<Result<Vec<_>, _>>()?;
        let with = |item: ActionItem| {
            let person = others
                .iter()
                .find(|person| person.id == other(&item))?
                .clone();
            Some((item, person))
        };
        Ok(items.into_iter().filter_map(with).collect())
    }
}
