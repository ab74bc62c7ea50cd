//! The latency distributions of all variants over one another.

use super::strokes::stroke;
use crate::report::chart::drawing::{Align, Drawing, WIDTH};
use crate::report::chart::font;
use crate::report::chart::latency_distribution::{curve, share_scale, shown_range};
use crate::report::chart::latency_unit::LatencyUnit;
use crate::report::chart::palette::{GREY, INK};
use crate::report::chart::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, SMALL, label};
use crate::report::chart::scale::Scale;
use crate::report::comparison::ComparisonReport;
use crate::stats::Histogram;

/// Length of a line's sample in the legend, and room around it.
const SAMPLE: f64 = 22.0;
const GAP: f64 = 12.0;
/// Longer names are shortened.
const MAX_NAME: f64 = 110.0;
/// Height of a line of the legend, at most.
const PITCH: f64 = 17.0;

/// Draws it.
pub(super) fn draw(report: &ComparisonReport) -> Drawing {
    let mut drawing = Drawing::default();
    let variants = &report.comparison.variants;
    let order: Vec<usize> = report.comparison.ranking(report.by).iter().map(|place| place.variant).collect();
    let mut notes = vec![format!("{} replications each", variants[0].replicated.replications())];
    let unsteady = variants.iter().filter(|variant| variant.replicated.no_steady_state.is_some()).count();
    if unsteady > 0 {
        notes.push(format!("the last {unsteady} have no steady state: theirs depend on the length of the run"));
    }
    panel::headline(&mut drawing, &report.provenance, "Latency distributions", &notes);
    let latencies: Vec<&Histogram> = variants.iter().map(|variant| variant.replicated.latency()).collect();
    let ranges = latencies.iter().filter(|latency| latency.count() > 0).map(|latency| shown_range(latency));
    let (low, high) = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((1e-3, 1e-3));
    let unit = LatencyUnit::suiting((low * high).sqrt());
    let y = share_scale(latencies.iter().map(|latency| latency.count()).max().unwrap_or(0));
    let names: Vec<String> = variants.iter().map(|variant| font::shorten(&variant.name, SMALL, MAX_NAME)).collect();
    let widest = names.iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max);
    let panel = Panel {
        left: panel::left_of(&y),
        top: BELOW_HEADER,
        right: WIDTH - MARGIN - widest - SAMPLE - 2.0 * GAP,
        bottom: BOTTOM,
        x: Scale::log(unit.of(low), unit.of(high), 8),
        y,
    };
    panel.draw_frame(&mut drawing, "share of requests that took longer (%)");
    panel.draw_x_axis(&mut drawing, &format!("latency ({}, log scale)", unit.name));
    // The best is drawn last, so that nothing covers it.
    for &variant in order.iter().rev() {
        let latency = latencies[variant];
        if latency.max().is_some_and(|max| !max.is_zero()) {
            panel.draw_line(&mut drawing, &curve(latency, unit, &panel), stroke(variant));
        }
    }
    let left = panel.right + GAP;
    let pitch = ((BOTTOM - BELOW_HEADER - PITCH) / order.len() as f64).min(PITCH);
    drawing.label(label("best first", left, BELOW_HEADER + 6.0, Align::Left, GREY));
    // Names that have no room are left out rather than written over each other.
    let room = if pitch >= 12.0 { order.len() } else { ((BOTTOM - BELOW_HEADER - PITCH) / 12.0) as usize };
    for (place, &variant) in order.iter().take(room).enumerate() {
        let y = BELOW_HEADER + PITCH + (place as f64 + 0.5) * pitch.max(12.0);
        drawing.path(vec![(left, y), (left + SAMPLE, y)], stroke(variant));
        drawing.label(label(names[variant].as_str(), left + SAMPLE + GAP / 2.0, y, Align::Left, INK));
    }
    drawing
}
