//! Requests and utilization of every real server: bars with names for a few, a row of columns or dots for many.

use super::drawing::{Align, Drawing, WIDTH};
use super::font;
use super::palette::{BLACK, BLUE, GREY, INK, SKY, Stroke, VERMILLION};
use super::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, SMALL, label};
use super::scale::Scale;
use crate::report::RunReport;
use crate::stats::outcome::ServerOutcome;
use plotters::style::RGBColor;

/// Up to this many servers have a bar with their name.
const MAX_NAMED: usize = 20;
/// Up to this many servers have a column, more have a dot.
const MAX_COLUMNS: usize = 200;
/// The legend stands between the header and the panels.
const TOP: f64 = BELOW_HEADER + 18.0;
/// Between the two panels.
const BETWEEN: f64 = 44.0;
/// Longer names are shortened.
const MAX_NAME_WIDTH: f64 = 150.0;

/// Draws it.
pub(super) fn draw(report: &RunReport) -> Drawing {
    let mut drawing = Drawing::default();
    let servers = &report.outcome().servers;
    panel::header(&mut drawing, report, "Requests and utilization per server", &["measured time".to_owned()]);
    if servers.len() > MAX_NAMED {
        draw_columns(&mut drawing, servers);
    } else {
        draw_bars(&mut drawing, servers);
    }
    drawing
}

/// What became of the requests of a server, in the order of the bar's parts.
fn parts(server: &ServerOutcome) -> [(&'static str, u64, RGBColor); 3] {
    let in_flight = server.requests.saturating_sub(server.completed + server.failed);
    [("completed", server.completed, SKY), ("failed", server.failed, VERMILLION), ("in flight", in_flight, GREY)]
}

/// What each server would have got if the requests were shared by weight.
fn shares_by_weight(servers: &[ServerOutcome]) -> Vec<f64> {
    let requests: u64 = servers.iter().map(|server| server.requests).sum();
    let weight: f64 = servers.iter().map(|server| server.weight_mean).sum();
    let share = |server: &ServerOutcome| requests as f64 * server.weight_mean / weight;
    servers.iter().map(|server| if weight > 0.0 { share(server) } else { 0.0 }).collect()
}

/// The largest number of requests to be shown.
fn most_requests(servers: &[ServerOutcome], shares: &[f64]) -> f64 {
    servers.iter().map(|server| server.requests as f64).chain(shares.iter().copied()).fold(0.0, f64::max)
}

fn draw_bars(drawing: &mut Drawing, servers: &[ServerOutcome]) {
    let names: Vec<String> = servers.iter().map(|server| font::shorten(&server.name, SMALL, MAX_NAME_WIDTH)).collect();
    let left = MARGIN + names.iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max) + 8.0;
    let shares = shares_by_weight(servers);
    let rows = Scale::linear(0.0, servers.len() as f64, 1).without_ticks();
    let width = (WIDTH - MARGIN - left - BETWEEN) / 2.0;
    let requests = Panel {
        left,
        top: TOP,
        right: left + width,
        bottom: BOTTOM,
        x: Scale::from_zero(most_requests(servers, &shares), 5),
        y: rows,
    };
    let utilization = Panel {
        left: requests.right + BETWEEN,
        right: WIDTH - MARGIN,
        x: Scale::linear(0.0, 1.0, 5),
        ..requests.clone()
    };
    for (panel, title) in [(&requests, "requests"), (&utilization, "utilization (busy time ÷ capacity)")] {
        panel.draw_frame(drawing, "");
        panel.draw_x_axis(drawing, title);
    }
    if servers.is_empty() {
        requests.draw_message(drawing, "There is no real server.");
    }
    let pitch = (BOTTOM - TOP) / servers.len().max(1) as f64;
    let half = (pitch * 0.36).min(14.0);
    for (index, server) in servers.iter().enumerate() {
        let y = TOP + (index as f64 + 0.5) * pitch;
        drawing.label(label(names[index].as_str(), left - 6.0, y, Align::Right, INK));
        let mut done = 0;
        for (_, count, color) in parts(server) {
            let (from, to) = (requests.x_at(done as f64), requests.x_at((done + count) as f64));
            drawing.rectangle((from, y - half), (to, y + half), color, 1.0);
            done += count;
        }
        let share = requests.x_at(shares[index]);
        drawing.path(vec![(share, y - half - 3.0), (share, y + half + 3.0)], Stroke::solid(BLACK, 2.0));
        let busy = utilization.x_at(server.utilization);
        drawing.rectangle((utilization.left, y - half), (busy, y + half), BLUE, 1.0);
    }
    draw_legend(drawing, left, servers);
}

fn draw_columns(drawing: &mut Drawing, servers: &[ServerOutcome]) {
    let shares = shares_by_weight(servers);
    let x = Scale::linear(0.5, servers.len() as f64 + 0.5, 10);
    let scales = [Scale::from_zero(most_requests(servers, &shares), 4), Scale::linear(0.0, 1.0, 4)];
    let left = scales.iter().map(panel::left_of).fold(0.0, f64::max);
    let height = (BOTTOM - TOP - 16.0) / 2.0;
    let [requests_scale, utilization_scale] = scales;
    let requests = Panel { left, top: TOP, right: WIDTH - MARGIN, bottom: TOP + height, x, y: requests_scale };
    let utilization = Panel { top: BOTTOM - height, bottom: BOTTOM, y: utilization_scale, ..requests.clone() };
    requests.draw_frame(drawing, "requests");
    utilization.draw_frame(drawing, "utilization");
    utilization.draw_x_axis(drawing, "server (position in the scenario)");
    for (index, server) in servers.iter().enumerate() {
        let x = index as f64 + 1.0;
        let mut done = 0;
        for (_, count, color) in parts(server).into_iter().filter(|&(_, count, _)| count > 0) {
            let base = done;
            done += count;
            draw_column(drawing, &requests, x, (base as f64, done as f64), (servers.len(), color));
        }
        draw_column(drawing, &utilization, x, (0.0, server.utilization), (servers.len(), BLUE));
    }
    for (index, &share) in shares.iter().enumerate() {
        let (x, y) = (index as f64 + 1.0, requests.y_at(share));
        let ends = vec![(requests.x_at(x - 0.5), y), (requests.x_at(x + 0.5), y)];
        drawing.path(ends, Stroke::solid(BLACK, 1.2));
    }
    draw_legend(drawing, left, servers);
}

/// A column from one value to another, or a dot at the upper one if there are too many servers for columns.
fn draw_column(
    drawing: &mut Drawing,
    panel: &Panel,
    x: f64,
    (from, to): (f64, f64),
    (servers, color): (usize, RGBColor),
) {
    if servers > MAX_COLUMNS {
        drawing.dot((panel.x_at(x), panel.y_at(to)), 1.4, color);
    } else {
        let (left, right) = (panel.x_at(x - 0.4), panel.x_at(x + 0.4));
        drawing.rectangle((left, panel.y_at(from)), (right, panel.y_at(to)), color, 1.0);
    }
}

/// Names the parts that occur, and the mark of the share by weight.
fn draw_legend(drawing: &mut Drawing, left: f64, servers: &[ServerOutcome]) {
    let y = BELOW_HEADER + 6.0;
    let mut x = left;
    for index in 0..3 {
        let of_all: u64 = servers.iter().map(|server| parts(server)[index].1).sum();
        let (name, _, color) = parts(&ServerOutcome::default())[index];
        if of_all == 0 && index > 0 {
            continue;
        }
        drawing.rectangle((x, y - 4.5), (x + 9.0, y + 4.5), color, 1.0);
        drawing.label(label(name, x + 14.0, y, Align::Left, INK));
        x += 14.0 + font::width(name, SMALL, false) + 18.0;
    }
    let (dx, dy) = if servers.len() > MAX_NAMED { (5.0, 0.0) } else { (0.0, 6.0) };
    drawing.path(vec![(x + 5.0 - dx, y - dy), (x + 5.0 + dx, y + dy)], Stroke::solid(BLACK, 2.0));
    drawing.label(label("share by weight", x + 14.0, y, Align::Left, INK));
}
