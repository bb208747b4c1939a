//! The heat map: figure and count in every cell, hatching where too few people answered.

use crate::balance::balance;
use crate::figures::{Cell, HeatMap};
use crate::palette::{RAMP, ramp};
use crate::scale::count;
use crate::style::{FIGURE, HEADING, INNER, LABEL, MARGIN, SMALL};
use crate::svg::{Anchor, Area, Svg};
use crate::words::{clean, shorten};

const CELL_HEIGHT: f64 = 76.0;
const CELL_GAP: f64 = 4.0;
const WIDEST_ROW_LABEL: f64 = 300.0;
const ROW_LABEL_AIR: f64 = 24.0;
const ROW_LINES: usize = 2;
const COLUMN_LINES: usize = 3;
const LEGEND_HEIGHT: f64 = 30.0;
const SWATCH: f64 = 40.0;

/// Draws the map from `top` downwards and returns where it ends.
pub(crate) fn draw(svg: &mut Svg, map: &HeatMap, top: f64) -> f64 {
    if map.rows.is_empty() || map.columns.is_empty() {
        return top;
    }
    let heading = balance(&map.title, HEADING.face, HEADING.size, INNER, 2);
    svg.lines(MARGIN, top + HEADING.size, HEADING, &heading);
    let grid = Grid::of(map, top + HEADING.leading() * heading.len() as f64 + 18.0);
    grid.draw_columns(svg);
    for row in 0..map.rows.len() {
        grid.draw_row(svg, row);
    }
    draw_legend(svg, map, grid.domain, grid.bottom() + 22.0)
}

/// The map with every place decided.
struct Grid<'a> {
    map: &'a HeatMap,
    columns: Vec<Vec<String>>,
    /// All cells together.
    area: Area,
    width: f64,
    domain: (f64, f64),
}

impl<'a> Grid<'a> {
    fn of(map: &'a HeatMap, top: f64) -> Self {
        let longest = map
            .rows
            .iter()
            .map(|row| LABEL.width(&clean(row)))
            .fold(0.0, f64::max);
        let labels = longest.min(WIDEST_ROW_LABEL) + ROW_LABEL_AIR;
        let width = (INNER - labels) / map.columns.len() as f64;
        let wrapped =
            |column: &String| balance(column, SMALL.face, SMALL.size, width - 16.0, COLUMN_LINES);
        let columns: Vec<Vec<String>> = map.columns.iter().map(wrapped).collect();
        let header =
            SMALL.leading() * columns.iter().map(Vec::len).max().unwrap_or(0) as f64 + 10.0;
        let area = Area {
            x: MARGIN + labels,
            y: top + header,
            width: INNER - labels,
            height: CELL_HEIGHT * map.rows.len() as f64,
        };
        Self {
            map,
            columns,
            area,
            width,
            domain: map.unit.heat_domain(map.shown_values()),
        }
    }

    fn bottom(&self) -> f64 {
        self.area.bottom()
    }

    fn draw_columns(&self, svg: &mut Svg) {
        for (column, lines) in self.columns.iter().enumerate() {
            let x = self.cell(0, column).middle().0;
            let y = self.area.y - 14.0 - SMALL.leading() * lines.len().saturating_sub(1) as f64;
            svg.lines(x, y, SMALL.at(Anchor::Middle), lines);
        }
    }

    fn draw_row(&self, svg: &mut Svg, row: usize) {
        let lines = balance(
            &self.map.rows[row],
            LABEL.face,
            LABEL.size,
            WIDEST_ROW_LABEL,
            ROW_LINES,
        );
        let (_, middle) = self.cell(row, 0).middle();
        let y =
            middle + LABEL.drop() - LABEL.leading() * lines.len().saturating_sub(1) as f64 / 2.0;
        svg.lines(MARGIN, y, LABEL, &lines);
        for column in 0..self.map.columns.len() {
            self.draw_cell(svg, row, column);
        }
    }

    fn draw_cell(&self, svg: &mut Svg, row: usize, column: usize) {
        let area = self.cell(row, column);
        match self.map.cell(row, column) {
            Cell::Shown { value, n } => self.draw_figure(svg, area, value, n),
            Cell::Hidden => svg.hatched(area),
            Cell::Empty => {
                svg.outlined(area);
                let (x, y) = area.middle();
                svg.text(x, y + SMALL.drop(), SMALL.at(Anchor::Middle), "–");
            }
        }
    }

    fn draw_figure(&self, svg: &mut Svg, area: Area, value: f64, n: u32) {
        let (low, high) = self.domain;
        let ground = ramp((value - low) / (high - low));
        let ink = ground.readable();
        svg.rect(area, ground);
        let (x, y) = area.middle();
        let (figure, n) = (self.map.unit.print(value), format!("n={}", count(n)));
        let room = area.width - 8.0;
        let shrink = (room / FIGURE.width(&figure))
            .min(room / SMALL.width(&n))
            .min(1.0);
        let centred = |style: crate::svg::Style| {
            style
                .sized(style.size * shrink)
                .at(Anchor::Middle)
                .coloured(ink)
        };
        svg.text(x, y - 2.0, centred(FIGURE), &figure);
        svg.text(x, y + 24.0, centred(SMALL), &n);
    }

    fn cell(&self, row: usize, column: usize) -> Area {
        Area {
            x: self.area.x + self.width * column as f64,
            y: self.area.y + CELL_HEIGHT * row as f64,
            width: self.width - CELL_GAP,
            height: CELL_HEIGHT - CELL_GAP,
        }
    }
}

/// The meaning of the colours and of the hatching, as far as they occur.
fn draw_legend(svg: &mut Svg, map: &HeatMap, domain: (f64, f64), top: f64) -> f64 {
    let middle = top + LEGEND_HEIGHT / 2.0;
    let mut x = MARGIN;
    if map.shown_values().next().is_some() {
        x = draw_ramp(svg, map, domain, x, middle);
    }
    if map.hides_something() {
        svg.hatched(Area {
            x,
            y: middle - 12.0,
            width: SWATCH,
            height: 24.0,
        });
        let room = MARGIN + INNER - x - SWATCH - 12.0;
        let label = shorten(&map.hidden_label, SMALL.face, SMALL.size, room);
        svg.text(x + SWATCH + 12.0, middle + SMALL.drop(), SMALL, &label);
    }
    top + LEGEND_HEIGHT
}

/// Draws the steps of the colours between their two ends and returns where the next may begin.
fn draw_ramp(svg: &mut Svg, map: &HeatMap, domain: (f64, f64), x: f64, middle: f64) -> f64 {
    let end = |label: &str, value: f64| {
        let label = shorten(label, SMALL.face, SMALL.size, 200.0);
        format!("{label} {}", map.unit.print(value))
            .trim()
            .to_owned()
    };
    let (low, high) = (
        end(&map.low_label, domain.0),
        end(&map.high_label, domain.1),
    );
    svg.text(x, middle + SMALL.drop(), SMALL, &low);
    let mut x = x + SMALL.width(&low) + 12.0;
    for colour in RAMP {
        svg.rect(
            Area {
                x,
                y: middle - 12.0,
                width: SWATCH,
                height: 24.0,
            },
            colour,
        );
        x += SWATCH;
    }
    svg.text(x + 12.0, middle + SMALL.drop(), SMALL, &high);
    x + 12.0 + SMALL.width(&high) + 48.0
}
