//! How often each server finds in its cache what it is asked for, over time.

use super::drawing::Drawing;
use super::over_time::{self, YAxis, averaging_note, y_ticks};
use super::scale::Scale;
use super::server_lines::ServerLines;
use crate::report::RunReport;

/// Draws it, if any server has looked into a cache.
pub(super) fn draw(report: &RunReport) -> Vec<Drawing> {
    let outcome = report.outcome();
    let mut servers = outcome.series.iter().flat_map(|interval| &interval.servers);
    if servers.all(|server| server.cache_hit_ratio.is_none()) {
        return Vec::new();
    }
    let mut drawing = Drawing::default();
    let lines = ServerLines::where_known(outcome, |server| server.cache_hit_ratio);
    let notes = [averaging_note(outcome), ServerLines::note(outcome)].into_iter().flatten().collect();
    let axis = YAxis { title: "hits ÷ lookups".to_owned(), scale: Scale::linear(0.0, 1.0, y_ticks(1)) };
    let panels = over_time::frame(&mut drawing, report, "Cache hit ratio", notes, vec![axis], lines.room());
    for panel in &panels {
        lines.draw(&mut drawing, panel);
    }
    vec![drawing]
}
