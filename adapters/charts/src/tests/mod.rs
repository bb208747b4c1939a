//! What must hold for every picture.

mod colours;
mod page;
mod pixels;
mod random;
mod samples;
mod texts;

use super::*;
use page::Page;

/// Every sample as SVG, by name.
fn pages() -> Vec<(&'static str, Page)> {
    let bars = ("bars", Page::of(&render_bars_svg(&samples::bars())));
    let digests = samples::digests()
        .into_iter()
        .map(|(name, chart)| (name, Page::of(&render_svg(&chart))));
    digests.chain([bars]).collect()
}

#[test]
fn the_templates_stay_as_they_are() {
    insta::assert_snapshot!("ja_2_months", render_svg(&samples::digest_ja(2)));
    insta::assert_snapshot!("hidden_months", render_svg(&samples::hidden_months()));
    insta::assert_snapshot!("bars", render_bars_svg(&samples::bars()));
}
