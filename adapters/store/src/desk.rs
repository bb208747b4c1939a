//! A person's own standing: what commands in a direct message need.

use crate::error::StoreError;
use crate::scenes::select;
use crate::store::Store;
use chrono::{DateTime, Duration, Utc};
use kiku::domain::cycle::Cycle;
use kiku::domain::ids::PersonId;
use kiku::domain::person::Actor;
use kiku::domain::rating::MemberView;
use kiku::material::{Desk, Scene};

impl Store {
    /// What the actor has to do with the programme at `now`.
    pub async fn desk(&self, actor: &Actor, now: DateTime<Utc>) -> Result<Desk, StoreError> {
        let me = actor.person.id;
        let cycle = self.opened_cycle(now).await?;
        let own = match &cycle {
            Some(cycle) => self.own(me, cycle).await?,
            None => None,
        };
        let led = match &cycle {
            Some(cycle) if actor.manages => self.led(me, cycle).await?,
            _ => Vec::new(),
        };
        let past = self.past(me, own.as_ref(), now).await?;
        Ok(Desk {
            programme: self.programme().await?,
            cycle,
            own: own.map(Box::new),
            past: past.map(Box::new),
            led,
            items: self.open_items_of(me).await?,
            released: self.newest_release().await?,
        })
    }

    async fn own(&self, me: PersonId, cycle: &Cycle) -> Result<Option<Scene>, StoreError> {
        let which =
            "WHERE member = $1 AND month = $2 AND kind = 'monthly' AND outcome <> 'cancelled'
                     ORDER BY id LIMIT 1";
        let found = self
            .scenes(select(which).bind(me).bind(cycle.month), me)
            .await?;
        Ok(found.into_iter().next())
    }

    async fn led(&self, me: PersonId, cycle: &Cycle) -> Result<Vec<Scene>, StoreError> {
        let which = "WHERE manager = $1 AND month = $2 AND outcome <> 'cancelled' ORDER BY id";
        let mut led = self
            .scenes(select(which).bind(me).bind(cycle.month), me)
            .await?;
        led.sort_by(|a, b| (&a.member.number, a.session.id).cmp(&(&b.member.number, b.session.id)));
        Ok(led)
    }

    /// The newest talk that has ended and can still be rated, if it is not `own`.
    async fn past(
        &self,
        me: PersonId,
        own: Option<&Scene>,
        now: DateTime<Utc>,
    ) -> Result<Option<Scene>, StoreError> {
        let which = "WHERE member = $1 AND id <> $2 AND start_at <= $3 AND (rated_at IS NULL OR rated_at > $4)
                     AND outcome IN ('open', 'held', 'unconfirmed') ORDER BY start_at DESC, id DESC LIMIT 1";
        let own = own.map_or(0, |scene| scene.session.id.0);
        let still = now - Duration::hours(MemberView::CHANGE_HOURS);
        let statement = select(which).bind(me).bind(own).bind(now).bind(still);
        let found = self.scenes(statement, me).await?;
        Ok(found.into_iter().find(|scene| scene.session.is_past(now)))
    }
}
