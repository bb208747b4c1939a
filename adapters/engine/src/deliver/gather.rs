//! Gathering answers: budgets learn from them, rows are marked in one commit, figures are counted.

use super::outcome::{self, Call, Done};
use super::sender::{Aside, Sender};
use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use kiku_chat::{Once, Rates, SendError};
use kiku_store::{End, Kind, Lane, Mark};

impl Engine {
    /// Takes what was answered and marks the rows. Returns how many there were.
    pub(super) async fn gather(
        &self,
        sender: &mut Sender,
        now: DateTime<Utc>,
    ) -> Result<usize, EngineError> {
        sender.take_answers();
        let answered = std::mem::take(&mut sender.done);
        for done in &answered {
            let (once, rates) = self.capabilities(&done.lane);
            learn(sender, done, (once, rates), now);
        }
        self.write_marks(sender).await?;
        Ok(answered.len())
    }

    /// Writes the marks that are not written yet; they are kept until that succeeds.
    pub(super) async fn write_marks(&self, sender: &mut Sender) -> Result<(), EngineError> {
        if !sender.marks.is_empty() {
            match self.store.mark(&self.replica, &sender.marks).await {
                Ok(()) => sender.marked(),
                Err(_) => self.write_each(sender).await?,
            }
        }
        while let Some(aside) = sender.asides.last() {
            match aside {
                Aside::Wait(lane, kind, until) => {
                    self.store.wait_until(lane, *kind, *until).await?;
                }
                Aside::NoDoubt(lane, id) => self.store.doubt(lane, &[*id], -1).await?,
            }
            sender.asides.pop();
        }
        Ok(())
    }

    /// One row that cannot be marked must not keep the others from it. A handle that another message has already is a
    /// fault of the platform: the message stands, and is not edited.
    async fn write_each(&self, sender: &mut Sender) -> Result<(), EngineError> {
        while let Some((id, mark)) = sender.marks.last().cloned() {
            let marked = self.store.mark(&self.replica, &[(id, mark.clone())]).await;
            if let (Err(error), Mark::Sent { .. }) = (&marked, &mark) {
                let why = "the platform gave it the name of another message";
                let closed = Mark::End(End::Closed, why.to_owned());
                self.store.mark(&self.replica, &[(id, closed)]).await?;
                tracing::error!(%error, outbox.row = id, "{why}");
            } else {
                marked?;
            }
            sender.marks.pop();
            sender.busy.remove(&id);
        }
        Ok(())
    }

    /// What the platform of a lane can do.
    pub(super) fn capabilities(&self, lane: &Lane) -> (Once, Rates) {
        let platform = self.platforms.get(&lane.platform);
        platform.map_or((Once::Neither, Rates::UNLIMITED), |platform| {
            let able = platform.capabilities();
            (able.once, able.rates)
        })
    }
}

fn learn(sender: &mut Sender, done: &Done, (once, rates): (Once, Rates), now: DateTime<Utc>) {
    let (id, kind) = (done.claim.id, done.call.kind());
    count(&done.lane, kind, &done.outcome.as_ref().map(|_| ()));
    let mark = outcome::mark(done, once, now, &mut sender.dice);
    if let Mark::End(end, _) = &mark {
        count_ends(&done.lane, *end, 1);
    }
    sender.marks.push((id, mark));
    let cannot_tell = done.call == Call::Find && outcome::cannot_tell(once) && is_unknown(done);
    match cannot_tell {
        true => sender.blind.insert(id),
        false => sender.blind.remove(&id),
    };
    if done.call == Call::Doubtful && is_certain_refusal(done) {
        sender.asides.push(Aside::NoDoubt(done.lane.clone(), id));
    }
    let mut dice = sender.dice.clone();
    let budget = sender.lane(&done.lane, rates).budgets.of(kind);
    budget.in_flight = budget.in_flight.saturating_sub(1);
    match outcome::is_healthy(done, once) {
        true => budget.answered(),
        false => budget.failed(now, &mut dice),
    }
    if done.outcome.is_ok() {
        budget.pace.went_well();
    }
    if let Err(SendError::RetryAfter(wait)) = &done.outcome {
        let until = budget.pace.asked_to_wait(now, done.began, *wait);
        tracing::info!(outbox.lane = %done.lane, outbox.call = kind.word(),
            outbox.pause_s = (until - now).num_seconds(), "the platform asks to wait");
        let wait = Aside::Wait(done.lane.clone(), kind, until);
        sender.asides.push(wait);
    }
    sender.dice = dice;
}

fn is_unknown(done: &Done) -> bool {
    matches!(done.outcome, Err(SendError::Unknown(_)))
}

/// The platform did not take it, so that nothing can have been doubled.
fn is_certain_refusal(done: &Done) -> bool {
    matches!(&done.outcome, Err(error) if !matches!(error, SendError::Unknown(_)))
}

fn count(lane: &Lane, kind: Kind, outcome: &Result<(), &SendError>) {
    let outcome = match outcome {
        Ok(()) => "ok",
        Err(SendError::RetryAfter(_)) => "retry_after",
        Err(SendError::Unreachable(_)) => "unreachable",
        Err(SendError::Rejected(_)) => "rejected",
        Err(SendError::NotSent(_)) => "not_sent",
        Err(SendError::Unknown(_)) => "unknown",
    };
    metrics::counter!("kiku_outbox_calls_total", "platform" => lane.platform.clone(),
        "workspace" => lane.workspace.clone(), "call" => kind.word(), "outcome" => outcome)
    .increment(1);
}

/// Counts messages that ended without being delivered.
pub(super) fn count_ends(lane: &Lane, end: End, count: u64) {
    metrics::counter!("kiku_outbox_ended_total", "platform" => lane.platform.clone(),
        "workspace" => lane.workspace.clone(), "end" => end.word())
    .increment(count);
}
