//! A victim: a process that does what it is told until it is killed.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A step of a live victim takes less; one that hangs is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Died;

/// A running victim.
pub struct Victim {
    child: Mutex<Child>,
    orders: Mutex<Option<ChildStdin>>,
    told: Mutex<Receiver<String>>,
    /// Lines that nobody waited for yet.
    kept: Mutex<Vec<String>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Victim {
    /// Starts one; `point` is where it ends itself.
    pub fn start(arguments: &[&str], point: Option<String>, errors: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("worker").args(arguments);
        command.env_remove("KIKU_FAULT_POINT");
        command.envs(point.map(|point| ("KIKU_FAULT_POINT", point)));
        let errors = std::fs::File::options()
            .append(true)
            .create(true)
            .open(errors)?;
        let started = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn();
        let mut child = started.context("the victim does not start")?;
        let orders = child.stdin.take().context("no way to the victim")?;
        let output = child.stdout.take().context("no way from the victim")?;
        let (tell, told) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Victim {
            child: Mutex::new(child),
            orders: Mutex::new(Some(orders)),
            told: Mutex::new(told),
            kept: Mutex::default(),
        })
    }

    /// kill -9.
    pub fn kill(&self) {
        // It may be dead already.
        drop(lock(&self.child).kill());
    }

    /// Gives an order; a dead victim is noticed when its answer is waited for.
    pub fn order(&self, line: &str) {
        if let Some(orders) = lock(&self.orders).as_mut() {
            drop(writeln!(orders, "{line}"));
        }
    }

    /// There are no more orders: it ends by itself, in good order.
    pub fn dismiss(&self) {
        drop(lock(&self.orders).take());
    }

    /// Waits for a line that begins with these words, and gives the rest of it. Other lines are kept.
    pub fn hears(&self, words: &str) -> Result<String, Died> {
        let fits = |line: &str| line.strip_prefix(words).map(|rest| rest.trim().to_owned());
        let mut kept = lock(&self.kept);
        if let Some(place) = kept.iter().position(|line| fits(line).is_some()) {
            return fits(&kept.remove(place)).ok_or(Died);
        }
        let told = lock(&self.told);
        loop {
            match told.recv_timeout(PATIENCE) {
                Ok(line) => match fits(&line) {
                    Some(rest) => return Ok(rest),
                    None => kept.push(line),
                },
                Err(RecvTimeoutError::Disconnected) => return Err(Died),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("a victim hangs: it was to say '{words}', and said {kept:?}")
                }
            }
        }
    }

    /// Everything that was said and not waited for, after the victim's end.
    pub fn last_words(&self) -> Vec<String> {
        drop(lock(&self.child).wait());
        let mut said = std::mem::take(&mut *lock(&self.kept));
        said.extend(lock(&self.told).iter());
        said
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        self.kill();
        drop(lock(&self.child).wait());
    }
}
