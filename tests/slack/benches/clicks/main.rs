//! Signed clicks through the real Slack handler over loopback: `cargo bench -p kiku-slack-model --bench clicks -- 3000`.
//!
//! The server runs in a process of its own, as `kiku serve` does: axum, Slack's handler, the engine with its loops,
//! SQLite with every commit on disk. The clients sign and press from here, over kept connections. Slack's address for
//! refreshed messages is played here too and takes a tenth of a second, so that what follows an acknowledgement is
//! part of the load.
//!
//! - `-- 3000`: 3,000 members, the server on one core (`taskset -c 0`), the clients on the others: one client, then
//!   64 at a time. With the word `held` Slack holds every answer for ten seconds, so that next to none follows
//!   while presses are measured.
//! - `-- busy 100000`: 100,000 members, 300 presses a second whatever the answers take, on all cores: a minute alone,
//!   then for as long as it takes until the month before is closed and its digest posted, everything that became due is
//!   sent and edited, and a backup is made.

mod clients;
mod server;

use anyhow::{Context, Result};
use clients::{Load, Met, Pace, client, play_slack, read_controls};
use std::io::{BufRead, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Printed = std::io::Lines<std::io::BufReader<std::process::ChildStdout>>;

const TEAM: &str = "T1";
const SECRET: &str = "bench-signing-secret";
const CLIENTS: usize = 64;
/// How long Slack takes to replace a message, and how long when it holds every answer.
const REPLACING: Duration = Duration::from_millis(100);
const HOLDING: Duration = Duration::from_secs(10);
const TOGETHER: usize = 60_000;
/// Presses a second that come whatever the answers take, and for how many seconds.
const A_SECOND: u32 = 300;
const SECONDS: usize = 60;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let number = |word: &String| word.parse::<usize>().ok();
    let members = words.iter().find_map(number).unwrap_or(3_000);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build()?;
    let busy = words.iter().any(|word| word == "busy");
    match words.iter().position(|word| word == "serve") {
        Some(at) => {
            let (folder, slack) = (Path::new(&words[at + 1]), &words[at + 2]);
            let months = if busy { 2 } else { 1 };
            runtime.block_on(server::serve(folder, slack, members, months))
        }
        None => {
            let held = words.iter().any(|word| word == "held");
            let replacing = if held { HOLDING } else { REPLACING };
            runtime.block_on(measure(members, busy, replacing))
        }
    }
}

async fn measure(members: usize, busy: bool, replacing: Duration) -> Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let replaced = Arc::new(AtomicU64::new(0));
    let slack = play_slack(replaced.clone(), replacing).await?;
    let (mut child, server, lines) = start(folder.path(), &slack, members, busy)?;
    let load = Arc::new(Load {
        server,
        slack,
        controls: read_controls(&folder.path().join("controls"))?,
        next: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    pass_on(lines, load.clone());
    let many = load.controls.len();
    say(&format!("{members} members, {many} messages to press"))?;
    let measured = match busy {
        true => beside_everything(&load, &mut child, &replaced).await,
        false => one_after_the_other(&load, child.id(), &replaced).await,
    };
    child.kill()?;
    child.wait()?;
    measured
}

async fn one_after_the_other(load: &Arc<Load>, server: u32, replaced: &AtomicU64) -> Result<()> {
    // Where there is another core, the clients leave the server's to it.
    let all_but_the_first = ["-a", "-p", "-c", "1-63", &std::process::id().to_string()];
    Command::new("taskset").args(all_but_the_first).output()?;
    let everybody = load.controls.len();
    for what in [
        ("1 client, everybody's first press", 1, everybody),
        ("1 client, their second", 1, everybody),
        ("64 clients", CLIENTS, TOGETHER),
        ("64 clients", CLIENTS, TOGETHER),
    ] {
        press(load, server, replaced, what, None).await?;
    }
    Ok(())
}

async fn beside_everything(
    load: &Arc<Load>,
    child: &mut Child,
    replaced: &AtomicU64,
) -> Result<()> {
    let clicks = A_SECOND as usize * SECONDS;
    let alone = format!("{A_SECOND} a second, alone");
    let pace = Some(A_SECOND);
    press(load, child.id(), replaced, (&alone, CLIENTS, clicks), pace).await?;
    let mut go = child.stdin.take().context("its input is written")?;
    writeln!(go, "go")?;
    let beside = format!("{A_SECOND} a second, beside everything");
    let begin = memory(child.id(), "VmRSS:");
    let endless = (&*beside, CLIENTS, usize::MAX / 2);
    press(load, child.id(), replaced, endless, pace).await?;
    say(&format!(
        "  the server's memory: {begin:.0} MB before, at most {:.0} MB until now",
        memory(child.id(), "VmHWM:")
    ))
}

async fn press(
    load: &Arc<Load>,
    server: u32,
    replaced: &AtomicU64,
    (what, clients, clicks): (&str, usize, usize),
    a_second: Option<u32>,
) -> Result<()> {
    let (begin, before) = (Instant::now(), processor(server));
    let answered = replaced.load(Ordering::Relaxed);
    let first = load.next.load(Ordering::Relaxed);
    let pace = a_second.map_or(Pace::Closed, |a_second| Pace::Open {
        begin,
        first,
        a_second,
    });
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        tasks.spawn(client(load.clone(), first + clicks, pace));
    }
    let mut met = Met::default();
    while let Some(done) = tasks.join_next().await {
        let mine = done??;
        met.times.extend(mine.times);
        met.busy += mine.busy;
    }
    // Every client took one number more than it pressed.
    load.next.fetch_sub(clients, Ordering::Relaxed);
    let Met { mut times, busy } = met;
    let (seconds, used) = (begin.elapsed().as_secs_f64(), processor(server) - before);
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
    say(&format!(
        "  {what}: {:.0} clicks a second, {:.0} µs of processor each; p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, max \
         {:.2} ms; {busy} told to come again; {} messages replaced meanwhile",
        times.len() as f64 / seconds,
        used * 1e6 / times.len() as f64,
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0),
        replaced.load(Ordering::Relaxed) - answered,
    ))
}

/// Starts the server, on one core unless everything is to happen, and waits until it listens.
fn start(
    folder: &Path,
    slack: &str,
    members: usize,
    busy: bool,
) -> Result<(Child, String, Printed)> {
    let mut command = Command::new("taskset");
    command.args(["-c", if busy { "0-63" } else { "0" }]);
    command.arg(std::env::current_exe()?);
    command.arg("serve").arg(folder).arg(slack);
    command
        .arg(members.to_string())
        .args(busy.then_some("busy"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("taskset is in util-linux")?;
    let output = child.stdout.take().context("its output is read")?;
    let mut lines = std::io::BufReader::new(output).lines();
    while let Some(line) = lines.next() {
        if let Some(address) = line?.strip_prefix("READY ") {
            return Ok((child, address.to_owned(), lines));
        }
    }
    anyhow::bail!("the server ended before it listened")
}

/// Prints what the server says; when it says that everything is done, no more is pressed.
fn pass_on(lines: Printed, load: Arc<Load>) {
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            match line.strip_prefix("DONE ") {
                Some(what) => {
                    load.over.store(true, Ordering::Relaxed);
                    say(what)?;
                }
                None => say(&line)?,
            }
        }
        anyhow::Ok(())
    });
}

/// A field of a process's status in MB.
fn memory(pid: u32, field: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

/// Seconds of processor that a process has used, from `/proc/PID/stat` (in hundredths).
fn processor(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(2);
    fields
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
