//! The PNG itself: letters are in it, it is small, and it is the same every time.

use resvg::tiny_skia::Pixmap;

use super::page::Text;
use super::samples;
use super::*;

/// A picture that chat clients show at once.
const LARGEST_FILE: usize = 300 * 1024;

#[test]
fn every_text_left_ink_in_its_box_and_files_are_small() {
    for (name, chart) in samples::digests() {
        let page = Page::of(&render_svg(&chart));
        let picture = render(&chart).expect("a picture");
        assert!(
            picture.len() <= LARGEST_FILE,
            "{name}: {} bytes",
            picture.len()
        );
        let pixels = Pixmap::decode_png(&picture).expect("a PNG");
        assert_eq!(
            (pixels.width(), f64::from(pixels.height())),
            (1200, page.height),
            "{name}"
        );
        for text in &page.texts {
            assert!(ink(&pixels, text) > 0.02, "{name}: {text:?}");
        }
    }
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    for chart in [samples::hidden_months(), samples::many_series()] {
        assert_eq!(
            render(&chart).expect("a picture"),
            render(&chart).expect("a picture")
        );
    }
}

#[test]
fn a_picture_without_end_is_refused() {
    let mut chart = samples::bars();
    chart.bars.rows = vec![chart.bars.rows[0].clone(); 500];
    assert!(matches!(render_bars(&chart), Err(ChartError::TooTall { height }) if height > 30_000));
}

/// The share of pixels in the box of a text that have its colour, about.
fn ink(pixels: &Pixmap, text: &Text) -> f64 {
    let area = text.area;
    let (mut inked, mut all) = (0_u32, 0_u32);
    for y in area.y as u32..area.bottom() as u32 {
        for pixel in (area.x as u32..area.right() as u32).filter_map(|x| pixels.pixel(x, y)) {
            let near = |seen: u8, wanted: u8| seen.abs_diff(wanted) < 48;
            let wanted = text.colour;
            all += 1;
            inked += u32::from(
                near(pixel.red(), wanted.0)
                    && near(pixel.green(), wanted.1)
                    && near(pixel.blue(), wanted.2),
            );
        }
    }
    f64::from(inked) / f64::from(all.max(1))
}
