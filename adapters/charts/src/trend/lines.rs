//! One series: its interval, its line, its marks. Never a line across a month without a figure.

use super::frame::Frame;
use crate::figures::{Reading, Series};
use crate::palette::{Look, look};
use crate::svg::Svg;

/// More lines than this and bands would cover each other: whiskers instead, a little apart.
const MOST_BANDS: usize = 2;
const WHISKER_CAP: f64 = 6.0;
const APART: f64 = 14.0;

pub(super) fn draw(svg: &mut Svg, frame: &Frame<'_>, place: usize) {
    let line = Line {
        frame,
        place,
        series: &frame.panel.series[place],
        look: look(place),
    };
    let months = frame.panel.months.len();
    for run in runs(months, |month| {
        line.shows(month) && line.series.point(month).interval().is_some()
    }) {
        if run.len() > 1 && frame.panel.series.len() <= MOST_BANDS {
            line.draw_band(svg, &run);
        } else {
            line.draw_whiskers(svg, &run);
        }
    }
    for run in runs(months, |month| line.shows(month)) {
        line.draw_run(svg, &run);
    }
}

/// Where the figure of a month lies.
pub(super) fn place_of(frame: &Frame<'_>, place: usize, month: usize) -> Option<(f64, f64)> {
    match frame.panel.series[place].point(month).reading() {
        Reading::Shown(value) => Some((frame.x(month) + shift(frame, place), frame.y(value))),
        Reading::Hidden | Reading::Missing => None,
    }
}

/// How far a series with whiskers stands beside the middle of its month.
fn shift(frame: &Frame<'_>, place: usize) -> f64 {
    let series = frame.panel.series.len();
    if series <= MOST_BANDS {
        return 0.0;
    }
    let apart = APART.min(frame.step * 0.6 / series as f64);
    (place as f64 - (series - 1) as f64 / 2.0) * apart
}

struct Line<'a> {
    frame: &'a Frame<'a>,
    place: usize,
    series: &'a Series,
    look: Look,
}

impl Line<'_> {
    fn shows(&self, month: usize) -> bool {
        matches!(self.series.point(month).reading(), Reading::Shown(_))
    }

    fn x(&self, month: usize) -> f64 {
        self.frame.x(month) + shift(self.frame, self.place)
    }

    fn draw_run(&self, svg: &mut Svg, run: &[usize]) {
        let points: Vec<(f64, f64)> = run
            .iter()
            .filter_map(|month| place_of(self.frame, self.place, *month))
            .collect();
        if points.len() > 1 {
            svg.polyline(&points, self.look);
        }
        points
            .iter()
            .for_each(|point| svg.marker(*point, self.look));
    }

    fn draw_band(&self, svg: &mut Svg, run: &[usize]) {
        let ends = |month: &usize| {
            self.series
                .point(*month)
                .interval()
                .map(|interval| (*month, interval))
        };
        let upper = run
            .iter()
            .filter_map(ends)
            .map(|(month, (_, high))| (self.x(month), self.frame.y(high)));
        let lower = run
            .iter()
            .rev()
            .filter_map(ends)
            .map(|(month, (low, _))| (self.x(month), self.frame.y(low)));
        svg.veil(&upper.chain(lower).collect::<Vec<_>>(), self.look.colour);
    }

    fn draw_whiskers(&self, svg: &mut Svg, run: &[usize]) {
        for month in run {
            let Some((low, high)) = self.series.point(*month).interval() else {
                continue;
            };
            let (x, bottom, top) = (self.x(*month), self.frame.y(low), self.frame.y(high));
            svg.rule((x, bottom), (x, top), self.look.colour, 2.0);
            for y in [bottom, top] {
                svg.rule(
                    (x - WHISKER_CAP, y),
                    (x + WHISKER_CAP, y),
                    self.look.colour,
                    2.0,
                );
            }
        }
    }
}

/// The stretches of neighbouring months for which something holds.
fn runs(months: usize, holds: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for month in (0..months).filter(|month| holds(*month)) {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last + 1 == month) => run.push(month),
            _ => runs.push(vec![month]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_a_run() {
        assert_eq!(runs(6, |month| month != 2), [vec![0, 1], vec![3, 4, 5]]);
        assert!(runs(3, |_| false).is_empty());
    }
}
