//! Running on: the timetable and the sender side by side, until the process is to stop.

use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use kiku_store::Lane;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The longest pause of a loop. Where other replicas write to the database, it is also how late their work is noticed.
const LONGEST: Duration = Duration::from_secs(30);
const LONGEST_SHARED: Duration = Duration::from_secs(1);
/// The pause after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// The shortest pause between two turns of the timetable that found nothing to do.
const STEP: Duration = Duration::from_millis(200);
/// How often the gauges are set.
const MEASURED: Duration = Duration::from_secs(30);
/// How long a stop waits for calls in flight.
const PATIENCE: Duration = Duration::from_secs(15);

/// Wakes the loops.
#[derive(Debug, Default)]
pub(crate) struct Woken {
    sender: Notify,
    timetable: Notify,
}

impl Woken {
    /// Something was queued, or the state of a talk changed.
    pub fn notify_one(&self) {
        self.sender.notify_one();
        self.timetable.notify_one();
    }

    /// A platform answered.
    pub fn answered(&self) {
        self.sender.notify_one();
    }
}

impl Engine {
    /// Runs until `shutdown` completes; then finishes what is in flight, for at most a quarter of a minute, and lets
    /// go of its lanes, so that another replica takes over at once.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        let (stop, stopped) = watch::channel(false);
        let stopping = async {
            shutdown.await;
            stop.send_replace(true);
        };
        tokio::join!(
            stopping,
            self.run_timetable(stopped.clone()),
            self.run_sender(stopped.clone()),
            self.run_figures(stopped)
        );
        if let Err(error) = self.finish(PATIENCE).await {
            tracing::error!(%error, "what was in flight is looked for at the next start");
        }
    }

    async fn run_timetable(&self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            let pause = match self.turn_timetable().await {
                Ok(0) => self.until_next_step().await,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::error!(%error, "the timetable could not be turned and is tried again");
                    AFTER_FAILURE
                }
            };
            rest(&mut stopped, &self.woken.timetable, pause).await;
        }
    }

    async fn run_sender(&self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            let turned = {
                let mut sender = self.sender.lock().await;
                self.send_turn(&mut sender).await
            };
            let pause = match turned {
                Ok(0) => self.until_next_send().await,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be worked on and is tried again");
                    AFTER_FAILURE
                }
            };
            rest(&mut stopped, &self.woken.sender, pause).await;
        }
    }

    async fn run_figures(&self, mut stopped: watch::Receiver<bool>) {
        let never = Notify::new();
        while !*stopped.borrow() {
            if let Err(error) = self.measure_outbox().await {
                tracing::warn!(%error, "the outbox could not be measured");
            }
            rest(&mut stopped, &never, MEASURED).await;
        }
    }

    /// One turn of the timetable, if no other replica turns it. Wakes the sender if anything was done.
    async fn turn_timetable(&self) -> Result<usize, EngineError> {
        let mut turn = self.turning.lock().await;
        if !self.holds_timetable(&mut turn).await? {
            return Ok(0);
        }
        let done = self.tick().await?;
        if done > 0 {
            self.woken.answered();
        }
        Ok(done)
    }

    /// One replica turns the timetable at a time, under a lease that it renews at half. A database of one process
    /// needs none.
    pub(crate) async fn holds_timetable(
        &self,
        held_until: &mut Option<DateTime<Utc>>,
    ) -> Result<bool, EngineError> {
        if !self.store.dialect().is_shared() {
            return Ok(true);
        }
        let (now, lease) = (self.clock.precise(), crate::deliver::LANE_LEASE);
        let left = held_until.map_or(chrono::Duration::zero(), |until| until - now);
        if left > lease / 2 && left <= lease {
            return Ok(true);
        }
        let lane = Lane::timetable();
        let held = self.store.hold(&lane, &self.replica, now, lease).await?;
        *held_until = held.then_some(now + lease);
        Ok(held)
    }

    async fn until_next_step(&self) -> Duration {
        let next = self.next_step().await;
        let pause = self.until(next.ok().flatten().map(|(at, _)| at));
        pause.max(STEP)
    }

    async fn until_next_send(&self) -> Duration {
        self.until(self.next_send().await.ok().flatten())
    }

    fn until(&self, at: Option<DateTime<Utc>>) -> Duration {
        const SHORTEST: Duration = Duration::from_millis(5);
        let longest = match self.store.dialect().is_shared() {
            true => LONGEST_SHARED,
            false => LONGEST,
        };
        let ahead = at.map(|at| self.clock.takes(at - self.clock.precise()));
        ahead.unwrap_or(longest).clamp(SHORTEST, longest)
    }
}

/// Until the pause is over, something wakes the loop, or all is to stop.
async fn rest(stopped: &mut watch::Receiver<bool>, woken: &Notify, pause: Duration) {
    if pause.is_zero() {
        return;
    }
    tokio::select! {
        _ = stopped.changed() => {}
        () = woken.notified() => {}
        () = tokio::time::sleep(pause) => {}
    }
}
