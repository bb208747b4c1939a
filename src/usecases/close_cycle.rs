//! The month closes: what nobody confirmed is settled, figures are released once, digests are queued.

use crate::decision::{Change, Decision, SessionEvent};
use crate::domain::cycle::{Cycle, CycleStage};
use crate::domain::privacy::Release;
use crate::domain::programme::Programme;
use crate::domain::session::{Outcome, Session};
use crate::messages::{Message, Outgoing, Recipient};
use chrono::{DateTime, Duration, Utc};

/// How many sessions one page settles: few, as people's clicks wait behind each.
pub const PAGE: usize = 100;

/// How long a digest may be late and still be posted.
const DIGEST_USEFUL: Duration = Duration::days(30);

/// The cycle begins to close.
pub fn begin(cycle: &Cycle) -> Decision {
    let cycle = Cycle {
        stage: CycleStage::Closing { after: 0 },
        ..cycle.clone()
    };
    Decision::default().and(Change::Cycle(cycle))
}

/// One page of sessions in order of ids. What was agreed but not confirmed by anyone stays
/// unconfirmed; what had no time by now was not held.
pub fn settle_page(cycle: &Cycle, page: &[Session]) -> Decision {
    let after = page.last().map_or(i64::MAX, |session| session.id.0);
    let stage = CycleStage::Closing { after };
    let mut decision = Decision::default().and(Change::Cycle(Cycle {
        stage,
        ..cycle.clone()
    }));
    for session in page {
        let mut settled = session.clone();
        settled.due_at = None;
        if session.outcome == Outcome::Open {
            let past = session.is_past(cycle.closes_at);
            settled.outcome = if past {
                Outcome::Unconfirmed
            } else {
                Outcome::NotHeld
            };
        }
        if settled != *session {
            decision = decision.and(Change::Session(SessionEvent::Closed, Box::new(settled)));
        }
    }
    decision
}

/// The figures leave, protected and for good; the cycle is closed and its channels get their digest.
pub fn release(
    programme: &Programme,
    cycle: &Cycle,
    release: Release,
    now: DateTime<Utc>,
) -> Decision {
    let month = cycle.month;
    let closed = Cycle {
        stage: CycleStage::Closed,
        ..cycle.clone()
    };
    let mut decision = Decision::default()
        .and(Change::Cycle(closed))
        .and(Change::Released(Box::new(release)));
    let digests = programme.channels.iter().map(|channel| Outgoing {
        message: Message::Digest(month, channel.audience),
        to: Recipient::Channel(
            channel.platform.clone(),
            channel.workspace.clone(),
            channel.id.clone(),
        ),
        send_at: now,
        expires_at: now + DIGEST_USEFUL,
    });
    decision.messages.extend(digests);
    decision
}
