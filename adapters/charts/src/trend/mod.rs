//! The trend: panels in one or two columns, one line a series.

mod axis;
mod ends;
mod frame;
mod lines;
mod shape;

use crate::figures::{Panel, Trend};
use crate::style::{BLOCK_GAP, COLUMN_GAP, MARGIN};
use crate::svg::Svg;
use frame::Frame;
use shape::Shape;

/// Draws the panels from `top` downwards and returns where they end.
pub(crate) fn draw(svg: &mut Svg, trend: &Trend, top: f64) -> f64 {
    let panels: Vec<&Panel> = trend
        .panels
        .iter()
        .filter(|panel| !panel.months.is_empty())
        .collect();
    let shape = Shape::of(&panels);
    let mut bottom = top;
    for (row, panels) in panels.chunks(shape.columns).enumerate() {
        let y = if row == 0 { top } else { bottom + BLOCK_GAP };
        let header = panels
            .iter()
            .map(|panel| frame::header_height(panel, &shape))
            .fold(0.0, f64::max);
        bottom = y;
        for (column, panel) in panels.iter().enumerate() {
            let x = MARGIN + (shape.width + COLUMN_GAP) * column as f64;
            let frame = Frame::new(panel, &shape, (x, y), header);
            frame.draw(svg);
            bottom = bottom.max(frame.bottom());
        }
    }
    bottom
}
