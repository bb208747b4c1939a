//! One panel with every place decided: heading, key, plot, what is silent.

use super::ends::{self, End};
use super::shape::Shape;
use super::{axis, lines};
use crate::balance::balance;
use crate::figures::{Panel, Reading};
use crate::style::{HEADING, SMALL};
use crate::svg::{Area, Svg};
use crate::words::shorten;

const PLOT_HEIGHT: f64 = 220.0;
const HEADING_LINES: usize = 2;
const KEY_HEIGHT: f64 = 36.0;
const AIR: f64 = 24.0;
const WIDEST_GAP: f64 = 72.0;

/// One panel and its places in pixels.
pub(super) struct Frame<'a> {
    pub(super) panel: &'a Panel,
    pub(super) shape: &'a Shape,
    pub(super) plot: Area,
    /// From one month to the next.
    pub(super) step: f64,
    area: Area,
    header: f64,
    ends: Vec<End>,
}

/// Height of heading and key.
pub(super) fn header_height(panel: &Panel, shape: &Shape) -> f64 {
    let key = if shape.needs_key(panel) {
        KEY_HEIGHT
    } else {
        0.0
    };
    HEADING.leading() * heading(panel, shape.width).len() as f64 + key
}

impl<'a> Frame<'a> {
    /// A panel whose heading and key may take `header` pixels.
    pub(super) fn new(panel: &'a Panel, shape: &'a Shape, (x, y): (f64, f64), header: f64) -> Self {
        let ends = ends::of(panel);
        let height = ends.iter().map(End::height).sum::<f64>().max(PLOT_HEIGHT);
        let plot = Area {
            x: x + shape.gutter,
            y: y + header + AIR,
            width: shape.plot(),
            height,
        };
        let below = axis::height(panel.series.len());
        let area = Area {
            x,
            y,
            width: shape.width,
            height: plot.bottom() + below - y,
        };
        Self {
            panel,
            shape,
            plot,
            step: shape.step(panel.months.len()),
            area,
            header,
            ends,
        }
    }

    pub(super) fn bottom(&self) -> f64 {
        self.area.bottom()
    }

    /// The middle of a month.
    pub(super) fn x(&self, month: usize) -> f64 {
        self.plot.x + self.shape.padding(self.panel.months.len()) + self.step * month as f64
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        self.plot.bottom() - self.plot.height * self.panel.unit.share(value)
    }

    pub(super) fn draw(&self, svg: &mut Svg) {
        self.draw_header(svg);
        axis::draw_values(svg, self);
        self.draw_gaps(svg);
        for place in 0..self.panel.series.len() {
            lines::draw(svg, self, place);
        }
        ends::draw(svg, self, &self.ends);
        axis::draw_months(svg, self);
    }

    fn draw_header(&self, svg: &mut Svg) {
        let baseline = self.area.y + HEADING.size;
        svg.lines(
            self.area.x,
            baseline,
            HEADING,
            &heading(self.panel, self.area.width),
        );
        if self.shape.needs_key(self.panel) {
            let y = self.area.y + self.header - KEY_HEIGHT + 12.0;
            svg.hatched(Area {
                x: self.area.x,
                y,
                width: 34.0,
                height: 22.0,
            });
            let label = shorten(
                &self.panel.hidden_label,
                SMALL.face,
                SMALL.size,
                self.area.width - 44.0,
            );
            svg.text(self.area.x + 44.0, y + 11.0 + SMALL.drop(), SMALL, &label);
        }
    }

    /// Months in which no series has a figure.
    fn draw_gaps(&self, svg: &mut Svg) {
        for month in 0..self.panel.months.len() {
            let x = self.x(month);
            match gap(self.panel, month) {
                Some(Reading::Hidden) => {
                    let width = (self.step * 0.7).min(WIDEST_GAP);
                    let height = self.plot.height - 1.0;
                    svg.hatched(Area {
                        x: x - width / 2.0,
                        width,
                        height,
                        ..self.plot
                    });
                }
                Some(Reading::Missing) => svg.dotted((x, self.plot.y), (x, self.plot.bottom())),
                Some(Reading::Shown(_)) | None => {}
            }
        }
    }
}

/// How the whole panel is silent in a month: hidden if any series is, else missing.
fn gap(panel: &Panel, month: usize) -> Option<Reading> {
    let readings: Vec<Reading> = panel
        .series
        .iter()
        .map(|series| series.point(month).reading())
        .collect();
    if readings
        .iter()
        .any(|reading| matches!(reading, Reading::Shown(_)))
    {
        return None;
    }
    let hidden = readings.contains(&Reading::Hidden);
    Some(if hidden {
        Reading::Hidden
    } else {
        Reading::Missing
    })
}

fn heading(panel: &Panel, width: f64) -> Vec<String> {
    balance(
        &panel.title,
        HEADING.face,
        HEADING.size,
        width,
        HEADING_LINES,
    )
}
