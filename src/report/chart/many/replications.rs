//! What each replication says of the main metrics, and what they say together: a panel for each metric, a dot for each
//! replication, the estimate as a line in its interval.

use crate::report::Provenance;
use crate::report::chart::drawing::{Align, Drawing, HEIGHT, WIDTH};
use crate::report::chart::latency_unit::LatencyUnit;
use crate::report::chart::palette::{BLUE, INK, SKY, Stroke, VERMILLION};
use crate::report::chart::panel::{self, BELOW_HEADER, MARGIN, Panel, label};
use crate::report::chart::scale::Scale;
use crate::stats::{METRICS, Replicated};

/// What is shown, row by row.
const SHOWN: [&str; 6] =
    ["latency_mean", "latency_p99", "throughput", "utilization_max", "requests_failed", "number_in_system_jain"];
/// Panels beside each other.
const COLUMNS: usize = 3;
/// Between panels beside each other.
const GUTTER: f64 = 26.0;
/// Room for the name of a metric above its panel, and for ticks and axis title below.
const ABOVE: f64 = 18.0;
const BELOW: f64 = 46.0;

/// Draws it.
pub(super) fn draw(provenance: &Provenance, replicated: &Replicated) -> Drawing {
    let mut drawing = Drawing::default();
    let notes =
        [format!("{} replications, first at the top", replicated.replications()), "band: 95 % interval".to_owned()];
    panel::headline(&mut drawing, provenance, "Replications", &notes);
    let width = (WIDTH - 2.0 * MARGIN - GUTTER * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let height = (HEIGHT - BELOW_HEADER) / SHOWN.len().div_ceil(COLUMNS) as f64;
    for (index, name) in SHOWN.into_iter().enumerate() {
        let (column, row) = ((index % COLUMNS) as f64, (index / COLUMNS) as f64);
        let (left, top) = (MARGIN + column * (width + GUTTER), BELOW_HEADER + row * height);
        let area = [left, top + ABOVE, left + width, top + height - BELOW];
        draw_metric(&mut drawing, replicated, name, area);
    }
    drawing
}

fn draw_metric(drawing: &mut Drawing, replicated: &Replicated, name: &str, [left, top, right, bottom]: [f64; 4]) {
    let number = METRICS.iter().position(|metric| metric.name == name).expect("a metric of the table");
    let count = replicated.replications();
    let values: Vec<Option<f64>> = (0..count).map(|replication| replicated.value(number, replication)).collect();
    let interval = replicated.estimate(number).and_then(|estimate| estimate.interval);
    let ends = interval.iter().flat_map(|interval| [interval.low(), interval.high()]);
    let (low, high) = values
        .iter()
        .copied()
        .flatten()
        .chain(ends)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| (ends.0.min(value), ends.1.max(value)));
    let (unit, factor) = match METRICS[number].unit {
        "s" => {
            let unit = LatencyUnit::suiting(high.abs().max(1e-9));
            (unit.name, unit.of(1.0))
        }
        "1" => ("ratio", 1.0),
        unit => (unit, 1.0),
    };
    let x =
        if low.is_finite() { around(low * factor, high * factor) } else { Scale::linear(0.0, 1.0, 3).without_ticks() };
    let panel = Panel { left, top, right, bottom, x, y: Scale::linear(0.0, count as f64, 1).without_ticks() };
    drawing.label(label(name, left, top - 9.0, Align::Left, INK));
    let Some(interval) = interval.filter(|_| low.is_finite()) else {
        panel.draw_frame(drawing, "");
        panel.draw_message(drawing, "no value");
        return;
    };
    let at = |value: f64| panel.x_at(value * factor);
    drawing.rectangle((at(interval.low()), top), (at(interval.high()), bottom), SKY, 0.45);
    panel.draw_frame(drawing, "");
    panel.draw_x_axis(drawing, unit);
    let mean = at(interval.mean);
    drawing.path(vec![(mean, top), (mean, bottom)], Stroke::solid(BLUE, 1.6));
    let pitch = (bottom - top) / count as f64;
    for (replication, value) in values.into_iter().enumerate() {
        if let Some(value) = value {
            let radius = (pitch * 0.45).clamp(0.8, 2.6);
            drawing.dot((at(value), top + (replication as f64 + 0.5) * pitch), radius, VERMILLION);
        }
    }
}

/// A scale with some air around these values.
fn around(low: f64, high: f64) -> Scale {
    let air = if high > low { 0.06 * (high - low) } else { low.abs().max(1.0) * 0.05 };
    Scale::linear(low - air, high + air, 4)
}
