//! The outbox: claim, compute the view, send or edit, mark.

use crate::material::Showing;
use crate::{Engine, EngineError};
use chrono::Duration;
use kiku::messages::Recipient;
use kiku::views::Shown;
use kiku_chat::{Account, Address, Platform, SendError, View};
use kiku_store::{Claim, End, Work};
use std::sync::Arc;

/// How many rows one claim takes.
const BATCH: usize = 64;
/// How long a claim is ours.
const LEASE: Duration = Duration::seconds(60);
/// Attempts before a message is given up and shown as dead.
const MOST_ATTEMPTS: i64 = 12;

impl Engine {
    /// Sends and edits everything that is due. Returns how many rows were worked on.
    pub(crate) async fn deliver(&self) -> Result<usize, EngineError> {
        let now = self.clock.now();
        let claims = self.store.claim(now, &self.replica, BATCH, LEASE).await?;
        for claim in &claims {
            self.deliver_one(claim).await?;
        }
        Ok(claims.len())
    }

    async fn deliver_one(&self, claim: &Claim) -> Result<(), EngineError> {
        let showing = if claim.work == Work::First {
            Showing::First
        } else {
            Showing::Again
        };
        let shown = self.shown(&claim.message, &claim.to, showing).await?;
        match (&claim.work, shown) {
            (Work::First | Work::Reconcile, Shown::Show(view)) => self.send(claim, &view).await,
            (Work::First, Shown::Close(_) | Shown::Drop) => Ok(self
                .store
                .end(claim.id, End::Dropped, "no longer meaningful")
                .await?),
            (Work::Reconcile, Shown::Close(view)) => self.send(claim, &view).await,
            (Work::Reconcile, Shown::Drop) => Ok(self
                .store
                .end(claim.id, End::Dropped, "no longer meaningful")
                .await?),
            (Work::Edit(address, handle), Shown::Show(view) | Shown::Close(view)) => {
                self.edit(claim, handle, address, &view).await
            }
            (Work::Edit(..), Shown::Drop) => Ok(self.store.edited(claim.id, claim.wanted).await?),
        }
    }

    async fn send(&self, claim: &Claim, view: &View) -> Result<(), EngineError> {
        let Some((platform, address)) = self.route(&claim.to).await? else {
            let why = "no account on a connected platform";
            return Ok(self.store.end(claim.id, End::Dead, why).await?);
        };
        let outcome = match claim.work {
            Work::Reconcile => self.settle_unknown(&*platform, claim, &address, view).await,
            _ => platform.send(&address, &claim.delivery, view).await,
        };
        match outcome {
            Ok(handle) => {
                let now = self.clock.now();
                Ok(self
                    .store
                    .sent(claim.id, &address, &handle, claim.wanted, now)
                    .await?)
            }
            Err(error) => self.failed(claim, error).await,
        }
    }

    /// A send whose outcome is unknown is looked up before it is repeated.
    async fn settle_unknown(
        &self,
        platform: &dyn Platform,
        claim: &Claim,
        address: &Address,
        view: &View,
    ) -> Result<kiku_chat::Handle, SendError> {
        match platform.find_sent(address, &claim.delivery).await {
            Ok(Some(handle)) => Ok(handle),
            Ok(None) => platform.send(address, &claim.delivery, view).await,
            Err(error) => Err(error),
        }
    }

    async fn edit(
        &self,
        claim: &Claim,
        handle: &kiku_chat::Handle,
        address: &Address,
        view: &View,
    ) -> Result<(), EngineError> {
        let Some(platform) = self.platforms.get(address.lane().0) else {
            return Ok(self.store.edited(claim.id, claim.wanted).await?);
        };
        match platform.edit(address, handle, view).await {
            Ok(()) => Ok(self.store.edited(claim.id, claim.wanted).await?),
            Err(error) => self.failed(claim, error).await,
        }
    }

    async fn failed(&self, claim: &Claim, error: SendError) -> Result<(), EngineError> {
        let now = self.clock.now();
        let why = error.to_string();
        match error {
            SendError::RetryAfter(wait) => {
                let at = now + Duration::from_std(wait).unwrap_or(Duration::hours(1));
                Ok(self.store.retry(claim.id, at, &why).await?)
            }
            SendError::NotSent(_) if claim.attempts < MOST_ATTEMPTS => Ok(self
                .store
                .retry(claim.id, now + backoff(claim.attempts), &why)
                .await?),
            SendError::NotSent(_) | SendError::Unreachable(_) | SendError::Rejected(_) => {
                Ok(self.store.end(claim.id, End::Dead, &why).await?)
            }
            SendError::Unknown(_) if claim.attempts >= MOST_ATTEMPTS => {
                Ok(self.store.end(claim.id, End::Dead, &why).await?)
            }
            SendError::Unknown(_) => Ok(self
                .store
                .unknown(claim.id, now + backoff(claim.attempts), &why)
                .await?),
        }
    }

    /// The platform and address on which a recipient is reached.
    async fn route(
        &self,
        to: &Recipient,
    ) -> Result<Option<(Arc<dyn Platform>, Address)>, EngineError> {
        let address = match to {
            Recipient::Channel(platform, workspace, channel) => Some(Address::Channel {
                platform: platform.clone(),
                workspace: workspace.clone(),
                channel: channel.clone(),
            }),
            Recipient::Person(person) => {
                let accounts: Vec<Account> = self.store.accounts_of(*person).await?;
                let known = accounts
                    .into_iter()
                    .find(|account| self.platforms.contains_key(&account.platform));
                known.map(Address::Person)
            }
        };
        Ok(address.and_then(|address| {
            let platform = self.platforms.get(address.lane().0)?;
            Some((Arc::clone(platform), address))
        }))
    }
}

/// Doubles from 5 seconds to at most an hour.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(10);
    Duration::seconds((5_i64 << doublings).min(3600))
}
