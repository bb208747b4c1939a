//! `kiku digest`: a released month, as its audience may see it.

use crate::cli::{Digest, DigestFormat, Reader};
use crate::exit::{Exit, Failure, Outcome};
use crate::settings::Settings;
use crate::{output, wiring};
use chrono::Utc;
use kiku::decision::{Audit, Change, Decision};
use kiku::usecases::apply_programme::OPERATOR;
use kiku_engine::{ExportAudience, ExportError, ExportFormat};
use kiku_store::{Access, Store};
use std::io::IsTerminal;

/// Prints the digest, or writes it to a file.
///
/// # Errors
/// No released figures, no such department, an output that cannot be written.
pub async fn run(settings: &Settings, command: &Digest) -> Outcome {
    if command.format == DigestFormat::Png
        && command.out.is_none()
        && std::io::stdout().is_terminal()
    {
        return Err(Failure::usage(
            "a picture cannot be shown in a terminal; name a file with --out FILE",
        ));
    }
    let (store, audited) = open(settings).await?;
    let made = make(&store, command, audited).await;
    store.close().await;
    match &command.out {
        Some(file) => output::file(file, &made?),
        None => output::write_all(&made?),
    }
}

/// For writing, because the view is audited; only for reading beside a kiku that runs.
async fn open(settings: &Settings) -> Result<(Store, bool), Failure> {
    if settings.missing_database().is_some() {
        return Ok((wiring::open_for_reading(settings).await?, true));
    }
    match wiring::open_store(settings, Access::Write).await {
        Ok(store) => Ok((store, true)),
        Err(failure) if failure.exit == Exit::Database => {
            Ok((wiring::open_for_reading(settings).await?, false))
        }
        Err(failure) => Err(failure),
    }
}

async fn make(store: &Store, command: &Digest, audited: bool) -> Result<Vec<u8>, Failure> {
    let programme = store.programme().await.map_err(Failure::database)?;
    let lang = command.lang.unwrap_or(programme.language);
    let (audience, scope) = match &command.audience {
        Reader::Hr => (ExportAudience::Hr, "hr".to_owned()),
        Reader::Executive => (ExportAudience::Executive, "executive".to_owned()),
        Reader::Department(path) => (
            ExportAudience::Department(path.clone()),
            format!("department:{path}"),
        ),
    };
    let format = match command.format {
        DigestFormat::Text => ExportFormat::Text,
        DigestFormat::Json => ExportFormat::Json,
        DigestFormat::Csv => ExportFormat::Csv,
        DigestFormat::Png => ExportFormat::Png,
    };
    let made = wiring::quiet_engine(store.clone())
        .export_digest(command.month, &audience, format, lang)
        .await;
    let made = made.map_err(|error| match error {
        ExportError::NoSuchUnit { .. } => Failure::usage(error),
        ExportError::Engine(error) => Failure::database(error),
        error => Failure::failed(error),
    })?;
    match audited {
        true => audit(store, format!("{} {scope}", command.month)).await?,
        false => output::note(
            "kiku: another kiku uses the database, so this look at the figures is not in its audit",
        ),
    }
    Ok(made)
}

async fn audit(store: &Store, scope: String) -> Outcome {
    let now = Utc::now();
    let audit = Audit {
        who: OPERATOR,
        at: now,
        what: "digest".to_owned(),
        scope,
    };
    let decision = Decision::default().and(Change::Audited(audit));
    store
        .commit(&decision, None, now)
        .await
        .map(|_| ())
        .map_err(Failure::database)
}
