//! One turn of the sender: everything that can be done at this instant, without waiting for a platform.

use super::gather::count_ends;
use super::outcome::{CALL, cannot_tell};
use super::sender::Sender;
use crate::{Engine, EngineError};
use chrono::{DateTime, Duration, Utc};
use kiku_chat::Once;
use kiku_store::{Claiming, End, Kind, Lane, LaneState, Task};
use std::collections::BTreeSet;

/// How long a lane is ours; it is renewed at half of that.
pub(crate) const LANE_LEASE: Duration = Duration::seconds(30);
/// How long a row is ours: longer than its call may take, so that nobody looks for it while it is on its way.
const ROW_LEASE: Duration = Duration::seconds(90);
/// Longer than a direct answer may take to reach the message that was pressed.
const ANSWERING: Duration = Duration::seconds(60);
/// How many rows are routed, or claimed, in one statement.
const ROUTED: usize = 500;
const CLAIMED: usize = 64;

impl Engine {
    /// Takes one turn. Returns how many rows and answers were worked on.
    pub(crate) async fn send_turn(&self, sender: &mut Sender) -> Result<usize, EngineError> {
        // Calls that were just begun may already have their answers.
        tokio::task::yield_now().await;
        let now = self.clock.precise();
        self.look_at_the_clock(sender, now).await?;
        let mut worked = self.gather(sender, now).await?;
        let connected: BTreeSet<String> = self.platforms.keys().cloned().collect();
        loop {
            let routed = self.store.route(now, &connected, ROUTED).await?;
            worked += routed;
            if routed < ROUTED {
                break;
            }
        }
        for state in self.store.lanes().await? {
            if connected.contains(&state.lane.platform) {
                worked += self.work_on(sender, &state, now).await?;
            }
        }
        self.write_marks(sender).await?;
        Ok(worked)
    }

    /// At the first turn, and whenever the clock went back, what lies too far in the future is brought back. The first
    /// turn also finishes what an earlier process may have died over.
    async fn look_at_the_clock(
        &self,
        sender: &mut Sender,
        now: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        let first = sender.last.is_none();
        let back = match sender.last {
            Some(last) => Some(last - now),
            None => self.went_back_meanwhile(now).await?,
        };
        let back = back.filter(|by| *by > Duration::zero());
        if first || back.is_some() {
            self.store.bring_back(now, ROW_LEASE).await?;
        }
        if let Some(by) = back {
            self.store.clock_went_back(now, by).await?;
            sender.clock_went_back(now);
        }
        if first {
            let connected = self.platforms.keys().cloned().collect();
            self.store.route_anew(now, &connected).await?;
            self.store.doubt_answers(ANSWERING).await?;
        }
        sender.last = Some(now);
        Ok(())
    }

    /// By how much the clock was certainly set back while no process ran: a lane that was held a moment before the end
    /// is held for a lease from then on. Clocks of replicas that share a database may differ by as much.
    async fn went_back_meanwhile(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<Duration>, EngineError> {
        let lanes = self.store.lanes().await?;
        let seen = lanes.iter().map(|state| state.until - LANE_LEASE - now);
        let apart = match self.store.dialect().is_shared() {
            true => LANE_LEASE,
            false => Duration::zero(),
        };
        Ok(seen.max().filter(|by| *by > apart))
    }

    /// Makes every call in the lane that its budgets allow now.
    async fn work_on(
        &self,
        sender: &mut Sender,
        state: &LaneState,
        now: DateTime<Utc>,
    ) -> Result<usize, EngineError> {
        if self.is_others(state, now) {
            return Ok(0);
        }
        let lane = &state.lane;
        let (_, rates) = self.capabilities(lane);
        let work = sender.lane(lane, rates);
        for (kind, until) in Kind::ALL.into_iter().zip(state.after) {
            work.budgets.of(kind).pace.wait_until(now, until);
        }
        let mut worked = 0;
        for task in [Task::Reconcile, Task::First, Task::Edit] {
            loop {
                let done = self.work_on_some(sender, lane, task, now).await?;
                worked += done;
                if done == 0 {
                    break;
                }
            }
        }
        Ok(worked)
    }

    async fn work_on_some(
        &self,
        sender: &mut Sender,
        lane: &Lane,
        task: Task,
        now: DateTime<Utc>,
    ) -> Result<usize, EngineError> {
        let (once, rates) = self.capabilities(lane);
        let budget = sender.lane(lane, rates).budgets.look(kind_of(task, once));
        let free = match budget.pace.is_free() {
            true => budget.free(now, CALL).min(CLAIMED),
            false => budget.free(now, CALL).min(1),
        };
        if free == 0 || self.store.lane_next(lane, task, now).await? != Some(now) {
            return Ok(0);
        }
        if !self.hold(sender, lane, now).await? {
            return Ok(0);
        }
        let claiming = Claiming {
            owner: &self.replica,
            now,
            limit: free,
            lease: ROW_LEASE,
            busy: &sender.busy,
        };
        let claims = self.store.claim(lane, task, claiming).await?;
        let count = claims.len();
        if task == Task::First && claims.iter().any(|claim| claim.expires_at <= now) {
            let expired = self.store.expire(lane, now).await?;
            count_ends(lane, End::Expired, expired);
        }
        self.launch(sender, lane, claims).await?;
        self.write_marks(sender).await?;
        Ok(count)
    }

    /// Whether another replica sends for the lane.
    pub(super) fn is_others(&self, state: &LaneState, now: DateTime<Utc>) -> bool {
        let owner = state.owner.as_ref();
        owner.is_some_and(|owner| *owner != self.replica) && state.until > now
    }

    /// Whether the lane is ours, taken or renewed if need be.
    pub(super) async fn hold(
        &self,
        sender: &mut Sender,
        lane: &Lane,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let (_, rates) = self.capabilities(lane);
        let work = sender.lane(lane, rates);
        let left = work
            .held_until
            .map_or(Duration::zero(), |until| until - now);
        if left > LANE_LEASE / 2 && left <= LANE_LEASE {
            return Ok(true);
        }
        let held = self
            .store
            .hold(lane, &self.replica, now, LANE_LEASE)
            .await?;
        work.held_until = held.then_some(now + LANE_LEASE);
        Ok(held)
    }

    /// Waits for the calls in flight, at most as long as `patience` takes, and lets go of the lanes.
    pub(crate) async fn finish(&self, patience: std::time::Duration) -> Result<(), EngineError> {
        let mut sender = self.sender.lock().await;
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            self.gather(&mut sender, self.clock.precise()).await?;
            if !matches!(
                tokio::time::timeout_at(deadline, sender.wait_for_answer()).await,
                Ok(true)
            ) {
                break;
            }
        }
        Ok(self.store.let_go(&self.replica).await?)
    }
}

/// The budget that a task mostly takes from.
pub(super) fn kind_of(task: Task, once: Once) -> Kind {
    match task {
        Task::First => Kind::Send,
        Task::Edit => Kind::Edit,
        Task::Reconcile if cannot_tell(once) => Kind::Send,
        Task::Reconcile => Kind::Find,
    }
}
