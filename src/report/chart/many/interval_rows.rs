//! Two panels beside each other with a row for each variant: a name, a dot, an interval.

use crate::report::Provenance;
use crate::report::chart::drawing::{Align, Drawing, HEIGHT, WIDTH};
use crate::report::chart::font;
use crate::report::chart::palette::{GREY, GRID, INK, Stroke};
use crate::report::chart::panel::{self, BELOW_HEADER, MARGIN, Panel, SMALL, label};
use crate::report::chart::scale::Scale;
use crate::stats::ConfidenceInterval;
use plotters::style::{RGBColor, WHITE};

/// A number of one variant; without an interval, what is written in its place.
pub(super) struct Cell {
    pub interval: Result<ConfidenceInterval, String>,
    pub color: RGBColor,
}

/// One panel: a title above it, the unit below, a cell for each row.
pub(super) struct Column {
    pub title: String,
    pub unit: String,
    /// A value that the axis shows in any case, and marks.
    pub anchor: Option<f64>,
    pub cells: Vec<Cell>,
}

/// Height of a row, at least.
const PITCH: f64 = 17.0;
/// Room above the panels for their titles, and below for ticks and units.
const ABOVE: f64 = 22.0;
const BELOW: f64 = 46.0;
/// Between the panels.
const BETWEEN: f64 = 30.0;
/// Longer names are shortened.
const MAX_NAME: f64 = 150.0;

/// Draws these columns for rows with these names.
pub(super) fn draw(
    provenance: &Provenance,
    title: &str,
    notes: &[String],
    names: &[String],
    columns: [Column; 2],
) -> Drawing {
    let height = HEIGHT.max(BELOW_HEADER + ABOVE + BELOW + PITCH * names.len() as f64);
    let mut drawing = Drawing { height, ..Drawing::default() };
    panel::headline(&mut drawing, provenance, title, notes);
    let names: Vec<String> = names.iter().map(|name| font::shorten(name, SMALL, MAX_NAME)).collect();
    let left = MARGIN + names.iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max) + 10.0;
    let (top, bottom) = (BELOW_HEADER + ABOVE, height - BELOW);
    let pitch = (bottom - top) / names.len().max(1) as f64;
    for (row, name) in names.iter().enumerate() {
        let y = top + (row as f64 + 0.5) * pitch;
        drawing.label(label(name.as_str(), left - 8.0, y, Align::Right, INK));
    }
    let width = (WIDTH - MARGIN - left - BETWEEN) / 2.0;
    for (index, column) in columns.into_iter().enumerate() {
        let left = left + index as f64 * (width + BETWEEN);
        draw_column(&mut drawing, &column, [left, top, left + width, bottom], pitch);
    }
    drawing
}

fn draw_column(drawing: &mut Drawing, column: &Column, [left, top, right, bottom]: [f64; 4], pitch: f64) {
    let rows = Scale::linear(0.0, column.cells.len() as f64, 1).without_ticks();
    let panel = Panel { left, top, right, bottom, x: scale_of(column), y: rows };
    drawing.label(label(column.title.as_str(), left, top - 11.0, Align::Left, INK));
    panel.draw_frame(drawing, "");
    panel.draw_x_axis(drawing, &column.unit);
    if let Some(anchor) = column.anchor {
        let x = panel.x_at(anchor);
        drawing.path(vec![(x, top), (x, bottom)], Stroke::solid(INK, 1.0));
    }
    for (row, cell) in column.cells.iter().enumerate() {
        let y = top + (row as f64 + 0.5) * pitch;
        match &cell.interval {
            Ok(interval) => draw_interval(drawing, &panel, y, interval, cell.color),
            Err(why) => {
                let x = column.anchor.map_or(left, |anchor| panel.x_at(anchor)) + 10.0;
                let width = font::width(why, SMALL, false);
                drawing.rectangle((x - 3.0, y - SMALL / 2.0), (x + width + 3.0, y + SMALL / 2.0), WHITE, 1.0);
                drawing.label(label(why.as_str(), x, y, Align::Left, GREY));
            }
        }
    }
}

fn draw_interval(drawing: &mut Drawing, panel: &Panel, y: f64, interval: &ConfidenceInterval, color: RGBColor) {
    drawing.path(vec![(panel.left, y), (panel.right, y)], Stroke::solid(GRID, 0.6));
    let ends = [interval.low(), interval.high()].map(|end| panel.x_at(end));
    drawing.path(vec![(ends[0], y), (ends[1], y)], Stroke::solid(color, 2.4));
    for end in ends {
        drawing.path(vec![(end, y - 3.5), (end, y + 3.5)], Stroke::solid(color, 1.4));
    }
    drawing.dot((panel.x_at(interval.mean), y), 3.4, color);
}

/// A scale for all intervals and the anchor, with some air.
fn scale_of(column: &Column) -> Scale {
    let intervals = column.cells.iter().filter_map(|cell| cell.interval.as_ref().ok());
    let ends = intervals.flat_map(|interval| [interval.low(), interval.high()]).chain(column.anchor);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    if !low.is_finite() {
        return Scale::linear(0.0, 1.0, 4).without_ticks();
    }
    let air = if high > low { 0.05 * (high - low) } else { low.abs().max(1.0) * 0.05 };
    Scale::linear(low - air, high + air, 5)
}
