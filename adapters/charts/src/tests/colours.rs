//! Colours: readable, and told apart by everyone and on every printer.

use super::*;
use crate::palette::{Colour, LOOKS, RAMP, WHITE};

/// The least contrast of text and ground (WCAG 2.2, level AA).
const READABLE: f64 = 4.5;

/// How dichromats see linear light, severity 1.0 (Machado, Oliveira and Fernandes 2009).
const PROTANOPIA: [[f64; 3]; 3] = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: [[f64; 3]; 3] = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
];
const NORMAL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

#[test]
fn every_text_can_be_read_on_its_ground() {
    for (name, page) in pages() {
        for text in &page.texts {
            let contrast = text.colour.contrast(page.ground(text));
            assert!(contrast >= READABLE, "{name}: {contrast:.2} for {text:?}");
        }
    }
}

#[test]
fn every_class_of_the_heat_map_carries_its_text() {
    for class in RAMP {
        assert!(class.contrast(class.readable()) >= READABLE, "{class}");
    }
}

#[test]
fn the_classes_fall_in_lightness_on_a_grey_printer_too() {
    let lightness: Vec<f64> = RAMP.iter().map(|class| lab(class.linear())[0]).collect();
    for pair in lightness.windows(2) {
        assert!(pair[0] - pair[1] >= 5.0, "{lightness:?}");
    }
}

#[test]
fn lines_are_told_apart_by_the_colour_blind() {
    for (sight, matrix) in [
        ("normal", NORMAL),
        ("protanopia", PROTANOPIA),
        ("deuteranopia", DEUTERANOPIA),
    ] {
        for (place, one) in LOOKS.iter().enumerate() {
            for two in &LOOKS[place + 1..] {
                let distance = distance(seen(one.colour, matrix), seen(two.colour, matrix));
                assert!(
                    distance >= 15.0,
                    "{sight}: {distance:.1} between {} and {}",
                    one.colour,
                    two.colour
                );
            }
        }
    }
}

#[test]
fn lines_are_told_apart_without_colour() {
    for (place, one) in LOOKS.iter().enumerate() {
        for two in &LOOKS[place + 1..] {
            assert!(
                one.marker != two.marker && one.dash != two.dash,
                "{one:?} {two:?}"
            );
        }
        assert!(one.colour.contrast(WHITE) >= 2.0, "{one:?}");
    }
}

fn seen(colour: Colour, matrix: [[f64; 3]; 3]) -> [f64; 3] {
    let light = colour.linear();
    lab(matrix.map(|row| {
        row.iter()
            .zip(light)
            .map(|(weight, part)| weight * part)
            .sum::<f64>()
            .clamp(0.0, 1.0)
    }))
}

/// Euclidean distance in CIELAB (CIE 1976).
fn distance(one: [f64; 3], two: [f64; 3]) -> f64 {
    one.iter()
        .zip(two)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

/// CIELAB of linear sRGB under D65.
fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let bend = |t: f64| {
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let x = bend((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
    let y = bend(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
    let z = bend((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}
