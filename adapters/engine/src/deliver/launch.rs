//! From a claimed row to a call in flight: the message is computed anew, and sent only while the row is still ours.

use super::call::Calling;
use super::gather::count_ends;
use super::outcome::{CALL, Call, Settling, settling};
use super::sender::Sender;
use crate::material::{Ahead, Edits, Showing};
use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use kiku::views::Shown;
use kiku_chat::View;
use kiku_store::{Claim, End, Kind, Lane, Mark, Work};
use std::sync::Arc;

/// How many messages are computed side by side.
const COMPUTED: usize = 4;

const TOO_LATE: &str = "its time was over before it could be sent";
const NOT_MEANT: &str = "no longer meaningful";
const NOT_KNOWN: &str = "whether it arrived could not be found out in time";

/// What is done with a claimed row.
#[derive(Debug)]
enum Next {
    /// The platform is called.
    Call(Call, Option<View>),
    /// Nothing is sent; the row is marked.
    Mark(Mark),
}

impl Engine {
    /// Calls the platform for each claim, or marks it if there is nothing to call for.
    pub(super) async fn launch(
        &self,
        sender: &mut Sender,
        lane: &Lane,
        claims: Vec<Claim>,
    ) -> Result<(), EngineError> {
        let mut calls = Vec::with_capacity(claims.len());
        let messages = claims.iter().map(|claim| (&claim.message, &claim.to));
        let ahead = self.look_ahead(messages).await;
        for chunk in claims.chunks(COMPUTED) {
            let now = self.clock.precise();
            let nexts = chunk.iter().map(|claim| {
                let blind = sender.blind.contains(&claim.id);
                self.next((lane, claim), blind, now, &ahead)
            });
            for (claim, next) in chunk.iter().zip(join_all(nexts).await) {
                match next {
                    Ok(Next::Call(call, view)) => calls.push((claim.clone(), call, view)),
                    Ok(Next::Mark(mark)) => {
                        if let Mark::End(end, _) = &mark {
                            count_ends(lane, *end, 1);
                        }
                        sender.marks.push((claim.id, mark));
                    }
                    Err(error) => {
                        let mark = not_computed(sender, claim, &error, now);
                        sender.marks.push(mark);
                    }
                }
            }
        }
        self.count_doubts(lane, &calls).await?;
        for (claim, call, view) in calls {
            self.call(sender, lane, claim, call, view);
        }
        Ok(())
    }

    async fn next(
        &self,
        (lane, claim): (&Lane, &Claim),
        blind: bool,
        now: DateTime<Utc>,
        ahead: &Ahead,
    ) -> Result<Next, EngineError> {
        let end = |end, why: &str| Next::Mark(Mark::End(end, why.to_owned()));
        let (call, showing) = match &claim.work {
            Work::First if claim.expires_at <= now => return Ok(end(End::Expired, TOO_LATE)),
            Work::First => (Call::Send, Showing::First),
            Work::Edit(_) => return self.next_edit(claim, ahead).await,
            Work::Reconcile => match settling(self.capabilities(lane).0, claim, blind, now) {
                Settling::GiveUp => return Ok(end(End::Expired, NOT_KNOWN)),
                Settling::Call(Call::Find) => return Ok(Next::Call(Call::Find, None)),
                Settling::Call(call) => (call, Showing::Again),
            },
        };
        let message = (&claim.message, &claim.to);
        let (shown, _) = self.shown_with_edits(message, showing, ahead).await?;
        Ok(match (shown, showing) {
            (Shown::Show(view), _) => Next::Call(call, Some(view)),
            (Shown::Close(_) | Shown::Drop, Showing::First) => end(End::Dropped, NOT_MEANT),
            (Shown::Close(view), Showing::Again) => Next::Call(call, Some(view)),
            (Shown::Drop, Showing::Again) => end(End::Dropped, NOT_KNOWN),
        })
    }

    /// Edits end when the cycle closes; the last one says how it ended.
    async fn next_edit(&self, claim: &Claim, ahead: &Ahead) -> Result<Next, EngineError> {
        let message = (&claim.message, &claim.to);
        let shown = self
            .shown_with_edits(message, Showing::Again, ahead)
            .await?;
        let shown_now = claim.wanted;
        Ok(match shown {
            (Shown::Show(view) | Shown::Close(view), Edits::GoOn) => {
                Next::Call(Call::Edit, Some(view))
            }
            (Shown::Show(view) | Shown::Close(view), Edits::End) => {
                Next::Call(Call::LastEdit, Some(view))
            }
            (Shown::Drop, Edits::GoOn) => Next::Mark(Mark::Edited { shown: shown_now }),
            (Shown::Drop, Edits::End) => Next::Mark(Mark::Closed { shown: shown_now }),
        })
    }

    /// What may be doubled is counted before it is sent.
    async fn count_doubts(
        &self,
        lane: &Lane,
        calls: &[(Claim, Call, Option<View>)],
    ) -> Result<(), EngineError> {
        let doubtful = calls.iter().filter(|(_, call, _)| *call == Call::Doubtful);
        let ids: Vec<i64> = doubtful.map(|(claim, ..)| claim.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        self.store.doubt(lane, &ids, 1).await?;
        metrics::counter!("kiku_outbox_possible_duplicates_total", "platform" => lane.platform.clone(),
            "workspace" => lane.workspace.clone())
        .increment(ids.len() as u64);
        Ok(())
    }

    /// Calls if the row and the lane are still ours for as long as a call may take, and its budget allows it.
    fn call(&self, sender: &mut Sender, lane: &Lane, claim: Claim, call: Call, view: Option<View>) {
        let began = self.clock.precise();
        let Some(platform) = self.platforms.get(&lane.platform) else {
            return;
        };
        let rates = platform.capabilities().rates;
        let work = sender.lane(lane, rates);
        let held = work.held_until.is_some_and(|until| began < until);
        let ours = held && began + CALL <= claim.lease_until;
        let spaced = match call.kind() {
            Kind::Send => work.next_to(&claim.address, began),
            Kind::Edit | Kind::Find => began,
        };
        let budget = work.budgets.of(call.kind());
        if !ours || budget.free(began, CALL) == 0 || spaced > began {
            let at = budget.next_at().max(spaced);
            let why = "it was not tried in time".to_owned();
            sender.marks.push((claim.id, Mark::Later { at, why }));
            return;
        }
        budget.begin(began);
        if call.kind() == Kind::Send {
            work.sent_to(&claim.address, began);
        }
        sender.busy.insert(claim.id);
        let calling = Calling {
            platform: Arc::clone(platform),
            clock: Arc::clone(&self.clock),
            claim,
            lane: lane.clone(),
            call,
            view,
            began,
        };
        let woken = Arc::clone(&self.woken);
        sender.calls.spawn(async move {
            let done = calling.run().await;
            woken.answered();
            done
        });
    }
}

/// A message that cannot be computed is tried again later, and holds up no other.
fn not_computed(
    sender: &mut Sender,
    claim: &Claim,
    error: &EngineError,
    now: DateTime<Utc>,
) -> (i64, Mark) {
    tracing::error!(%error, outbox.row = claim.id, message.kind = claim.message.kind(),
        "a message could not be computed and is tried again");
    let at = now + sender.dice.backoff(claim.attempts);
    let why = "it could not be computed; see the log".to_owned();
    (claim.id, Mark::Again { at, why })
}
