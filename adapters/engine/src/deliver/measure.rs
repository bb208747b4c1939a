//! The outbox in figures: how much waits in each lane, for how long, what was lost and what may be doubled.

use crate::{Engine, EngineError};
use kiku_store::{Lane, LaneBacklog};

impl Engine {
    /// Sets the gauges `kiku_outbox_*` to what is true now and returns the figures behind them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn measure_outbox(&self) -> Result<Vec<LaneBacklog>, EngineError> {
        let now = self.clock.now();
        let lanes = self.store.lane_backlogs(now).await?;
        for of in &lanes {
            let lane = of
                .lane
                .clone()
                .unwrap_or_else(|| Lane::of(("none", "none")));
            let set = |name: &'static str, value: f64| {
                metrics::gauge!(name, "platform" => lane.platform.clone(), "workspace" => lane.workspace.clone())
                    .set(value);
            };
            let backlog = &of.backlog;
            let age = backlog.oldest_due.map_or(0, |at| (now - at).num_seconds());
            set("kiku_outbox_due", backlog.due as f64);
            set("kiku_outbox_later", backlog.later as f64);
            set("kiku_outbox_oldest_due_seconds", age as f64);
            set("kiku_outbox_edits", backlog.edits as f64);
            set("kiku_outbox_unknown", backlog.unknown as f64);
            set("kiku_outbox_dead", backlog.dead as f64);
            set("kiku_outbox_expired", backlog.expired as f64);
            set("kiku_outbox_possible_duplicates", backlog.doubtful as f64);
            set(
                "kiku_outbox_held",
                f64::from(u8::from(of.owner.as_ref() == Some(&self.replica))),
            );
        }
        Ok(lanes)
    }
}
