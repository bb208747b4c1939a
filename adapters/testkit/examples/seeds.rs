//! Plays seeds of the simulation: `cargo run -p kiku-testkit --release --example seeds -- 5000 [first]`.
//!
//! Every seed is a month of a small company with crashes, clock jumps, faults and sleep, on one to two platforms.
//! A broken promise is printed with its seed, which plays the same month again.

use anyhow::{Result, ensure};
use kiku_testkit::seeds::{self, Verdict};
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Instant;

fn main() -> Result<()> {
    let mut words = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok());
    let (count, first): (u64, u64) = (words.next().unwrap_or(100), words.next().unwrap_or(0));
    let (start, next) = (Instant::now(), AtomicU64::new(first));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (report, reports) = mpsc::channel();
    let (mut all, mut failed, mut out) = (Verdict::default(), 0, std::io::stdout());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (report, next) = (report.clone(), &next);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count || report.send(seeds::play_alone(seed)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(report);
        for verdict in reports {
            match verdict {
                Ok(verdict) => {
                    all.delivered += verdict.delivered;
                    all.doubled += verdict.doubled;
                    all.counted += verdict.counted;
                    all.expired += verdict.expired;
                }
                Err(error) => {
                    failed += 1;
                    writeln!(out, "{error:#}")?;
                }
            }
        }
        Ok::<(), std::io::Error>(())
    })?;
    writeln!(
        out,
        "{count} seeds in {:.0} s: {failed} of {count} broke a promise; {} messages delivered, {} doubled where a platform \
         can do neither ({} counted as possible), {} expired while the process slept or its clock jumped",
        start.elapsed().as_secs_f64(),
        all.delivered,
        all.doubled,
        all.counted,
        all.expired
    )?;
    ensure!(failed == 0, "{failed} seeds broke a promise");
    Ok(())
}
