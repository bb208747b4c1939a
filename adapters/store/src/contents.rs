//! What people wrote. The only file that names the table of their words.
//!
//! A reader gets the rows of sessions they are one of the pair of, and of those only the kinds they may
//! read; nothing else is opened. No figure, status or digest comes here.

use crate::crypt::{Crypt, Sealed};
use crate::error::StoreError;
use crate::pool::Reader;
use crate::run::Output;
use crate::sql::{Refusal, Statement, Value, padded, places, sql};
use crate::words::{At, Word};
use kiku::domain::ids::{ContentId, PersonId, SessionId};
use kiku::domain::note::{Content, ContentKind};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A row with what decides who may read it.
#[derive(Clone, sqlx::FromRow)]
struct ContentRow {
    id: i64,
    kind: String,
    session: i64,
    author: i64,
    at: i64,
    sealed_with: String,
    sealed: Vec<u8>,
    manager: i64,
    member: i64,
    share_comment: bool,
}

const SELECT: &str =
    "SELECT c.id, c.kind, c.session, c.author, c.at, c.sealed_with, c.sealed, c.manager,
    s.member, s.share_comment
    FROM contents c JOIN sessions s ON s.id = c.session";

/// The same id again replaces the words, and makes the present manager the one who may read them.
const WRITE: &str = "INSERT INTO contents (id, kind, session, author, manager, at, sealed_with, sealed)
    VALUES ($1, $2, $3, $4, (SELECT manager FROM sessions WHERE id = $3), $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET manager = excluded.manager, at = excluded.at,
    sealed_with = excluded.sealed_with, sealed = excluded.sealed
    WHERE contents.kind = excluded.kind AND contents.session = excluded.session AND contents.author = excluded.author";

/// Seals and writes words.
pub(crate) fn write(crypt: &Crypt, content: &Content) -> Result<Statement, StoreError> {
    let bound_to = bound_to(
        content.id.0,
        content.kind,
        content.session.0,
        content.author.0,
    );
    let sealed = crypt.seal(&content.text, &bound_to)?;
    let statement = sql(WRITE)
        .bind(content.id)
        .bind(content.kind.word())
        .bind(content.session)
        .bind(content.author)
        .bind(content.at)
        .bind(sealed.key)
        .bind(sealed.bytes);
    Ok(statement.must(1, Refusal::Conflict))
}

/// What was written in these sessions as far as the reader may read it, by session, oldest first.
pub(crate) async fn readable(
    db: &mut Reader,
    crypt: &Crypt,
    sessions: &[SessionId],
    reader: PersonId,
) -> Result<BTreeMap<SessionId, Vec<Content>>, StoreError> {
    let keys: Vec<i64> = sessions.iter().map(|id| id.0).collect();
    let rows = select(db, "c.session", &keys).await?;
    let mut found: BTreeMap<SessionId, Vec<Content>> = BTreeMap::new();
    for row in rows {
        if let Some(content) = row.open_for(crypt, reader)? {
            found.entry(content.session).or_default().push(content);
        }
    }
    Ok(found)
}

/// The words of action items by content id, as far as the reader may read them.
pub(crate) async fn words_of(
    db: &mut Reader,
    crypt: &Crypt,
    contents: &[i64],
    reader: PersonId,
) -> Result<BTreeMap<ContentId, String>, StoreError> {
    let mut found = BTreeMap::new();
    for row in select(db, "c.id", contents).await? {
        if let Some(content) = row.open_for(crypt, reader)? {
            found.insert(content.id, content.text);
        }
    }
    Ok(found)
}

/// What was written in one session, and the words of its pair's action items; to be read by [`opened`].
pub(crate) fn of_scene(session: SessionId) -> Statement {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "{SELECT} WHERE c.session = $1
             UNION ALL {SELECT}
             JOIN action_items i ON i.content = c.id JOIN sessions p ON i.member = p.member AND i.manager = p.manager
             WHERE p.id = $1 AND c.session <> $1"
        )
    });
    sql(TEXT.as_str()).bind(session)
}

/// What [`of_scene`] found, as far as the reader may read it, oldest first.
pub(crate) fn opened(
    found: &Output,
    crypt: &Crypt,
    reader: PersonId,
) -> Result<Vec<Content>, StoreError> {
    let mut rows: Vec<ContentRow> = found.decode()?;
    rows.sort_unstable_by_key(|row| (row.at, row.id));
    let opened = rows.into_iter().map(|row| row.open_for(crypt, reader));
    opened.filter_map(Result::transpose).collect()
}

/// What was written in several sessions and in their pairs' action items, closed until a reader is named.
pub(crate) struct Words {
    by_session: BTreeMap<i64, Vec<ContentRow>>,
    by_id: BTreeMap<i64, ContentRow>,
}

impl Words {
    /// Loads those of these sessions, and these contents of action items.
    pub async fn of(db: &mut Reader, sessions: &[i64], items: &[i64]) -> Result<Self, StoreError> {
        let mut by_session: BTreeMap<i64, Vec<ContentRow>> = BTreeMap::new();
        for row in select(db, "c.session", sessions).await? {
            by_session.entry(row.session).or_default().push(row);
        }
        let items = select(db, "c.id", items).await?.into_iter();
        Ok(Words {
            by_session,
            by_id: items.map(|row| (row.id, row)).collect(),
        })
    }

    /// What was written in a session as far as the reader may read it, oldest first.
    pub fn of_session(
        &self,
        crypt: &Crypt,
        session: SessionId,
        reader: PersonId,
    ) -> Result<Vec<Content>, StoreError> {
        let rows = self.by_session.get(&session.0).into_iter().flatten();
        let opened = rows.map(|row| row.clone().open_for(crypt, reader));
        opened.filter_map(Result::transpose).collect()
    }

    /// The words of an action item, if the reader may read them.
    pub fn word(
        &self,
        crypt: &Crypt,
        content: ContentId,
        reader: PersonId,
    ) -> Result<Option<String>, StoreError> {
        let Some(row) = self.by_id.get(&content.0) else {
            return Ok(None);
        };
        let opened = row.clone().open_for(crypt, reader)?;
        Ok(opened.map(|content| content.text))
    }
}

async fn select(
    db: &mut Reader,
    column: &str,
    keys: &[i64],
) -> Result<Vec<ContentRow>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let keys = padded(keys);
    let text = format!(
        "{SELECT} WHERE {column} IN ({}) ORDER BY c.at, c.id",
        places(1, keys.len())
    );
    db.all(sql(text).bind_all(keys.into_iter().map(Value::from)))
        .await
}

impl ContentRow {
    /// Opened for a reader, or `None` if it is not theirs to read. The check comes before the key.
    fn open_for(self, crypt: &Crypt, reader: PersonId) -> Result<Option<Content>, StoreError> {
        let at = At {
            table: "contents",
            row: self.id,
        };
        let kind: ContentKind = at.word("kind", &self.kind)?;
        let author = PersonId(self.author);
        let of_pair = [self.member, self.manager].contains(&reader.0);
        if !of_pair || !kind.readable(author, reader, self.share_comment) {
            return Ok(None);
        }
        let sealed = Sealed {
            key: self.sealed_with,
            bytes: self.sealed,
        };
        let text = crypt.open(&sealed, &bound_to(self.id, kind, self.session, self.author));
        Ok(Some(Content {
            id: ContentId(self.id),
            kind,
            session: SessionId(self.session),
            author,
            at: at.instant("at", self.at)?,
            text: text.ok_or(StoreError::Sealed(self.id))?,
        }))
    }
}

/// The row that sealed words belong to: moved to another one they cannot be opened.
fn bound_to(id: i64, kind: ContentKind, session: i64, author: i64) -> String {
    format!("{id}|{}|{session}|{author}", kind.word())
}
