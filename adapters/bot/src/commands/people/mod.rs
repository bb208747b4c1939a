//! `kiku people import`: the roster of the HR system.

mod report;

use super::read_file;
use crate::cli::{Format, Import};
use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::{output, wiring};
use kiku::domain::lang::Lang;
use kiku::domain::roster::{self, Difference, RowProblem};
use kiku_engine::{ImportError, ImportOptions};
use kiku_store::Access;
use report::Report;

/// Shows what would change, or changes it.
///
/// # Errors
/// The file's problems, all of them; then nothing is imported.
pub async fn import(settings: &Settings, command: &Import) -> Outcome {
    let roster =
        roster::read(&read_file(&command.file)?).map_err(|problems| refused(command, &problems))?;
    let report = Report::of(command, &roster);
    let store = match command.dry_run {
        true => wiring::open_for_reading(settings).await?,
        false => wiring::open_store(settings, Access::Write).await?,
    };
    let options = ImportOptions {
        dry_run: command.dry_run,
        allow_many_leavers: command.allow_many_leavers,
        ..ImportOptions::default()
    };
    let imported = wiring::quiet_engine(store.clone())
        .import_people(roster, &options)
        .await;
    store.close().await;
    match imported {
        Ok(difference) => report.print(&difference, !command.dry_run),
        Err(ImportError::Rows(problems)) => Err(refused(command, &problems)),
        Err(ImportError::ManyLeave { left, difference }) => many_leave(&report, left, &difference),
        Err(ImportError::Engine(error)) => Err(Failure::database(error)),
    }
}

fn many_leave(report: &Report<'_>, left: usize, difference: &Difference) -> Outcome {
    report.print(difference, false)?;
    Err(Failure::input(format!(
        "{left} people would leave, which is unusually many: is this the whole roster? Nothing was imported. \
         If it is right, import again with --allow-many-leavers."
    )))
}

/// Problems go where results go when a script reads them, else to the standard error.
fn refused(command: &Import, problems: &[RowProblem]) -> Failure {
    let file = command.file.display();
    if command.format == Format::Json {
        return match output::json(&serde_json::json!({ "applied": false, "problems": problems })) {
            Ok(()) => Failure::input(format!("{file}: nothing was imported")),
            Err(failure) => failure,
        };
    }
    let ja = command.lang == Lang::Ja;
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{file}: {}", roster::explain(problem, ja)))
        .collect();
    let end = if ja {
        "何も取り込んでいません。"
    } else {
        "Nothing was imported."
    };
    Failure::input(format!("{}\n{end}", lines.join("\n")))
}
