//! How evenly requests, and the number in system, are spread over the servers, over time.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::over_time::{self, YAxis, averaged, averaging_note, y_ticks};
use super::palette::{BLUE, Stroke, VERMILLION};
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::outcome::Interval;
use crate::stats::{balance, metric};

/// A line: its name, what is spread, how it is drawn.
type Line = (&'static str, fn(&Interval) -> Vec<f64>, Stroke);

const LINES: [Line; 2] = [
    ("requests", metric::requests_of, Stroke::solid(BLUE, 1.6)),
    ("number in system", metric::number_in_system_of, Stroke::dashed(VERMILLION, 1.6, 7.0, 2.5)),
];

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let notes = averaging_note(outcome).into_iter().collect();
    let axis = YAxis { title: "Jain's index (1 = even)".to_owned(), scale: Scale::linear(0.0, 1.0, y_ticks(1)) };
    let room = end_labels::room_for(LINES.map(|(name, _, _)| name));
    let title = "Balance over the servers, per unit of weight";
    let panels = over_time::frame(&mut drawing, report, title, notes, vec![axis], room);
    for panel in &panels {
        let mut ends = Vec::new();
        for (name, spread, stroke) in LINES {
            let points = averaged(outcome, |index| balance::jain(&spread(&outcome.series[index])));
            panel.draw_line(&mut drawing, &points, stroke);
            let end = over_time::last(&points).map(|value| panel.y_at(value));
            ends.extend(end.map(|y| EndLabel { text: name.to_owned(), y, stroke }));
        }
        if ends.is_empty() {
            panel.draw_message(&mut drawing, "There was nothing to balance.");
        }
        end_labels::draw(&mut drawing, panel, ends);
    }
    drawing
}
