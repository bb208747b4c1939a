//! Scenes of many sessions at once, each as its own reader may see it: for the clock and the sender, which look at
//! thousands in a row.
//!
//! The same as [`Store::scene`] for each of them, which a test compares; a page of them takes as many statements as
//! one alone.

use crate::contents::Words;
use crate::error::StoreError;
use crate::items::{self, ItemsOf};
use crate::pool::Reader;
use crate::scenes::{Loaded, cycles, is_current, people_in, persons};
use crate::sessions::{SESSIONS, SessionRow};
use crate::store::Store;
use crate::surroundings;
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::session::Session;
use kiku::material::Scene;
use std::collections::BTreeMap;

/// How many sessions are looked at together. What lies around them is searched for each of them.
const PAGE: usize = 64;

/// Scenes by session and reader.
pub type Scenes = BTreeMap<(SessionId, PersonId), Scene>;

impl Store {
    /// Sessions, each as the reader beside it may see it; absent unless the reader is one of the pair.
    ///
    /// # Errors
    /// When the database fails, or a row among them cannot be read.
    pub async fn scenes_of(&self, wanted: &[(SessionId, PersonId)]) -> Result<Scenes, StoreError> {
        let mut scenes = Scenes::new();
        for page in wanted.chunks(PAGE) {
            self.add_scenes(page, &mut scenes).await?;
        }
        Ok(scenes)
    }

    async fn add_scenes(
        &self,
        wanted: &[(SessionId, PersonId)],
        scenes: &mut Scenes,
    ) -> Result<(), StoreError> {
        let programme = self.programme().await?;
        let mut db = self.pool().reader().await?;
        let sessions = sessions(&mut db, wanted).await?;
        if sessions.is_empty() {
            return Ok(());
        }
        let all: Vec<Session> = sessions.values().cloned().collect();
        let ids: Vec<i64> = sessions.keys().map(|id| id.0).collect();
        let people = people_in(&all);
        let around = surroundings::load(&mut db, &all, &people).await?;
        let cycles = cycles(&mut db, &all).await?;
        let items = items::of_sessions(&mut db, &ids).await?;
        let words = Words::of(&mut db, &ids, &items.contents()).await?;
        let loaded = Loaded {
            programme,
            around,
            cycles,
            people: persons(&mut db, &people).await?,
            items: Vec::new(),
            contents: BTreeMap::new(),
        };
        for (id, reader) in wanted {
            let session = sessions.get(id).filter(|session| session.is_of(*reader));
            if let Some(session) = session
                && let Some(scene) = self.seen_by(&loaded, session, (&items, &words), *reader)?
            {
                scenes.insert((*id, *reader), scene);
            }
        }
        Ok(())
    }

    /// What people wrote is opened for each reader apart.
    fn seen_by(
        &self,
        loaded: &Loaded,
        session: &Session,
        (items, words): (&ItemsOf, &Words),
        reader: PersonId,
    ) -> Result<Option<Scene>, StoreError> {
        let Some(mut scene) = loaded.scene(session.clone()) else {
            return Ok(None);
        };
        let crypt = &self.inner().crypt;
        scene.contents = words.of_session(crypt, session.id, reader)?;
        let theirs = items.of_pair(session, |content| words.word(crypt, content, reader))?;
        let current = theirs
            .into_iter()
            .filter(|item| is_current(&scene.cycle, item));
        scene.items = current.collect();
        Ok(Some(scene))
    }
}

async fn sessions(
    db: &mut Reader,
    wanted: &[(SessionId, PersonId)],
) -> Result<BTreeMap<SessionId, Session>, StoreError> {
    let mut ids: Vec<i64> = wanted.iter().map(|(id, _)| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<SessionRow> = db.all(SESSIONS.by_keys("id", &ids)).await?;
    let read = |row: SessionRow| row.read().map(|session| (session.id, session));
    rows.into_iter().map(read).collect()
}
