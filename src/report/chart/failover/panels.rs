//! Below the lanes: failed requests, latency, and how many servers were faulty and out of use, where there are too many
//! for lanes.

use super::Frame;
use super::seconds;
use super::window::Window;
use crate::report::RunReport;
use crate::report::chart::drawing::{Align, Drawing};
use crate::report::chart::end_labels::{self, EndLabel};
use crate::report::chart::font;
use crate::report::chart::latency_over_time::{self, Axis};
use crate::report::chart::over_time;
use crate::report::chart::palette::{BLUE, GREY, Stroke, VERMILLION};
use crate::report::chart::panel::{Panel, SMALL, label};
use crate::report::chart::scale::Scale;
use crate::stats::Outcome;
use crate::stats::failover::Course;
use crate::stats::failover::course::is_in_use;
use crate::stats::timeline::ServerCondition;
use crate::time::{SimDuration, SimTime};
use plotters::style::WHITE;
use std::collections::{BTreeMap, BTreeSet};

/// Names at the ends of lines.
pub(super) const NAMES: [&str; 5] = ["p99", "mean", "p50", FAULTY, OUT];
const FAULTY: &str = "faulty";
const OUT: &str = "out of use";

const FAILURES_HEIGHT: f64 = 62.0;
const LATENCY_HEIGHT: f64 = 92.0;
const COUNTS_HEIGHT: f64 = 92.0;

/// The narrowest column, in pixels.
const COLUMN: f64 = 3.0;
/// Pixels of the time axis, about.
const WIDTH: f64 = 600.0;

fn draw_title(drawing: &mut Drawing, panel: &Panel, title: String) {
    let width = font::width(&title, SMALL, false);
    drawing.rectangle((panel.left, panel.top - 16.0), (panel.left + width + 3.0, panel.top - 2.0), WHITE, 1.0);
    drawing.label(label(title, panel.left, panel.top - 9.0, Align::Left, GREY));
}

/// Requests that failed in each bin of time.
pub(super) struct Failures {
    bin: SimDuration,
    bins: BTreeMap<u64, u64>,
    pub scale: Scale,
}

impl Failures {
    pub(super) fn of(outcome: &Outcome, window: &Window) -> Self {
        let bin = bin_of(window.span.length());
        let mut bins = BTreeMap::new();
        for &(start, failed) in outcome.failed_per_100ms.iter().filter(|(start, _)| window.shows(*start)) {
            *bins.entry(start.as_nanos() / bin.as_nanos()).or_insert(0) += failed;
        }
        let most = bins.values().copied().max().unwrap_or(0);
        // Requests are counted: there is no half of one.
        Self { bin, bins, scale: Scale::from_zero((most as f64).max(2.0), 2) }
    }

    pub(super) fn draw(&self, drawing: &mut Drawing, frame: &mut Frame) {
        let panel = frame.panel(super::BETWEEN, FAILURES_HEIGHT, self.scale.clone());
        panel.draw_frame(drawing, "");
        draw_title(drawing, &panel, format!("requests failed per {}", seconds(self.bin)));
        if self.bins.is_empty() {
            panel.draw_message(drawing, "No request failed.");
        }
        for (&index, &failed) in &self.bins {
            let at = SimTime::ZERO + self.bin * index;
            let (left, right) = (frame.x_at(at), frame.x_at(at + self.bin));
            let right = right.max(left + 1.0).min(frame.right);
            drawing.rectangle((left, panel.y_at(failed as f64)), (right, panel.bottom), VERMILLION, 1.0);
        }
    }
}

/// The shortest of 0.1, 0.2, 0.5, 1, 2, ... seconds that is a column wide where this span fills a chart.
fn bin_of(span: SimDuration) -> SimDuration {
    let narrowest = span.as_secs_f64() * COLUMN / WIDTH;
    let decades = std::iter::successors(Some(SimDuration::from_millis(100)), |decade| Some(*decade * 10));
    let mut bins = decades.flat_map(|decade| [decade, decade * 2, decade * 5]);
    bins.find(|bin| bin.as_secs_f64() >= narrowest).unwrap_or(span)
}

/// Latency in each interval.
pub(super) struct Latency<'a> {
    report: &'a RunReport,
    axis: Axis,
    pub scale: Scale,
    window: &'a Window,
}

impl<'a> Latency<'a> {
    pub(super) fn of(report: &'a RunReport, window: &'a Window) -> Self {
        let shown = report.outcome().series.iter().filter(|interval| window.shows(interval.start));
        let axis = Axis::of(shown, 4);
        Self { report, scale: axis.scale.clone(), axis, window }
    }

    pub(super) fn draw(&self, drawing: &mut Drawing, frame: &mut Frame) -> Panel {
        let panel = frame.panel(super::BETWEEN, LATENCY_HEIGHT, self.scale.clone());
        panel.draw_frame(drawing, "");
        draw_title(drawing, &panel, format!("{}, each {}", self.axis.title(), seconds(self.report.outcome().interval)));
        latency_over_time::draw_lines(drawing, &panel, self.report.outcome(), &self.axis, |moment| {
            self.window.shows(moment).then(|| self.window.unit.of(moment))
        });
        panel
    }
}

/// How many servers were faulty, and how many the active director did not use.
pub(super) struct ServerCounts {
    faulty: Vec<(f64, Option<f64>)>,
    out: Vec<(f64, Option<f64>)>,
    pub scale: Scale,
}

impl ServerCounts {
    pub(super) fn of(outcome: &Outcome, course: &Course, window: &Window) -> Self {
        let mut faulty = BTreeMap::new();
        for history in &course.servers {
            let faults = history.spans_where(course.end, |how| *how != ServerCondition::Up);
            faults.into_iter().for_each(|span| count(&mut faulty, span.from, span.until));
        }
        let mut out = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for ((_, server), belief) in course.beliefs() {
            if seen.insert(*server) {
                let spans = belief.spans_where(course.end, |listed| !is_in_use(*listed));
                spans.into_iter().for_each(|span| count(&mut out, span.from, span.until));
            }
        }
        let (faulty, out) = (steps(&faulty, window), steps(&out, window));
        let most = over_time::largest(&faulty).max(over_time::largest(&out));
        let scale = Scale::from_zero(most.max(1.0).min(outcome.servers.len() as f64), 4);
        Self { faulty, out, scale }
    }

    pub(super) fn draw(&self, drawing: &mut Drawing, frame: &mut Frame) {
        let panel = frame.panel(super::BETWEEN, COUNTS_HEIGHT, self.scale.clone());
        panel.draw_frame(drawing, "");
        draw_title(
            drawing,
            &panel,
            "real servers that are truly faulty, and that the active director does not use".into(),
        );
        let lines = [
            (FAULTY, &self.faulty, Stroke::solid(VERMILLION, 1.4)),
            (OUT, &self.out, Stroke::dashed(BLUE, 1.6, 6.0, 2.0)),
        ];
        let mut ends = Vec::new();
        for (name, points, stroke) in lines {
            panel.draw_line(drawing, points, stroke);
            let y = over_time::last(points).map(|value| panel.y_at(value));
            ends.extend(y.map(|y| EndLabel { text: name.to_owned(), y, stroke }));
        }
        end_labels::draw(drawing, &panel, ends);
    }
}

/// One more from a moment on, until another.
fn count(changes: &mut BTreeMap<SimTime, i64>, from: SimTime, until: SimTime) {
    *changes.entry(from).or_insert(0) += 1;
    *changes.entry(until).or_insert(0) -= 1;
}

/// The corners of a line of steps in a window.
fn steps(changes: &BTreeMap<SimTime, i64>, window: &Window) -> Vec<(f64, Option<f64>)> {
    let mut now = changes.range(..=window.span.from).map(|(_, change)| change).sum::<i64>();
    let mut points = vec![(window.unit.of(window.span.from), Some(now as f64))];
    for (&at, change) in changes.iter().filter(|(at, _)| window.span.from < **at && **at < window.span.until) {
        points.push((window.unit.of(at), Some(now as f64)));
        now += change;
        points.push((window.unit.of(at), Some(now as f64)));
    }
    points.push((window.unit.of(window.span.until), Some(now as f64)));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_wide_enough_to_be_seen() {
        let bins = [10, 100, 3_600, 86_400].map(|seconds| bin_of(SimDuration::from_secs(seconds)).to_string());
        assert_eq!(bins, ["100ms", "500ms", "20s", "500s"]);
    }

    #[test]
    fn counts_rise_and_fall_in_steps() {
        let second = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        let outcome = Outcome { duration: SimDuration::from_secs(10), ..Outcome::default() };
        let mut changes = BTreeMap::new();
        count(&mut changes, second(0), second(4));
        count(&mut changes, second(2), second(4));
        let points = steps(&changes, &Window::whole(&outcome));
        let corners: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (x, y.unwrap())).collect();
        assert_eq!(corners, [(0.0, 1.0), (2.0, 1.0), (2.0, 2.0), (4.0, 2.0), (4.0, 0.0), (10.0, 0.0)]);
    }
}
