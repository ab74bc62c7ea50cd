//! Mean, median and 99th percentile of the latency over time.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::latency_unit::LatencyUnit;
use super::over_time::{self, YAxis, unit_of};
use super::palette::{BLACK, BLUE, Stroke, VERMILLION};
use super::panel::Panel;
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::Outcome;
use crate::stats::outcome::Interval;
use crate::time::SimTime;

/// A line: its name, its value, how it is drawn.
type Line = (&'static str, fn(&Interval) -> Option<f64>, Stroke);

const LINES: [Line; 3] = [
    ("p99", |interval| interval.latency_p99_s, Stroke::solid(VERMILLION, 1.2)),
    ("mean", |interval| interval.latency_mean_s, Stroke::dashed(BLACK, 1.2, 5.0, 2.5)),
    ("p50", |interval| interval.latency_p50_s, Stroke::solid(BLUE, 1.4)),
];

/// Above this ratio of the largest to the smallest value, the axis is logarithmic.
const LOG_FROM: f64 = 20.0;

/// Ticks of the axis, at most.
const TICKS: usize = 8;

/// A line that never changes is not at the very top.
const HEADROOM: f64 = 1.05;

/// The axis that suits the latencies of some intervals.
pub(super) struct Axis {
    unit: LatencyUnit,
    is_log: bool,
    pub scale: Scale,
}

impl Axis {
    /// With at most so many ticks.
    pub(super) fn of<'a>(intervals: impl Iterator<Item = &'a Interval>, max_ticks: usize) -> Self {
        let values = intervals.flat_map(|interval| LINES.iter().filter_map(|(_, value, _)| value(interval)));
        let positive = values.filter(|value| *value > 0.0 && value.is_finite());
        let (low, high) =
            positive.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let is_log = high > LOG_FROM * low;
        let typical = if is_log { (low * high).sqrt() } else { high };
        let unit = LatencyUnit::suiting(if typical > 0.0 { typical } else { 1e-3 });
        let scale = match is_log {
            true => Scale::log(unit.of(low), unit.of(high), max_ticks),
            false => Scale::from_zero(unit.of(high) * HEADROOM, max_ticks),
        };
        Self { unit, is_log, scale }
    }

    /// What it shows, and its unit.
    pub(super) fn title(&self) -> String {
        format!("latency ({}{})", self.unit.name, if self.is_log { ", log scale" } else { "" })
    }
}

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let axis = Axis::of(outcome.series.iter(), TICKS);
    let y = YAxis { title: axis.title(), scale: axis.scale.clone() };
    let room = end_labels::room_for(LINES.map(|(name, _, _)| name));
    let panels = over_time::frame(&mut drawing, report, "Latency over time", Vec::new(), vec![y], room);
    for panel in &panels {
        draw_lines(&mut drawing, panel, outcome, &axis, |moment| Some(unit_of(outcome).of(moment)));
    }
    drawing
}

/// Draws the lines and their names. Quantiles cannot be averaged, so every interval has its point, in its middle;
/// `x_of` says where that is, if it is shown.
pub(super) fn draw_lines(
    drawing: &mut Drawing,
    panel: &Panel,
    outcome: &Outcome,
    axis: &Axis,
    x_of: impl Fn(SimTime) -> Option<f64>,
) {
    let mut ends = Vec::new();
    for (name, value, stroke) in LINES {
        let points: Vec<(f64, Option<f64>)> = outcome
            .series
            .iter()
            .enumerate()
            .filter_map(|(index, interval)| {
                let (from, until) = (interval.start.as_nanos(), outcome.interval_end(index).as_nanos());
                let x = x_of(SimTime::from_nanos(from.midpoint(until)))?;
                Some((x, value(interval).map(|seconds| axis.unit.of(seconds))))
            })
            .collect();
        panel.draw_line(drawing, &points, stroke);
        let end = over_time::last(&points).map(|value| panel.y_at(value));
        ends.extend(end.map(|y| EndLabel { text: name.to_owned(), y, stroke }));
    }
    if ends.is_empty() {
        panel.draw_message(drawing, "No request completed.");
    }
    end_labels::draw(drawing, panel, ends);
}
