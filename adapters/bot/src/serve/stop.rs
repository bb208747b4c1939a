//! The end of the process, told to everybody who must know.

use tokio::sync::watch;

/// Tells that it is time to end. Clones share the word.
#[derive(Debug, Clone)]
pub struct Stop {
    told: watch::Sender<bool>,
}

impl Default for Stop {
    fn default() -> Self {
        Stop {
            told: watch::Sender::new(false),
        }
    }
}

impl Stop {
    /// Says that it is time.
    pub fn tell(&self) {
        self.told.send_replace(true);
    }

    /// Completes when it is time.
    pub fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let told = self.told.clone();
        async move {
            // The sender is held here, so that the channel stays open.
            let _ = told.subscribe().wait_for(|told| *told).await;
        }
    }
}
