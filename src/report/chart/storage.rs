//! The storage over time: how busy it is, and how many accesses are there.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::over_time::{self, YAxis, averaged, averaging_note, y_ticks};
use super::palette::{BLUE, Stroke, VERMILLION};
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::Outcome;
use crate::stats::storage::{StorageOutcome, StorageSpan};

/// A line: its name, its points, how it is drawn.
type Line = (&'static str, Vec<(f64, Option<f64>)>, Stroke);

/// Draws it, if there is a storage.
pub(super) fn draw(report: &RunReport) -> Vec<Drawing> {
    let outcome = report.outcome();
    outcome.storage.iter().map(|storage| draw_storage(report, storage)).collect()
}

fn draw_storage(report: &RunReport, storage: &StorageOutcome) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let blue = Stroke::solid(BLUE, 1.6);
    let busy = [
        ("workers", points(outcome, storage, |span| Some(span.utilization)), blue),
        ("link", points(outcome, storage, |span| span.link_utilization), Stroke::dashed(VERMILLION, 1.6, 7.0, 2.5)),
    ];
    let number = [("accesses", points(outcome, storage, |span| Some(span.number_in_system_mean)), blue)];
    let largest = over_time::largest(&number[0].1);
    let axes = vec![
        YAxis { title: "busy time ÷ capacity".to_owned(), scale: Scale::linear(0.0, 1.0, y_ticks(2)) },
        YAxis { title: "number in system".to_owned(), scale: Scale::from_zero(largest, y_ticks(2)) },
    ];
    let room = end_labels::room_for(["workers", "accesses"]);
    let title = format!("The storage, {}", storage.name);
    let notes = averaging_note(outcome).into_iter().collect();
    let panels = over_time::frame(&mut drawing, report, &title, notes, axes, room);
    for (panel, lines) in panels.iter().zip([&busy[..], &number[..]]) {
        draw_lines(&mut drawing, panel, lines);
    }
    drawing
}

fn points(
    outcome: &Outcome,
    storage: &StorageOutcome,
    value: fn(&StorageSpan) -> Option<f64>,
) -> Vec<(f64, Option<f64>)> {
    averaged(outcome, |index| storage.series.get(index).and_then(value))
}

fn draw_lines(drawing: &mut Drawing, panel: &super::panel::Panel, lines: &[Line]) {
    let mut ends = Vec::new();
    for (name, points, stroke) in lines {
        panel.draw_line(drawing, points, *stroke);
        let end = over_time::last(points).map(|value| panel.y_at(value));
        ends.extend(end.map(|y| EndLabel { text: (*name).to_owned(), y, stroke: *stroke }));
    }
    end_labels::draw(drawing, panel, ends);
}
