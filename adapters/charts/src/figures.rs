//! What a picture shows: figures with labels that are already in the reader's language.

/// What a figure counts in, which fixes the axis of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share of 0 to 100.
    Percent,
    /// A mean of answers from 1 to 5.
    Scale1to5,
}

/// The picture of a monthly digest: how things moved, and where topics met responses.
#[derive(Debug, Clone, PartialEq)]
pub struct DigestChart {
    /// The heading, for example the company and the month.
    pub title: String,
    /// One quieter line: unit, month, how small groups are protected.
    pub subtitle: String,
    /// The months side by side.
    pub trend: Trend,
    /// Topic × response, where the reader may see it.
    pub heat: Option<HeatMap>,
    /// Small print: definitions, what a band means, when the figures were released.
    pub footer: String,
}

/// Line charts that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// One chart each; they share the width when their months are few.
    pub panels: Vec<Panel>,
}

/// One line chart over 1 to 13 months.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is shown, with its unit in words.
    pub title: String,
    /// Fixes the vertical axis: 0–100 or 1–5.
    pub unit: Unit,
    /// The lines, in the order of their colours.
    pub series: Vec<Series>,
    /// Short month names, oldest first, one for each point of a series.
    pub months: Vec<String>,
    /// What stands for a figure too small to show, for example `n<5` or `5名未満`.
    pub hidden_label: String,
}

/// One line of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, drawn at the end of the line when a panel has several.
    pub label: String,
    /// One point for each month of the panel; months beyond the last point have no data.
    pub points: Vec<Point>,
}

/// One month of a series.
///
/// Without a `value` the month is *hidden* (too few people; no count is printed, whatever `n`
/// holds), unless `n` is 0: then nothing happened, and the month is *missing*.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// The figure, in the panel's unit.
    pub value: Option<f64>,
    /// Lower end of the 95 % confidence interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % confidence interval.
    pub high: Option<f64>,
    /// How many answers or sessions the figure rests on.
    pub n: Option<u32>,
}

/// A grid of figures, coloured from few to many.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// What is shown, with its unit in words.
    pub title: String,
    /// Names of the rows (topics), top first.
    pub rows: Vec<String>,
    /// Names of the columns (responses), left first.
    pub columns: Vec<String>,
    /// `cells[row][column]`; a cell that is not there counts as empty.
    pub cells: Vec<Vec<Cell>>,
    /// The unit of the values.
    pub unit: Unit,
    /// Words for the pale end of the colours.
    pub low_label: String,
    /// Words for the deep end of the colours.
    pub high_label: String,
    /// What a hatched cell means, for example `n<5` or `5名未満`.
    pub hidden_label: String,
}

/// One cell of a [`HeatMap`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A figure that may be seen.
    Shown {
        /// The figure, in the unit of the map.
        value: f64,
        /// How many answers it rests on.
        n: u32,
    },
    /// Too few people to show it.
    Hidden,
    /// Nobody chose this combination.
    Empty,
}

/// A picture that sets units side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// The heading.
    pub title: String,
    /// One quieter line under it.
    pub subtitle: String,
    /// The bars.
    pub bars: Bars,
    /// Small print.
    pub footer: String,
}

/// Horizontal bars in the order given: nothing is ranked here.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What is shown, with its unit in words.
    pub title: String,
    /// One bar each.
    pub rows: Vec<Bar>,
    /// Fixes the axis: 0–100 or 1–5.
    pub unit: Unit,
    /// What stands for a figure too small to show.
    pub hidden_label: String,
}

/// One bar of [`Bars`]; without a `value` it is hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose figure it is.
    pub label: String,
    /// The figure.
    pub value: Option<f64>,
    /// The 95 % confidence interval, lower end first.
    pub interval: Option<(f64, f64)>,
    /// How many answers or sessions it rests on.
    pub n: Option<u32>,
}

/// How a month of a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reading {
    Shown(f64),
    Hidden,
    Missing,
}

impl Point {
    pub(crate) fn reading(&self) -> Reading {
        match (self.value.filter(|value| value.is_finite()), self.n) {
            (Some(value), _) => Reading::Shown(value),
            (None, Some(0)) => Reading::Missing,
            (None, _) => Reading::Hidden,
        }
    }

    pub(crate) fn interval(&self) -> Option<(f64, f64)> {
        self.low
            .zip(self.high)
            .filter(|(low, high)| low.is_finite() && high.is_finite())
    }
}

impl Series {
    /// The point of a month; a month beyond the last point is missing.
    pub(crate) fn point(&self, month: usize) -> Point {
        let nothing = Point {
            n: Some(0),
            ..Point::default()
        };
        self.points.get(month).copied().unwrap_or(nothing)
    }
}

impl HeatMap {
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell {
        match self.cells.get(row).and_then(|cells| cells.get(column)) {
            Some(Cell::Shown { value, .. }) if !value.is_finite() => Cell::Empty,
            Some(cell) => *cell,
            None => Cell::Empty,
        }
    }

    pub(crate) fn shown_values(&self) -> impl Iterator<Item = f64> {
        self.all_cells().filter_map(|cell| match cell {
            Cell::Shown { value, .. } => Some(value),
            Cell::Hidden | Cell::Empty => None,
        })
    }

    pub(crate) fn hides_something(&self) -> bool {
        self.all_cells().any(|cell| cell == Cell::Hidden)
    }

    fn all_cells(&self) -> impl Iterator<Item = Cell> {
        (0..self.rows.len())
            .flat_map(move |row| (0..self.columns.len()).map(move |column| self.cell(row, column)))
    }
}
