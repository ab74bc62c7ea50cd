//! Charts over time: one to several panels above each other that share the time axis, the transient and the faults.

use super::drawing::{Drawing, WIDTH};
use super::flags;
use super::palette::INK;
use super::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel};
use super::scale::Scale;
use crate::report::RunReport;
use crate::report::number::human_seconds;
use crate::stats::Outcome;
use crate::time::{SimDuration, SimTime};

/// The unit of a time axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TimeUnit {
    pub name: &'static str,
    seconds: f64,
}

/// The unit for a run: its length is at least 10 of it, or it is the second.
pub(super) fn unit_of(outcome: &Outcome) -> TimeUnit {
    TimeUnit::suiting(outcome.duration)
}

impl TimeUnit {
    /// The unit of which there are at least 10 in this span, or the second.
    pub(super) fn suiting(span: SimDuration) -> Self {
        let units = [("d", 86_400.0), ("h", 3_600.0), ("min", 60.0)];
        let span = span.as_secs_f64();
        let (name, seconds) = units.into_iter().find(|(_, seconds)| span >= 10.0 * seconds).unwrap_or(("s", 1.0));
        Self { name, seconds }
    }

    pub(super) fn of(self, moment: SimTime) -> f64 {
        moment.as_secs_f64() / self.seconds
    }
}

/// What one panel shows on its y axis.
pub(super) struct YAxis {
    pub title: String,
    pub scale: Scale,
}

/// Between panels above each other.
const BETWEEN: f64 = 16.0;

/// Ticks that suit the height of one of so many panels.
pub(super) fn y_ticks(panels: usize) -> usize {
    6 / panels
}

/// Draws header, faults, transient and the frames of the panels, `right` pixels of which are left free for names.
pub(super) fn frame(
    drawing: &mut Drawing,
    report: &RunReport,
    title: &str,
    mut notes: Vec<String>,
    axes: Vec<YAxis>,
    right: f64,
) -> Vec<Panel> {
    let outcome = report.outcome();
    let unit = unit_of(outcome);
    let left = axes.iter().map(|axis| panel::left_of(&axis.scale)).fold(0.0, f64::max);
    let right = WIDTH - MARGIN - right;
    let x = Scale::linear(0.0, unit.of(SimTime::ZERO + outcome.duration), 8);
    let x_of = |moment| left + x.share(unit.of(moment)) * (right - left);

    let all_flags = flags::of_marks(&outcome.marks);
    let placed = flags::place(&all_flags, x_of, flags::RIGHT);
    let top = BELOW_HEADER + flags::rows(&placed) as f64 * flags::ROW;
    if !outcome.transient.is_zero() {
        notes.push(format!("transient of {} shaded", human_seconds(outcome.transient.as_secs_f64())));
    }
    if placed.len() < all_flags.len() {
        notes.push(format!("{} of {} events named", placed.len(), all_flags.len()));
    }
    panel::header(drawing, report, title, &notes);
    flags::draw(drawing, placed, top);

    let count = axes.len() as f64;
    let height = (BOTTOM - top - BETWEEN * (count - 1.0)) / count;
    let mut panels = Vec::new();
    for (index, axis) in axes.into_iter().enumerate() {
        let top = top + index as f64 * (height + BETWEEN);
        let panel = Panel { left, top, right, bottom: top + height, x: x.clone(), y: axis.scale };
        let transient_ends = x_of(SimTime::ZERO + outcome.transient);
        drawing.rectangle((left, panel.top), (transient_ends, panel.bottom), INK, 0.07);
        panel.draw_frame(drawing, &axis.title);
        flags::draw_spans(drawing, &panel, &all_flags, x_of);
        panels.push(panel);
    }
    if let Some(lowest) = panels.last() {
        lowest.draw_x_axis(drawing, &format!("time ({})", unit.name));
    }
    panels
}

/// Points of a line in a chart with at most this many: more cannot be told apart.
const MAX_POINTS: usize = 100;

/// How many intervals are averaged into one point of a line, so that it stays readable.
pub(super) fn intervals_per_point(outcome: &Outcome) -> usize {
    outcome.series.len().div_ceil(MAX_POINTS).max(1)
}

/// What to say about that averaging, if there is any.
pub(super) fn averaging_note(outcome: &Outcome) -> Option<String> {
    let intervals = intervals_per_point(outcome);
    let span = outcome.interval * intervals as u64;
    (intervals > 1).then(|| format!("averaged over {}", human_seconds(span.as_secs_f64())))
}

/// The points of a line: the mean of `value` over so many intervals, at their middle. `value` is given the number of
/// the interval; intervals without a value are left out of the mean.
pub(super) fn averaged(outcome: &Outcome, value: impl Fn(usize) -> Option<f64>) -> Vec<(f64, Option<f64>)> {
    let (unit, per_point) = (unit_of(outcome), intervals_per_point(outcome));
    let points = (0..outcome.series.len()).step_by(per_point).map(|first| {
        let last = (first + per_point).min(outcome.series.len()) - 1;
        let values: Vec<f64> = (first..=last).filter_map(&value).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let middle = f64::midpoint(unit.of(outcome.series[first].start), unit.of(outcome.interval_end(last)));
        (middle, (!values.is_empty()).then_some(mean))
    });
    points.collect()
}

/// The largest value of such lines.
pub(super) fn largest(points: &[(f64, Option<f64>)]) -> f64 {
    points.iter().filter_map(|&(_, value)| value).filter(|value| value.is_finite()).fold(0.0, f64::max)
}

/// The last value of such a line.
pub(super) fn last(points: &[(f64, Option<f64>)]) -> Option<f64> {
    points.iter().rev().find_map(|&(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::outcome::Interval;

    fn run(seconds: u64, intervals: u64) -> Outcome {
        let interval = SimDuration::from_nanos(SimDuration::from_secs(seconds).as_nanos() / intervals);
        Outcome {
            duration: SimDuration::from_secs(seconds),
            interval,
            series: (0..intervals)
                .map(|i| Interval { start: SimTime::ZERO + interval * i, ..Interval::default() })
                .collect(),
            ..Outcome::default()
        }
    }

    #[test]
    fn the_unit_of_the_time_axis_suits_the_run() {
        let names = [30, 599, 600, 36_000, 864_000].map(|seconds| unit_of(&run(seconds, 1)).name);
        assert_eq!(names, ["s", "s", "min", "h", "d"]);
    }

    #[test]
    fn a_short_series_is_shown_as_it_is() {
        let outcome = run(4, 4);
        assert_eq!(averaging_note(&outcome), None);
        let points = averaged(&outcome, |index| (index != 2).then_some(index as f64));
        assert_eq!(points, [(0.5, Some(0.0)), (1.5, Some(1.0)), (2.5, None), (3.5, Some(3.0))]);
    }

    #[test]
    fn a_long_series_is_averaged_over_whole_intervals() {
        let outcome = run(211, 211);
        assert_eq!(averaging_note(&outcome), Some("averaged over 3 s".to_owned()));
        let points = averaged(&outcome, |index| Some(index as f64));
        assert_eq!((points.len(), points[0], points[70]), (71, (1.5, Some(1.0)), (210.5, Some(210.0))));
    }
}
