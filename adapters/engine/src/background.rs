//! Threads for what nobody waits for.

use std::io;
use tokio::runtime::{Builder, Handle, Runtime};

/// As many as there are for what people do.
const THREADS: usize = 2;
/// Their niceness, of 0 to 19. Where there is not enough processor for both, they get about a tenth of it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// A runtime for the timetable, the sender and what follows acknowledgements. Where the processor is short its threads
/// stand back: a platform waits three seconds for an acknowledgement, everything else may come a moment later.
#[derive(Debug)]
pub struct Background {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Background {
    /// Starts the threads; they end when this is dropped.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start() -> io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.thread_name("kiku-background").enable_all();
        builder.worker_threads(THREADS).on_thread_start(stand_back);
        let runtime = builder.build()?;
        Ok(Background {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// Where to spawn.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // It may be dropped where nothing may block.
            runtime.shutdown_background();
        }
    }
}

/// Linux counts niceness by thread, and threads that this one starts (blocking work, the database's readers) take it over.
#[cfg(target_os = "linux")]
fn stand_back() {
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "a thread for the background is as urgent as the others");
    }
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn its_threads_stand_back_and_no_other() {
        let niceness = || rustix::process::getpriority_process(None);
        let before = niceness().expect("is told");
        let background = Background::start().expect("starts");
        let there = background.handle().spawn(async move { niceness() });
        assert_eq!(there.await.expect("runs"), Ok(NICENESS));
        let blocking = background.handle().spawn_blocking(niceness);
        assert_eq!(blocking.await.expect("runs"), Ok(NICENESS));
        assert_eq!(niceness(), Ok(before));
    }
}
