//! What all panels of a trend share, so that their months stand below each other.

use super::ends;
use crate::figures::{Panel, Reading};
use crate::scale::count;
use crate::style::{COLUMN_GAP, INNER, LABEL, SMALL};
use crate::words::clean;

/// A label keeps this distance to its neighbour.
pub(super) const LABEL_AIR: f64 = 10.0;
/// The first and the last month stand at most this far inside the plot.
const PADDING: f64 = 60.0;

/// Widths in pixels that are the same for every panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) columns: usize,
    /// Of a column.
    pub(super) width: f64,
    /// Left of the plot, for the numbers of the axis.
    pub(super) gutter: f64,
    /// Right of the plot, for the ends of the lines.
    pub(super) room: f64,
    /// Whether the hidden label fits under every month that is hidden; else a key explains it.
    pub(super) labels_fit: bool,
}

impl Shape {
    /// Two columns when there is something to set side by side and every month keeps its label.
    pub(super) fn of(panels: &[&Panel]) -> Self {
        let two = Self::with_columns(panels, 2);
        let narrow = |panel: &&Panel| widest(panel) <= two.label_room(panel.months.len());
        if panels.len() > 1 && panels.iter().all(narrow) {
            two
        } else {
            Self::with_columns(panels, 1)
        }
    }

    fn with_columns(panels: &[&Panel], columns: usize) -> Self {
        let width = (INNER - COLUMN_GAP * (columns - 1) as f64) / columns as f64;
        let gutter = panels.iter().map(|panel| gutter(panel)).fold(0.0, f64::max);
        let room = panels
            .iter()
            .map(|panel| ends::room(&ends::of(panel)))
            .fold(0.0, f64::max);
        let shape = Self {
            columns,
            width,
            gutter,
            room,
            labels_fit: true,
        };
        let labels_fit = panels.iter().all(|panel| {
            SMALL.width(&clean(&panel.hidden_label)) <= shape.label_room(panel.months.len())
        });
        Self {
            labels_fit,
            ..shape
        }
    }

    /// Width of the plot.
    pub(super) fn plot(&self) -> f64 {
        self.width - self.gutter - self.room
    }

    /// From the edge of the plot to the first and from the last month to the other edge.
    pub(super) fn padding(&self, months: usize) -> f64 {
        if months == 1 {
            self.plot() / 2.0
        } else {
            (self.plot() / months as f64 / 2.0).min(PADDING)
        }
    }

    /// From one month to the next.
    pub(super) fn step(&self, months: usize) -> f64 {
        if months == 1 {
            return self.plot();
        }
        (self.plot() - 2.0 * self.padding(months)) / (months - 1) as f64
    }

    /// The widest that a label under a month may be, so that it touches neither the next nor what
    /// stands beside the plot.
    pub(super) fn label_room(&self, months: usize) -> f64 {
        (self.step(months) - LABEL_AIR).min(2.0 * self.padding(months))
    }

    pub(super) fn needs_key(&self, panel: &Panel) -> bool {
        let hides = |month| {
            panel
                .series
                .iter()
                .any(|series| series.point(month).reading() == Reading::Hidden)
        };
        !self.labels_fit && (0..panel.months.len()).any(hides)
    }
}

fn gutter(panel: &Panel) -> f64 {
    let ticks = panel
        .unit
        .ticks()
        .iter()
        .map(|tick| SMALL.width(&panel.unit.print_tick(*tick)));
    let counts = if panel.series.len() > 1 {
        SMALL.width("n") + 30.0
    } else {
        0.0
    };
    ticks.fold(counts, f64::max) + 12.0
}

/// The widest month or count at full size.
fn widest(panel: &Panel) -> f64 {
    let points = panel.series.iter().flat_map(|series| &series.points);
    let counts = points
        .filter_map(|point| point.n)
        .map(|n| SMALL.width(&count(n)));
    panel
        .months
        .iter()
        .map(|month| LABEL.width(&clean(month)))
        .chain(counts)
        .fold(0.0, f64::max)
}
