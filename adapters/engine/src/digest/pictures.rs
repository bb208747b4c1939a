//! Pictures of digests: described by the core, drawn by kiku-charts off the async threads, kept for a while.

use super::load::Material;
use crate::Engine;
use kiku::views::digest::{Heat, Line, Mark, Panel, Picture, Scale, picture};
use kiku::views::words::Words;
use kiku_charts::{Cell, ChartError, DigestChart, HeatMap, Point, Series, Trend, Unit, render};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Pictures kept; one is some 100 kB.
const KEPT: usize = 24;

/// The last pictures drawn, by what they show: equal figures in the same language are one picture, whoever looks.
#[derive(Default)]
pub(crate) struct Pictures(Mutex<VecDeque<(Picture, Arc<Vec<u8>>)>>);

impl Pictures {
    fn find(&self, wanted: &Picture) -> Option<Arc<Vec<u8>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(picture, _)| picture == wanted);
        found.map(|(_, png)| Arc::clone(png))
    }

    fn keep(&self, picture: Picture, png: Arc<Vec<u8>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((picture, png));
        while kept.len() > KEPT {
            kept.pop_front();
        }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// The thread that drew it ended early.
    #[error("drawing was cut short: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl Engine {
    /// The picture as PNG. A digest is sent without it rather than not at all.
    pub(super) async fn picture(&self, material: &Material) -> Option<Arc<Vec<u8>>> {
        match self.drawn(material).await {
            Ok(png) => png,
            Err(error) => {
                let month = material.digest.month;
                tracing::error!(error = %error, digest.month = %month, "the picture of a digest was not drawn");
                None
            }
        }
    }

    /// The picture as PNG; `None` when there is nothing to draw.
    pub(super) async fn drawn(
        &self,
        material: &Material,
    ) -> Result<Option<Arc<Vec<u8>>>, PictureError> {
        let unit = material.release.of(&material.digest.scope);
        let grid = unit.and_then(|unit| unit.grid.as_ref());
        let words = Words::of(material.lang);
        let Some(picture) = picture(words, &material.programme, &material.digest, grid) else {
            return Ok(None);
        };
        if let Some(png) = self.pictures.find(&picture) {
            return Ok(Some(png));
        }
        let chart = chart(&picture);
        let png = Arc::new(tokio::task::spawn_blocking(move || render(&chart)).await??);
        self.pictures.keep(picture, Arc::clone(&png));
        Ok(Some(png))
    }
}

fn chart(picture: &Picture) -> DigestChart {
    let panels = picture
        .panels
        .iter()
        .map(|panel| self::panel(picture, panel));
    DigestChart {
        title: picture.title.clone(),
        subtitle: picture.subtitle.clone(),
        trend: Trend {
            panels: panels.collect(),
        },
        heat: picture.heat.as_ref().map(|heat| self::heat(picture, heat)),
        footer: picture.footer.clone(),
    }
}

fn panel(picture: &Picture, panel: &Panel) -> kiku_charts::Panel {
    kiku_charts::Panel {
        title: panel.title.clone(),
        unit: match panel.scale {
            Scale::Percent => Unit::Percent,
            Scale::OneToFive => Unit::Scale1to5,
        },
        series: panel.lines.iter().map(series).collect(),
        months: picture.months.clone(),
        hidden_label: picture.hidden.clone(),
    }
}

fn series(line: &Line) -> Series {
    Series {
        label: line.label.clone(),
        points: line.marks.iter().map(point).collect(),
    }
}

fn point(mark: &Mark) -> Point {
    match *mark {
        Mark::Shown { value, interval, n } => Point {
            value: Some(value),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            n: Some(n),
        },
        Mark::Hidden => Point::default(),
        Mark::Nothing => Point {
            n: Some(0),
            ..Point::default()
        },
    }
}

fn heat(picture: &Picture, heat: &Heat) -> HeatMap {
    HeatMap {
        title: heat.title.clone(),
        rows: heat.rows.clone(),
        columns: heat.columns.clone(),
        cells: heat
            .cells
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect(),
        unit: Unit::Scale1to5,
        low_label: heat.low.clone(),
        high_label: heat.high.clone(),
        hidden_label: picture.hidden.clone(),
    }
}

fn cell(mark: &Mark) -> Cell {
    match *mark {
        Mark::Shown { value, n, .. } => Cell::Shown { value, n },
        Mark::Hidden => Cell::Hidden,
        Mark::Nothing => Cell::Empty,
    }
}
