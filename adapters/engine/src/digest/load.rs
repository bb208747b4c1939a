//! What one digest is made of, loaded: the month, the month before, the trend, the names it may show.

use crate::{Engine, EngineError};
use chrono::NaiveDate;
use kiku::domain::digest::{Digest, Perspective, digest};
use kiku::domain::ids::PersonId;
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku::domain::privacy::{Release, Scope};
use kiku::domain::programme::Programme;
use kiku::usecases::read_digest::Sight;
use kiku::views::digest::managers;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months of a trend besides the digest's own.
const EARLIER: i32 = 11;

/// Whose digest, for whom.
pub(super) struct Wanted {
    /// The unit.
    pub(super) scope: Scope,
    /// What the reader may see of it.
    pub(super) sight: Sight,
    /// The reader's language.
    pub(super) lang: Lang,
}

/// A digest, loaded.
pub(super) struct Material {
    pub(super) programme: Arc<Programme>,
    pub(super) release: Release,
    pub(super) digest: Digest,
    pub(super) names: BTreeMap<i64, String>,
    pub(super) sight: Sight,
    pub(super) lang: Lang,
    pub(super) released_on: Option<NaiveDate>,
}

impl Engine {
    /// The digest of a released month; `None` when that release does not have the unit.
    pub(super) async fn digest_material(
        &self,
        release: Release,
        wanted: &Wanted,
    ) -> Result<Option<Material>, EngineError> {
        let month = release.month;
        let before = self.store.release(month.previous()).await?;
        let earlier = (month.plus(-EARLIER), month.previous());
        let series = self
            .store
            .released(&wanted.scope, earlier.0, earlier.1)
            .await?;
        let perspective = Perspective {
            scope: &wanted.scope,
            now: &release,
            before: before.as_ref(),
            teams: wanted.sight.teams,
        };
        let Some(digest) = digest(&perspective, &series) else {
            return Ok(None);
        };
        let programme = self.store.programme().await?;
        let mut material = Material {
            released_on: self.released_on(&programme, month).await?,
            programme,
            release,
            digest,
            names: BTreeMap::new(),
            sight: wanted.sight,
            lang: wanted.lang,
        };
        material.names = self.names(&managers(&material.view(None, None))).await?;
        Ok(Some(material))
    }

    async fn names(&self, managers: &[i64]) -> Result<BTreeMap<i64, String>, EngineError> {
        let ids: Vec<PersonId> = managers.iter().map(|id| PersonId(*id)).collect();
        let people = self.store.people(&ids).await?.into_iter();
        Ok(people.map(|(id, person)| (id.0, person.name)).collect())
    }

    /// The day on which the month closed, on the company's wall clock.
    async fn released_on(
        &self,
        programme: &Programme,
        month: Month,
    ) -> Result<Option<NaiveDate>, EngineError> {
        let cycle = self.store.cycle(month).await?;
        Ok(cycle.map(|cycle| {
            cycle
                .closes_at
                .with_timezone(&programme.time_zone)
                .date_naive()
        }))
    }
}
