//! The frame of a chart: header, axes with ticks and titles, a light grid, and lines within it.

use super::drawing::{Align, Drawing, HEIGHT, Label, WIDTH};
use super::font;
use super::palette::{GREY, GRID, INK, Stroke};
use super::scale::Scale;
use crate::report::{Provenance, RunReport};
use plotters::style::{RGBColor, WHITE};

/// Font size of ticks and labels.
pub(super) const SMALL: f64 = 11.0;
/// Font size of axis titles.
pub(super) const AXIS_TITLE: f64 = 12.0;
/// Left and right margin of everything.
pub(super) const MARGIN: f64 = 16.0;
/// The header ends here.
pub(super) const BELOW_HEADER: f64 = 56.0;
/// Lower edge of the lowest panel: below it are ticks and the axis title.
pub(super) const BOTTOM: f64 = HEIGHT - 46.0;

/// A label in the usual size.
pub(super) fn label(text: impl Into<String>, x: f64, y: f64, align: Align, color: RGBColor) -> Label {
    Label { text: text.into(), x, y, align, size: SMALL, bold: false, color, upward: false }
}

/// Title, and below it the scenario's title with what else the reader should know.
pub(super) fn header(drawing: &mut Drawing, report: &RunReport, title: &str, notes: &[String]) {
    headline(drawing, report.provenance(), title, notes);
}

/// The same for whatever was made from a scenario.
pub(super) fn headline(drawing: &mut Drawing, provenance: &Provenance, title: &str, notes: &[String]) {
    let title = label(title, MARGIN, 20.0, Align::Left, INK);
    drawing.label(Label { size: 15.0, bold: true, ..title });
    let mut rest = format!(" · seed {}", provenance.seed);
    for note in notes {
        rest.push_str(&format!(" · {note}"));
    }
    let room = WIDTH - 2.0 * MARGIN - font::width(&rest, SMALL, false);
    let scenario = font::cut(&provenance.title, SMALL, room);
    drawing.label(label(scenario + &rest, MARGIN, 40.0, Align::Left, GREY));
}

/// Width of what stands left of a panel with this scale: axis title and tick texts.
pub(super) fn left_of(y: &Scale) -> f64 {
    let widest = y.ticks.iter().map(|tick| font::width(&tick.text, SMALL, false)).fold(0.0, f64::max);
    MARGIN + AXIS_TITLE + 10.0 + widest + 6.0
}

/// An area with two scales.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub x: Scale,
    pub y: Scale,
}

impl Panel {
    pub(super) fn x_at(&self, value: f64) -> f64 {
        self.left + self.x.share(value) * (self.right - self.left)
    }

    pub(super) fn y_at(&self, value: f64) -> f64 {
        self.bottom - self.y.share(value) * (self.bottom - self.top)
    }

    /// Grid, axis line, ticks, and the title of the y axis if it has one.
    pub(super) fn draw_frame(&self, drawing: &mut Drawing, y_title: &str) {
        for tick in &self.y.ticks {
            let y = self.y_at(tick.value);
            drawing.path(vec![(self.left, y), (self.right, y)], Stroke::solid(GRID, 0.8));
            drawing.label(label(tick.text.as_str(), self.left - 6.0, y, Align::Right, INK));
        }
        for tick in &self.x.ticks {
            let x = self.x_at(tick.value);
            drawing.path(vec![(x, self.top), (x, self.bottom)], Stroke::solid(GRID, 0.8));
            drawing.path(vec![(x, self.bottom), (x, self.bottom + 4.0)], Stroke::solid(INK, 0.8));
        }
        drawing.path(vec![(self.left, self.bottom), (self.right, self.bottom)], Stroke::solid(INK, 1.0));
        if y_title.is_empty() {
            return;
        }
        let title = label(y_title, MARGIN + AXIS_TITLE / 2.0 - 4.0, self.middle(), Align::Center, INK);
        drawing.label(Label { size: AXIS_TITLE, upward: true, ..title });
    }

    /// Tick texts and title of the x axis: for the lowest of panels that share it.
    pub(super) fn draw_x_axis(&self, drawing: &mut Drawing, x_title: &str) {
        for tick in &self.x.ticks {
            drawing.label(label(tick.text.as_str(), self.x_at(tick.value), self.bottom + 13.0, Align::Center, INK));
        }
        let center = f64::midpoint(self.left, self.right);
        drawing.label(Label { size: AXIS_TITLE, ..label(x_title, center, self.bottom + 33.0, Align::Center, INK) });
    }

    /// A sentence where nothing is to be drawn.
    pub(super) fn draw_message(&self, drawing: &mut Drawing, message: &str) {
        const SIZE: f64 = 13.0;
        let (x, y) = (f64::midpoint(self.left, self.right), self.middle());
        let half = font::width(message, SIZE, false) / 2.0 + 8.0;
        drawing.rectangle((x - half, y - SIZE), (x + half, y + SIZE), WHITE, 1.0);
        drawing.label(Label { size: SIZE, ..label(message, x, y, Align::Center, GREY) });
    }

    /// A line through these values. It is broken where a value is missing, and a value alone is a dot.
    pub(super) fn draw_line(&self, drawing: &mut Drawing, values: &[(f64, Option<f64>)], stroke: Stroke) {
        for piece in values.split(|(_, y)| !y.is_some_and(f64::is_finite)) {
            let points: Vec<_> = piece.iter().filter_map(|&(x, y)| Some((self.x_at(x), self.y_at(y?)))).collect();
            match points[..] {
                [] => {}
                [point] => drawing.dot(point, stroke.width * 1.2, stroke.color),
                _ => drawing.path(thinned(points), stroke),
            }
        }
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// A line with at most four points in each column of pixels: the first, the extremes and the last. It looks the same as
/// the whole line, however long the run was.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(points.len().min(4 * WIDTH as usize));
    for column in points.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let last = column.len() - 1;
        let by_height = |a: &usize, b: &usize| column[*a].1.total_cmp(&column[*b].1);
        let lowest = (0..=last).min_by(by_height).unwrap_or(0);
        let highest = (0..=last).max_by(by_height).unwrap_or(0);
        let mut chosen = [0, lowest.min(highest), lowest.max(highest), last].to_vec();
        chosen.dedup();
        kept.extend(chosen.into_iter().map(|index| column[index]));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel() -> Panel {
        let (x, y) = (Scale::linear(0.0, 10.0, 5), Scale::linear(0.0, 1.0, 5));
        Panel { left: 100.0, top: 50.0, right: 200.0, bottom: 150.0, x, y }
    }

    #[test]
    fn a_value_lies_between_the_edges_as_between_the_ends_of_its_scale() {
        assert_eq!((panel().x_at(5.0), panel().y_at(0.25)), (150.0, 125.0));
        assert_eq!((panel().x_at(99.0), panel().y_at(-1.0)), (200.0, 150.0));
    }

    #[test]
    fn a_line_is_broken_where_a_value_is_missing() {
        let mut drawing = Drawing::default();
        let values = [(0.0, Some(0.1)), (1.0, Some(0.2)), (2.0, None), (3.0, Some(f64::NAN)), (4.0, Some(0.4))];
        panel().draw_line(&mut drawing, &values, Stroke::solid(INK, 1.0));
        assert_eq!(drawing.shapes.len(), 2, "one line and one dot: {drawing:?}");
    }

    #[test]
    fn a_long_line_keeps_its_extremes() {
        let points: Vec<_> = (0..10_000).map(|i| (f64::from(i) / 1_000.0, f64::from(i * 7 % 1_000))).collect();
        let kept = thinned(points.clone());
        assert!(kept.len() <= 40, "{}", kept.len());
        assert!(kept.iter().any(|p| p.1 == 0.0) && kept.iter().any(|p| p.1 == 999.0));
        assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
    }
}
