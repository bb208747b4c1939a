//! Colours that survive colour blindness and a black-and-white printer.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

pub(crate) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Headings and figures.
pub(crate) const INK: Colour = Colour(0x1F, 0x29, 0x33);
/// Everything that is read second.
pub(crate) const MUTED: Colour = Colour(0x56, 0x62, 0x70);
pub(crate) const GRID: Colour = Colour(0xE6, 0xEA, 0xEE);
pub(crate) const AXIS: Colour = Colour(0xB4, 0xBE, 0xC8);
pub(crate) const HATCH: Colour = Colour(0xB9, 0xC2, 0xCC);
pub(crate) const HATCH_GROUND: Colour = Colour(0xF5, 0xF7, 0xF9);

/// Shape of the mark at each month, so that lines are told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
    Ring,
    Cross,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) colour: Colour,
    pub(crate) marker: Marker,
    /// `stroke-dasharray` of SVG; empty for a solid line.
    pub(crate) dash: &'static str,
}

/// Five colours of Okabe and Ito (2008) and a grey, ordered so that neighbours differ most.
pub(crate) const LOOKS: [Look; 6] = [
    Look {
        colour: Colour(0x00, 0x72, 0xB2),
        marker: Marker::Circle,
        dash: "",
    },
    Look {
        colour: Colour(0xD5, 0x5E, 0x00),
        marker: Marker::Square,
        dash: "10 6",
    },
    Look {
        colour: Colour(0x00, 0x9E, 0x73),
        marker: Marker::Triangle,
        dash: "3 6",
    },
    Look {
        colour: Colour(0xCC, 0x79, 0xA7),
        marker: Marker::Diamond,
        dash: "14 5 3 5",
    },
    Look {
        colour: Colour(0xE6, 0x9F, 0x00),
        marker: Marker::Ring,
        dash: "18 6",
    },
    Look {
        colour: Colour(0x3A, 0x43, 0x4D),
        marker: Marker::Cross,
        dash: "6 4",
    },
];

/// The look of a series by its place in the panel.
pub(crate) fn look(place: usize) -> Look {
    LOOKS[place % LOOKS.len()]
}

/// The classes of the heat map, pale to deep: one hue, lightness falling at every step. None lies
/// where neither ink nor white could be read on it.
pub(crate) const RAMP: [Colour; 7] = [
    Colour(0xEF, 0xF6, 0xFC),
    Colour(0xD4, 0xE4, 0xF5),
    Colour(0xB4, 0xD1, 0xEC),
    Colour(0x8E, 0xBB, 0xE2),
    Colour(0x61, 0xA1, 0xD2),
    Colour(0x2B, 0x76, 0xAE),
    Colour(0x17, 0x55, 0x88),
];

/// The class of a share of 0 to 1.
pub(crate) fn ramp(share: f64) -> Colour {
    let class = share.clamp(0.0, 1.0) * RAMP.len() as f64;
    RAMP[(class as usize).min(RAMP.len() - 1)]
}

impl Colour {
    /// The text colour that reads better on this ground.
    pub(crate) fn readable(self) -> Colour {
        if self.contrast(INK) >= self.contrast(WHITE) {
            INK
        } else {
            WHITE
        }
    }

    /// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
    pub(crate) fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub(crate) fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Linear light of the three channels, 0 to 1.
    pub(crate) fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        })
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
