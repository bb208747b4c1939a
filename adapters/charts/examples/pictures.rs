//! Draws every sample into a folder, to be looked at: `cargo run -p kiku-charts --example pictures FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use kiku_charts::{
    Bar, BarChart, Bars, Cell, DigestChart, HeatMap, Panel, Point, Series, Trend, Unit, render,
    render_bars,
};

#[path = "../src/tests/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: pictures FOLDER")?);
    for (name, chart) in samples::digests() {
        std::fs::write(folder.join(format!("{name}.png")), render(&chart)?)?;
    }
    std::fs::write(folder.join("bars.png"), render_bars(&samples::bars())?)?;
    Ok(())
}
