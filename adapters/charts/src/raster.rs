//! From SVG to PNG.

use std::io::Write as _;

use png::{BitDepth, ColorType, Encoder, EncodingError, Filter};
use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::font::{FAMILY, database};

/// No picture is taller than this: no chat shows it, and the memory for it has to be bounded.
const TALLEST: u32 = 8_000;

/// Rows that are drawn at a time.
const STRIP: u32 = 256;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// More rows than a picture can hold; show fewer.
    #[error("the picture would be {height} pixels tall; at most {TALLEST} are drawn")]
    TooTall {
        /// The height it would have.
        height: u32,
    },
    /// Our own SVG was refused: a mistake in this crate.
    #[error("the picture's SVG is not valid: {0}")]
    Svg(String),
    /// The picture was drawn but not written as PNG.
    #[error("the picture could not be written as PNG: {0}")]
    Png(String),
}

pub(crate) fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let tree = parse(svg)?;
    let size = tree.size().to_int_size();
    if size.height() > TALLEST {
        return Err(ChartError::TooTall {
            height: size.height(),
        });
    }
    write(&tree, size).map_err(|error| ChartError::Png(error.to_string()))
}

/// Strip by strip and without transparency: a page of 12 months costs 1.2 MB of pixels instead of
/// 9 MB, which the allocator would keep. Rows are not filtered, since flat colours compress a third
/// better without.
fn write(tree: &Tree, size: IntSize) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, size.width(), size.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    for top in (0..size.height()).step_by(STRIP as usize) {
        rows.write_all(&strip(tree, top, size)?)?;
    }
    rows.finish()?;
    writer.finish()?;
    Ok(file)
}

/// The rows from `top`, three bytes a pixel.
fn strip(tree: &Tree, top: u32, size: IntSize) -> Result<Vec<u8>, EncodingError> {
    let height = STRIP.min(size.height() - top);
    let mut pixels = Pixmap::new(size.width(), height).ok_or(EncodingError::LimitsExceeded)?;
    resvg::render(
        tree,
        Transform::from_translate(0.0, -(top as f32)),
        &mut pixels.as_mut(),
    );
    let opaque = |pixel: &[u8]| [pixel[0], pixel[1], pixel[2]];
    Ok(pixels.data().chunks_exact(4).flat_map(opaque).collect())
}

/// The fonts live only as long as the parsing: afterwards the letters are outlines.
fn parse(svg: &str) -> Result<Tree, ChartError> {
    let mut options = Options {
        font_family: FAMILY.into(),
        ..Options::default()
    };
    *options.fontdb_mut() = database();
    Tree::from_str(svg, &options).map_err(|error| ChartError::Svg(error.to_string()))
}
