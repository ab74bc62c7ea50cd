//! The complementary distribution of the latency: which share of the requests was slower. On two logarithmic axes the
//! tail, which users feel, takes as much room as the rest.

use super::drawing::{Align, Drawing, WIDTH};
use super::end_labels;
use super::latency_unit::LatencyUnit;
use super::palette::{BLUE, INK, Stroke, VERMILLION};
use super::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, label};
use super::scale::Scale;
use crate::report::number::{human, human_seconds};
use crate::report::{Provenance, RunReport};
use crate::stats::Histogram;

/// Quantiles that are marked, and their names.
const MARKED: [(f64, &str); 4] = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9")];

/// Room for the name and value of a quantile to the right of its point.
const LABEL_WIDTH: f64 = 100.0;

/// The label of a dot is this far above it: the curve leaves the dot downward.
const ABOVE_DOT: f64 = 7.0;

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let latency = &report.outcome().latency;
    draw_of(report.provenance(), latency, &[format!("{} completed requests measured", latency.count())])
}

/// Draws these latencies.
pub(super) fn draw_of(provenance: &Provenance, latency: &Histogram, notes: &[String]) -> Drawing {
    let mut drawing = Drawing::default();
    panel::headline(&mut drawing, provenance, "Latency distribution", notes);
    let (low, high) = shown_range(latency);
    let unit = LatencyUnit::suiting((low * high).sqrt());
    let y = share_scale(latency.count());
    let panel = Panel {
        left: panel::left_of(&y),
        top: BELOW_HEADER,
        right: WIDTH - MARGIN - LABEL_WIDTH,
        bottom: BOTTOM,
        x: Scale::log(unit.of(low), unit.of(high), 8),
        y,
    };
    panel.draw_frame(&mut drawing, "share of requests that took longer (%)");
    panel.draw_x_axis(&mut drawing, &format!("latency ({}, log scale)", unit.name));
    match latency.max() {
        None => panel.draw_message(&mut drawing, "No request completed in the measured time."),
        Some(max) if max.is_zero() => panel.draw_message(&mut drawing, "Every latency was 0 s."),
        Some(_) => {
            panel.draw_line(&mut drawing, &curve(latency, unit, &panel), Stroke::solid(BLUE, 2.0));
            mark_quantiles(&mut drawing, latency, unit, &panel);
        }
    }
    drawing
}

/// Nothing is to be seen left of the quantile below which so few requests lie.
const LEFT_OUT: f64 = 0.005;

/// The latencies that the axis shows, above zero and in seconds; a millisecond if there are none.
pub(super) fn shown_range(latency: &Histogram) -> (f64, f64) {
    let shortest = latency.quantile(LEFT_OUT).unwrap_or_default();
    let low = latency.buckets().map(|bucket| bucket.from.max(shortest)).find(|from| !from.is_zero());
    match (low, latency.max()) {
        (Some(low), Some(high)) => (low.as_secs_f64(), high.as_secs_f64()),
        _ => (1e-3, 1e-3),
    }
}

/// From 100 % down to the share of a single request.
pub(super) fn share_scale(requests: u64) -> Scale {
    let smallest = 100.0 / requests.max(10) as f64;
    Scale::log(10_f64.powf(smallest.log10().floor()), 100.0, 8).named(human)
}

/// The share of the requests, in percent, that took longer than each bucket; it falls to nothing at the maximum.
pub(super) fn curve(latency: &Histogram, unit: LatencyUnit, panel: &Panel) -> Vec<(f64, Option<f64>)> {
    let (total, max) = (latency.count(), latency.max().unwrap_or_default());
    let shortest = latency.min().unwrap_or_default().as_secs_f64();
    let mut points = vec![(panel.x.low(), Some(100.0)), (unit.of(shortest), Some(100.0))];
    let mut longer = total;
    for bucket in latency.buckets() {
        let before = longer;
        longer -= bucket.count;
        let to = unit.of(bucket.to.min(max).as_secs_f64());
        if longer > 0 {
            points.push((to, Some(percent(longer, total))));
        } else {
            points.extend([(to, Some(percent(before, total))), (to, Some(panel.y.low()))]);
        }
    }
    points
}

fn percent(part: u64, total: u64) -> f64 {
    part as f64 / total as f64 * 100.0
}

/// Dots at the quantiles, and at the maximum where the curve ends, with their values. A quantile that no request lies beyond says nothing and
/// is left out.
fn mark_quantiles(drawing: &mut Drawing, latency: &Histogram, unit: LatencyUnit, panel: &Panel) {
    let total = latency.count();
    let meaningful = MARKED.iter().filter(|(q, _)| (1.0 - q) * total as f64 >= 1.0);
    let mut marked: Vec<(&str, f64, f64)> = meaningful
        .filter_map(|&(q, name)| Some((name, latency.quantile(q)?.as_secs_f64(), (1.0 - q) * 100.0)))
        .collect();
    marked.extend(latency.max().map(|max| ("max", max.as_secs_f64(), panel.y.low())));
    let wanted: Vec<f64> = marked.iter().map(|&(_, _, share)| panel.y_at(share) - ABOVE_DOT).collect();
    let heights = end_labels::spread(&wanted, panel.top + ABOVE_DOT, panel.bottom - ABOVE_DOT);
    for ((name, seconds, share), y) in marked.into_iter().zip(heights) {
        let dot = (panel.x_at(unit.of(seconds)), panel.y_at(share));
        drawing.dot(dot, 3.2, VERMILLION);
        drawing.label(label(format!("{name} = {}", human_seconds(seconds)), dot.0 + 7.0, y, Align::Left, INK));
    }
}
