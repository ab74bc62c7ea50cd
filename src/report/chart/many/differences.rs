//! How far each variant is from the best, with intervals.

use super::interval_rows::{self, Cell, Column};
use crate::report::chart::drawing::Drawing;
use crate::report::chart::font;
use crate::report::chart::latency_unit::LatencyUnit;
use crate::report::chart::palette::{BLUE, GREY, VERMILLION};
use crate::report::chart::panel::SMALL;
use crate::report::comparison::ComparisonReport;
use crate::stats::comparison::Difference;
use crate::stats::{ConfidenceInterval, METRICS};

/// A longer name is shortened in the headline.
const MAX_NAME: f64 = 150.0;
/// Shown beside the metric that ranks.
const BESIDE: [&str; 2] = ["latency_p99", "latency_mean"];

/// Draws it: rows in the order of the ranking, differences to its first.
pub(super) fn draw(report: &ComparisonReport) -> Drawing {
    let order: Vec<usize> = report.comparison.ranking(report.by).iter().map(|place| place.variant).collect();
    let name = |variant: usize| report.comparison.variants[variant].name.clone();
    let beside = BESIDE.iter().filter_map(|name| METRICS.iter().position(|metric| metric.name == *name));
    let beside = beside.into_iter().find(|&metric| metric != report.by).unwrap_or(report.by);
    let notes = [
        format!("to {}", font::shorten(&name(order[0]), SMALL, MAX_NAME)),
        "paired, 95 % intervals".to_owned(),
        "grey: cannot be told apart".to_owned(),
    ];
    let names: Vec<String> = order.iter().map(|&variant| name(variant)).collect();
    let columns = [report.by, beside].map(|metric| column(report, &order, metric));
    interval_rows::draw(&report.provenance, "Differences to the best", &notes, &names, columns)
}

fn column(report: &ComparisonReport, order: &[usize], metric: usize) -> Column {
    let comparison = &report.comparison;
    let best = order[0];
    let differences: Vec<_> = order.iter().map(|&variant| comparison.between(metric, variant, best)).collect();
    let furthest = differences.iter().flatten().map(|difference| difference.value.abs()).fold(0.0, f64::max);
    let (unit, factor) = unit_of(metric, furthest);
    let cell = |(&variant, difference): (&usize, &Option<Difference>)| match difference {
        Some(difference) => {
            let color = if difference.is_certain() { VERMILLION } else { GREY };
            Cell { interval: Ok(scaled(difference.interval, factor)), color }
        }
        None if variant == best => Cell { interval: Err("compared with this one".to_owned()), color: BLUE },
        None => Cell { interval: Err(missing(report, variant)), color: GREY },
    };
    Column {
        title: METRICS[metric].name.to_owned(),
        unit: format!("difference ({unit})"),
        anchor: Some(0.0),
        cells: order.iter().zip(&differences).map(cell).collect(),
    }
}

/// Why a variant has no value.
pub(super) fn missing(report: &ComparisonReport, variant: usize) -> String {
    let is_unsteady = report.comparison.variants[variant].replicated.no_steady_state.is_some();
    if is_unsteady { "no steady state" } else { "no value" }.to_owned()
}

/// The unit of an axis up to so much, and what values are multiplied by.
fn unit_of(metric: usize, largest: f64) -> (&'static str, f64) {
    match METRICS[metric].unit {
        "s" => {
            let unit = LatencyUnit::suiting(largest.max(1e-9));
            (unit.name, unit.of(1.0))
        }
        "1" => ("ratio", 1.0),
        unit => (unit, 1.0),
    }
}

fn scaled(interval: ConfidenceInterval, factor: f64) -> ConfidenceInterval {
    ConfidenceInterval { mean: interval.mean * factor, half_width: interval.half_width * factor, ..interval }
}
