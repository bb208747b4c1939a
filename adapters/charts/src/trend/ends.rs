//! What stands at the end of each line: the last figure and, among several lines, the name.

use super::frame::Frame;
use super::lines::place_of;
use crate::balance::balance;
use crate::figures::{Panel, Reading, Series};
use crate::palette::{AXIS, WHITE, look};
use crate::spread::{Wish, spread};
use crate::style::{FIGURE, SMALL};
use crate::svg::{Area, Style, Svg};
use crate::words::shorten;

/// Names wrap at this width.
const WIDEST: f64 = 220.0;
const NAME_LINES: usize = 2;
/// From the plot to the label.
const GAP: f64 = 14.0;
/// From the middle of a mark to the figure behind it.
const BEHIND_MARK: f64 = 22.0;
const MARKER_ROOM: f64 = 26.0;
const NAME: Style = SMALL;
/// Labels may stand out this far above the plot and below it, where the months begin.
const OVER: f64 = 20.0;
const UNDER: f64 = 12.0;

/// The label of one series.
pub(super) struct End {
    figure: String,
    style: Style,
    name: Vec<String>,
    /// Room for the marker that ties the label to its line.
    indent: f64,
}

impl End {
    pub(super) fn height(&self) -> f64 {
        self.style.leading() + NAME.leading() * self.name.len() as f64 + 6.0
    }

    /// From the top of the label to the middle of its figure.
    fn first(&self) -> f64 {
        self.style.leading() / 2.0 + 3.0
    }

    fn width(&self) -> f64 {
        let name = self.name.iter().map(|line| NAME.width(line));
        self.indent + name.fold(self.style.width(&self.figure), f64::max)
    }
}

/// The labels of a panel, in the order of its series.
pub(super) fn of(panel: &Panel) -> Vec<End> {
    panel
        .series
        .iter()
        .map(|series| end(panel, series))
        .collect()
}

/// Width that the labels need to the right of the plot.
pub(super) fn room(ends: &[End]) -> f64 {
    ends.iter().map(|end| end.width() + GAP).fold(GAP, f64::max)
}

pub(super) fn draw(svg: &mut Svg, frame: &Frame<'_>, ends: &[End]) {
    let origins: Vec<Option<(f64, f64)>> =
        (0..ends.len()).map(|place| origin(frame, place)).collect();
    let wish = |(end, origin): (&End, &Option<(f64, f64)>)| Wish {
        at: origin.map_or_else(|| frame.plot.middle().1, |(_, y)| y),
        above: end.first(),
        height: end.height(),
    };
    let wishes: Vec<Wish> = ends.iter().zip(&origins).map(wish).collect();
    let tops = spread(&wishes, frame.plot.y - OVER, frame.plot.bottom() + UNDER);
    for (place, end) in ends.iter().enumerate() {
        draw_end(
            svg,
            frame,
            place,
            end,
            origins[place],
            tops[place] + end.first(),
        );
    }
}

fn end(panel: &Panel, series: &Series) -> End {
    let several = panel.series.len() > 1;
    let (figure, style) = match panel
        .months
        .len()
        .checked_sub(1)
        .map(|last| series.point(last).reading())
    {
        Some(Reading::Shown(value)) => (panel.unit.print(value), FIGURE),
        Some(Reading::Hidden) => (
            shorten(&panel.hidden_label, SMALL.face, SMALL.size, WIDEST),
            SMALL,
        ),
        Some(Reading::Missing) | None => ("–".into(), SMALL),
    };
    let name = if several {
        balance(&series.label, NAME.face, NAME.size, WIDEST, NAME_LINES)
    } else {
        Vec::new()
    };
    End {
        figure,
        style,
        name,
        indent: if several { MARKER_ROOM } else { 0.0 },
    }
}

/// Draws a label whose figure has its middle at the height `first`.
fn draw_end(
    svg: &mut Svg,
    frame: &Frame<'_>,
    place: usize,
    end: &End,
    origin: Option<(f64, f64)>,
    first: f64,
) {
    if end.indent > 0.0 {
        draw_named(svg, frame, place, end, origin, first);
    } else {
        draw_alone(svg, frame, end, origin, first);
    }
}

/// Among several lines: beside the plot, tied to its line by a leader and the line's marker.
fn draw_named(
    svg: &mut Svg,
    frame: &Frame<'_>,
    place: usize,
    end: &End,
    origin: Option<(f64, f64)>,
    first: f64,
) {
    let x = frame.plot.right() + GAP;
    if let Some((from, y)) = origin {
        svg.rule((from + 12.0, y), (x - 4.0, first), AXIS, 1.5);
    }
    svg.marker((x + 9.0, first), look(place));
    svg.text(
        x + end.indent,
        first + end.style.drop(),
        end.style,
        &end.figure,
    );
    let below = first + end.style.leading() / 2.0 + NAME.leading() / 2.0 + NAME.drop();
    svg.lines(x + end.indent, below, NAME, &end.name);
}

/// The only line: right behind its last mark, on white so that no rule of the grid strikes through.
fn draw_alone(svg: &mut Svg, frame: &Frame<'_>, end: &End, origin: Option<(f64, f64)>, first: f64) {
    let x = origin.map_or(frame.plot.right() + GAP, |(x, _)| x + BEHIND_MARK);
    let (width, height) = (end.width() + 12.0, end.style.size);
    svg.rect(
        Area {
            x: x - 6.0,
            y: first - height / 2.0,
            width,
            height,
        },
        WHITE,
    );
    svg.text(x, first + end.style.drop(), end.style, &end.figure);
}

/// Where the line ends. Among several lines a silent last month is tied to the figure before; a
/// single line leaves its label in the middle, where it says nothing about the hidden figure.
fn origin(frame: &Frame<'_>, place: usize) -> Option<(f64, f64)> {
    let months = 0..frame.panel.months.len();
    match frame.panel.series.len() {
        1 => place_of(frame, place, months.end - 1),
        _ => months.rev().find_map(|month| place_of(frame, place, month)),
    }
}
