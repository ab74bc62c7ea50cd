//! `differences.csv`: every metric of every pair of variants.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::comparison::Difference;
use crate::stats::{Comparison, METRICS};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "differences.csv";

/// One difference, as the table and the JSON document show it.
#[derive(Debug, Default, Serialize)]
pub struct DifferenceRow<'a> {
    metric: &'static str,
    unit: &'static str,
    a: &'a str,
    b: &'a str,
    difference: Written,
    low: Written,
    high: Written,
    replications: usize,
    p: Written,
    p_holm: Written,
    verdict: &'static str,
}

impl<'a> DifferenceRow<'a> {
    /// The row of a difference.
    pub fn of(difference: &Difference, comparison: &'a Comparison) -> Self {
        let metric = &METRICS[difference.metric];
        Self {
            metric: metric.name,
            unit: metric.unit,
            a: &comparison.variants[difference.a].name,
            b: &comparison.variants[difference.b].name,
            difference: Written(difference.value),
            low: Written(difference.interval.low()),
            high: Written(difference.interval.high()),
            replications: difference.interval.n,
            p: Written(difference.p),
            p_holm: Written(difference.p_holm),
            verdict: verdict(difference),
        }
    }
}

/// What can be said of a difference, in a word or two.
pub fn verdict(difference: &Difference) -> &'static str {
    match () {
        () if difference.is_identity() => "equal",
        () if difference.is_certain() => "differ",
        () => "cannot tell",
    }
}

/// The table, metric by metric, pair by pair.
pub fn write(comparison: &Comparison) -> Vec<u8> {
    table::write(comparison.differences.iter().map(|difference| DifferenceRow::of(difference, comparison)))
}
