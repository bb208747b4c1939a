//! The subcommands, one a file.

pub mod backup;
pub mod demo;
pub mod digest;
pub mod doctor;
pub mod init;
pub mod manifest;
pub mod people;
pub mod programme;
pub mod serve;
pub mod simulate;

use crate::cli::{Cli, Command, Manifest, People, Programme};
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;

/// Does what the command line says.
///
/// # Errors
/// What happened, what to do, and the exit code.
pub fn run(cli: Cli) -> Outcome {
    let config = cli.config.as_deref();
    match cli.command {
        Command::Init(command) => init::run(&command),
        Command::Demo(command) => block_on(demo::run(command)),
        Command::Doctor(command) => block_on(doctor::run(config, &command)),
        command => {
            let settings = Settings::load(config)?;
            crate::telemetry::start(&settings.log);
            block_on(with_settings(command, &settings))
        }
    }
}

async fn with_settings(command: Command, settings: &Settings) -> Outcome {
    match command {
        Command::Serve(command) => serve::run(settings, &command).await,
        Command::Manifest {
            platform: Manifest::Slack(command),
        } => manifest::slack(settings, &command),
        Command::Programme {
            action: Programme::Show { format },
        } => programme::show(settings, format).await,
        Command::Programme {
            action: Programme::Apply { file },
        } => programme::apply(settings, &file).await,
        Command::People {
            action: People::Import(command),
        } => people::import(settings, &command).await,
        Command::Digest(command) => digest::run(settings, &command).await,
        Command::Backup(command) => backup::run(settings, &command).await,
        Command::Simulate(command) => simulate::run(settings, &command).await,
        Command::Init(_) | Command::Demo(_) | Command::Doctor(_) => Ok(()),
    }
}

/// Two workers are enough: the database has one writer, and idle threads cost memory.
fn block_on(work: impl Future<Output = Outcome>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.map_err(no_threads)?;
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    outcome
}

fn no_threads(error: std::io::Error) -> Failure {
    Failure::failed(format!("the system gives no threads: {error}"))
}

/// A file that was named on the command line.
///
/// # Errors
/// It is not there or cannot be read.
fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "the file may not be read; check its owner and permissions".to_owned()
            }
            std::io::ErrorKind::IsADirectory => "this is a folder; name a file".to_owned(),
            _ => format!("the file cannot be read: {error}"),
        };
        Failure::input(format!("{}: {why}", path.display()))
    })
}
