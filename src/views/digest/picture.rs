//! What the picture of a digest shows, in the reader's language: trends, and topic × response where it was released.
//!
//! Data only: an adapter draws it.

use super::names;
use super::numbers;
use crate::domain::digest::{Digest, Measure, Point, Reading};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::privacy::{Figure, Grid, Told, Why};
use crate::domain::programme::Programme;
use crate::domain::statistics::Range;
use crate::views::clock;
use crate::views::words::Words;

/// Most months side by side.
const MONTHS: i32 = 12;

/// A picture to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The heading.
    pub title: String,
    /// A quieter line under it.
    pub subtitle: String,
    /// Short month names, oldest first; one for each mark of a line.
    pub months: Vec<String>,
    /// Line charts.
    pub panels: Vec<Panel>,
    /// Satisfaction by topic and response, when at least one cell is shown.
    pub heat: Option<Heat>,
    /// What stands for a hidden figure.
    pub hidden: String,
    /// Small print.
    pub footer: String,
}

/// One line chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is shown, with its unit.
    pub title: String,
    /// What it counts in.
    pub scale: Scale,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What a chart counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// 0 to 100.
    Percent,
    /// Answers from 1 to 5.
    OneToFive,
}

/// A measure over the months.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// One mark a month.
    pub marks: Vec<Mark>,
}

/// A figure in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// It may be seen.
    Shown {
        /// In the unit of the chart.
        value: f64,
        /// Its 95 % interval.
        interval: Option<Range>,
        /// From how many.
        n: u32,
    },
    /// Hidden, with no count.
    Hidden,
    /// Nothing happened, or the month was not released.
    Nothing,
}

/// Satisfaction by topic (rows) and response (columns).
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What is shown.
    pub title: String,
    /// Topics.
    pub rows: Vec<String>,
    /// Responses.
    pub columns: Vec<String>,
    /// Row after row.
    pub cells: Vec<Vec<Mark>>,
    /// Words for the low end.
    pub low: String,
    /// Words for the high end.
    pub high: String,
}

/// The picture of a digest; `None` when there is nothing to draw. `grid` is that of the digest's unit.
pub fn picture(
    words: Words,
    programme: &Programme,
    digest: &Digest,
    grid: Option<&Grid>,
) -> Option<Picture> {
    let trend = whole(&digest.trend);
    let line = |measure: &Measure, read: fn(&Point) -> &Reading| Line {
        label: names::measure(words, programme, measure),
        marks: trend
            .iter()
            .map(|(_, point)| point.map_or(Mark::Nothing, |point| mark(read(point))))
            .collect(),
    };
    let panels = vec![
        Panel {
            title: words.t("digest-picture-rates"),
            scale: Scale::Percent,
            lines: vec![
                line(&Measure::Execution, |point| &point.execution),
                line(&Measure::Preparation, |point| &point.preparation),
            ],
        },
        Panel {
            title: words.t("digest-picture-satisfaction"),
            scale: Scale::OneToFive,
            lines: vec![line(&Measure::Satisfaction, |point| &point.satisfaction)],
        },
    ];
    let something = panels
        .iter()
        .flat_map(|panel| &panel.lines)
        .flat_map(|line| &line.marks)
        .any(|mark| *mark != Mark::Nothing);
    something.then(|| {
        let heat = grid.and_then(|grid| heat(words, programme, grid));
        Picture {
            title: title(words, digest),
            subtitle: subtitle(words, programme, digest),
            months: months(words, &trend),
            footer: footer(words, &panels, heat.as_ref()),
            panels,
            heat,
            hidden: words.t("digest-picture-hidden"),
        }
    })
}

/// What the marks mean; of hatching only where there is some.
fn footer(words: Words, panels: &[Panel], heat: Option<&Heat>) -> String {
    let lines = panels.iter().flat_map(|panel| &panel.lines);
    let cells = heat.into_iter().flat_map(|heat| &heat.cells).flatten();
    let mut marks = lines.flat_map(|line| &line.marks).chain(cells);
    let marked = words.t("digest-picture-footer");
    match marks.any(|mark| *mark == Mark::Hidden) {
        true => marked + &words.t("digest-picture-footer-hatched"),
        false => marked,
    }
}

fn title(words: Words, digest: &Digest) -> String {
    let month = clock::month_and_year(words.lang(), digest.month);
    words.t_with("digest-picture-title", &[("month", month.into())])
}

fn subtitle(words: Words, programme: &Programme, digest: &Digest) -> String {
    let unit = names::unit(words, &digest.scope);
    let company = programme.company.as_str();
    let unit = match company.is_empty() {
        true => unit,
        false => words.t_with(
            "digest-picture-unit",
            &[("company", company.into()), ("unit", unit.into())],
        ),
    };
    let args = [
        ("unit", unit.into()),
        ("k", numbers::count(digest.k).into()),
    ];
    words.t_with("digest-picture-subtitle", &args)
}

/// Every month from the first point to the last, with its point if it was released.
fn whole(trend: &[Point]) -> Vec<(Month, Option<&Point>)> {
    let (Some(first), Some(last)) = (trend.first(), trend.last()) else {
        return Vec::new();
    };
    let from = first.month.number().max(last.month.number() - MONTHS + 1);
    (from..=last.month.number())
        .map(Month::from_number)
        .map(|month| (month, trend.iter().find(|point| point.month == month)))
        .collect()
}

fn months(words: Words, trend: &[(Month, Option<&Point>)]) -> Vec<String> {
    let name = |(month, _): &(Month, Option<&Point>)| match words.lang() {
        Lang::Ja => clock::month_name(Lang::Ja, *month),
        Lang::En => month.first_day().format("%b").to_string(),
    };
    trend.iter().map(name).collect()
}

fn mark(reading: &Reading) -> Mark {
    match reading {
        Reading::Share { yes, n } => Mark::Shown {
            value: 100.0 * f64::from(*yes) / f64::from((*n).max(1)),
            interval: None,
            n: *n,
        },
        Reading::Mean { mean, n, spread } => Mark::Shown {
            value: *mean,
            interval: spread.map(|spread| spread.interval),
            n: *n,
        },
        Reading::Hidden(Why::NoData) => Mark::Nothing,
        Reading::Hidden(_) => Mark::Hidden,
    }
}

/// Rows and columns in which nothing was chosen are left out: retired topics, responses nobody asked for.
fn heat(words: Words, programme: &Programme, grid: &Grid) -> Option<Heat> {
    let at =
        |topic: &String, response: &String| grid.cell(topic, response).map_or(Mark::Nothing, cell);
    let used = |mark: Mark| mark != Mark::Nothing;
    let topics: Vec<&String> = grid
        .topics
        .iter()
        .filter(|topic| {
            grid.responses
                .iter()
                .any(|response| used(at(topic, response)))
        })
        .collect();
    let responses: Vec<&String> = grid
        .responses
        .iter()
        .filter(|response| topics.iter().any(|topic| used(at(topic, response))))
        .collect();
    let row = |topic: &&String| {
        responses
            .iter()
            .map(|response| at(topic, response))
            .collect()
    };
    let cells: Vec<Vec<Mark>> = topics.iter().map(row).collect();
    let shown = |mark: &Mark| matches!(mark, Mark::Shown { .. });
    cells.iter().flatten().any(shown).then(|| Heat {
        title: words.t("digest-picture-heat"),
        rows: topics
            .iter()
            .map(|key| names::topic(words, programme, key))
            .collect(),
        columns: responses
            .iter()
            .map(|key| names::response(words, programme, key))
            .collect(),
        cells,
        low: words.t("digest-picture-low"),
        high: words.t("digest-picture-high"),
    })
}

fn cell(figure: &Figure<f64>) -> Mark {
    match figure.told() {
        Told::Shown { value, n } => Mark::Shown {
            value: *value,
            interval: None,
            n: *n,
        },
        Told::Hidden(Why::NoData) => Mark::Nothing,
        Told::Hidden(_) => Mark::Hidden,
    }
}
