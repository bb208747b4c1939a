//! The few SVG elements that the pictures are made of.

use std::fmt::Write as _;

use crate::font::{FAMILY, Face};
use crate::palette::{AXIS, Colour, GRID, HATCH, HATCH_GROUND, Look, Marker, WHITE};

/// A rectangle on the page, in pixels, origin at the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(crate) fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Which end of a text its x names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: Face,
    /// Font size in pixels.
    pub(crate) size: f64,
    pub(crate) colour: Colour,
    pub(crate) anchor: Anchor,
}

impl Style {
    pub(crate) const fn new(face: Face, size: f64, colour: Colour) -> Self {
        Self {
            face,
            size,
            colour,
            anchor: Anchor::Start,
        }
    }

    pub(crate) const fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(crate) const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub(crate) const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    pub(crate) fn width(&self, text: &str) -> f64 {
        self.face.width(text, self.size)
    }

    /// Distance between two baselines.
    pub(crate) fn leading(&self) -> f64 {
        self.size * 1.3
    }

    /// From the vertical middle of a line of figures or capitals down to its baseline.
    pub(crate) fn drop(&self) -> f64 {
        self.size * 0.36
    }
}

/// A drawing that grows downwards.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    body: String,
}

impl Svg {
    /// One line of text with its baseline at `y`; `text` must be clean.
    pub(crate) fn text(&mut self, x: f64, y: f64, style: Style, text: &str) {
        let weight = if style.face == Face::Bold {
            r#" font-weight="700""#
        } else {
            ""
        };
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y, size) = (number(x), number(y), number(style.size));
        let (colour, text) = (style.colour, escape(text));
        self.add(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}"{weight}{anchor} fill="{colour}">{text}</text>"#
        ));
    }

    /// Several lines, the first with its baseline at `y`.
    pub(crate) fn lines(&mut self, x: f64, y: f64, style: Style, lines: &[String]) {
        for (place, line) in lines.iter().enumerate() {
            self.text(x, y + style.leading() * place as f64, style, line);
        }
    }

    pub(crate) fn rect(&mut self, area: Area, fill: Colour) {
        self.area(area, format_args!(r#"fill="{fill}""#));
    }

    /// What is not shown for want of people.
    pub(crate) fn hatched(&mut self, area: Area) {
        self.area(area, format_args!(r#"fill="url(#hatch)""#));
    }

    /// A cell in which nothing is.
    pub(crate) fn outlined(&mut self, area: Area) {
        let inner = Area {
            x: area.x + 1.0,
            y: area.y + 1.0,
            width: area.width - 2.0,
            height: area.height - 2.0,
        };
        self.area(
            inner,
            format_args!(r#"fill="none" stroke="{GRID}" stroke-width="2""#),
        );
    }

    fn area(&mut self, area: Area, paint: std::fmt::Arguments<'_>) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.add(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}/>"#
        ));
    }

    pub(crate) fn rule(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        self.segment(
            from,
            to,
            format_args!(r#"stroke="{colour}" stroke-width="{width}""#),
        );
    }

    /// A month without data.
    pub(crate) fn dotted(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.segment(
            from,
            to,
            format_args!(r#"stroke="{AXIS}" stroke-width="2" stroke-dasharray="2 6""#),
        );
    }

    fn segment(&mut self, from: (f64, f64), to: (f64, f64), paint: std::fmt::Arguments<'_>) {
        let (x1, y1, x2, y2) = (number(from.0), number(from.1), number(to.0), number(to.1));
        self.add(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {paint}/>"#
        ));
    }

    pub(crate) fn polyline(&mut self, points: &[(f64, f64)], look: Look) {
        let dash = match look.dash {
            "" => String::new(),
            dash => format!(r#" stroke-dasharray="{dash}""#),
        };
        let (points, colour) = (list(points), look.colour);
        self.add(format_args!(
            r#"<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="4" stroke-linejoin="round"{dash}/>"#
        ));
    }

    /// A pale area, for a confidence interval.
    pub(crate) fn veil(&mut self, points: &[(f64, f64)], colour: Colour) {
        let points = list(points);
        self.add(format_args!(
            r#"<polygon points="{points}" fill="{colour}" fill-opacity="0.13"/>"#
        ));
    }

    /// A mark about 14 pixels across.
    pub(crate) fn marker(&mut self, (x, y): (f64, f64), look: Look) {
        let colour = look.colour;
        let solid = format!(r#"fill="{colour}" stroke="{WHITE}" stroke-width="2""#);
        let hollow = format!(r#"fill="{WHITE}" stroke="{colour}" stroke-width="4""#);
        let corner = |dx: f64, dy: f64| (x + dx, y + dy);
        match look.marker {
            Marker::Circle => self.circle(x, y, 8.0, &solid),
            Marker::Ring => self.circle(x, y, 6.5, &hollow),
            Marker::Square => {
                self.polygon(
                    &[
                        corner(-7.0, -7.0),
                        corner(7.0, -7.0),
                        corner(7.0, 7.0),
                        corner(-7.0, 7.0),
                    ],
                    &solid,
                );
            }
            Marker::Triangle => self.polygon(
                &[corner(0.0, -9.5), corner(9.0, 6.5), corner(-9.0, 6.5)],
                &solid,
            ),
            Marker::Diamond => {
                self.polygon(
                    &[
                        corner(0.0, -10.0),
                        corner(10.0, 0.0),
                        corner(0.0, 10.0),
                        corner(-10.0, 0.0),
                    ],
                    &solid,
                );
            }
            Marker::Cross => {
                self.rule(corner(-6.0, -6.0), corner(6.0, 6.0), colour, 4.0);
                self.rule(corner(-6.0, 6.0), corner(6.0, -6.0), colour, 4.0);
            }
        }
    }

    fn circle(&mut self, x: f64, y: f64, radius: f64, paint: &str) {
        let (x, y) = (number(x), number(y));
        self.add(format_args!(
            r#"<circle cx="{x}" cy="{y}" r="{radius}" {paint}/>"#
        ));
    }

    fn polygon(&mut self, points: &[(f64, f64)], paint: &str) {
        let points = list(points);
        self.add(format_args!(r#"<polygon points="{points}" {paint}/>"#));
    }

    /// The whole document on a white ground.
    pub(crate) fn finish(self, width: f64, height: f64, title: &str) -> String {
        let (width, height, title) = (number(width), number(height), escape(title));
        let body = self.body;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="'{FAMILY}', 'Noto Sans JP', sans-serif" role="img">
<title>{title}</title>
<defs><pattern id="hatch" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="{HATCH_GROUND}"/><path d="M-3 3L3 -3M0 12L12 0M9 15L15 9" stroke="{HATCH}" stroke-width="2"/></pattern></defs>
<rect width="{width}" height="{height}" fill="{WHITE}"/>
{body}</svg>
"#
        )
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}

/// The text with the characters that XML reserves written as entities.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A coordinate to a tenth of a pixel.
fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

fn list(points: &[(f64, f64)]) -> String {
    let pairs: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{},{}", number(*x), number(*y)))
        .collect();
    pairs.join(" ")
}
