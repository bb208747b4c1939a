//! The clock against the timetable: cycles open and close, sessions take their due steps, page by page.

use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use kiku::decision::Decision;
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::pace::Pace;
use kiku::domain::programme::Programme;
use kiku::domain::session::Session;
use kiku::material::Scene;
use kiku::usecases::{Moment, close_cycle, keep_time, open_cycle};
use kiku_chat::Rates;
use kiku_store::CommitError;
use std::sync::Arc;

/// Platforms repeat an input for hours; ids of older ones are forgotten when a month closes.
const REPEATED_WITHIN: chrono::Duration = chrono::Duration::days(14);

/// How many sessions take their steps together; on SQLite they end in one commit.
const STEPS: usize = 64;

impl Engine {
    /// Takes what is due now. Returns how many commits were made.
    pub(crate) async fn tick(&self) -> Result<usize, EngineError> {
        Ok(self.turn_cycles().await? + self.take_steps().await?)
    }

    async fn turn_cycles(&self) -> Result<usize, EngineError> {
        let mut commits = 0;
        let newest = self.store.newest_cycle().await?;
        if newest
            .as_ref()
            .is_none_or(|cycle| cycle.stage != CycleStage::Planned)
        {
            commits += self.plan_next(newest.as_ref()).await?;
        }
        for cycle in self.store.unclosed_cycles().await? {
            commits += self.turn_cycle(&cycle).await?;
        }
        Ok(commits)
    }

    async fn plan_next(&self, newest: Option<&Cycle>) -> Result<usize, EngineError> {
        let programme = self.store.programme().await?;
        let planned = open_cycle::plan(
            &programme,
            newest.map(|cycle| cycle.month),
            self.clock.now(),
        );
        let planned = planned.map_err(|e| EngineError::Programme(format!("cycle.opens: {e}")))?;
        let decision = Decision::default().and(kiku::decision::Change::Cycle(planned));
        self.commit_step(decision).await
    }

    async fn turn_cycle(&self, cycle: &Cycle) -> Result<usize, EngineError> {
        let now = self.clock.now();
        let programme = self.store.programme().await?;
        match cycle.stage {
            CycleStage::Planned if cycle.opens_at <= now => {
                let pace = self.opening_pace(&programme).await?;
                self.commit_step(open_cycle::begin(&programme, cycle, pace, now))
                    .await
            }
            CycleStage::Opening { after } => {
                let page = self.store.people_after(after, open_cycle::PAGE).await?;
                let mut fresh = self.store.fresh().await?;
                let mut moment = Moment {
                    now,
                    fresh: &mut fresh,
                };
                self.commit_step(open_cycle::open_page(&programme, cycle, &page, &mut moment))
                    .await
            }
            CycleStage::Open if cycle.closes_at <= now => {
                self.commit_step(close_cycle::begin(cycle)).await
            }
            CycleStage::Closing { after } => {
                let page = self
                    .store
                    .sessions_after(cycle.month, after, close_cycle::PAGE)
                    .await?;
                match page.is_empty() {
                    false => {
                        let settled = close_cycle::settle_page(cycle, &page);
                        let done = self.commit_loaded(settled, &page).await?;
                        let last = page.last().map_or(after, |session| session.id.0);
                        self.store.close_edits(cycle.month, after, last).await?;
                        Ok(done)
                    }
                    true => self.release(&programme, cycle).await,
                }
            }
            CycleStage::Planned | CycleStage::Open | CycleStage::Closed => Ok(0),
        }
    }

    /// What an opening has to send through the workspace that takes longest.
    async fn opening_pace(&self, programme: &Programme) -> Result<Pace, EngineError> {
        let today = open_cycle::company_calendar(programme).local_date(self.clock.now());
        let loads = self.store.opening_loads(today).await?;
        let paces = loads.into_iter().filter_map(|load| {
            let rates = self.platforms.get(&load.platform)?.capabilities().rates;
            let limited = rates.send < Rates::UNLIMITED.send;
            limited.then(|| Pace {
                messages: u32::try_from(load.messages).unwrap_or(u32::MAX),
                per_minute: rates.send,
            })
        });
        Ok(paces.fold(Pace::default(), Pace::slower))
    }

    async fn release(
        &self,
        programme: &Arc<Programme>,
        cycle: &Cycle,
    ) -> Result<usize, EngineError> {
        let release = self.count_release(programme, cycle).await?;
        let decision = close_cycle::release(programme, cycle, release, self.clock.now());
        let commits = self.commit_step(decision).await?;
        self.store
            .prune_events(self.clock.now() - REPEATED_WITHIN)
            .await?;
        Ok(commits)
    }

    /// What the timetables of a page of sessions say: loaded and committed many at a time, each decided and refused for
    /// itself.
    async fn take_steps(&self) -> Result<usize, EngineError> {
        let now = self.clock.now();
        let mut commits = 0;
        let due = self.store.due_sessions(now, open_cycle::PAGE).await?;
        for some in due.chunks(STEPS) {
            let wanted: Vec<_> = some.iter().map(|due| (due.id, due.member)).collect();
            let scenes = self.store.scenes_of(&wanted).await?;
            let found = wanted.iter().filter_map(|wanted| scenes.get(wanted));
            let steps = found.map(|scene| self.take_step(scene, now));
            commits += try_join_all(steps).await?.into_iter().sum::<usize>();
        }
        Ok(commits)
    }

    async fn take_step(&self, scene: &Scene, now: DateTime<Utc>) -> Result<usize, EngineError> {
        let mut fresh = self.store.fresh().await?;
        let moment = Moment {
            now,
            fresh: &mut fresh,
        };
        let decision = keep_time::keep_time(scene, &moment);
        let loaded = std::slice::from_ref(&scene.session);
        self.commit_loaded(decision, loaded).await
    }

    /// Commits a step. A race with a click or another replica is no failure: the next turn sees the new state.
    async fn commit_step(&self, decision: Decision) -> Result<usize, EngineError> {
        self.commit_loaded(decision, &[]).await
    }

    /// The same for a decision about sessions as they were loaded.
    async fn commit_loaded(
        &self,
        decision: Decision,
        loaded: &[Session],
    ) -> Result<usize, EngineError> {
        let now = self.clock.now();
        match self.store.commit_loaded(&decision, loaded, now).await {
            Ok(_) | Err(CommitError::Conflict) => Ok(1),
            Err(other) => Err(other.into()),
        }
    }
}
