//! Curves of a study: a number against another one, for a few cases that are compared.

use super::drawing::{Align, Drawing, Label, WIDTH};
use super::end_labels::{self, EndLabel};
use super::font;
use super::palette::{BLACK, GREY, INK, LINES, Stroke};
use super::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, SMALL, label};
use super::png::Renderer;
use super::scale::Scale;
use crate::report::files::RunFile;

/// A chart of curves.
#[derive(Clone, Debug)]
pub struct Curves {
    /// What it shows.
    pub title: String,
    /// What the reader should know besides.
    pub subtitle: String,
    /// What grows to the right, and its unit.
    pub x_title: String,
    /// What grows upwards, and its unit.
    pub y_title: String,
    /// The cases: at most eight.
    pub curves: Vec<Curve>,
    /// Heights that mean something, with what they mean.
    pub limits: Vec<(f64, String)>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Its name, at the end of its line.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// A curve that is flat is not at the very top.
const HEADROOM: f64 = 1.08;

impl Curves {
    /// The chart as an SVG document.
    pub fn to_svg(&self) -> String {
        self.draw().to_svg(&self.title)
    }

    /// The chart as `NAME.svg` and `NAME.png`.
    pub fn files(&self, name: &str) -> [RunFile; 2] {
        let svg = self.to_svg();
        let png = Renderer::new().png(&svg);
        [RunFile::new(format!("{name}.svg"), svg), RunFile::new(format!("{name}.png"), png)]
    }

    fn draw(&self) -> Drawing {
        let mut drawing = Drawing::default();
        let title = label(self.title.as_str(), MARGIN, 20.0, Align::Left, INK);
        drawing.label(Label { size: 15.0, bold: true, ..title });
        let subtitle = font::cut(&self.subtitle, SMALL, WIDTH - 2.0 * MARGIN);
        drawing.label(label(subtitle, MARGIN, 40.0, Align::Left, GREY));
        let panel = self.panel();
        panel.draw_frame(&mut drawing, &self.y_title);
        panel.draw_x_axis(&mut drawing, &self.x_title);
        for (height, meaning) in &self.limits {
            let y = panel.y_at(*height);
            drawing.path(vec![(panel.left, y), (panel.right, y)], Stroke::dashed(BLACK, 0.8, 2.0, 3.0));
            drawing.label(label(meaning.as_str(), panel.right - 4.0, y - 9.0, Align::Right, INK));
        }
        let mut ends = Vec::new();
        for (curve, stroke) in self.curves.iter().zip(LINES) {
            let points: Vec<(f64, Option<f64>)> = curve.points.iter().map(|&(x, y)| (x, Some(y))).collect();
            panel.draw_line(&mut drawing, &points, stroke);
            for &(x, y) in &curve.points {
                drawing.dot((panel.x_at(x), panel.y_at(y)), 2.2, stroke.color);
            }
            ends.extend(curve.points.last().map(|&(_, y)| EndLabel {
                text: curve.name.clone(),
                y: panel.y_at(y),
                stroke,
            }));
        }
        end_labels::draw(&mut drawing, &panel, ends);
        drawing
    }

    fn panel(&self) -> Panel {
        let points = || self.curves.iter().flat_map(|curve| &curve.points);
        let largest = |value: fn(&(f64, f64)) -> f64| points().map(value).fold(0.0, f64::max);
        let y = Scale::from_zero(largest(|point| point.1) * HEADROOM, 6);
        let x = Scale::linear(0.0, largest(|point| point.0), 8);
        let right = WIDTH - MARGIN - end_labels::room_for(self.curves.iter().map(|curve| curve.name.as_str()));
        Panel { left: panel::left_of(&y), top: BELOW_HEADER, right, bottom: BOTTOM, x, y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_is_named_once_and_each_limit_says_what_it_is() {
        let curve = |name: &str, slope: f64| Curve {
            name: name.to_owned(),
            points: (1..20).map(|x| (f64::from(x), slope * f64::from(x))).collect(),
        };
        let curves = Curves {
            title: "Two lines".to_owned(),
            subtitle: "made up".to_owned(),
            x_title: "servers".to_owned(),
            y_title: "requests/s".to_owned(),
            curves: vec![curve("steep", 2.0), curve("flat", 0.5)],
            limits: vec![(30.0, "the limit".to_owned())],
        };
        let [svg, png] = curves.files("two");
        assert_eq!((svg.name.as_str(), png.name.as_str()), ("two.svg", "two.png"));
        let svg = String::from_utf8(svg.bytes).unwrap();
        for text in ["Two lines", "steep", "flat", "the limit", "requests/s"] {
            assert!(svg.contains(&format!("{text}\n")), "{text}: {svg}");
        }
    }
}
