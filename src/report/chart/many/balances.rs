//! How evenly each variant spreads requests, and keeps the servers filled.

use super::interval_rows::{self, Cell, Column};
use crate::report::chart::drawing::Drawing;
use crate::report::chart::palette::BLUE;
use crate::report::comparison::ComparisonReport;
use crate::stats::METRICS;

/// What is shown.
const SHOWN: [(&str, &str); 2] =
    [("requests_jain", "requests of the whole run"), ("number_in_system_jain", "number in system over time")];

/// Draws it: rows in the order of the ranking.
pub(super) fn draw(report: &ComparisonReport) -> Drawing {
    let variants = &report.comparison.variants;
    let order: Vec<usize> = report.comparison.ranking(report.by).iter().map(|place| place.variant).collect();
    let names: Vec<String> = order.iter().map(|&variant| variants[variant].name.clone()).collect();
    let columns = SHOWN.map(|(name, title)| {
        let metric = METRICS.iter().position(|metric| metric.name == name).expect("a metric of the table");
        let cell = |&variant: &usize| {
            let interval = variants[variant].replicated.estimate(metric).and_then(|estimate| estimate.interval);
            Cell { interval: interval.ok_or_else(|| "no value".to_owned()), color: BLUE }
        };
        Column {
            title: title.to_owned(),
            unit: "Jain's index per unit of weight (1 = even)".to_owned(),
            anchor: None,
            cells: order.iter().map(cell).collect(),
        }
    });
    let notes = ["95 % intervals".to_owned(), "best first".to_owned()];
    interval_rows::draw(&report.provenance, "Balance", &notes, &names, columns)
}
