//! Counts what came of rounds, and prints it.

use crate::judge::Kind;
use crate::mishap::Mishap;
use crate::round::Judged;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::time::Duration;

/// What came of the rounds of one mishap on one kind of platform.
#[derive(Debug, Default, Clone, Copy)]
struct Line {
    rounds: usize,
    struck: usize,
    kills: u32,
    messages: usize,
    clicks: usize,
    forgotten: usize,
    lost: usize,
    doubled: usize,
    doubtful: usize,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Tally {
    lines: BTreeMap<(&'static str, Kind), Line>,
    broken: Vec<String>,
}

impl Tally {
    pub fn enter(&mut self, kind: Kind, mishap: Mishap, number: usize, judged: Judged) {
        let line = self.lines.entry((mishap.name(), kind)).or_default();
        line.rounds += 1;
        line.struck += usize::from(judged.struck);
        line.kills += judged.kills;
        line.messages += judged.messages;
        line.clicks += judged.clicks;
        line.forgotten += judged.forgotten.len();
        line.lost += judged.lost;
        line.doubled += judged.doubled;
        line.doubtful += judged.doubtful;
        if !judged.is_kept(kind) {
            let name = format!(
                "round {number}, {} on a platform that is {}",
                mishap.name(),
                kind.name()
            );
            self.broken.push(format!("{name}: {judged:?}"));
        }
    }

    #[expect(clippy::print_stdout, reason = "it is the report of a command")]
    pub fn print(&self, took: Duration) {
        println!(
            "{:<14} {:<13} {:>6} {:>6} {:>6} {:>8} {:>6} {:>8}",
            "killed at", "platform", "rounds", "struck", "kills", "lost", "double", "counted"
        );
        for ((mishap, kind), line) in &self.lines {
            println!(
                "{mishap:<14} {:<13} {:>6} {:>6} {:>6} {:>8} {:>6} {:>8}",
                kind.name(),
                line.rounds,
                line.struck,
                line.kills,
                line.lost,
                line.doubled,
                line.doubtful
            );
        }
        let sum = |value: fn(&Line) -> usize| self.lines.values().map(value).sum::<usize>();
        let rounds = sum(|line| line.rounds);
        println!(
            "{rounds} rounds, {} struck as planned, {} kills in {:.0} s",
            sum(|line| line.struck),
            sum(|line| line.kills as usize),
            took.as_secs_f64()
        );
        for kind in Kind::ALL {
            let of = |value: fn(&Line) -> usize| {
                let lines = self.lines.iter().filter(|((_, of), _)| *of == kind);
                lines.map(|(_, line)| value(line)).sum::<usize>()
            };
            let n = of(|line| line.messages);
            println!(
                "a platform that is {}: {} of {n} messages lost, {} of {n} doubled, {} counted and shown as possibly doubled",
                kind.name(),
                of(|line| line.lost),
                of(|line| line.doubled),
                of(|line| line.doubtful)
            );
        }
        println!(
            "acknowledged clicks lost: {} of {}",
            sum(|line| line.forgotten),
            sum(|line| line.clicks)
        );
        for broken in &self.broken {
            println!("BROKEN {broken}");
        }
    }

    /// Fails when a promise was broken, or when nothing was struck and so nothing shown.
    pub fn verdict(&self) -> Result<()> {
        let silent: Vec<_> = self
            .lines
            .iter()
            .filter(|(_, line)| line.rounds >= 4 && line.struck == 0)
            .collect();
        if !silent.is_empty() {
            bail!("nobody was struck at {silent:?}, so that nothing is shown");
        }
        match self.broken.len() {
            0 => Ok(()),
            broken => bail!("{broken} rounds broke the promise"),
        }
    }
}
