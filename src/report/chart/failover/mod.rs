//! Failover over time, lane by lane: what state the directors were in, where clients' packets arrived, how every real
//! server was and what the active director believed of it; below, requests that failed, and latency.
//!
//! * `window`: the whole run, or the time around a takeover
//! * `lanes`: bars over time, named on their left
//! * `events`: lines and triangles for faults, takeovers, changes of lists and gratuitous ARP
//! * `legend`: what all of these mean
//! * `panels`: failed requests, latency, and servers where there are too many for lanes

mod events;
mod lanes;
mod legend;
mod panels;
mod window;

use super::drawing::Drawing;
use super::flags;
use super::over_time::TimeUnit;
use super::panel::{self, BELOW_HEADER, MARGIN, Panel};
use super::scale::Scale;
use super::{drawing::WIDTH, end_labels};
use crate::report::RunReport;
use crate::report::number::human_seconds;
use crate::stats::failover::Course;
use events::Events;
use lanes::Lanes;
use legend::Legend;
use panels::{Failures, Latency, ServerCounts};
use window::Window;

pub(super) use window::MAX_TAKEOVERS;

/// Between groups of lanes and panels; a panel's title stands here.
const BETWEEN: f64 = 22.0;
/// Below the lowest panel: ticks and the title of the time axis.
const AXIS: f64 = 58.0;

/// The chart of the whole run; none if nothing happened in it.
pub(super) fn draw_run(report: &RunReport) -> Vec<Drawing> {
    let outcome = report.outcome();
    if outcome.timeline.is_empty() {
        return Vec::new();
    }
    let course = Course::of(outcome);
    vec![draw(report, &course, &Window::whole(outcome), "Failover")]
}

/// A chart of the time around each of the first takeovers.
pub(super) fn draw_takeovers(report: &RunReport) -> Vec<Drawing> {
    let course = Course::of(report.outcome());
    let windows = Window::around_takeovers(report.outcome(), &course);
    let charts = windows.iter().map(|(window, director)| {
        let name = &report.outcome().directors[*director].name;
        draw(report, &course, window, &format!("{name} takes over"))
    });
    charts.collect()
}

fn draw(report: &RunReport, course: &Course, window: &Window, title: &str) -> Drawing {
    let outcome = report.outcome();
    let lanes = Lanes::of(outcome, course, window);
    let counts = lanes.servers_are_too_many.then(|| ServerCounts::of(outcome, course, window));
    let (failures, latency) = (Failures::of(outcome, window), Latency::of(report, window));
    let scales = counts.iter().map(|counts| &counts.scale).chain([&failures.scale, &latency.scale]);
    let left = scales.map(panel::left_of).fold(MARGIN + lanes.name_width() + 8.0, f64::max);
    let right = WIDTH - MARGIN - end_labels::room_for(panels::NAMES);
    let x = window.scale();
    let mut frame = Frame { left, right, x, unit: window.unit, bottom: 0.0 };

    let flags = flags::of_marks(&window.marks(outcome));
    let placed = flags::place(&flags, |at| frame.x_at(at), flags::RIGHT);
    let mut notes = lanes.notes.clone();
    let events = Events::of(outcome, course, window);
    notes.extend(window.notes(course).into_iter().chain(events.note()));
    if placed.len() < flags.len() {
        notes.push(format!("{} of {} events named", placed.len(), flags.len()));
    }
    let mut drawing = Drawing::default();
    panel::header(&mut drawing, report, title, &notes);
    let top = BELOW_HEADER + flags::rows(&placed) as f64 * flags::ROW;
    flags::draw(&mut drawing, placed, top);

    frame.bottom = top;
    let below_lanes = drawing.shapes.len();
    let mut legend = Legend::default();
    let lane_panels = lanes.draw(&mut drawing, &mut frame, &mut legend);
    if let Some(counts) = &counts {
        counts.draw(&mut drawing, &mut frame);
    }
    failures.draw(&mut drawing, &mut frame);
    let lowest = latency.draw(&mut drawing, &mut frame);
    lowest.draw_x_axis(&mut drawing, &format!("time ({})", window.unit.name));
    // Lines lie below everything that is written or drawn.
    let mut lines = Drawing::default();
    events.draw(&mut lines, &frame, (top, lowest.bottom), &lane_panels, &mut legend);
    drawing.shapes.splice(below_lanes..below_lanes, lines.shapes);
    drawing.height = legend.draw(&mut drawing, lowest.bottom + AXIS);
    drawing
}

/// The time axis that all share, and how far down the chart has grown.
struct Frame {
    left: f64,
    right: f64,
    x: Scale,
    unit: TimeUnit,
    bottom: f64,
}

impl Frame {
    fn x_at(&self, moment: crate::time::SimTime) -> f64 {
        self.left + self.x.share(self.unit.of(moment)) * (self.right - self.left)
    }

    /// The next panel, so much below what is there and so high.
    fn panel(&mut self, below: f64, height: f64, y: Scale) -> Panel {
        let top = self.bottom + below;
        self.bottom = top + height;
        Panel { left: self.left, top, right: self.right, bottom: self.bottom, x: self.x.clone(), y }
    }
}

/// A span as people read it, for notes.
fn seconds(span: crate::time::SimDuration) -> String {
    human_seconds(span.as_secs_f64())
}
