//! A picture read back from its SVG: which texts stand where, and on which ground.

use resvg::usvg::roxmltree::{Document, Node};

use crate::font::Face;
use crate::palette::{Colour, WHITE};
use crate::svg::Area;

/// The texts and filled rectangles of a picture, in the order drawn.
pub struct Page {
    pub width: f64,
    pub height: f64,
    pub texts: Vec<Text>,
    pub rects: Vec<(Area, Colour)>,
}

/// One line of text and the box that its letters may fill.
#[derive(Debug, Clone)]
pub struct Text {
    pub content: String,
    pub face: Face,
    pub colour: Colour,
    pub area: Area,
}

impl Page {
    pub fn of(svg: &str) -> Self {
        let document = Document::parse(svg).expect("the SVG is well-formed");
        let root = document.root_element();
        let named =
            |name: &'static str| root.children().filter(move |node| node.has_tag_name(name));
        Self {
            width: number(root, "width"),
            height: number(root, "height"),
            texts: named("text").map(text).collect(),
            rects: named("rect").filter_map(rect).collect(),
        }
    }

    /// The colour behind a text: that of the last rectangle drawn around its middle.
    pub fn ground(&self, text: &Text) -> Colour {
        let (x, y) = text.area.middle();
        let around =
            |area: &Area| area.x <= x && x <= area.right() && area.y <= y && y <= area.bottom();
        self.rects
            .iter()
            .rev()
            .find(|(area, _)| around(area))
            .map_or(WHITE, |(_, colour)| *colour)
    }

    /// All text in one string, without the line breaks.
    pub fn reading(&self) -> String {
        self.texts
            .iter()
            .map(|text| text.content.as_str())
            .collect()
    }
}

impl Text {
    pub fn overlaps(&self, other: &Text) -> bool {
        let (one, two) = (self.area, other.area);
        one.x < two.right() && two.x < one.right() && one.y < two.bottom() && two.y < one.bottom()
    }
}

fn text(node: Node<'_, '_>) -> Text {
    let content = node.text().unwrap_or_default().to_owned();
    let face = if node.attribute("font-weight") == Some("700") {
        Face::Bold
    } else {
        Face::Regular
    };
    let (x, y, size) = (
        number(node, "x"),
        number(node, "y"),
        number(node, "font-size"),
    );
    let width = face.width(&content, size);
    let before = match node.attribute("text-anchor") {
        Some("middle") => width / 2.0,
        Some("end") => width,
        _ => 0.0,
    };
    let area = Area {
        x: x - before,
        y: y - size * 0.86,
        width,
        height: size * 1.04,
    };
    Text {
        content,
        face,
        colour: colour(node),
        area,
    }
}

fn rect(node: Node<'_, '_>) -> Option<(Area, Colour)> {
    let fill = node
        .attribute("fill")
        .filter(|fill| fill.starts_with('#'))?;
    let area = Area {
        x: number_or_zero(node, "x"),
        y: number_or_zero(node, "y"),
        width: number(node, "width"),
        height: number(node, "height"),
    };
    Some((area, parse(fill)))
}

fn colour(node: Node<'_, '_>) -> Colour {
    parse(node.attribute("fill").expect("a fill"))
}

fn parse(hex: &str) -> Colour {
    let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour");
    Colour(channel(1), channel(3), channel(5))
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .and_then(|value| value.parse().ok())
        .expect("a number")
}

fn number_or_zero(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .map_or(0.0, |value| value.parse().expect("a number"))
}
