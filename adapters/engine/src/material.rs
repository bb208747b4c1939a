//! What a message needs to be shown, loaded on behalf of its recipient.

use crate::digest::channel_of;
use crate::{Engine, EngineError};
use chrono::{DateTime, NaiveDate, Utc};
use kiku::domain::ids::PersonId;
use kiku::domain::month::Month;
use kiku::domain::programme::Audience;
use kiku::messages::{Message, Recipient, Subject};
use kiku::views::{self, Material, Shown};
use kiku_store::DayOf;

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

impl Engine {
    /// The message as its recipient may see it now.
    pub(crate) async fn shown(
        &self,
        message: &Message,
        to: &Recipient,
        showing: Showing,
    ) -> Result<Shown, EngineError> {
        let shown = self.shown_with_edits(message, to, showing).await?;
        Ok(shown.0)
    }

    /// The same, and whether it will be edited again.
    pub(crate) async fn shown_with_edits(
        &self,
        message: &Message,
        to: &Recipient,
        showing: Showing,
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
        let Some(material) = self.material(message, reader).await? else {
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
    ) -> Result<Option<Material>, EngineError> {
        Ok(match message.subject() {
            Subject::Session(id) => {
                let scene = self.store.scene(id, reader).await?;
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
    let closed = |scene: &kiku::material::Scene| scene.cycle.closes_at <= now;
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
