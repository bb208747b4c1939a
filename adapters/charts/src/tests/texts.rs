//! Texts: inside the page, apart from each other, complete, and in letters that the font has.

use super::samples::{self, RESPONSES_JA, TOPICS_JA};
use super::*;
use crate::font::Face;

#[test]
fn no_text_touches_another() {
    for (name, page) in pages() {
        for (place, one) in page.texts.iter().enumerate() {
            for two in &page.texts[place + 1..] {
                assert!(!one.overlaps(two), "{name}: {one:?} and {two:?}");
            }
        }
    }
}

#[test]
fn every_text_is_inside_the_page() {
    for (name, page) in pages() {
        for text in &page.texts {
            let inside = text.area.x >= 20.0
                && text.area.y >= 20.0
                && text.area.right() <= page.width - 20.0
                && text.area.bottom() <= page.height - 20.0;
            assert!(inside, "{name}: {text:?}");
        }
    }
}

#[test]
fn every_text_is_large_enough_at_half_size() {
    for (name, page) in pages() {
        for text in &page.texts {
            assert!(text.area.height / 1.04 >= 15.0, "{name}: {text:?}");
        }
    }
}

#[test]
fn every_character_has_a_glyph() {
    for (name, page) in pages() {
        for text in &page.texts {
            for character in text.content.chars() {
                assert!(
                    text.face.has(character),
                    "{name}: {character} of {}",
                    text.content
                );
            }
        }
    }
}

#[test]
fn the_font_has_all_of_cp932() {
    let mut missing = String::new();
    for bytes in (0x20..=0xDF_u8).map(|one| vec![one]).chain(two_bytes()) {
        let Some(text) =
            encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes)
        else {
            continue;
        };
        let private = |c: char| ('\u{E000}'..='\u{F8FF}').contains(&c) || c.is_control();
        let has = |c: char| Face::Regular.has(c) && Face::Bold.has(c);
        missing.extend(text.chars().filter(|c| !private(*c) && !has(*c)));
    }
    assert_eq!(missing, "");
}

fn two_bytes() -> impl Iterator<Item = Vec<u8>> {
    let leads = (0x81..=0x9F_u8).chain(0xE0..=0xFC);
    leads.flat_map(|lead| (0x40..=0xFC_u8).map(move |trail| vec![lead, trail]))
}

#[test]
fn every_label_is_written_out() {
    let page = Page::of(&render_svg(&samples::digest_ja(12)));
    let reading = page.reading();
    for label in TOPICS_JA.iter().chain(&RESPONSES_JA).chain(&[
        "実施率（%）",
        "12月",
        "低い 3.0",
        "5名未満",
        "n=64",
    ]) {
        assert!(reading.contains(label), "{label} in {reading}");
    }
}

#[test]
fn what_xml_reserves_is_escaped() {
    let svg = render_svg(&samples::long_names());
    assert!(svg.contains("R&amp;D &lt;Advanced"), "{svg}");
    let title = DigestChart {
        title: "</text><script>alert('1')</script>&".into(),
        ..samples::nothing()
    };
    let page = Page::of(&render_svg(&title));
    assert!(
        page.reading()
            .starts_with("</text><script>alert('1')</script>&")
    );
}

#[test]
fn a_hidden_month_says_so_and_prints_no_count() {
    let mut chart = samples::one_department();
    chart.trend.panels[0].series[0].points[2] = Point {
        n: Some(3),
        ..Point::default()
    };
    let page = Page::of(&render_svg(&chart));
    let contents: Vec<&str> = page
        .texts
        .iter()
        .map(|text| text.content.as_str())
        .collect();
    assert!(
        contents.contains(&"5名未満") && !contents.contains(&"3"),
        "{contents:?}"
    );
}

#[test]
fn a_line_never_crosses_a_hidden_month() {
    let lines = |chart: &DigestChart| render_svg(chart).matches("<polyline").count();
    let mut chart = samples::one_department();
    assert_eq!(lines(&chart), 1);
    chart.trend.panels[0].series[0].points[2] = Point::default();
    assert_eq!(lines(&chart), 2);
}

#[test]
fn odd_figures_are_drawn_as_far_as_they_go() {
    let mut chart = samples::digest_ja(3);
    let series = &mut chart.trend.panels[0].series[0];
    series.points = vec![Point {
        value: Some(f64::NAN),
        n: Some(9),
        ..Point::default()
    }];
    chart.trend.panels[1].series.clear();
    if let Some(map) = &mut chart.heat {
        map.cells = vec![vec![Cell::Shown {
            value: f64::INFINITY,
            n: 6,
        }]];
    }
    let svg = render_svg(&chart);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    assert!(render(&chart).is_ok());
}
