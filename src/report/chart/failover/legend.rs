//! How bars and marks look, and the legend that says what they mean.

use crate::report::chart::drawing::{Align, Drawing, WIDTH};
use crate::report::chart::font;
use crate::report::chart::palette::{BLACK, BLUE, GREEN, GREY, GRID, INK, ORANGE, PURPLE, SKY, Stroke, VERMILLION};
use crate::report::chart::panel::{MARGIN, SMALL, label};
use plotters::style::{RGBColor, WHITE};
use std::collections::BTreeSet;

/// What a bar or a mark stands for, in the order of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Master,
    Backup,
    Fault,
    Init,
    DirectorUp,
    DirectorOff,
    Reached,
    Partly,
    Straight,
    Nobody,
    Up,
    Faulty,
    InUse,
    Quiesced,
    Out,
    Takeover,
    FaultBegins,
    FaultEnds,
    ListFollows,
    GratuitousArp,
}

/// How it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Look {
    /// A filled bar, and the color of text on it.
    Solid(RGBColor, RGBColor),
    /// A pale bar.
    Pale(RGBColor),
    /// A striped bar.
    Striped(RGBColor),
    /// No bar: a thin line in its middle.
    Nothing,
    /// A line across the chart.
    Line(Stroke),
    /// A triangle that points down.
    Triangle(RGBColor),
}

impl Kind {
    pub(super) fn look(self) -> Look {
        match self {
            Self::Master => Look::Solid(BLUE, WHITE),
            Self::Backup | Self::DirectorUp | Self::Reached => Look::Pale(SKY),
            Self::Fault | Self::Partly => Look::Striped(VERMILLION),
            Self::Init => Look::Striped(GREY),
            Self::Straight | Self::Quiesced => Look::Striped(ORANGE),
            Self::Nobody | Self::Faulty => Look::Solid(VERMILLION, WHITE),
            Self::Up => Look::Solid(GRID, INK),
            Self::InUse => Look::Solid(SKY, INK),
            Self::Out | Self::DirectorOff => Look::Nothing,
            Self::Takeover => Look::Line(Stroke::solid(BLACK, 1.4)),
            Self::FaultBegins => Look::Line(Stroke::solid(VERMILLION, 1.0)),
            Self::FaultEnds => Look::Line(Stroke::dashed(VERMILLION, 1.0, 3.0, 3.0)),
            Self::ListFollows => Look::Line(Stroke::dashed(GREEN, 1.2, 6.0, 2.0)),
            Self::GratuitousArp => Look::Triangle(PURPLE),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Master => "MASTER",
            Self::Backup => "BACKUP",
            Self::Fault => "FAULT",
            Self::Init => "INIT",
            Self::DirectorUp => "director up",
            Self::DirectorOff => "director off",
            Self::Reached => "address: reaches a director",
            Self::Partly => "address: in part nobody",
            Self::Straight => "address: reaches a server straight",
            Self::Nobody => "address: reaches nobody",
            Self::Up => "server, upper bar: truly up",
            Self::Faulty => "server, upper bar: faulty",
            Self::InUse => "lower bar: used by the active director",
            Self::Quiesced => "lower bar: weight 0",
            Self::Out => "lower bar: not in the list",
            Self::Takeover => "takeover",
            Self::FaultBegins => "fault or operation",
            Self::FaultEnds => "its end",
            Self::ListFollows => "the list follows: detection or return",
            Self::GratuitousArp => "gratuitous ARP",
        }
    }

    /// The same without what explains it.
    pub(super) fn short(self) -> &'static str {
        let meaning = self.meaning();
        meaning.split_once(':').map_or(meaning, |(short, _)| short)
    }

    /// The kinds of one row of the legend belong together.
    fn row(self) -> u8 {
        match self {
            Self::Master | Self::Backup | Self::Fault | Self::Init | Self::DirectorUp | Self::DirectorOff => 0,
            Self::Reached | Self::Partly | Self::Straight | Self::Nobody => 0,
            Self::Up | Self::Faulty | Self::InUse | Self::Quiesced | Self::Out => 1,
            Self::Takeover | Self::FaultBegins | Self::FaultEnds | Self::ListFollows | Self::GratuitousArp => 2,
        }
    }
}

/// What occurs in a chart.
#[derive(Debug, Default)]
pub(super) struct Legend {
    kinds: BTreeSet<Kind>,
}

/// Width of a sample.
const SAMPLE: f64 = 16.0;
const ROW: f64 = 17.0;
const BAR_HALF: f64 = 5.0;

impl Legend {
    /// This occurs, and is to be explained.
    pub(super) fn has(&mut self, kind: Kind) {
        self.kinds.insert(kind);
    }

    /// Draws it below `top`; returns where the chart ends.
    pub(super) fn draw(&self, drawing: &mut Drawing, top: f64) -> f64 {
        let (mut x, mut y) = (MARGIN, top);
        let mut row = self.kinds.first().map_or(0, |kind| kind.row());
        for &kind in &self.kinds {
            let width = SAMPLE + 5.0 + font::width(kind.meaning(), SMALL, false);
            if kind.row() != row || x + width > WIDTH - MARGIN {
                (x, y, row) = (MARGIN, y + ROW, kind.row());
            }
            draw_sample(drawing, (x, y), kind.look());
            drawing.label(label(kind.meaning(), x + SAMPLE + 5.0, y, Align::Left, INK));
            x += width + 14.0;
        }
        y + ROW
    }
}

fn draw_sample(drawing: &mut Drawing, (x, y): (f64, f64), look: Look) {
    match look {
        Look::Line(stroke) => {
            drawing.path(vec![(x + SAMPLE / 2.0, y - 6.0), (x + SAMPLE / 2.0, y + 6.0)], stroke);
        }
        Look::Triangle(color) => draw_triangle(drawing, (x + SAMPLE / 2.0, y + 3.0), color),
        bar => draw_bar(drawing, (x, y - BAR_HALF), (x + SAMPLE, y + BAR_HALF), bar),
    }
}

/// Draws a bar between two corners.
pub(super) fn draw_bar(drawing: &mut Drawing, (left, top): (f64, f64), (right, bottom): (f64, f64), look: Look) {
    const STRIPE: f64 = 4.0;
    match look {
        Look::Solid(color, _) => drawing.rectangle((left, top), (right, bottom), color, 1.0),
        Look::Pale(color) => drawing.rectangle((left, top), (right, bottom), color, 0.35),
        Look::Striped(color) => {
            drawing.rectangle((left, top), (right, bottom), color, 0.3);
            let stripes = ((right - left) / STRIPE) as usize;
            for stripe in 0..stripes {
                let x = left + (stripe as f64 + 0.25) * STRIPE;
                let rise = (STRIPE / 2.0).min(right - x);
                drawing.path(vec![(x, bottom), (x + rise, top)], Stroke::solid(color, 1.0));
            }
        }
        Look::Nothing => {
            let middle = f64::midpoint(top, bottom);
            drawing.path(vec![(left, middle), (right, middle)], Stroke::solid(GREY, 0.7));
        }
        Look::Line(_) | Look::Triangle(_) => {}
    }
}

/// Draws a triangle that points down at `tip`.
pub(super) fn draw_triangle(drawing: &mut Drawing, (x, y): (f64, f64), color: RGBColor) {
    drawing.area(vec![(x - 4.0, y - 6.0), (x + 4.0, y - 6.0), (x, y)], color, 1.0);
}
