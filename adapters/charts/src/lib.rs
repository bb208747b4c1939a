//! The pictures of a digest: figures → SVG of our own templates → PNG, with the font inside.
//!
//! Pure: the same figures and labels give the same bytes. Labels arrive in the reader's language
//! and hidden figures arrive hidden; this crate decides only how they look.
//! Pictures are 1200 pixels wide and drawn to be read at half that size.

mod balance;
mod bars;
mod figures;
mod font;
mod heat;
mod page;
mod palette;
mod raster;
mod scale;
mod spread;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use figures::{
    Bar, BarChart, Bars, Cell, DigestChart, HeatMap, Panel, Point, Series, Trend, Unit,
};
pub use raster::ChartError;

/// The picture of a monthly digest as PNG, 50 to 200 kB.
///
/// Takes about 0.1 s of one core and 10 MB while it lasts; from async code, call it on a thread
/// for blocking work.
pub fn render(chart: &DigestChart) -> Result<Vec<u8>, ChartError> {
    raster::png(&render_svg(chart))
}

/// The picture of a monthly digest as SVG, for pages that have Noto Sans JP or a like font.
pub fn render_svg(chart: &DigestChart) -> String {
    page::digest(chart)
}

/// Units side by side as PNG.
pub fn render_bars(chart: &BarChart) -> Result<Vec<u8>, ChartError> {
    raster::png(&render_bars_svg(chart))
}

/// Units side by side as SVG.
pub fn render_bars_svg(chart: &BarChart) -> String {
    page::bar_chart(chart)
}
