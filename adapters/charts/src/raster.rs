//! From SVG to PNG.

use std::io::Write as _;

use png::{BitDepth, ColorType, Encoder, EncodingError, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::font::{FAMILY, database};

/// No picture is taller than this: no chat shows it, and the memory for it has to be bounded.
const TALLEST: u32 = 8_000;

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
    let mut page = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| ChartError::Png("no room for the pixels".into()))?;
    resvg::render(&tree, Transform::identity(), &mut page.as_mut());
    drop(tree);
    write(&page).map_err(|error| ChartError::Png(error.to_string()))
}

/// Row by row and without transparency, which takes half the memory of tiny-skia's own writer; rows
/// are not filtered, since flat colours compress a third better without.
fn write(page: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, page.width(), page.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    for row in page.data().chunks_exact(page.width() as usize * 4) {
        let opaque: Vec<u8> = row
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        rows.write_all(&opaque)?;
    }
    rows.finish()?;
    writer.finish()?;
    Ok(file)
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
