//! A metric over the load, its limit, and where it is met.

use crate::report::Provenance;
use crate::report::capacity::{CapacityDocument, ObjectiveRecord};
use crate::report::chart::drawing::{Align, Drawing, WIDTH};
use crate::report::chart::latency_unit::LatencyUnit;
use crate::report::chart::palette::{BLUE, GREEN, INK, SKY, Stroke, VERMILLION};
use crate::report::chart::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, label};
use crate::report::chart::scale::Scale;
use crate::report::number::human_to;

/// Values further above the limit than this many times it are cut off.
const MOST_ABOVE: f64 = 2.5;

/// One place on the chart: where, the estimate, its interval, and the fitted curve.
struct Place {
    at: f64,
    value: f64,
    ends: [f64; 2],
    fitted: f64,
}

/// Draws the curve of one objective.
pub(super) fn draw(
    provenance: &Provenance,
    document: &CapacityDocument,
    objective: &ObjectiveRecord,
    number: usize,
) -> Drawing {
    let mut drawing = Drawing::default();
    let notes = ["bars: 95 % intervals", "line: monotone fit", "shaded: from what holds to what fails"];
    let notes = notes.map(str::to_owned);
    let title = format!("{} by {}", objective.metric, document.over);
    panel::headline(&mut drawing, provenance, &title, &notes);
    let (unit, factor) = match objective.unit.as_str() {
        "s" => {
            let unit = LatencyUnit::suiting(objective.limit.0.max(1e-9));
            (format!(" ({})", unit.name), unit.of(1.0))
        }
        "1" => (String::new(), 1.0),
        unit => (format!(" ({unit})"), 1.0),
    };
    let limit = objective.limit.0 * factor;
    let places = places(document, number, factor);
    let highest =
        places.iter().map(|place| place.ends[1]).fold(limit * 1.15, f64::max).min(limit.max(0.0) * MOST_ABOVE);
    let y = Scale::from_zero(if highest > 0.0 { highest } else { 1.0 }, 6);
    let ends = document.holds.iter().chain(&document.fails).map(|end| end.0);
    let (low, high) = ends
        .chain(places.iter().map(|place| place.at))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    let x = if low.is_finite() && low < high {
        Scale::linear(low - 0.03 * (high - low), high + 0.03 * (high - low), 10)
    } else {
        Scale::linear(0.0, 1.0, 5)
    };
    let panel = Panel { left: panel::left_of(&y), top: BELOW_HEADER, right: WIDTH - MARGIN, bottom: BOTTOM, x, y };
    draw_answer(&mut drawing, &panel, document);
    panel.draw_frame(&mut drawing, &format!("{}{unit}", objective.metric));
    let over = if document.over == "load" { "load, times that of the scenario" } else { &document.over };
    panel.draw_x_axis(&mut drawing, over);
    if places.is_empty() {
        panel.draw_message(&mut drawing, "no value at any place");
    }
    let curve: Vec<(f64, Option<f64>)> = places.iter().map(|place| (place.at, Some(place.fitted))).collect();
    panel.draw_line(&mut drawing, &curve, Stroke::solid(GREEN, 1.6));
    for place in &places {
        let x = panel.x_at(place.at);
        let [low, high] = place.ends.map(|end| panel.y_at(end));
        drawing.path(vec![(x, low), (x, high)], Stroke::solid(BLUE, 1.2));
        drawing.dot((x, panel.y_at(place.value)), 2.8, BLUE);
    }
    let at = panel.y_at(limit);
    drawing.path(vec![(panel.left, at), (panel.right, at)], Stroke::dashed(VERMILLION, 1.4, 7.0, 3.0));
    let text = format!("limit: {} {}", objective.bound, human_to(limit, 4));
    // On the side of the line where the curve does not end.
    let is_above = places.last().is_none_or(|place| place.fitted < limit);
    let beside = if is_above { at - 9.0 } else { at + 10.0 };
    drawing.label(label(text, panel.right - 8.0, beside, Align::Right, INK));
    drawing
}

/// What nobody can tell, as an area between the heaviest burden that holds and the lightest that fails.
fn draw_answer(drawing: &mut Drawing, panel: &Panel, document: &CapacityDocument) {
    if let (Some(holds), Some(fails)) = (document.holds, document.fails) {
        let (a, b) = (panel.x_at(holds.0), panel.x_at(fails.0));
        let (left, right) = (a.min(b), a.max(b).max(a.min(b) + 1.0));
        drawing.rectangle((left, panel.top), (right, panel.bottom), SKY, 0.35);
    }
}

/// The places that have values, from left to right.
fn places(document: &CapacityDocument, number: usize, factor: f64) -> Vec<Place> {
    let place = |record: &crate::report::capacity::CurveRecord| {
        let estimate = &record.estimates[number];
        let value = estimate.value?.0;
        let ends = [estimate.low, estimate.high].map(|end| end.map_or(value, |end| end.0) * factor);
        let fitted = estimate.fitted.map_or(value, |fitted| fitted.0) * factor;
        Some(Place { at: record.at.0, value: value * factor, ends, fitted })
    };
    // The first, wide steps of a search would leave no room for what they led to.
    let ends = || document.holds.iter().chain(&document.fails).map(|end| end.0);
    let near = 0.6 * ends().fold(f64::INFINITY, f64::min)..=1.6 * ends().fold(0.0, f64::max);
    let is_near = |at: f64| near.is_empty() || near.contains(&at);
    let mut places: Vec<Place> =
        document.curve.iter().filter(|record| is_near(record.at.0)).filter_map(place).collect();
    places.sort_by(|a, b| a.at.total_cmp(&b.at));
    places
}
