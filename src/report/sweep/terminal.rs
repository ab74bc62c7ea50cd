//! The summary of a sweep on a terminal: a row for each point.

use super::SweepDocument;
use super::document::{EstimateRecord, PointRecord};
use crate::report::columns::aligned_after;
use crate::report::experiment::terminal::with_unit;
use crate::report::number::human;
use crate::report::terminal::{Terminal, alarm, bold};

/// The summary: where the sweep came from, and what these metrics are at every point.
pub fn summary(document: &SweepDocument, shown: &[&str], terminal: Terminal) -> String {
    let mut text = format!("{}\n", bold(&document.title, terminal));
    let (points, count) = (document.points.len(), document.replications);
    text.push_str(&format!(
        "lvsim {}, seed {}   {points} points, {count} replications each, ± 95 % intervals\n\n",
        document.version, document.seed
    ));
    let keys: Vec<String> = document.axes.iter().flat_map(|axis| axis.keys.iter().cloned()).collect();
    let header = keys.iter().cloned().chain(shown.iter().map(|&name| name.to_owned())).collect();
    let rows = document.points.iter().map(|point| row(point, shown));
    text.push_str(&aligned_after(keys.len(), header, rows));
    if let Some(reason) = unsteady(document) {
        text.push_str(&format!("\n{}\n", alarm(&reason, terminal)));
    }
    text
}

fn row(point: &PointRecord, shown: &[&str]) -> Vec<String> {
    let estimate = |name: &&str| point.metrics.get(*name).map_or_else(|| "-".to_owned(), cell);
    point.values.values().cloned().chain(shown.iter().map(estimate)).collect()
}

/// An estimate and how far its interval reaches to either side.
fn cell(estimate: &EstimateRecord) -> String {
    let Some([value, low, high]) = estimate.numbers() else { return "-".to_owned() };
    let percent = 50.0 * (high - low) / value.abs();
    let shown = with_unit(value, &estimate.unit);
    if percent.is_finite() && percent > 0.0 { format!("{shown} ± {} %", human(percent)) } else { shown }
}

/// Which points have no steady state.
fn unsteady(document: &SweepDocument) -> Option<String> {
    let points = document.points.iter().filter(|point| point.no_steady_state.is_some());
    let named = |point: &PointRecord| point.values.values().cloned().collect::<Vec<_>>().join(", ");
    let names: Vec<String> = points.map(named).collect();
    (!names.is_empty())
        .then(|| format!("no steady state, so latencies have no mean and no quantiles, at: {}", names.join("; ")))
}
