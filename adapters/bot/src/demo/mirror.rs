//! The page around the messages follows somebody who changes their language.

use super::residents::page_language;
use async_trait::async_trait;
use kiku_chat::{Account, Busy, DirectoryPerson, Event, Handle, Inbox, Reply};
use kiku_engine::Engine;
use kiku_web::Playground;
use std::sync::Arc;

/// Takes events as the engine does, and tells the playground what they changed about the one who did something.
pub struct Mirror {
    engine: Arc<Engine>,
    playground: Arc<Playground>,
}

impl Mirror {
    /// Between these two.
    pub fn new(engine: Arc<Engine>, playground: Arc<Playground>) -> Self {
        Mirror { engine, playground }
    }

    async fn follow(&self, who: &Account) {
        match self.engine.store().actor(who).await {
            Ok(Some(actor)) => {
                let language = page_language(actor.person.lang);
                self.playground.set_language(&who.user, language);
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(error = %error, "a page keeps its language until the next input")
            }
        }
    }
}

#[async_trait]
impl Inbox for Mirror {
    async fn take(&self, event: Event) -> Result<Reply, Busy> {
        let who = event.who.clone();
        let reply = self.engine.take(event).await?;
        self.follow(&who).await;
        Ok(reply)
    }

    async fn arrived(&self, platform: &str, message: &Handle, state: i64) {
        self.engine.arrived(platform, message, state).await;
    }

    async fn missed(&self, platform: &str, message: &Handle) {
        self.engine.missed(platform, message).await;
    }

    async fn met(&self, person: DirectoryPerson) -> Result<(), Busy> {
        self.engine.met(person).await
    }

    async fn undecoded(&self, platform: &str, workspace: &str, raw: &[u8]) -> Result<(), Busy> {
        self.engine.undecoded(platform, workspace, raw).await
    }
}
