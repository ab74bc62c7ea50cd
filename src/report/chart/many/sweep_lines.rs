//! A metric over the values of an axis, with intervals as bands; one line for each value of a second axis.

use super::sweep_scale::{Figure, Steps, ValueAxis};
use crate::report::chart::drawing::{Drawing, WIDTH};
use crate::report::chart::end_labels::{self, EndLabel};
use crate::report::chart::font;
use crate::report::chart::palette::{LINES, Stroke};
use crate::report::chart::panel::{self, AXIS_TITLE, BELOW_HEADER, BOTTOM, MARGIN, Panel};

/// Draws it; `None` if there are more lines than can be told apart.
pub(super) fn draw(figure: &Figure<'_>) -> Option<Drawing> {
    let document = figure.document;
    // Numbers make the better horizontal axis; else it is the first.
    let horizontal = document.axes.iter().position(|axis| Steps::of(axis).is_numeric()).unwrap_or(0);
    let across = (0..document.axes.len()).find(|&axis| axis != horizontal);
    let names = across.map_or_else(Vec::new, |axis| document.axes[axis].labels());
    if names.len() > LINES.len() {
        return None;
    }
    let steps = Steps::of(&document.axes[horizontal]);
    let values = ValueAxis::of(figure);
    let mut drawing = Drawing::default();
    let by = document.axes.iter().map(|axis| axis.name()).collect::<Vec<_>>().join(" and ");
    figure.headline(&mut drawing, &format!("{} by {by}", figure.metric), "bands: 95 % intervals");
    let room = if names.is_empty() { 0.0 } else { end_labels::room_for(names.iter().map(String::as_str)) };
    let right = WIDTH - MARGIN - room;
    let y = values.scale.clone();
    let left = panel::left_of(&y);
    let x = steps.scale(right - left);
    let panel = Panel { left, top: BELOW_HEADER, right, bottom: BOTTOM, x, y };
    panel.draw_frame(&mut drawing, &values.title(figure.metric));
    panel.draw_x_axis(&mut drawing, &font::cut(&document.axes[horizontal].name(), AXIS_TITLE, right - left));
    let lines: Vec<Vec<Option<[f64; 3]>>> = (0..names.len().max(1))
        .map(|line| {
            let estimate = |step: usize| {
                let mut at = vec![0; document.axes.len()];
                at[horizontal] = step;
                across.into_iter().for_each(|axis| at[axis] = line);
                document.estimate(&at, figure.metric)?.numbers().map(|numbers| numbers.map(|n| n * values.factor))
            };
            (0..steps.len()).map(estimate).collect()
        })
        .collect();
    for (line, stroke) in lines.iter().zip(LINES) {
        draw_bands(&mut drawing, &panel, &steps, line, stroke);
    }
    let mut ends = Vec::new();
    for (number, (line, stroke)) in lines.iter().zip(LINES).enumerate() {
        let points: Vec<(f64, Option<f64>)> =
            line.iter().enumerate().map(|(step, numbers)| (steps.at(step), numbers.map(|n| n[0]))).collect();
        panel.draw_line(&mut drawing, &points, stroke);
        for &(x, y) in &points {
            y.into_iter().for_each(|y| drawing.dot((panel.x_at(x), panel.y_at(y)), 2.6, stroke.color));
        }
        let last = points.iter().rev().find_map(|&(_, y)| y);
        if let (Some(text), Some(y)) = (names.get(number), last) {
            ends.push(EndLabel { text: text.clone(), y: panel.y_at(y), stroke });
        }
    }
    if lines.iter().flatten().all(Option::is_none) {
        panel.draw_message(&mut drawing, "no point has a value");
    }
    end_labels::draw(&mut drawing, &panel, ends);
    Some(drawing)
}

/// The intervals of a line, as areas between points that have values, and as bars where a point stands alone.
fn draw_bands(drawing: &mut Drawing, panel: &Panel, steps: &Steps, line: &[Option<[f64; 3]>], stroke: Stroke) {
    let point = |step: usize, value: f64| (panel.x_at(steps.at(step)), panel.y_at(value));
    let present: Vec<(usize, [f64; 3])> =
        line.iter().enumerate().filter_map(|(step, numbers)| Some((step, (*numbers)?))).collect();
    for run in present.chunk_by(|a, b| a.0 + 1 == b.0) {
        if let [(step, [_, low, high])] = run {
            drawing.path(vec![point(*step, *low), point(*step, *high)], Stroke::solid(stroke.color, 1.2));
            continue;
        }
        let upper = run.iter().map(|&(step, [_, _, high])| point(step, high));
        let lower = run.iter().rev().map(|&(step, [_, low, _])| point(step, low));
        drawing.area(upper.chain(lower).collect(), stroke.color, 0.16);
    }
}
