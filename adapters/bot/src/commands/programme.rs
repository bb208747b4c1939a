//! `kiku programme`: the document that is in force, and how another one comes into force.

use super::read_file;
use crate::cli::ProgrammeFormat;
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{output, wiring};
use kiku::domain::programme::Programme;
use kiku_engine::EngineError;
use kiku_store::Access;
use std::path::Path;

/// Prints the programme.
///
/// # Errors
/// The database cannot be read.
pub async fn show(settings: &Settings, format: ProgrammeFormat) -> Outcome {
    let store = wiring::open_for_reading(settings).await?;
    let programme = store.programme().await.map_err(Failure::database)?;
    match format {
        ProgrammeFormat::Toml => {
            output::say(programme.to_toml().map_err(Failure::failed)?.trim_end())
        }
        ProgrammeFormat::Json => output::json(&*programme),
    }
}

/// Puts a file in force.
///
/// # Errors
/// What is wrong with the file; then nothing is changed.
pub async fn apply(settings: &Settings, file: &Path) -> Outcome {
    let bad = |why: &dyn std::fmt::Display| {
        Failure::input(format!(
            "{}: {}\nNothing was changed.",
            file.display(),
            why.to_string().trim_end()
        ))
    };
    let bytes = read_file(file)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| bad(&"this is not text in UTF-8; write a programme as TOML"))?;
    let programme = Programme::from_toml(&text).map_err(|error| bad(&error))?;
    let store = wiring::open_store(settings, Access::Write).await?;
    let engine = wiring::quiet_engine(store.clone());
    let applied = engine.apply_programme(&programme).await;
    store.close().await;
    match applied {
        Ok(()) => output::say(in_force(&programme)),
        Err(EngineError::Programme(why)) => Err(bad(&why)),
        Err(error) => Err(Failure::database(error)),
    }
}

fn in_force(programme: &Programme) -> String {
    format!(
        "In force: {} topics, {} responses, {} grants, {} channels.",
        programme.topics.iter().filter(|item| !item.retired).count(),
        programme
            .responses
            .iter()
            .filter(|item| !item.retired)
            .count(),
        programme.grants.len(),
        programme.channels.len(),
    )
}
