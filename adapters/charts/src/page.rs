//! A page: heading, blocks below each other, small print.

use crate::balance::balance;
use crate::bars;
use crate::figures::{BarChart, DigestChart};
use crate::heat;
use crate::style::{BLOCK_GAP, INNER, MARGIN, SMALL, SUBTITLE, TITLE, WIDTH};
use crate::svg::{Style, Svg};
use crate::trend;
use crate::words::{clean, wrap};

const FOOTER_LINES: usize = 6;

pub(crate) fn digest(chart: &DigestChart) -> String {
    let mut svg = Svg::default();
    let top = draw_heading(&mut svg, &chart.title, &chart.subtitle);
    let trend = trend::draw(&mut svg, &chart.trend, top);
    let bottom = match &chart.heat {
        Some(map) if trend > top => heat::draw(&mut svg, map, trend + BLOCK_GAP),
        Some(map) => heat::draw(&mut svg, map, top),
        None => trend,
    };
    finish(svg, &chart.title, &chart.footer, bottom)
}

pub(crate) fn bar_chart(chart: &BarChart) -> String {
    let mut svg = Svg::default();
    let top = draw_heading(&mut svg, &chart.title, &chart.subtitle);
    let bottom = bars::draw(&mut svg, &chart.bars, top);
    finish(svg, &chart.title, &chart.footer, bottom)
}

/// Draws title and subtitle and returns where the first block begins.
fn draw_heading(svg: &mut Svg, title: &str, subtitle: &str) -> f64 {
    let two_lines = |text: &str, style: Style| balance(text, style.face, style.size, INNER, 2);
    let after_title = draw_lines(svg, &two_lines(title, TITLE), TITLE, MARGIN);
    let after_subtitle = draw_lines(
        svg,
        &two_lines(subtitle, SUBTITLE),
        SUBTITLE,
        after_title + 4.0,
    );
    after_subtitle + 40.0
}

fn finish(mut svg: Svg, title: &str, footer: &str, bottom: f64) -> String {
    let lines = wrap(footer, SMALL.face, SMALL.size, INNER, FOOTER_LINES);
    let end = draw_lines(&mut svg, &lines, SMALL, bottom + 36.0);
    svg.finish(WIDTH, (end + MARGIN - 12.0).ceil(), &clean(title))
}

/// Draws lines from `top` downwards and returns where they end.
fn draw_lines(svg: &mut Svg, lines: &[String], style: Style, top: f64) -> f64 {
    svg.lines(MARGIN, top + style.size, style, lines);
    top + style.leading() * lines.len() as f64
}
