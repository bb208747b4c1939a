//! A seeded simulation: the whole bot and its platforms in one process, through a month with everything that can
//! go wrong, judged by the platforms' logs. The same seed gives the same month, call by call.
//!
//! One task drives it. It lets the engine do what can be done, then moves the clocks to whatever happens next: a
//! call arrives, somebody presses, the process dies, the clock jumps.

mod judge;
mod plan;
mod residents;
mod world;

pub use judge::Verdict;
pub use plan::Plan;

use anyhow::{Context, Result};
use world::World;

/// Plays the month of a seed and judges it.
///
/// # Errors
/// When the bot fails, or the verdict is a broken promise; the message begins with the seed.
pub async fn play(seed: u64) -> Result<Verdict> {
    let played = async {
        let mut world = World::open(Plan::draw(seed)).await?;
        world.live().await?;
        judge::judge(&mut world).await
    };
    played.await.with_context(|| format!("seed {seed}"))
}

/// Plays a seed on a runtime of its own, with one thread, so that nothing but the seed decides the order of things.
///
/// # Errors
/// As [`play`], or when no runtime can be made.
pub fn play_alone(seed: u64) -> Result<Verdict> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(play(seed))
}
