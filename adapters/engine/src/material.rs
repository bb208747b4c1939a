//! What a message needs to be shown, loaded on behalf of its recipient.

use crate::digest::channel_of;
use crate::{Engine, EngineError};
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::domain::month::Month;
use kiku::domain::programme::Audience;
use kiku::material::Scene;
use kiku::messages::{Message, Recipient, Subject};
use kiku::views::{self, Material, Shown};
use kiku_store::{DayOf, Scenes};
use std::collections::BTreeSet;

/// Whether a message is sent for the first time or stands already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Not sent yet: nothing for whoever is away, nothing that has had its day.
    First,
    /// It stands already and is brought up to date.
    Again,
}

/// Whether a message is edited again after this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edits {
    /// Whenever its subject changes.
    GoOn,
    /// This is the last time: its cycle has closed.
    End,
}

/// What was loaded for many messages at once, each part on behalf of the recipient it is for.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    scenes: Scenes,
    /// For which these are all there are.
    looked: BTreeSet<(SessionId, PersonId)>,
}

impl Ahead {
    /// Whether this was looked for, and what was found.
    fn scene(&self, id: SessionId, reader: PersonId) -> Option<Option<Scene>> {
        let wanted = (id, reader);
        let looked = self.looked.contains(&wanted);
        looked.then(|| self.scenes.get(&wanted).cloned())
    }
}

impl Engine {
    /// Loads what these messages are about, in as few statements as one of them takes. What cannot be loaded so, be it
    /// for one row that cannot be read, is loaded message by message.
    pub(crate) async fn look_ahead(
        &self,
        messages: impl IntoIterator<Item = (&Message, &Recipient)>,
    ) -> Ahead {
        let wanted =
            messages
                .into_iter()
                .filter_map(|(message, to)| match (message.subject(), to) {
                    (Subject::Session(id), Recipient::Person(reader)) => Some((id, *reader)),
                    _ => None,
                });
        let looked: BTreeSet<(SessionId, PersonId)> = wanted.collect();
        let all: Vec<(SessionId, PersonId)> = looked.iter().copied().collect();
        match self.store.scenes_of(&all).await {
            Ok(scenes) => Ahead { scenes, looked },
            Err(_) => Ahead::default(),
        }
    }

    /// The message as its recipient may see it now.
    pub(crate) async fn shown(
        &self,
        message: &Message,
        to: &Recipient,
        showing: Showing,
    ) -> Result<Shown, EngineError> {
        let nothing = Ahead::default();
        let shown = self.shown_with_edits((message, to), showing, &nothing);
        Ok(shown.await?.0)
    }

    /// The same, and whether it will be edited again.
    pub(crate) async fn shown_with_edits(
        &self,
        (message, to): (&Message, &Recipient),
        showing: Showing,
        ahead: &Ahead,
    ) -> Result<(Shown, Edits), EngineError> {
        let reader = match (message, to) {
            (Message::Digest(month, audience), Recipient::Channel(..)) => {
                let shown = self.digest_message(*month, *audience, to).await?;
                return Ok((shown, Edits::GoOn));
            }
            (Message::LongOpening(month), Recipient::Channel(..)) => {
                let shown = self.long_opening(*month, to).await?;
                return Ok((shown, Edits::GoOn));
            }
            (_, Recipient::Person(reader)) => *reader,
            (_, Recipient::Channel(..)) => return Ok((Shown::Drop, Edits::GoOn)),
        };
        let now: DateTime<Utc> = self.clock.now();
        let Some(material) = self.material(message, reader, ahead).await? else {
            let shown = match showing {
                Showing::First => Shown::Drop,
                Showing::Again => views::former(self.store.programme().await?.language),
            };
            return Ok((shown, Edits::GoOn));
        };
        let shown = match showing {
            Showing::First => views::first(message, reader, &material, now),
            Showing::Again => views::message(message, reader, &material, now),
        };
        Ok((shown, edits(&material, now)))
    }

    /// `None` when there is nothing that this reader may see any more.
    async fn material(
        &self,
        message: &Message,
        reader: PersonId,
        ahead: &Ahead,
    ) -> Result<Option<Material>, EngineError> {
        Ok(match message.subject() {
            Subject::Session(id) => {
                let scene = match ahead.scene(id, reader) {
                    Some(scene) => scene,
                    None => self.store.scene(id, reader).await?,
                };
                scene.map(|scene| Material::Session(Box::new(scene)))
            }
            Subject::Person(person) => {
                let programme = self.store.programme().await?;
                let person = self.store.person(person).await?;
                person.map(|person| Material::Person { programme, person })
            }
            Subject::ManagerDay(manager, day) if manager == reader => {
                self.manager_day(message, manager, day).await?
            }
            Subject::ManagerDay(..) | Subject::Cycle(_) | Subject::Release(_) => None,
        })
    }

    /// That an opening takes long, for a channel of those who run the programme.
    async fn long_opening(&self, month: Month, to: &Recipient) -> Result<Shown, EngineError> {
        let programme = self.store.programme().await?;
        let cycle = self.store.cycle(month).await?;
        let channel = channel_of(&programme, Audience::Hr, to);
        let told = channel.zip(cycle).and_then(|(channel, cycle)| {
            let lang = channel.language.unwrap_or(programme.language);
            views::long_opening(&programme, &cycle, lang)
        });
        Ok(told.map_or(Shown::Drop, Shown::Show))
    }

    async fn manager_day(
        &self,
        message: &Message,
        manager: PersonId,
        day: NaiveDate,
    ) -> Result<Option<Material>, EngineError> {
        let of = match message {
            Message::ManagerCard(..) => DayOf::Telling,
            _ => DayOf::Talk,
        };
        let scenes = self.store.manager_day(manager, day, of).await?;
        let manager = self.store.person(manager).await?;
        Ok(manager.map(|manager| Material::ManagerDay { manager, scenes }))
    }
}

/// Edits end when all that the message is about belongs to cycles that have closed.
fn edits(material: &Material, now: DateTime<Utc>) -> Edits {
    let closed = |scene: &Scene| scene.cycle.closes_at <= now;
    let over = match material {
        Material::Session(scene) => closed(scene),
        Material::ManagerDay { scenes, .. } => !scenes.is_empty() && scenes.iter().all(closed),
        Material::Person { .. } => false,
    };
    match over {
        true => Edits::End,
        false => Edits::GoOn,
    }
}
