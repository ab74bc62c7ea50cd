//! `replications.csv`: the value of every metric in every replication, one a row.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::{METRICS, Replicated};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "replications.csv";

#[derive(Serialize, Default)]
struct Row {
    replication: usize,
    metric: &'static str,
    unit: &'static str,
    value: Option<Written>,
}

/// The table, in the order of replications, from 0, and metrics.
pub fn write(replicated: &Replicated) -> Vec<u8> {
    table::write((0..replicated.replications()).flat_map(|replication| {
        METRICS.iter().enumerate().map(move |(index, metric)| Row {
            replication,
            metric: metric.name,
            unit: metric.unit,
            value: replicated.value(index, replication).map(Written),
        })
    }))
}
