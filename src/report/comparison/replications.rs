//! `replications.csv` of a comparison: the value of every metric in every replication of every variant, one a row.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::{Comparison, METRICS};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "replications.csv";

#[derive(Serialize, Default)]
struct Row<'a> {
    variant: &'a str,
    replication: usize,
    metric: &'static str,
    unit: &'static str,
    value: Option<Written>,
}

/// The table, in the order of variants, replications, from 0, and metrics.
pub fn write(comparison: &Comparison) -> Vec<u8> {
    table::write(comparison.variants.iter().flat_map(|variant| {
        let replicated = &variant.replicated;
        (0..replicated.replications()).flat_map(move |replication| {
            METRICS.iter().enumerate().map(move |(index, metric)| Row {
                variant: &variant.name,
                replication,
                metric: metric.name,
                unit: metric.unit,
                value: replicated.value(index, replication).map(Written),
            })
        })
    }))
}
