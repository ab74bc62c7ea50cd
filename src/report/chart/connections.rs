//! What the director counts for each destination over time: ActiveConn and InActConn.

use super::drawing::Drawing;
use super::over_time::{self, YAxis, averaging_note, y_ticks};
use super::scale::Scale;
use super::server_lines::ServerLines;
use crate::report::RunReport;

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let active = ServerLines::new(outcome, |server| f64::from(server.active_conns));
    let inactive = ServerLines::new(outcome, |server| f64::from(server.inact_conns));
    let notes = [averaging_note(outcome), ServerLines::note(outcome)].into_iter().flatten().collect();
    let axis = |title: &str, lines: &ServerLines| YAxis {
        title: title.to_owned(),
        scale: Scale::from_zero(lines.largest(), y_ticks(2)),
    };
    let axes = vec![axis("ActiveConn (entries)", &active), axis("InActConn (entries)", &inactive)];
    let room = active.room().max(inactive.room());
    let panels = over_time::frame(&mut drawing, report, "Connections in the director's table", notes, axes, room);
    for (panel, lines) in panels.iter().zip([active, inactive]) {
        lines.draw(&mut drawing, panel);
    }
    drawing
}
