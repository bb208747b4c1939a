//! What happens after an acknowledgement: bounded, and waited for at the end.

use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};

/// Calls at the same time: at a tenth of a second each, five thousand answers a second.
const AT_ONCE: usize = 512;
/// Calls that wait for their turn; more are not promised.
const WAITING: usize = 4_096;

/// Work that was promised with an acknowledgement. It is done where this was made, so that the next acknowledgements
/// need not wait behind it.
pub(crate) struct After {
    place: Handle,
    running: watch::Sender<usize>,
    turns: Arc<Semaphore>,
}

impl After {
    /// Works on the runtime that calls this.
    pub fn here() -> Self {
        After {
            place: Handle::current(),
            running: watch::Sender::new(0),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Starts the work in the background; gives it back when there is too much already.
    pub fn spawn<W>(&self, work: W) -> Result<(), W>
    where
        W: Future<Output = ()> + Send + 'static,
    {
        if *self.running.borrow() >= WAITING {
            metrics::counter!("kiku_slack_overload_total").increment(1);
            return Err(work);
        }
        self.running.send_modify(|running| *running += 1);
        let (end, turns) = (End(self.running.clone()), self.turns.clone());
        self.place.spawn(async move {
            let _end = end;
            let _turn = turns.acquire().await;
            work.await;
        });
        Ok(())
    }

    /// Waits until nothing runs.
    pub async fn done(&self) {
        let mut running = self.running.subscribe();
        // The sender lives as long as we do.
        let _ = running.wait_for(|running| *running == 0).await;
    }
}

/// Counts down however the work ends.
struct End(watch::Sender<usize>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_was_promised_is_waited_for() {
        let (after, done) = (After::here(), Arc::new(AtomicUsize::new(0)));
        after.done().await;
        for _ in 0..200 {
            let done = done.clone();
            let work = async move {
                tokio::task::yield_now().await;
                done.fetch_add(1, Ordering::Relaxed);
            };
            assert!(after.spawn(work).is_ok());
        }
        assert!(after.spawn(async { panic!("a task that fails") }).is_ok());
        after.done().await;
        assert_eq!(done.load(Ordering::Relaxed), 200);
    }

    #[tokio::test]
    async fn too_much_is_given_back() {
        let after = After::here();
        for _ in 0..WAITING {
            assert!(after.spawn(std::future::pending()).is_ok());
        }
        assert!(after.spawn(async {}).is_err());
    }
}
