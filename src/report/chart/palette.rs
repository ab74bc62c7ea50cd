//! Colours that stay apart for colour-blind readers, and line patterns that stay apart in grey.
//!
//! Source: Okabe and Ito, "Color Universal Design", 2008. Their yellow is too pale for a line on white and left out.

use plotters::style::RGBColor;

pub(super) const BLACK: RGBColor = RGBColor(0, 0, 0);
pub(super) const ORANGE: RGBColor = RGBColor(0xE6, 0x9F, 0x00);
pub(super) const SKY: RGBColor = RGBColor(0x56, 0xB4, 0xE9);
pub(super) const GREEN: RGBColor = RGBColor(0x00, 0x9E, 0x73);
pub(super) const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);
pub(super) const VERMILLION: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
pub(super) const PURPLE: RGBColor = RGBColor(0xCC, 0x79, 0xA7);

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Text that steps back.
pub(super) const GREY: RGBColor = RGBColor(0x60, 0x60, 0x60);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xE4, 0xE4, 0xE4);

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub color: RGBColor,
    /// In pixels.
    pub width: f64,
    /// Length of dashes and gaps in pixels; `None` for a solid line.
    pub dash: Option<(f64, f64)>,
}

impl Stroke {
    pub(super) const fn solid(color: RGBColor, width: f64) -> Self {
        Self { color, width, dash: None }
    }

    pub(super) const fn dashed(color: RGBColor, width: f64, dash: f64, gap: f64) -> Self {
        Self { color, width, dash: Some((dash, gap)) }
    }
}

/// Lines that are drawn together, told apart by colour as well as by pattern.
pub(super) const LINES: [Stroke; 8] = [
    Stroke::solid(BLUE, 1.6),
    Stroke::dashed(VERMILLION, 1.6, 7.0, 2.5),
    Stroke::dashed(GREEN, 1.6, 3.0, 2.0),
    Stroke::solid(BLACK, 1.0),
    Stroke::dashed(ORANGE, 1.8, 11.0, 3.0),
    Stroke::dashed(PURPLE, 1.8, 5.0, 4.0),
    Stroke::solid(SKY, 2.4),
    Stroke::dashed(GREY, 1.4, 1.6, 1.6),
];
