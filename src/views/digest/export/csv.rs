//! A digest as CSV.

use super::{DigestMaterial, cell_reading, code, grid_cells, path, reason, within};
use crate::domain::digest::{Measure, Reading};
use crate::domain::privacy::{Chosen, Counts, Days, Figure, UnitFigures, Why};

/// The figures of the unit and of every department below it as CSV: `unit,measure,value,n,low,high,hidden`, UTF-8
/// with a byte order mark and CRLF, as Excel reads it. The company is `*`. Counts stand without n; `low` and `high`
/// are the 95 % interval, or the quartiles of the interval between talks.
pub fn csv(material: &DigestMaterial<'_>) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let mut rows =
        vec![["unit", "measure", "value", "n", "low", "high", "hidden"].map(str::to_owned)];
    rows.extend(within(material).flat_map(csv_rows));
    let written = rows.iter().try_for_each(|row| writer.write_record(row));
    match written {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

type Row = [String; 7];

fn csv_rows(unit: &UnitFigures) -> Vec<Row> {
    let name = guarded(path(&unit.scope).unwrap_or("*"));
    let topics = keys(&unit.topics).map(Measure::Topic);
    let responses = keys(&unit.responses).map(Measure::Response);
    let measures = Measure::MAIN.into_iter().chain(topics).chain(responses);
    let mut rows = counts(&name, &unit.counts);
    rows.push(interval_row(&name, unit.interval.as_ref()));
    rows.extend(measures.map(|measure| row(&name, &code(&measure), &measure.read(unit))));
    let whole = [
        ("topic", unit.topics.hidden()),
        ("response", unit.responses.hidden()),
    ];
    let hidden = whole
        .into_iter()
        .filter_map(|(name, why)| Some((name, why?)));
    rows.extend(hidden.map(|(measure, why)| row(&name, measure, &Reading::Hidden(why))));
    if let Some(grid) = &unit.grid {
        let cell = |(topic, response, cell): (&str, &str, &Figure<f64>)| {
            row(
                &name,
                &format!("grid:{topic}:{response}"),
                &cell_reading(cell),
            )
        };
        rows.extend(grid_cells(grid).map(cell));
    }
    rows
}

fn keys(shares: &Figure<Vec<Chosen>>) -> impl Iterator<Item = String> + '_ {
    let chosen = shares.shown().map(|(chosen, _)| chosen.as_slice());
    chosen
        .unwrap_or_default()
        .iter()
        .map(|chosen| chosen.key.clone())
}

fn counts(name: &str, counts: &Counts) -> Vec<Row> {
    let all = [
        ("eligible", counts.eligible),
        ("held", counts.held),
        ("not_held", counts.not_held),
        ("unconfirmed", counts.unconfirmed),
        ("open", counts.open),
        ("skipped", counts.skipped),
        ("on_leave", counts.on_leave),
        ("prepared", counts.prepared),
        ("extra_held", counts.extra_held),
    ];
    let row = |(measure, count): (&str, u32)| {
        filled(name, measure, [count.to_string(), String::new()], None)
    };
    all.into_iter().map(row).collect()
}

fn interval_row(name: &str, days: Option<&Days>) -> Row {
    match days {
        Some(days) => {
            let range = Some((days.lower, days.upper));
            filled(
                name,
                "interval_days",
                [number(days.median), days.n.to_string()],
                range,
            )
        }
        None => row(name, "interval_days", &Reading::Hidden(Why::NoData)),
    }
}

fn row(name: &str, measure: &str, reading: &Reading) -> Row {
    let value = reading.value().map(number).unwrap_or_default();
    let n = reading.n().map(|n| n.to_string()).unwrap_or_default();
    let range = match reading {
        Reading::Mean { spread, .. } => {
            spread.map(|spread| (spread.interval.low, spread.interval.high))
        }
        _ => None,
    };
    let mut row = filled(name, measure, [value, n], range);
    if let Reading::Hidden(why) = reading {
        row[6] = reason(*why).to_owned();
    }
    row
}

fn filled(name: &str, measure: &str, [value, n]: [String; 2], range: Option<(f64, f64)>) -> Row {
    let end = |end: Option<f64>| end.map(number).unwrap_or_default();
    let low = end(range.map(|range| range.0));
    let high = end(range.map(|range| range.1));
    [
        name.to_owned(),
        guarded(measure),
        value,
        n,
        low,
        high,
        String::new(),
    ]
}

/// Four decimals are more than any figure here is worth.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Text that a spreadsheet cannot take for a formula (OWASP, CSV injection).
fn guarded(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
