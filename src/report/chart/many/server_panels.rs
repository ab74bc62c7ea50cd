//! The utilization of every real server, in a small panel for each variant.

use crate::report::chart::drawing::{Align, Drawing, HEIGHT, WIDTH};
use crate::report::chart::font;
use crate::report::chart::palette::{BLUE, INK, Stroke, VERMILLION};
use crate::report::chart::panel::{self, BELOW_HEADER, MARGIN, Panel, SMALL, label};
use crate::report::chart::scale::Scale;
use crate::report::comparison::ComparisonReport;
use crate::stats::comparison::Variant;

/// More variants have no panel.
const MAX_PANELS: usize = 24;
/// Panels beside each other, at most.
const MAX_COLUMNS: usize = 4;
/// Height of a row of panels, at least.
const MIN_ROW: f64 = 98.0;
/// Above a panel, for its name, and below it.
const ABOVE: f64 = 20.0;
const BELOW: f64 = 14.0;
/// Between panels; room for the ticks of the y axis.
const GUTTER: f64 = 40.0;
/// A server that is busier than this is marked.
const BUSY: f64 = 0.95;

/// Draws it, in the order of the ranking.
pub(super) fn draw(report: &ComparisonReport) -> Drawing {
    let variants = &report.comparison.variants;
    let ranking = report.comparison.ranking(report.by);
    let shown: Vec<&Variant> = ranking.iter().take(MAX_PANELS).map(|place| &variants[place.variant]).collect();
    let columns = shown.len().min(MAX_COLUMNS);
    let rows = shown.len().div_ceil(columns);
    let height = HEIGHT.max(BELOW_HEADER + MIN_ROW * rows as f64 + MARGIN);
    let mut drawing = Drawing { height, ..Drawing::default() };
    let mut notes =
        vec!["busy time ÷ capacity, mean dashed".to_owned(), "servers in the order of the scenario".to_owned()];
    if shown.len() < variants.len() {
        notes.push(format!("the best {MAX_PANELS} of {}", variants.len()));
    }
    panel::headline(&mut drawing, &report.provenance, "Utilization of each server", &notes);
    let width = (WIDTH - 2.0 * MARGIN - GUTTER * columns as f64) / columns as f64;
    let pitch = (height - BELOW_HEADER - MARGIN) / rows as f64;
    for (index, variant) in shown.into_iter().enumerate() {
        let (column, row) = ((index % columns) as f64, (index / columns) as f64);
        let (left, top) = (MARGIN + GUTTER + column * (width + GUTTER), BELOW_HEADER + row * pitch);
        draw_panel(&mut drawing, variant, [left, top + ABOVE, left + width, top + pitch - BELOW]);
    }
    drawing
}

fn draw_panel(drawing: &mut Drawing, variant: &Variant, [left, top, right, bottom]: [f64; 4]) {
    let servers = variant.replicated.servers();
    let x = Scale::linear(0.0, servers.len().max(1) as f64, 1).without_ticks();
    let panel = Panel { left, top, right, bottom, x, y: Scale::linear(0.0, 1.0, 2) };
    drawing.label(label(font::shorten(&variant.name, SMALL, right - left), left, top - 9.0, Align::Left, INK));
    panel.draw_frame(drawing, "");
    for (index, server) in servers.iter().enumerate() {
        let color = if server.utilization > BUSY { VERMILLION } else { BLUE };
        let middle = panel.x_at(index as f64 + 0.5);
        let half = 0.4 * (right - left) / servers.len() as f64;
        let y = panel.y_at(server.utilization);
        drawing.rectangle((middle - half, y), (middle + half, bottom), color, 1.0);
    }
    let mean = servers.iter().map(|server| server.utilization).sum::<f64>() / servers.len().max(1) as f64;
    let y = panel.y_at(mean);
    drawing.path(vec![(left, y), (right, y)], Stroke::dashed(INK, 0.9, 4.0, 3.0));
}
