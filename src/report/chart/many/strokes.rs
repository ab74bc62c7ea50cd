//! Lines of many variants: colours in turn, then the same colours with other patterns.

use crate::report::chart::palette::{BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, Stroke, VERMILLION};
use plotters::style::RGBColor;

const COLORS: [RGBColor; 7] = [BLUE, VERMILLION, GREEN, BLACK, ORANGE, PURPLE, SKY];

/// How the line of this variant is drawn; after 21 they repeat.
pub(super) fn stroke(variant: usize) -> Stroke {
    let color = COLORS[variant % COLORS.len()];
    match variant / COLORS.len() % 3 {
        0 => Stroke::solid(color, 1.6),
        1 => Stroke::dashed(color, 1.8, 7.0, 3.0),
        _ => Stroke::dashed(color, 2.2, 2.2, 2.2),
    }
}
