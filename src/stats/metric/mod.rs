//! The one table of metrics: what `lvsim list metrics`, the JSON document, `summary.csv`, the terminal and the
//! documentation all show.
//!
//! A metric is a function of an [`Outcome`]. It has no value (`None`) when there is nothing to compute it from, for
//! instance the latency of a run in which nothing completed; it is never "not a number".
//!
//! * [`table`]: the metrics, one entry each
//! * `network`: what is measured of packets and links
//! * [`spread`]: what balance is measured of, per unit of weight

mod network;
pub mod spread;
pub mod table;
#[cfg(test)]
mod tests;

pub use spread::{number_in_system_of, requests_of};
pub use table::METRICS;

use crate::stats::Outcome;

/// One number that describes a run.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name, the same in every output.
    pub name: &'static str,
    /// Its unit: `s`, `requests/s`, what is counted (`requests`, `takeovers`), or `1` for a ratio.
    pub unit: &'static str,
    /// What it is, in one sentence.
    pub meaning: &'static str,
    value: fn(&Outcome) -> Option<f64>,
}

impl Metric {
    /// The metric with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.name == name)
    }

    /// Its value in one run, always finite; `None` if the run has none.
    pub fn of(&self, outcome: &Outcome) -> Option<f64> {
        (self.value)(outcome).filter(|value| value.is_finite())
    }
}
