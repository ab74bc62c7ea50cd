//! Requests waiting or in service at each server over time.

use super::drawing::Drawing;
use super::over_time::{self, YAxis, averaging_note, y_ticks};
use super::scale::Scale;
use super::server_lines::ServerLines;
use crate::report::RunReport;

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let lines = ServerLines::new(outcome, |server| server.number_in_system_mean);
    let notes = [averaging_note(outcome), ServerLines::note(outcome)].into_iter().flatten().collect();
    let axis =
        YAxis { title: "number in system (requests)".to_owned(), scale: Scale::from_zero(lines.largest(), y_ticks(1)) };
    let panels = over_time::frame(&mut drawing, report, "Number in system", notes, vec![axis], lines.room());
    for panel in &panels {
        lines.draw(&mut drawing, panel);
    }
    drawing
}
