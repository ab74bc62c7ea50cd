//! A metric over two axes: a cell for each point, the darker the larger the value, and the value in it.

use super::sweep_scale::{Figure, ValueAxis, ends};
use crate::report::chart::drawing::{Align, Drawing, Label, WIDTH};
use crate::report::chart::font;
use crate::report::chart::palette::{GREY, GRID, INK};
use crate::report::chart::panel::{AXIS_TITLE, BELOW_HEADER, BOTTOM, MARGIN, SMALL, label};
use crate::report::number::human;
use plotters::style::{RGBColor, WHITE};

/// The ends of the colours: pale for the smallest value, dark for the largest.
const PALE: RGBColor = RGBColor(0xEE, 0xF5, 0xFA);
const DARK: RGBColor = RGBColor(0x08, 0x3D, 0x6B);
/// Room for the bar of colours with its numbers.
const BAR: f64 = 74.0;
/// Longer names of steps are shortened.
const MOST_OF_A_NAME: f64 = 110.0;
/// Room for the title of the vertical axis.
const LEFT: f64 = 22.0;

/// A grid of cells within its edges.
struct Cells {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Draws it.
pub(super) fn draw(figure: &Figure<'_>) -> Drawing {
    let [down, across] = &figure.document.axes[..] else { return Drawing::default() };
    let (rows, columns) = (down.labels(), across.labels());
    let values = ValueAxis::of(figure);
    let mut drawing = Drawing::default();
    let note = if values.is_log { "colors: logarithmic" } else { "colors: linear" };
    figure.headline(&mut drawing, &values.title(figure.metric), note);

    let shown: Vec<String> = rows.iter().map(|name| font::shorten(name, SMALL, MOST_OF_A_NAME)).collect();
    let widest = shown.iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max);
    let left = MARGIN + LEFT + widest + 8.0;
    let right = WIDTH - MARGIN - BAR;
    let (width, height) = ((right - left) / columns.len() as f64, (BOTTOM - BELOW_HEADER) / rows.len() as f64);
    let cells = Cells { left, top: BELOW_HEADER, width, height };

    let value = |row: usize, column: usize| {
        figure.document.estimate(&[row, column], figure.metric).and_then(|estimate| Some(estimate.numbers()?[0]))
    };
    let all = (0..rows.len()).flat_map(|row| (0..columns.len()).filter_map(move |column| value(row, column)));
    let shade = Shade::of(ends(all), values.is_log);
    draw_cells(&mut drawing, &cells, (rows.len(), columns.len()), &shade, |row, column| {
        value(row, column).map(|value| (value, human(value * values.factor)))
    });
    draw_names(&mut drawing, &cells, &shown, &columns);
    let middle = f64::midpoint(BELOW_HEADER, BOTTOM);
    let down = font::cut(&down.name(), AXIS_TITLE, BOTTOM - BELOW_HEADER);
    let title = label(down, MARGIN + 2.0, middle, Align::Center, INK);
    drawing.label(Label { size: AXIS_TITLE, upward: true, ..title });
    let across = font::cut(&across.name(), AXIS_TITLE, right - left);
    let title = label(across, f64::midpoint(left, right), BOTTOM + 33.0, Align::Center, INK);
    drawing.label(Label { size: AXIS_TITLE, ..title });
    draw_bar(&mut drawing, right + 18.0, &shade, values.factor);
    drawing
}

/// Which colour stands for which value.
struct Shade {
    low: f64,
    high: f64,
    is_log: bool,
}

impl Shade {
    fn of((low, high): (f64, f64), is_log: bool) -> Self {
        Self { low, high, is_log }
    }

    /// How dark a value is, from 0 to 1.
    fn darkness(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }

    /// The value of this darkness.
    fn value(&self, darkness: f64) -> f64 {
        if self.is_log {
            self.low * (self.high / self.low).powf(darkness)
        } else {
            self.low + darkness * (self.high - self.low)
        }
    }
}

fn color(darkness: f64) -> RGBColor {
    let mix = |pale: u8, dark: u8| (f64::from(pale) + darkness * (f64::from(dark) - f64::from(pale))).round() as u8;
    RGBColor(mix(PALE.0, DARK.0), mix(PALE.1, DARK.1), mix(PALE.2, DARK.2))
}

fn draw_cells(
    drawing: &mut Drawing,
    cells: &Cells,
    (rows, columns): (usize, usize),
    shade: &Shade,
    value: impl Fn(usize, usize) -> Option<(f64, String)>,
) {
    let everywhere = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let texts = everywhere.clone().filter_map(|(row, column)| value(row, column));
    let widest = texts.map(|(_, text)| font::width(&text, SMALL, false)).fold(0.0, f64::max);
    let has_room = widest + 6.0 <= cells.width && SMALL + 4.0 <= cells.height;
    for (row, column) in everywhere {
        let (x, y) = (cells.left + column as f64 * cells.width, cells.top + row as f64 * cells.height);
        let found = value(row, column);
        let fill = found.as_ref().map_or(GRID, |(value, _)| color(shade.darkness(*value)));
        drawing.rectangle((x + 0.5, y + 0.5), (x + cells.width - 0.5, y + cells.height - 0.5), fill, 1.0);
        if !has_room {
            continue;
        }
        let (text, ink) = match found {
            Some((value, text)) => (text, if shade.darkness(value) > 0.5 { WHITE } else { INK }),
            None => ("–".to_owned(), GREY),
        };
        drawing.label(label(text, x + cells.width / 2.0, y + cells.height / 2.0, Align::Center, ink));
    }
}

/// The names of rows and columns; of too many, as many as have room.
fn draw_names(drawing: &mut Drawing, cells: &Cells, rows: &[String], columns: &[String]) {
    let every = ((SMALL + 3.0) / cells.height).ceil().max(1.0) as usize;
    for (row, name) in rows.iter().enumerate().step_by(every) {
        let y = cells.top + (row as f64 + 0.5) * cells.height;
        drawing.label(label(name.as_str(), cells.left - 6.0, y, Align::Right, INK));
    }
    let shown: Vec<String> = columns.iter().map(|name| font::shorten(name, SMALL, MOST_OF_A_NAME)).collect();
    let widest = shown.iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max);
    let every = ((widest + 8.0) / cells.width).ceil().max(1.0) as usize;
    for (column, name) in shown.iter().enumerate().step_by(every) {
        let x = cells.left + (column as f64 + 0.5) * cells.width;
        drawing.label(label(name.as_str(), x, BOTTOM + 13.0, Align::Center, INK));
    }
}

/// The bar that says which colour is which value.
fn draw_bar(drawing: &mut Drawing, left: f64, shade: &Shade, factor: f64) {
    const PIECES: usize = 40;
    const WIDTH_OF_BAR: f64 = 14.0;
    let height = (BOTTOM - BELOW_HEADER) / PIECES as f64;
    for piece in 0..PIECES {
        let top = BOTTOM - (piece + 1) as f64 * height;
        let fill = color((piece as f64 + 0.5) / PIECES as f64);
        drawing.rectangle((left, top), (left + WIDTH_OF_BAR, top + height), fill, 1.0);
    }
    if shade.high <= shade.low {
        return;
    }
    for quarter in 0..=4 {
        let darkness = f64::from(quarter) / 4.0;
        let y = BOTTOM - darkness * (BOTTOM - BELOW_HEADER);
        let text = human(shade.value(darkness) * factor);
        let text = font::shorten(&text, SMALL, BAR - WIDTH_OF_BAR - 24.0);
        drawing.label(label(
            text,
            left + WIDTH_OF_BAR + 5.0,
            y.clamp(BELOW_HEADER + 5.0, BOTTOM - 5.0),
            Align::Left,
            INK,
        ));
    }
}
