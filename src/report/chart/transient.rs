//! How the transient was found: the number in system of the pilots, and MSER for every cut.

use super::drawing::{Drawing, WIDTH};
use super::over_time::TimeUnit;
use super::palette::{BLUE, GREEN, INK, Stroke, VERMILLION};
use super::panel::{self, BELOW_HEADER, BOTTOM, MARGIN, Panel, label};
use super::scale::Scale;
use super::{drawing::Align, over_time::y_ticks};
use crate::report::number::human_seconds;
use crate::report::{Provenance, RunReport};
use crate::stats::TransientSearch;
use crate::time::SimTime;

/// Between the two panels.
const BETWEEN: f64 = 20.0;

/// Draws it, if there was a search.
pub(super) fn draw(report: &RunReport) -> Vec<Drawing> {
    let search = report.outcome().transient_search.as_ref();
    search.map(|search| draw_search(report.provenance(), search)).into_iter().collect()
}

/// Draws this search.
pub(super) fn draw_search(provenance: &Provenance, search: &TransientSearch) -> Drawing {
    let mut drawing = Drawing::default();
    panel::headline(&mut drawing, provenance, "Where the transient ends", &notes(search));
    let moment = |batch: usize| SimTime::ZERO + search.batch * batch as u64;
    let unit = TimeUnit::suiting(search.batch * search.number_in_system.len() as u64);
    let x = Scale::linear(0.0, unit.of(moment(search.number_in_system.len())), 8);
    let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let scales =
        [&search.number_in_system, &search.statistics].map(|values| Scale::from_zero(largest(values), y_ticks(2)));
    let left = scales.iter().map(panel::left_of).fold(0.0, f64::max);
    let height = (BOTTOM - BELOW_HEADER - BETWEEN) / 2.0;
    let [levels_scale, statistics_scale] = scales;
    let levels =
        Panel { left, top: BELOW_HEADER, right: WIDTH - MARGIN, bottom: BELOW_HEADER + height, x, y: levels_scale };
    let statistics = Panel { top: BOTTOM - height, bottom: BOTTOM, y: statistics_scale, ..levels.clone() };
    let cut = levels.x_at(unit.of(moment(search.batches)));
    for panel in [&levels, &statistics] {
        drawing.rectangle((left, panel.top), (cut, panel.bottom), INK, 0.07);
    }
    levels.draw_frame(&mut drawing, "number in system");
    statistics.draw_frame(&mut drawing, "MSER");
    statistics.draw_x_axis(&mut drawing, &format!("time ({})", unit.name));

    let middle = |batch: usize| f64::midpoint(unit.of(moment(batch)), unit.of(moment(batch + 1)));
    let points: Vec<_> =
        search.number_in_system.iter().enumerate().map(|(i, &level)| (middle(i), Some(level))).collect();
    levels.draw_line(&mut drawing, &points, Stroke::solid(BLUE, 1.4));
    let kept = &search.number_in_system[search.batches.min(search.number_in_system.len())..];
    let mean = levels.y_at(kept.iter().sum::<f64>() / kept.len().max(1) as f64);
    drawing.path(vec![(cut, mean), (levels.right, mean)], Stroke::dashed(GREEN, 1.4, 7.0, 3.0));
    let points: Vec<_> =
        search.statistics.iter().enumerate().map(|(i, &mser)| (unit.of(moment(i)), Some(mser))).collect();
    statistics.draw_line(&mut drawing, &points, Stroke::solid(BLUE, 1.4));
    if let Some(&smallest) = search.statistics.get(search.batches) {
        drawing.dot((cut, statistics.y_at(smallest)), 3.2, VERMILLION);
        let text = format!("cut at {}", human_seconds((search.batch * search.batches as u64).as_secs_f64()));
        drawing.label(label(text, cut + 8.0, statistics.top + 10.0, Align::Left, INK));
    }
    drawing
}

fn notes(search: &TransientSearch) -> Vec<String> {
    let mut notes =
        vec![format!("mean of {} pilot runs", search.pilots), "left out: shaded, mean of the rest: dashed".to_owned()];
    if !search.is_conclusive {
        notes.push("no end found".to_owned());
    }
    notes
}
