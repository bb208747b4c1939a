//! When the sender next has something to do: what is due, as far as the budgets of its lane allow it.

use super::outcome::CALL;
use super::turn::kind_of;
use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use kiku_store::Task;

impl Engine {
    /// The next instant at which a turn of the sender can do something, answers to calls in flight apart.
    pub(crate) async fn next_send(&self) -> Result<Option<DateTime<Utc>>, EngineError> {
        let now = self.clock.precise();
        let mut next = self.store.next_unrouted().await?;
        for state in self.store.lanes().await? {
            let lane = &state.lane;
            if !self.platforms.contains_key(&lane.platform) {
                continue;
            }
            let (once, rates) = self.capabilities(lane);
            for task in [Task::Reconcile, Task::First, Task::Edit] {
                let Some(due) = self.store.lane_next(lane, task, now).await? else {
                    continue;
                };
                let mut sender = self.sender.lock().await;
                let budget = sender.lane(lane, rates).budgets.look(kind_of(task, once));
                let allowed = budget.next_at();
                if allowed <= now && budget.free(now, CALL) == 0 {
                    continue;
                }
                let others = self.is_others(&state, now).then_some(state.until);
                let at = due.max(allowed).max(others.unwrap_or(due));
                next = Some(next.map_or(at, |next| next.min(at)));
            }
        }
        Ok(next)
    }
}
