//! The font inside: found, measured, and lent to the renderer for as long as one picture takes.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::{Database, Source};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// The family name inside both font files.
pub(crate) const FAMILY: &str = "Noto Sans CJK JP";

static REGULAR: &[u8] = include_bytes!("../fonts/NotoSansJP-Regular.otf");
static BOLD: &[u8] = include_bytes!("../fonts/NotoSansJP-Bold.otf");

/// The two cuts of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
}

/// Views into the tables of one font file; they point into the program and hold no copies.
struct Tables {
    characters: Charmap<'static>,
    advances: GlyphMetrics<'static>,
    units_per_em: f64,
}

/// Both faces for the renderer. Built anew for each picture, since it takes microseconds and an
/// idle Kiku should hold nothing.
pub(crate) fn database() -> Database {
    let mut database = Database::new();
    for bytes in [REGULAR, BOLD] {
        database.load_font_source(Source::Binary(Arc::new(bytes)));
    }
    database
}

impl Face {
    /// Whether the font has a glyph for the character.
    pub(crate) fn has(self, character: char) -> bool {
        self.tables()
            .is_some_and(|tables| tables.characters.map(character).is_some())
    }

    /// Width of a text in pixels at a font size in pixels. The subset has no kerning, so the
    /// advances are all there is to it.
    pub(crate) fn width(self, text: &str, size: f64) -> f64 {
        text.chars()
            .map(|character| self.advance(character))
            .sum::<f64>()
            * size
    }

    /// Advance of one character in ems; a full em for one the font lacks.
    fn advance(self, character: char) -> f64 {
        self.tables()
            .and_then(|tables| {
                let glyph = tables.characters.map(character)?;
                Some(f64::from(tables.advances.advance_width(glyph)?) / tables.units_per_em)
            })
            .unwrap_or(1.0)
    }

    fn tables(self) -> Option<&'static Tables> {
        static FACES: [OnceLock<Option<Tables>>; 2] = [OnceLock::new(), OnceLock::new()];
        let (slot, bytes) = match self {
            Face::Regular => (&FACES[0], REGULAR),
            Face::Bold => (&FACES[1], BOLD),
        };
        slot.get_or_init(|| Tables::of(bytes)).as_ref()
    }
}

impl Tables {
    fn of(bytes: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let characters = font.charmap();
        let advances = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units_per_em = f64::from(
            font.metrics(Size::unscaled(), LocationRef::default())
                .units_per_em,
        );
        Some(Self {
            characters,
            advances,
            units_per_em,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_renderer_finds_both_cuts_under_the_family_name() {
        let database = database();
        let weights: Vec<u16> = database
            .faces()
            .filter(|face| face.families.iter().any(|(name, _)| name == FAMILY))
            .map(|face| face.weight.0)
            .collect();
        assert_eq!(weights, [400, 700]);
    }

    #[test]
    fn japanese_is_one_em_wide_and_digits_are_all_alike() {
        assert_eq!(Face::Regular.width("話を聞く", 20.0), 80.0);
        let digits: Vec<f64> = ('0'..='9').map(|digit| Face::Bold.advance(digit)).collect();
        assert!(digits.iter().all(|width| *width == digits[0]), "{digits:?}");
    }

    #[test]
    fn a_text_is_as_wide_as_its_parts() {
        let whole = Face::Regular.width("AVATAR 話", 30.0);
        let parts: f64 = "AVATAR 話"
            .chars()
            .map(|c| Face::Regular.width(&c.to_string(), 30.0))
            .sum();
        assert!((whole - parts).abs() < 1e-6);
    }
}
