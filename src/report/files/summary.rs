//! `summary.csv`: every metric with its unit and its value.

use super::table;
use crate::report::number::Written;
use crate::stats::{METRICS, Outcome};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "summary.csv";

#[derive(Serialize, Default)]
struct Row {
    metric: &'static str,
    unit: &'static str,
    value: Option<Written>,
}

/// The table, one row for each metric; a value that does not exist is empty.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(METRICS.iter().map(|metric| Row {
        metric: metric.name,
        unit: metric.unit,
        value: metric.of(outcome).map(Written),
    }))
}
