//! Sizes and distances that every picture shares, in pixels of a page meant to be read at half size.

use crate::font::Face;
use crate::palette::{INK, MUTED};
use crate::svg::Style;

/// Width of every picture.
pub(crate) const WIDTH: f64 = 1200.0;
/// White around the page.
pub(crate) const MARGIN: f64 = 56.0;
/// Width inside the margins.
pub(crate) const INNER: f64 = WIDTH - 2.0 * MARGIN;
/// Air between two blocks of the page.
pub(crate) const BLOCK_GAP: f64 = 60.0;
/// Air between two panels side by side.
pub(crate) const COLUMN_GAP: f64 = 56.0;

pub(crate) const TITLE: Style = Style::new(Face::Bold, 38.0, INK);
pub(crate) const SUBTITLE: Style = Style::new(Face::Regular, 24.0, MUTED);
pub(crate) const HEADING: Style = Style::new(Face::Bold, 26.0, INK);
pub(crate) const FIGURE: Style = Style::new(Face::Bold, 26.0, INK);
pub(crate) const LABEL: Style = Style::new(Face::Regular, 22.0, INK);
pub(crate) const SMALL: Style = Style::new(Face::Regular, 20.0, MUTED);
