//! A drawing: shapes in the order they are drawn, in pixels from the upper left corner.
//!
//! Shapes are kept until the end, so that tests can ask whether labels overlap or leave the picture.

use super::font;
use super::palette::Stroke;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

/// Width of every chart, in pixels.
pub(super) const WIDTH: f64 = 800.0;
/// Height of a chart that does not grow with what it shows.
pub(super) const HEIGHT: f64 = 450.0;

/// plotters draws at whole coordinates, so a pixel is divided into this many.
const FINE: f64 = 10.0;

/// plotters writes a font size that is this much smaller than the one it is given.
const FONT_SIZE_FACTOR: f64 = 1.24;
/// plotters writes a text whose anchor is at its top this far below it, in font sizes.
const BASELINE_BELOW_TOP: f64 = 0.76;
/// Half the height of capitals and digits of the font, in font sizes.
const HALF_CAPITAL: f64 = 0.365;

/// Where a text begins, ends or has its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
}

/// A line of text. It is placed by the middle of its capitals' height, horizontally by `align`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub align: Align,
    /// Font size in pixels.
    pub size: f64,
    pub bold: bool,
    pub color: RGBColor,
    /// Whether it is read from bottom to top.
    pub upward: bool,
}

impl Label {
    /// Room around the text, as left, top, right and bottom edge.
    #[cfg(test)]
    pub(super) fn bounds(&self) -> [f64; 4] {
        let (length, half) = (font::width(&self.text, self.size, self.bold), HALF_CAPITAL * self.size);
        let before = match self.align {
            Align::Left => 0.0,
            Align::Center => length / 2.0,
            Align::Right => length,
        };
        if self.upward {
            [self.x - half, self.y - length + before, self.x + half, self.y + before]
        } else {
            [self.x - before, self.y - half, self.x - before + length, self.y + half]
        }
    }
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Path { points: Vec<(f64, f64)>, stroke: Stroke },
    Area { points: Vec<(f64, f64)>, color: RGBColor, opacity: f64 },
    Dot { center: (f64, f64), radius: f64, color: RGBColor },
    Label(Label),
}

/// A chart that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub(super) shapes: Vec<Shape>,
    /// In pixels.
    pub(super) height: f64,
}

impl Default for Drawing {
    fn default() -> Self {
        Self { shapes: Vec::new(), height: HEIGHT }
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type DrawResult<'a> = Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

impl Drawing {
    /// A line through these points.
    pub(super) fn path(&mut self, points: Vec<(f64, f64)>, stroke: Stroke) {
        self.shapes.push(Shape::Path { points, stroke });
    }

    /// The area within these points.
    pub(super) fn area(&mut self, points: Vec<(f64, f64)>, color: RGBColor, opacity: f64) {
        self.shapes.push(Shape::Area { points, color, opacity });
    }

    /// The rectangle between two opposite corners.
    pub(super) fn rectangle(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), color: RGBColor, opacity: f64) {
        self.area(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], color, opacity);
    }

    /// A filled circle.
    pub(super) fn dot(&mut self, center: (f64, f64), radius: f64, color: RGBColor) {
        self.shapes.push(Shape::Dot { center, radius, color });
    }

    /// A line of text.
    pub(super) fn label(&mut self, label: Label) {
        self.shapes.push(Shape::Label(label));
    }

    /// The drawing as an SVG document; `title` is what a screen reader says.
    pub fn to_svg(&self, title: &str) -> String {
        let mut svg = String::new();
        self.draw_into(&mut svg).expect("drawing into memory cannot fail");
        let height = self.height;
        let size = format!("width=\"{}\" height=\"{}\"", fine(WIDTH), fine(height));
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let svg = svg.replacen(&size, &format!("width=\"{WIDTH}\" height=\"{height}\" stroke-linejoin=\"round\""), 1);
        svg.replacen('\n', &format!("\n<title>{title}</title>\n"), 1)
    }

    fn draw_into<'a>(&self, svg: &'a mut String) -> DrawResult<'a> {
        let area = SVGBackend::with_string(svg, (fine(WIDTH) as u32, fine(self.height) as u32)).into_drawing_area();
        area.fill(&plotters::style::WHITE)?;
        for shape in &self.shapes {
            match shape {
                Shape::Path { points, stroke } => draw_path(&area, points, stroke)?,
                Shape::Area { points, color, opacity } => {
                    area.draw(&Polygon::new(fine_points(points), color.mix(*opacity)))?;
                }
                Shape::Dot { center, radius, color } => {
                    area.draw(&Circle::new((fine(center.0), fine(center.1)), fine(*radius), color.filled()))?;
                }
                Shape::Label(label) => draw_label(&area, label)?,
            }
        }
        area.present()
    }
}

fn fine(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

fn fine_points(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (fine(x), fine(y))).collect()
}

fn draw_path<'a>(area: &Area<'a>, points: &[(f64, f64)], stroke: &Stroke) -> DrawResult<'a> {
    let style = ShapeStyle { color: stroke.color.to_rgba(), filled: false, stroke_width: fine(stroke.width) as u32 };
    let points = fine_points(points);
    match stroke.dash {
        None => area.draw(&PathElement::new(points, style)),
        Some((dash, gap)) => area.draw(&DashedPathElement::new(points, fine(dash), fine(gap), style)),
    }
}

fn draw_label<'a>(area: &Area<'a>, label: &Label) -> DrawResult<'a> {
    let (horizontal, up) = match label.align {
        Align::Left => (HPos::Left, label.upward),
        Align::Center => (HPos::Center, label.upward),
        Align::Right => (HPos::Right, label.upward),
    };
    let style = if label.bold { FontStyle::Bold } else { FontStyle::Normal };
    let transform = if up { FontTransform::Rotate270 } else { FontTransform::None };
    let font = (FontFamily::Name(font::FAMILIES), label.size * FINE * FONT_SIZE_FACTOR).into_font();
    let style = TextStyle::from(font.style(style).transform(transform))
        .color(&label.color)
        .pos(Pos::new(horizontal, VPos::Top));
    let above = (BASELINE_BELOW_TOP - HALF_CAPITAL) * label.size;
    // The anchor is above the text; turned upward, "above" is to the left.
    let (x, y) = if up { (label.x - above, label.y) } else { (label.x, label.y - above) };
    area.draw(&Text::new(label.text.as_str(), (fine(x), fine(y)), style))
}
