//! The axes of a panel: values at the left, months below, and under each month its n.

use super::frame::Frame;
use super::shape::LABEL_AIR;
use crate::figures::Reading;
use crate::palette::{AXIS, GRID, look};
use crate::scale::count;
use crate::style::{LABEL, SMALL};
use crate::svg::{Anchor, Style, Svg};
use crate::words::{clean, shorten};

/// From the plot down to the baseline of the months, and from there to the counts.
const MONTHS_DROP: f64 = 34.0;
const COUNTS_DROP: f64 = 32.0;
const TICK_AIR: f64 = 12.0;
/// Months are thinned rather than set smaller than this; counts may not be thinned.
const SMALLEST_MONTH: f64 = 18.0;
const SMALLEST_COUNT: f64 = 15.0;
const NOTHING: &str = "–";

/// Height of what stands below a plot.
pub(super) fn height(series: usize) -> f64 {
    MONTHS_DROP + COUNTS_DROP * series as f64 + 8.0
}

pub(super) fn draw_values(svg: &mut Svg, frame: &Frame<'_>) {
    let (unit, plot) = (frame.panel.unit, frame.plot);
    for (place, tick) in unit.ticks().iter().enumerate() {
        let y = frame.y(*tick);
        let (colour, width) = if place == 0 { (AXIS, 2.0) } else { (GRID, 1.5) };
        svg.rule((plot.x, y), (plot.right(), y), colour, width);
        svg.text(
            plot.x - TICK_AIR,
            y + SMALL.drop(),
            SMALL.at(Anchor::End),
            &unit.print_tick(*tick),
        );
    }
}

/// Months, thinned from the last backwards if they would touch, and the counts of every series.
pub(super) fn draw_months(svg: &mut Svg, frame: &Frame<'_>) {
    let months: Vec<String> = frame
        .panel
        .months
        .iter()
        .map(|month| clean(month))
        .collect();
    let room = frame.shape.label_room(months.len());
    let style = fitting(LABEL, &months, room, SMALLEST_MONTH).at(Anchor::Middle);
    let stride = (1..months.len())
        .find(|stride| widest(style, &months) + LABEL_AIR <= frame.step * *stride as f64)
        .unwrap_or(months.len());
    let y = frame.plot.bottom() + MONTHS_DROP;
    for (month, label) in months.iter().enumerate().rev().step_by(stride) {
        let room = frame.step * stride as f64 - LABEL_AIR;
        svg.text(
            frame.x(month),
            y,
            style,
            &shorten(label, style.face, style.size, room),
        );
    }
    for place in 0..frame.panel.series.len() {
        draw_counts(svg, frame, place);
    }
}

fn draw_counts(svg: &mut Svg, frame: &Frame<'_>, place: usize) {
    let y = frame.plot.bottom() + MONTHS_DROP + COUNTS_DROP * (place + 1) as f64;
    let x = frame.plot.x - TICK_AIR;
    svg.text(x, y, SMALL.at(Anchor::End), "n");
    if frame.panel.series.len() > 1 {
        svg.marker((x - SMALL.width("n") - 18.0, y - SMALL.drop()), look(place));
    }
    let counts = counts(frame, place);
    let room = frame.shape.label_room(counts.len());
    let style = fitting(SMALL, &counts, room, SMALLEST_COUNT).at(Anchor::Middle);
    for (month, count) in counts.iter().enumerate() {
        svg.text(frame.x(month), y, style, count);
    }
}

fn counts(frame: &Frame<'_>, place: usize) -> Vec<String> {
    let (panel, series) = (frame.panel, &frame.panel.series[place]);
    let hidden = if frame.shape.labels_fit {
        clean(&panel.hidden_label)
    } else {
        NOTHING.into()
    };
    let print = |month| {
        let point = series.point(month);
        match (point.reading(), point.n) {
            (Reading::Hidden, _) => hidden.clone(),
            (Reading::Shown(_), Some(n)) => count(n),
            (Reading::Missing, _) => count(0),
            (Reading::Shown(_), None) => NOTHING.into(),
        }
    };
    (0..panel.months.len()).map(print).collect()
}

/// The style, smaller if its widest text would not fit, down to the smallest size.
fn fitting(style: Style, texts: &[String], room: f64, smallest: f64) -> Style {
    let size = style.size * (room / widest(style, texts).max(1.0)).min(1.0);
    style.sized(size.max(smallest))
}

fn widest(style: Style, texts: &[String]) -> f64 {
    texts
        .iter()
        .map(|text| style.width(text))
        .fold(0.0, f64::max)
}
