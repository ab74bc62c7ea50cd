//! `summary.csv` of an experiment: every metric with its estimate and its interval.

use crate::report::files::table;
use crate::report::number::Written;
use crate::stats::replicated::Estimate;
use crate::stats::{METRICS, Replicated};
use serde::Serialize;

/// The file's name.
pub const NAME: &str = "summary.csv";

#[derive(Serialize, Default)]
struct Row {
    metric: &'static str,
    unit: &'static str,
    value: Option<Written>,
    low: Option<Written>,
    high: Option<Written>,
    replications: usize,
}

/// An estimate as the columns of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Columns {
    /// The estimate.
    pub value: Option<Written>,
    /// The lower end of its interval.
    pub low: Option<Written>,
    /// The upper end.
    pub high: Option<Written>,
    /// How many replications it rests on.
    pub replications: usize,
}

impl From<Option<Estimate>> for Columns {
    fn from(estimate: Option<Estimate>) -> Self {
        let interval = estimate.and_then(|estimate| estimate.interval);
        Self {
            value: estimate.map(|estimate| Written(estimate.value)),
            low: interval.map(|interval| Written(interval.low())),
            high: interval.map(|interval| Written(interval.high())),
            replications: estimate.map_or(0, |estimate| estimate.replications),
        }
    }
}

/// The table, one row for each metric; what does not exist is empty.
pub fn write(replicated: &Replicated) -> Vec<u8> {
    table::write(METRICS.iter().enumerate().map(|(index, metric)| {
        let Columns { value, low, high, replications } = replicated.estimate(index).into();
        Row { metric: metric.name, unit: metric.unit, value, low, high, replications }
    }))
}
