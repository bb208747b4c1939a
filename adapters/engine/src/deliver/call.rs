//! Calling a platform: in a task of its own, never for longer than a call may take.

use super::outcome::{Answer, CALL, Call, Done};
use crate::clock::Clock;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use kiku_chat::{Platform, SendError, View};
use kiku_store::{Claim, Lane, Work};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// A call that is about to be made.
pub(crate) struct Calling {
    /// Whom.
    pub platform: Arc<dyn Platform>,
    /// By which time.
    pub clock: Arc<dyn Clock>,
    /// The row.
    pub claim: Claim,
    /// Its lane.
    pub lane: Lane,
    /// What.
    pub call: Call,
    /// What is shown; a search shows nothing.
    pub view: Option<View>,
    /// Now.
    pub began: DateTime<Utc>,
}

impl Calling {
    /// Calls, and says what came of it. A call that does not end, or whose code fails, has an unknown outcome.
    pub async fn run(self) -> Done {
        let late = self.clock.reached(self.began + CALL);
        let answer = AssertUnwindSafe(self.answer()).catch_unwind();
        let outcome = tokio::select! {
            biased;
            answer = answer => answer.unwrap_or_else(|_| {
                tracing::error!(outbox.lane = %self.lane, "the platform's code failed");
                Err(self.unclear("the platform's code failed"))
            }),
            () = late => Err(self.unclear("no answer in time")),
        };
        Done {
            claim: self.claim,
            lane: self.lane,
            call: self.call,
            began: self.began,
            outcome,
        }
    }

    /// A search that fails leaves everything as it was; anything else may have been done.
    fn unclear(&self, why: &str) -> SendError {
        match self.call {
            Call::Find => SendError::NotSent(why.to_owned()),
            _ => SendError::Unknown(why.to_owned()),
        }
    }

    async fn answer(&self) -> Result<Answer, SendError> {
        let (platform, claim) = (&self.platform, &self.claim);
        match (&self.view, &claim.work, self.call) {
            (_, _, Call::Find) => {
                let found = platform.find_sent(&claim.address, &claim.delivery).await?;
                Ok(found.map_or(Answer::NotThere, Answer::Stands))
            }
            (Some(view), Work::Edit(handle), _) => {
                platform.edit(&claim.address, handle, view).await?;
                Ok(Answer::Edited)
            }
            (Some(view), _, _) => {
                let sent = platform.send(&claim.address, &claim.delivery, view).await?;
                Ok(Answer::Stands(sent))
            }
            (None, ..) => Err(SendError::Rejected("nothing to show".to_owned())),
        }
    }
}
