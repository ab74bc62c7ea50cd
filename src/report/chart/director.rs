//! What the busiest director forwards over time: packets, those that it loses, and how full its processor and its card are.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::over_time::{self, YAxis, averaged, averaging_note, y_ticks};
use super::palette::{BLACK, BLUE, GREEN, ORANGE, Stroke, VERMILLION};
use super::panel::Panel;
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::Outcome;
use crate::stats::network::DirectorLoad;

/// A line: its name, its points, how it is drawn.
type Line = (&'static str, Vec<(f64, Option<f64>)>, Stroke);

/// Draws it, if packets matter.
pub(super) fn draw(report: &RunReport) -> Vec<Drawing> {
    let outcome = report.outcome();
    let directors = outcome.directors.iter().enumerate();
    let loads = directors.filter_map(|(index, director)| Some((index, director.load?.packets)));
    let busiest = loads.max_by_key(|&(index, packets)| (packets, std::cmp::Reverse(index)));
    busiest.map(|(index, _)| draw_director(report, index)).into_iter().collect()
}

fn draw_director(report: &RunReport, director: usize) -> Drawing {
    let mut drawing = Drawing::default();
    let outcome = report.outcome();
    let (rates, shares) = (rates(outcome, director), shares(outcome, director));
    let largest = |lines: &[Line]| lines.iter().map(|(_, points, _)| over_time::largest(points)).fold(0.0, f64::max);
    let rate_axis =
        YAxis { title: "packets per second".to_owned(), scale: Scale::from_zero(largest(&rates), y_ticks(2)) };
    let share_axis = YAxis { title: "utilization".to_owned(), scale: Scale::linear(0.0, 1.0, y_ticks(2)) };
    let names = rates.iter().chain(&shares).map(|(name, _, _)| *name);
    let room = end_labels::room_for(names);
    let notes = [Some(outcome.directors[director].name.clone()), averaging_note(outcome)];
    let notes = notes.into_iter().flatten().collect();
    let axes = vec![rate_axis, share_axis];
    let panels = over_time::frame(&mut drawing, report, "Packets through the director", notes, axes, room);
    for (panel, lines) in panels.iter().zip([rates, shares]) {
        draw_lines(&mut drawing, panel, lines);
    }
    drawing
}

fn draw_lines(drawing: &mut Drawing, panel: &Panel, lines: Vec<Line>) {
    if lines.is_empty() {
        panel.draw_message(drawing, "Neither its processor nor its card has a limit.");
    }
    let mut ends = Vec::new();
    for (name, points, stroke) in lines {
        panel.draw_line(drawing, &points, stroke);
        let end = over_time::last(&points).map(|value| panel.y_at(value));
        ends.extend(end.map(|y| EndLabel { text: name.to_owned(), y, stroke }));
    }
    end_labels::draw(drawing, panel, ends);
}

/// Packets per second, and those lost if there are any.
fn rates(outcome: &Outcome, director: usize) -> Vec<Line> {
    let line = |packets: fn(&DirectorLoad) -> u64| {
        averaged(outcome, |index| {
            let span_s = outcome.interval_end(index).since(outcome.series[index].start).as_secs_f64();
            let load = outcome.series[index].directors.get(director)?;
            Some(packets(load) as f64 / span_s)
        })
    };
    let lost = line(|load| load.packets_lost);
    let mut lines = vec![("forwarded", line(|load| load.packets), Stroke::solid(BLUE, 1.6))];
    if over_time::largest(&lost) > 0.0 {
        lines.push(("lost", lost, Stroke::dashed(VERMILLION, 1.6, 7.0, 2.5)));
    }
    lines
}

/// How full is what has a limit.
fn shares(outcome: &Outcome, director: usize) -> Vec<Line> {
    type Share = fn(&DirectorLoad) -> Option<f64>;
    let all: [(&'static str, Share, Stroke); 3] = [
        ("processor", |load| load.utilization, Stroke::solid(BLACK, 1.0)),
        ("card, in", |load| load.link_in, Stroke::dashed(GREEN, 1.6, 3.0, 2.0)),
        ("card, out", |load| load.link_out, Stroke::dashed(ORANGE, 1.8, 11.0, 3.0)),
    ];
    let line = |(name, share, stroke): (&'static str, Share, Stroke)| {
        let points = averaged(outcome, |index| share(outcome.series[index].directors.get(director)?));
        points.iter().any(|(_, value)| value.is_some()).then_some((name, points, stroke))
    };
    all.into_iter().filter_map(line).collect()
}
