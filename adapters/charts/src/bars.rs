//! Horizontal bars with their confidence intervals, in the order given.

use crate::balance::balance;
use crate::figures::{Bar, Bars};
use crate::palette::{AXIS, GRID, INK, LOOKS};
use crate::scale::count;
use crate::style::{FIGURE, HEADING, INNER, LABEL, MARGIN, SMALL};
use crate::svg::{Anchor, Area, Svg};
use crate::words::{clean, shorten};

const ROW_HEIGHT: f64 = 64.0;
const BAR_HEIGHT: f64 = 30.0;
const WIDEST_LABEL: f64 = 320.0;
const LABEL_AIR: f64 = 24.0;
const WHISKER_CAP: f64 = 7.0;
const AXIS_HEIGHT: f64 = 44.0;

/// Draws the bars from `top` downwards and returns where they end.
pub(crate) fn draw(svg: &mut Svg, bars: &Bars, top: f64) -> f64 {
    let heading = balance(&bars.title, HEADING.face, HEADING.size, INNER, 2);
    svg.lines(MARGIN, top + HEADING.size, HEADING, &heading);
    let chart = Chart::of(bars, top + HEADING.leading() * heading.len() as f64 + 18.0);
    chart.draw_axis(svg);
    for (row, bar) in bars.rows.iter().enumerate() {
        chart.draw_row(svg, bar, row);
    }
    chart.plot.bottom() + AXIS_HEIGHT
}

struct Chart<'a> {
    bars: &'a Bars,
    plot: Area,
}

impl<'a> Chart<'a> {
    fn of(bars: &'a Bars, top: f64) -> Self {
        let longest = bars
            .rows
            .iter()
            .map(|bar| LABEL.width(&clean(&bar.label)))
            .fold(0.0, f64::max);
        let labels = longest.min(WIDEST_LABEL) + LABEL_AIR;
        let counts = bars
            .rows
            .iter()
            .map(|bar| SMALL.width(&printed_count(bar)))
            .fold(0.0, f64::max);
        let figures = FIGURE.width(&bars.unit.print(100.0)) + 24.0;
        let plot = Area {
            x: MARGIN + labels,
            y: top,
            width: INNER - labels - counts - figures,
            height: ROW_HEIGHT * bars.rows.len() as f64,
        };
        Self { bars, plot }
    }

    fn x(&self, value: f64) -> f64 {
        self.plot.x + self.plot.width * self.bars.unit.share(value)
    }

    fn draw_axis(&self, svg: &mut Svg) {
        for (place, tick) in self.bars.unit.ticks().iter().enumerate() {
            let x = self.x(*tick);
            let (colour, width) = if place == 0 { (AXIS, 2.0) } else { (GRID, 1.5) };
            svg.rule((x, self.plot.y), (x, self.plot.bottom()), colour, width);
            let label = self.bars.unit.print_tick(*tick);
            svg.text(
                x,
                self.plot.bottom() + 30.0,
                SMALL.at(Anchor::Middle),
                &label,
            );
        }
    }

    fn draw_row(&self, svg: &mut Svg, bar: &Bar, row: usize) {
        let middle = self.plot.y + ROW_HEIGHT * (row as f64 + 0.5);
        let lines = balance(&bar.label, LABEL.face, LABEL.size, WIDEST_LABEL, 2);
        let first =
            middle + LABEL.drop() - LABEL.leading() * lines.len().saturating_sub(1) as f64 / 2.0;
        svg.lines(MARGIN, first, LABEL, &lines);
        match bar.value.filter(|value| value.is_finite()) {
            Some(value) => self.draw_bar(svg, bar, value, middle),
            None => self.draw_hidden(svg, middle),
        }
    }

    fn draw_bar(&self, svg: &mut Svg, bar: &Bar, value: f64, middle: f64) {
        let end = self.x(value);
        let area = Area {
            x: self.plot.x,
            y: middle - BAR_HEIGHT / 2.0,
            width: end - self.plot.x,
            height: BAR_HEIGHT,
        };
        svg.rect(area, LOOKS[0].colour);
        let interval = bar
            .interval
            .filter(|(low, high)| low.is_finite() && high.is_finite());
        if let Some((low, high)) = interval {
            self.draw_whisker(svg, low, high, middle);
        }
        let reach = interval.map_or(end, |(_, high)| end.max(self.x(high)));
        svg.text(
            reach + 14.0,
            middle + FIGURE.drop(),
            FIGURE,
            &self.bars.unit.print(value),
        );
        svg.text(
            MARGIN + INNER,
            middle + SMALL.drop(),
            SMALL.at(Anchor::End),
            &printed_count(bar),
        );
    }

    fn draw_whisker(&self, svg: &mut Svg, low: f64, high: f64, middle: f64) {
        let (low, high) = (self.x(low), self.x(high));
        svg.rule((low, middle), (high, middle), INK, 2.5);
        for x in [low, high] {
            svg.rule(
                (x, middle - WHISKER_CAP),
                (x, middle + WHISKER_CAP),
                INK,
                2.5,
            );
        }
    }

    fn draw_hidden(&self, svg: &mut Svg, middle: f64) {
        let width = 72.0;
        svg.hatched(Area {
            x: self.plot.x,
            y: middle - BAR_HEIGHT / 2.0,
            width,
            height: BAR_HEIGHT,
        });
        let room = self.plot.width - width;
        let label = shorten(&self.bars.hidden_label, SMALL.face, SMALL.size, room);
        let x = self.plot.x + width + 14.0;
        svg.text(x, middle + SMALL.drop(), SMALL, &label);
    }
}

fn printed_count(bar: &Bar) -> String {
    bar.n
        .filter(|_| bar.value.is_some())
        .map_or_else(String::new, |n| format!("n={}", count(n)))
}
