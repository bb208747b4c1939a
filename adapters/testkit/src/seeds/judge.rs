//! The verdict on a month: everything due is in a platform's log once, and what may be doubled was counted.

use super::world::World;
use crate::model::{Act, Faults};
use anyhow::{Result, ensure};
use chrono::Duration;
use kiku_chat::{Address, Once, Platform};
use kiku_engine::clock::Clock;
use kiku_store::{Delivery, State};
use std::collections::{BTreeMap, BTreeSet};

/// How long the bot has to finish, without faults, once the month is over.
const AFTERWARDS: Duration = Duration::days(3);
/// More rows than a month has.
const ALL: usize = 100_000;

/// What came of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// A digest of everything that happened at the platforms, in order, and of how every message ended.
    pub trace: u64,
    /// Messages that were delivered.
    pub delivered: usize,
    /// Messages that stand more than once, each after an ambiguous send on a platform that can neither be asked nor
    /// recognise it.
    pub doubled: usize,
    /// Sends that were counted as possibly doubled.
    pub counted: i64,
    /// Messages whose time was over before they could be sent.
    pub expired: usize,
}

/// Ends the faults, lets the bot finish, and judges.
pub(super) async fn judge(world: &mut World) -> Result<Verdict> {
    for chat in &world.platforms {
        chat.set_faults(Faults::none());
    }
    let end = world.time.precise() + AFTERWARDS;
    world.work().await?;
    // What leaves at the very end arrives too.
    while world.time.precise() < end || world.platforms_busy() {
        let soon = world.time.precise() + Duration::minutes(1);
        world.pass(end.max(soon)).await?;
        world.work().await?;
    }
    let rows = rows(world).await?;
    let mut verdict = Verdict {
        trace: trace(world, &rows),
        ..Verdict::default()
    };
    let sent: BTreeMap<String, (Once, usize)> = world
        .platforms
        .iter()
        .flat_map(|chat| {
            let once = chat.capabilities().once;
            let sent = chat.sent().into_iter();
            sent.map(move |(delivery, count)| (delivery, (once, count)))
        })
        .collect();
    let known: BTreeSet<&String> = rows.iter().map(|row| &row.delivery.0).collect();
    let stranger = sent.keys().find(|delivery| !known.contains(delivery));
    ensure!(stranger.is_none(), "{stranger:?} was never queued");
    for row in &rows {
        let (once, count) = sent
            .get(&row.delivery.0)
            .copied()
            .unwrap_or((Once::Findable, 0));
        judge_row(row, once, count, &mut verdict)?;
    }
    ensure!(
        verdict.expired == 0 || world.plan.may_expire(),
        "{} messages expired though nothing stood still",
        verdict.expired
    );
    let backlog = world.bot()?.store().backlog(world.time.now()).await?;
    ensure!(
        backlog.doubtful >= verdict.doubled as i64,
        "doubled and not counted"
    );
    verdict.counted = backlog.doubtful;
    Ok(verdict)
}

fn judge_row(row: &Delivery, once: Once, count: usize, verdict: &mut Verdict) -> Result<()> {
    let name = format!("{:?} to {:?} ({:?})", row.message, row.to, row.error);
    let may_repeat = usize::try_from(row.doubtful).unwrap_or_default();
    match row.state {
        State::Waiting | State::Claimed | State::Unknown => {
            anyhow::bail!("{name} is still {:?}, due {}", row.state, row.send_at)
        }
        State::Sent | State::Closed => {
            ensure!(count > 0, "{name} is said to be sent and was lost");
            verdict.delivered += 1;
        }
        State::Expired => verdict.expired += 1,
        State::Dead => anyhow::bail!("{name} is dead"),
        State::Dropped => {}
    }
    ensure!(
        count <= 1 + may_repeat,
        "{name} arrived {count} times on {once:?}, {may_repeat} repetitions were counted"
    );
    if once != Once::Neither {
        ensure!(count <= 1, "{name} was doubled on {once:?}");
    }
    verdict.doubled += count.saturating_sub(1);
    Ok(())
}

/// All rows that were due, in order.
async fn rows(world: &World) -> Result<Vec<Delivery>> {
    let store = world.bot()?.store();
    let due = world.bot()?.clock().now();
    let mut rows = Vec::new();
    for state in State::ALL {
        let found = store.deliveries_in(state, ALL).await?.into_iter();
        rows.extend(found.filter(|row| state != State::Waiting || row.send_at <= due));
    }
    Ok(rows)
}

/// FNV-1a over what happened. The part of delivery ids that is the database's own random name is left out.
fn trace(world: &World, rows: &[Delivery]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    let own = |delivery: &str| {
        delivery
            .split('-')
            .next_back()
            .unwrap_or_default()
            .to_owned()
    };
    for chat in &world.platforms {
        for entry in chat.log() {
            add(&entry.at.timestamp_micros().to_string());
            add(match &entry.to {
                Address::Person(account) => &account.user,
                Address::Channel { channel, .. } => channel,
            });
            add(&match &entry.act {
                Act::Sent(delivery, handle) => format!("sent {} {}", own(&delivery.0), handle.0),
                Act::Recognised(delivery) => format!("recognised {}", own(&delivery.0)),
                Act::Asked(delivery, found) => format!("asked {} {found}", own(&delivery.0)),
                other => format!("{other:?}"),
            });
        }
        for (_, posted) in chat.everything() {
            add(&posted.view.to_plain_text());
        }
    }
    for row in rows {
        add(&format!("{:?} {:?} {:?}", row.message, row.to, row.state));
    }
    hash
}
