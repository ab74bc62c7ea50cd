//! Mean, median and 99th percentile of the latency over time.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::latency_unit::LatencyUnit;
use super::over_time::{self, YAxis, unit_of, y_ticks};
use super::palette::{BLACK, BLUE, Stroke, VERMILLION};
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::outcome::Interval;

/// A line: its name, its value, how it is drawn.
type Line = (&'static str, fn(&Interval) -> Option<f64>, Stroke);

const LINES: [Line; 3] = [
    ("p99", |interval| interval.latency_p99_s, Stroke::solid(VERMILLION, 1.2)),
    ("mean", |interval| interval.latency_mean_s, Stroke::dashed(BLACK, 1.2, 5.0, 2.5)),
    ("p50", |interval| interval.latency_p50_s, Stroke::solid(BLUE, 1.4)),
];

/// Above this ratio of the largest to the smallest value, the axis is logarithmic.
const LOG_FROM: f64 = 20.0;

/// A line that never changes is not at the very top.
const HEADROOM: f64 = 1.05;

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let series = &report.outcome().series;
    let all = LINES.iter().flat_map(|(_, value, _)| series.iter().filter_map(value));
    let positive = all.filter(|value| *value > 0.0 && value.is_finite());
    let (low, high) = positive.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let is_log = high > LOG_FROM * low;
    let typical = if is_log { (low * high).sqrt() } else { high };
    let unit = LatencyUnit::suiting(if typical > 0.0 { typical } else { 1e-3 });
    let scale = match is_log {
        true => Scale::log(unit.of(low), unit.of(high), 9),
        false => Scale::from_zero(unit.of(high) * HEADROOM, y_ticks(1)),
    };
    let axis = YAxis { title: axis_title(unit, is_log), scale };
    let room = end_labels::room_for(LINES.map(|(name, _, _)| name));
    let panels = over_time::frame(&mut drawing, report, "Latency over time", Vec::new(), vec![axis], room);
    for panel in &panels {
        let mut ends = Vec::new();
        for (name, value, stroke) in LINES {
            let points = points(report, |interval| value(interval).map(|seconds| unit.of(seconds)));
            panel.draw_line(&mut drawing, &points, stroke);
            let end = over_time::last(&points).map(|value| panel.y_at(value));
            ends.extend(end.map(|y| EndLabel { text: name.to_owned(), y, stroke }));
        }
        if ends.is_empty() {
            panel.draw_message(&mut drawing, "No request completed.");
        }
        end_labels::draw(&mut drawing, panel, ends);
    }
    drawing
}

/// Quantiles cannot be averaged, so every interval has its point, in its middle.
fn points(report: &RunReport, value: impl Fn(&Interval) -> Option<f64>) -> Vec<(f64, Option<f64>)> {
    let outcome = report.outcome();
    let unit = unit_of(outcome);
    let middle =
        |index: usize| f64::midpoint(unit.of(outcome.series[index].start), unit.of(outcome.interval_end(index)));
    outcome.series.iter().enumerate().map(|(index, interval)| (middle(index), value(interval))).collect()
}

fn axis_title(unit: LatencyUnit, is_log: bool) -> String {
    format!("latency ({}{})", unit.name, if is_log { ", log scale" } else { "" })
}
