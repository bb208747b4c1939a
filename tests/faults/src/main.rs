//! Kills Kiku and judges what arrived. One process is the judge, with an append-only log; its victims are others.

mod company;
mod judge;
mod mishap;
mod older;
mod round;
mod script;
mod tally;
mod verdict;
mod victim;
mod worker;
mod yard;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use judge::{Control, Kind};
use mishap::Mishap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tally::Tally;
use yard::Yard;

#[derive(Parser)]
#[command(about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Kills so many times and judges each time.
    Run {
        /// How many kills.
        rounds: usize,
        /// Same seed, same mishaps.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The number of the first round, to play one again.
        #[arg(long, default_value_t = 0)]
        from: usize,
        /// How many victims at a time.
        #[arg(long, default_value_t = 2)]
        beside: usize,
        /// Only mishaps whose name begins with this.
        #[arg(long, default_value = "")]
        only: String,
        /// Where the judges' logs of failed rounds are kept.
        #[arg(long)]
        keep: Option<PathBuf>,
        /// A judge that is not to be trusted, to see that the run fails.
        #[arg(long, value_enum)]
        control: Option<Control>,
    },
    /// The victim; started by `run`.
    #[command(hide = true)]
    Worker(worker::Orders),
}

fn main() -> Result<()> {
    match Arguments::parse().what {
        What::Worker(orders) => worker::main(orders),
        What::Run {
            rounds,
            seed,
            from,
            beside,
            only,
            keep,
            control,
        } => {
            let yard = Yard::open(control, keep)?;
            run(&yard, from..from + rounds, seed, beside.max(1), &only)
        }
    }
}

fn run(yard: &Yard, rounds: Range<usize>, seed: u64, beside: usize, only: &str) -> Result<()> {
    let began = Instant::now();
    let kinds: Vec<Mishap> = Mishap::all(&yard.reach)
        .into_iter()
        .filter(|mishap| mishap.name().starts_with(only))
        .collect();
    if kinds.is_empty() {
        bail!("no mishap is called '{only}'");
    }
    let (next, tally) = (AtomicUsize::new(rounds.start), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        for _ in 0..beside {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= rounds.end {
                        break;
                    }
                    let kind = Kind::ALL[number % Kind::ALL.len()];
                    let mishap = kinds[number / Kind::ALL.len() % kinds.len()];
                    let judged = round::play(yard, kind, mishap, seed, number as u64);
                    let mut tally = tally.lock().unwrap_or_else(|e| e.into_inner());
                    tally.enter(kind, mishap, number, judged);
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap_or_else(|e| e.into_inner());
    tally.print(began.elapsed());
    tally.verdict()
}
