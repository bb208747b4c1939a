//! The process `kiku`.

mod cli;
mod commands;
mod demo;
mod exit;
mod http;
mod manifest;
mod output;
mod panics;
mod progress;
mod serve;
mod settings;
mod telemetry;
mod wiring;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A press makes and lets go of some two hundred small pieces of memory; with this one it costs a quarter less.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    panics::install();
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.message.lines() {
                output::note(format_args!("kiku: {line}"));
            }
            failure.exit.into()
        }
    }
}
