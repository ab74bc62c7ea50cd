//! One value of every server over time: a line each, or for many servers how it is distributed over them.

use super::drawing::Drawing;
use super::end_labels::{self, EndLabel};
use super::over_time::{self, averaged};
use super::palette::{BLUE, LINES, SKY, Stroke};
use super::panel::Panel;
use crate::stats::Outcome;
use crate::stats::outcome::ServerInterval;

/// A point of a line: time in the unit of the axis, and the value if there is one.
type Point = (f64, Option<f64>);

/// What is drawn in one panel.
pub(super) struct ServerLines {
    lines: Vec<Line>,
    bands: Vec<Band>,
}

struct Line {
    name: String,
    points: Vec<Point>,
    stroke: Stroke,
}

/// The area between two lines.
struct Band {
    lower: Vec<Point>,
    upper: Vec<Point>,
    opacity: f64,
}

/// Up to this many servers have a line each.
const MAX_LINES: usize = LINES.len();

impl ServerLines {
    /// The lines of a value of all servers.
    pub(super) fn new(outcome: &Outcome, value: fn(&ServerInterval) -> f64) -> Self {
        Self::where_known(outcome, |server| Some(value(server)))
    }

    /// The lines of a value that servers do not have in every interval.
    pub(super) fn where_known(outcome: &Outcome, value: impl Fn(&ServerInterval) -> Option<f64>) -> Self {
        let of_server =
            |server: usize| averaged(outcome, |index| outcome.series[index].servers.get(server).and_then(&value));
        let servers: Vec<Vec<Point>> = (0..outcome.servers.len()).map(of_server).collect();
        if servers.len() > MAX_LINES {
            return Self::distribution(&servers);
        }
        let lines = servers.into_iter().zip(&outcome.servers).zip(LINES);
        let line = |((points, server), stroke): ((_, &crate::stats::outcome::ServerOutcome), _)| Line {
            name: server.name.clone(),
            points,
            stroke,
        };
        Self { lines: lines.map(line).collect(), bands: Vec::new() }
    }

    /// Median, the middle 80 % and the extremes of many servers.
    fn distribution(servers: &[Vec<Point>]) -> Self {
        let length = servers.first().map_or(0, Vec::len);
        let mut sorted: Vec<(f64, Vec<f64>)> = Vec::with_capacity(length);
        for index in 0..length {
            let mut values: Vec<f64> = servers.iter().filter_map(|points| points[index].1).collect();
            values.sort_by(f64::total_cmp);
            sorted.push((servers[0][index].0, values));
        }
        let quantile = |q: f64| -> Vec<Point> {
            let rank = |n: usize| ((q * n as f64).ceil() as usize).clamp(1, n) - 1;
            sorted.iter().map(|(x, values)| (*x, (!values.is_empty()).then(|| values[rank(values.len())]))).collect()
        };
        let line = |name: &str, q, stroke| Line { name: name.to_owned(), points: quantile(q), stroke };
        Self {
            bands: vec![
                Band { lower: quantile(0.0), upper: quantile(1.0), opacity: 0.25 },
                Band { lower: quantile(0.1), upper: quantile(0.9), opacity: 0.55 },
            ],
            lines: vec![
                line("max", 1.0, Stroke::solid(SKY, 0.8)),
                line("90 %", 0.9, Stroke::solid(SKY, 0.8)),
                line("median", 0.5, Stroke::solid(BLUE, 1.8)),
                line("10 %", 0.1, Stroke::solid(SKY, 0.8)),
                line("min", 0.0, Stroke::solid(SKY, 0.8)),
            ],
        }
    }

    /// The largest value shown.
    pub(super) fn largest(&self) -> f64 {
        self.lines.iter().map(|line| over_time::largest(&line.points)).fold(0.0, f64::max)
    }

    /// Room that the names need beside the panel.
    pub(super) fn room(&self) -> f64 {
        end_labels::room_for(self.lines.iter().map(|line| line.name.as_str()))
    }

    /// What to say about many servers.
    pub(super) fn note(outcome: &Outcome) -> Option<String> {
        let servers = outcome.servers.len();
        (servers > MAX_LINES).then(|| format!("distribution over {servers} servers"))
    }

    /// Draws bands, lines and names.
    pub(super) fn draw(&self, drawing: &mut Drawing, panel: &Panel) {
        if self.largest() == 0.0 {
            panel.draw_message(drawing, "There was none.");
        }
        for band in &self.bands {
            let edge = |points: &[Point]| -> Vec<(f64, f64)> {
                points.iter().filter_map(|&(x, y)| Some((panel.x_at(x), panel.y_at(y?)))).collect()
            };
            let mut outline = edge(&band.upper);
            outline.extend(edge(&band.lower).into_iter().rev());
            drawing.area(outline, SKY, band.opacity);
        }
        for line in &self.lines {
            panel.draw_line(drawing, &line.points, line.stroke);
        }
        let ends = self.lines.iter().filter_map(|line| {
            let y = panel.y_at(over_time::last(&line.points)?);
            Some(EndLabel { text: line.name.clone(), y, stroke: line.stroke })
        });
        end_labels::draw(drawing, panel, ends.collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;

    fn lines(servers: usize) -> ServerLines {
        let specimen = Specimen { servers, duration_s: 20.0, crash_s: None, ..Specimen::default() };
        ServerLines::new(&specimen.outcome(), |server| server.utilization)
    }

    #[test]
    fn a_few_servers_have_a_line_each_and_many_share_a_distribution() {
        assert_eq!(lines(8).lines.len(), 8);
        assert_eq!(
            lines(9).lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(),
            ["max", "90 %", "median", "10 %", "min"]
        );
    }

    #[test]
    fn the_bands_of_a_distribution_lie_in_each_other() {
        let lines = lines(12);
        let value = |name: &str, index: usize| {
            lines.lines.iter().find(|line| line.name == name).and_then(|line| line.points[index].1).unwrap()
        };
        for index in 0..20 {
            let values = ["min", "10 %", "median", "90 %", "max"].map(|name| value(name, index));
            assert!(values.is_sorted(), "{values:?}");
        }
    }
}
